using System.Text;
using Observatory.Core.Cells;
using Observatory.Core.Languages;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Observatory.Core.Suggesting;
using Observatory.Tests.Mappings;
using Observatory.Tests.Taxonomy;
using Xunit;

namespace Observatory.Tests.Suggesting;

/// <summary>Small files of kinds that none of the real ones has. The figures are made up.</summary>
public sealed class UnseenFilesTests
{
    private static SourceFile File(string name, byte[] bytes) => SourceFile.Open(new MemoryStream(bytes), name, ReadLimits.Default);

    private static Suggestion Suggest(string name, string country, string text) =>
        Suggester.Of(File(name, Encoding.UTF8.GetBytes(text)), country, TaxonomyFolder.Read, CancellationToken.None);

    private static TableSuggestion Table(string name, string country, string text) => Assert.Single(Suggest(name, country, text).Tables);

    private static byte[] Workbook(params (string Name, string?[][] Rows)[] sheets) =>
        SampleWorkbook
            .Write([
                .. sheets.Select(s =>
                    (
                        s.Name,
                        s.Rows.Select(
                                (cells, i) =>
                                    new GridRow(
                                        s.Name,
                                        i + 1,
                                        [.. cells.Select(c => c ?? "")],
                                        [
                                            .. cells.Select(c =>
                                                string.IsNullOrEmpty(c) ? CellKind.Empty
                                                : int.TryParse(c, out _) ? CellKind.Number
                                                : CellKind.Text
                                            ),
                                        ]
                                    )
                            )
                            .ToList()
                    )
                ),
            ])
            .ToArray();

    private static Draft DraftOf(string name, string country, byte[] bytes, Language language = Language.En)
    {
        var file = File(name, bytes);
        var found = Suggester.Of(file, country, TaxonomyFolder.Read, CancellationToken.None);
        return DraftWriter.Write(
            found,
            file,
            new MemoryStream(bytes),
            TaxonomyFolder.Read,
            $"{country}/draft",
            language,
            new(2026, 1, 1),
            CancellationToken.None
        );
    }

    private static string[] Roles(TableSuggestion table) => [.. table.Columns.Select(c => c.Role.ToString())];

    private const string Haiti = """
        POLICE NATIONALE D'HAITI;;;;;;
        Homicides volontaires par département, 2021;;;;;;
        ;;;;;;
        Département;Janvier;Février;Mars;Avril;Mai;Total
        Ouest;1 234;1 100;98;120;133;2 685
        Artibonite;12;9;14;11;10;56
        Nord;3;5;2;4;6;20
        Sud;2;1;0;3;2;8
        Grande’Anse;1;0;2;1;1;5
        Total;1 252;1 115;116;139;152;2 774
        Source : PNH, direction centrale de la police judiciaire;;;;;;
        """;

    [Fact]
    public void A_French_crosstab_of_departments_and_months_with_a_title_and_a_source()
    {
        var table = Table("homicides_2021.csv", "HTI", Haiti);
        Assert.Equal((4, 1, "wide"), (table.HeaderRow, table.HeaderRows, table.Shape));
        Assert.Equal(["Area", "Value", "Value", "Value", "Value", "Value", "Total"], Roles(table));
        Assert.Equal([1, 2, 3, 4, 5], table.Wide.Select(w => w.Facet!.Month!.Value));
        Assert.Equal((2021, "M"), (table.FactYear, table.Frequency));
        Assert.Equal(' ', table.Numbers.Group);
        Assert.Equal([(10, "Total")], table.Totals.Select(t => (t.Row, t.Text)));
        Assert.Equal(11, table.FooterRow);
        Assert.Equal("HT-AR", table.Areas.First(a => a.Text == "Artibonite").Sure!.Code);
        Assert.Equal("HOM_VICT", Assert.Single(table.Labels).Best!.Code);
        Assert.Null(table.Labels[0].Sure);
    }

    private const string Jamaica = """
        Major crimes by parish 2021,,,,,,
        Crime,Kingston,Saint Andrew,Saint Thomas,Portland,Saint Mary,Total
        Murder,101,95,12,9,15,232
        Shooting,88,77,10,8,12,195
        Rape,30,41,9,7,11,98
        Robbery,120,134,15,11,20,300
        Break-in,80,75,20,18,25,218
        Aggravated assault,60,55,9,8,10,142
        """;

    [Fact]
    public void An_English_crosstab_with_parishes_in_its_columns()
    {
        var table = Table("jcf-major-crimes.csv", "JAM", Jamaica);
        Assert.Equal("wide", table.Shape);
        Assert.Equal(["Indicator", "Value", "Value", "Value", "Value", "Value", "Total"], Roles(table));
        Assert.Equal(["JM-01", "JM-02", "JM-03", "JM-04", "JM-05"], table.Wide.Select(w => w.Facet!.Area));
        Assert.Equal(2021, table.FactYear);
        Assert.Equal(["HOM_VICT", "HOM_ATTEMPT", "RAPE", "ROBBERY", "BURGLARY", "ASSAULT_SERIOUS"], table.Labels.Select(l => l.Best?.Code));
    }

    [Fact]
    public void A_Portuguese_workbook_whose_merged_header_has_years_over_offences()
    {
        var bytes = Workbook(
            (
                "Dados",
                [
                    ["Secretaria de Segurança Pública"],
                    ["Ocorrências registradas por unidade da Federação"],
                    [],
                    ["UF", "2021", "", "2022", ""],
                    ["", "Homicídio doloso", "Roubo de veículo", "Homicídio doloso", "Roubo de veículo"],
                    ["Acre", "120", "340", "110", "310"],
                    ["Alagoas", "900", "1500", "870", "1400"],
                    ["Amapá", "210", "200", "205", "190"],
                    ["Bahia", "5000", "9000", "4900", "8800"],
                    ["Fonte: Secretarias estaduais."],
                ]
            )
        );
        var table = Assert.Single(Suggester.Of(File("ocorrencias.xlsx", bytes), "BRA", TaxonomyFolder.Read, CancellationToken.None).Tables);
        Assert.Equal((5, 2), (table.HeaderRow, table.HeaderRows));
        Assert.Equal([2021, 2021, 2022, 2022], table.Wide.Select(w => w.Facet!.Year!.Value));
        Assert.Equal(["HOM_INC", "ROBBERY_VEHICLE", "HOM_INC", "ROBBERY_VEHICLE"], table.Wide.Select(w => w.Facet!.Indicator?.Best?.Code));
        Assert.Equal(ColumnRole.Area, table.Columns[0].Role);
        Assert.Equal(10, table.FooterRow);
        var draft = DraftOf("ocorrencias.xlsx", "BRA", bytes);
        Assert.False(draft.Reading.IsBlocked, Said(draft));
        Assert.Equal(0, draft.Reading.Mapped!.Accounting.CellsSetAside);
        Assert.True(draft.Reading.Mapped.ObservationCount >= 16, Said(draft));
    }

    private const string Uruguay = """
        Departamento,2019,2020,2021,2022
        Montevideo,215,180,160,220
        Canelones,60,55,50,71
        Maldonado,18,17,15,20
        Rivera,11,12,9,14
        Total,304,264,234,325
        """;

    [Fact]
    public void Years_in_columns_and_one_indicator_in_the_file_name()
    {
        var table = Table("homicidios-por-departamento.csv", "URY", Uruguay);
        Assert.Equal([2019, 2020, 2021, 2022], table.Wide.Select(w => w.Facet!.Year!.Value));
        Assert.Equal("HOM_VICT", Assert.Single(table.Labels).Best!.Code);
        Assert.Equal("UY-MO", table.Areas.First(a => a.Text == "Montevideo").Sure!.Code);
        var draft = DraftOf("homicidios-por-departamento.csv", "URY", Encoding.UTF8.GetBytes(Uruguay));
        Assert.False(draft.Reading.IsBlocked, Said(draft));
        // Nothing is published from a draft: each of its figures is unvalidated.
        Assert.All(draft.Reading.Mapped!.Attributes, a => Assert.Contains("V", a.Statuses.Split(';')));
    }

    private const string Register = """
        No,Fecha del hecho,Departamento,Nombre de la víctima,Edad,Sexo,Arma
        1,03/04/2023,Cortés,Nombre Inventado Uno,34,F,Arma de fuego
        2,05/04/2023,Atlántida,Nombre Inventado Dos,27,M,Arma blanca
        3,07/05/2023,Cortés,Nombre Inventado Tres,41,M,Arma de fuego
        4,08/05/2023,Yoro,Nombre Inventado Cuatro,19,F,Arma de fuego
        5,09/06/2023,Cortés,Nombre Inventado Cinco,33,M,Arma de fuego
        6,11/06/2023,Yoro,Nombre Inventado Seis,55,F,Arma blanca
        """;

    [Fact]
    public void A_register_of_events_never_gives_away_who_the_victims_were()
    {
        var table = Table("muertes.csv", "HND", Register);
        Assert.Equal("register", table.Shape);
        Assert.Equal(ColumnRole.Personal, table.Columns[3].Role);
        Assert.Equal(
            [ColumnRole.Date, ColumnRole.Area, ColumnRole.Age, ColumnRole.Sex, ColumnRole.Mechanism],
            new[] { 1, 2, 4, 5, 6 }.Select(i => table.Columns[i].Role)
        );
        var draft = DraftOf("muertes.csv", "HND", Encoding.UTF8.GetBytes(Register));
        Assert.Contains("neverStore: [\"Nombre de la víctima\"]", Text(draft, MappingReader.FileName), StringComparison.Ordinal);
        Assert.All(draft.Folder.Files.Keys, f => Assert.DoesNotContain("Inventad", Text(draft, f), StringComparison.Ordinal));
    }

    [Fact]
    public void The_order_of_day_and_month_is_asked_where_no_date_proves_it()
    {
        var table = Table("muertes.csv", "HND", Register);
        Assert.Null(table.DateFormat);
        Assert.Contains(table.Questions, q => q.Asks.Key == "ask.date");
        Assert.Equal(
            "dd/MM/yyyy",
            Table("muertes.csv", "HND", Register.Replace("11/06/2023", "21/06/2023", StringComparison.Ordinal)).DateFormat
        );
        Assert.Equal(
            "MM/dd/yyyy",
            Table("muertes.csv", "HND", Register.Replace("11/06/2023", "06/21/2023", StringComparison.Ordinal)).DateFormat
        );
    }

    [Theory]
    [InlineData("1.234", "2.345", null, null, true)]
    [InlineData("1.234,5", "2.345", ',', '.', false)]
    [InlineData("12.50", "3.25", '.', null, false)]
    [InlineData("1,234", "15", null, null, true)]
    [InlineData("1,234,567", "15", null, ',', false)]
    [InlineData("1.234.567", "12,5", ',', '.', false)]
    [InlineData("12.50", "12,50", null, null, false)]
    public void A_number_format_is_only_what_the_column_proves(string one, string other, char? point, char? group, bool isAsked)
    {
        var table = Table(
            "robos.csv",
            "URY",
            $"Departamento;Año;Valor\nMontevideo;2021;{one}\nCanelones;2021;{other}\nRivera;2021;7\nMaldonado;2021;9\n"
        );
        Assert.Equal((point, group), table.Numbers.IsContradictory ? (null, null) : (table.Numbers.Decimal, table.Numbers.Group));
        Assert.Equal(isAsked, table.Questions.Any(q => q.Asks.Key == "ask.numbers"));
        Assert.Equal(one == "12.50" && other == "12,50", table.Questions.Any(q => q.Asks.Key == "ask.numbersContradict"));
    }

    [Fact]
    public void A_figure_whose_number_is_not_proved_is_left_out_by_name()
    {
        const string text = "Departamento;Año;Homicidios\nMontevideo;2021;1.234\nCanelones;2021;12\nRivera;2021;7\nMaldonado;2021;9\n";
        var draft = DraftOf("homicidios.csv", "URY", Encoding.UTF8.GetBytes(text));
        Assert.False(draft.Reading.IsBlocked, Said(draft));
        Assert.Equal((3, 0), (draft.Reading.Mapped!.Accounting.CellsLoaded, draft.Reading.Mapped.Accounting.CellsSetAside));
    }

    [Fact]
    public void Months_as_short_words_and_marks_for_missing_values()
    {
        const string text =
            "Provincia,Año,Mes,Delito,Casos\nColón,2022,Ene,Homicidio doloso,12\nColón,2022,Feb,Homicidio doloso,n/d\n"
            + "Panamá,2022,Ene,Homicidio doloso,33\nPanamá,2022,Dic,Femicidio,2\nDarién,2022,Mar,Hurto agravado,-\n";
        var table = Table("delitos.csv", "PAN", text);
        Assert.Equal(["Area", "Year", "Month", "Indicator", "Value"], Roles(table));
        Assert.Equal("INCIDENTS", table.Unit);
        var draft = DraftOf("delitos.csv", "PAN", Encoding.UTF8.GetBytes(text), Language.Es);
        Assert.False(draft.Reading.IsBlocked, Said(draft));
        Assert.Equal(0, draft.Reading.Mapped!.Accounting.CellsSetAside);
        Assert.Contains(draft.Questions, q => q.Asks.Key == "ask.mark");
        Assert.Contains("pregunta", Text(draft, MappingReader.FileName), StringComparison.Ordinal);
    }

    [Fact]
    public void What_another_country_means_by_a_word_is_never_sure()
    {
        var table = Table(
            "robos.csv",
            "DOM",
            "Provincia,Año,Delito,Casos\nAzua,2022,Robo,5\nAzua,2022,Hurto,6\nAzua,2022,Asalto,7\nAzua,2022,Homicidio,8\n"
        );
        Assert.All(table.Labels, l => Assert.Null(l.Sure));
    }

    [Fact]
    public void A_whole_smaller_than_its_parts_is_a_rate()
    {
        const string text =
            "Departamento,Delito,2019,2020,2021\nTotal nacional,Homicidios,8,7,9\nMontevideo,Homicidios,15,14,16\n"
            + "Rivera,Homicidios,6,5,4\nSalto,Homicidios,3,4,5\n";
        var table = Table("cuadro.csv", "URY", text);
        Assert.True(table.IsRate);
        Assert.Equal("HOM_RATE", table.Labels.Single().Best!.Code);
    }

    [Fact]
    public void A_draft_in_every_language_reads_and_its_sample_gives_what_it_expects()
    {
        foreach (var language in LanguageCodes.All)
        {
            var draft = DraftOf("jcf-major-crimes.csv", "JAM", Encoding.UTF8.GetBytes(Jamaica), language);
            Assert.False(draft.Reading.IsBlocked, Said(draft));
            var (mapping, findings) = MappingReader.Read(draft.Folder, TaxonomyFolder.Read);
            Assert.Empty(findings);
            Assert.True(
                SampleCheck
                    .Run(draft.Folder, mapping!, TaxonomyFolder.Read, new(2026, 1, 1), ReadLimits.Default, CancellationToken.None)
                    .Passed
            );
            Assert.NotEmpty(Text(draft, "questions.txt"));
        }
    }

    [Fact]
    public void Reasons_exist_in_the_four_languages_with_the_same_names()
    {
        foreach (var language in LanguageCodes.All)
        {
            Assert.Equal(Reason.Keys(Language.En).Order(StringComparer.Ordinal), Reason.Keys(language).Order(StringComparer.Ordinal));
            Assert.All(Reason.Keys(language), k =>
                Assert.Equal(Names(Reason.Template(k, Language.En)), Names(Reason.Template(k, language)))
            );
        }

        static IEnumerable<string> Names(string text) =>
            System.Text.RegularExpressions.Regex.Matches(text, @"\{\w+\}").Select(m => m.Value).Distinct().Order(StringComparer.Ordinal);
    }

    private static string Text(Draft draft, string file) => Encoding.UTF8.GetString(draft.Folder.Files[file].Span);

    private static string Said(Draft draft) =>
        string.Join("\n", draft.Reading.Findings.Kept.Select(Feed.Said))
        + "\n"
        + string.Join(
            "\n",
            draft
                .Folder.Files.Keys.Where(k => k.EndsWith(".csv", StringComparison.Ordinal) || k.EndsWith(".yaml", StringComparison.Ordinal))
                .Select(f => f + "\n" + Text(draft, f))
        );
}
