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

/// <summary>
/// Layouts that no real file here has: each draft is accepted by reading and gives exactly the figures of the file. The figures are made
/// up.
/// </summary>
public sealed class UnseenDraftsTests
{
    private static SourceFile File(string name, byte[] bytes) => SourceFile.Open(new MemoryStream(bytes), name, ReadLimits.Default);

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

    private static (Suggestion Found, Draft Draft) DraftOf(string name, string country, byte[] bytes)
    {
        var file = File(name, bytes);
        var found = Suggester.Of(file, country, TaxonomyFolder.Read, CancellationToken.None);
        var draft = DraftWriter.Write(
            found,
            file,
            new MemoryStream(bytes),
            TaxonomyFolder.Read,
            $"{country}/draft",
            Language.En,
            new(2026, 1, 1),
            CancellationToken.None
        );
        Assert.False(draft.Reading.IsBlocked, Said(draft));
        Assert.True(draft.Reading.Mapped!.Accounting.CellsSetAside == 0, Said(draft));
        Assert.All(draft.Reading.Mapped.Attributes, a => Assert.Contains("V", a.Statuses.Split(';')));
        return (found, draft);
    }

    private static (Suggestion Found, Draft Draft) DraftOf(string name, string country, string text) =>
        DraftOf(name, country, Encoding.UTF8.GetBytes(text));

    private static string Mapping(Draft draft) => Encoding.UTF8.GetString(draft.Folder.Files[MappingReader.FileName].Span);

    private static long Loaded(Draft draft) => draft.Reading.Mapped!.Accounting.CellsLoaded;

    private static string Said(Draft draft) =>
        string.Join("\n", draft.Reading.Findings.Kept.Select(Feed.Said))
        + "\n"
        + string.Join(
            "\n",
            draft
                .Folder.Files.Where(f =>
                    f.Key.EndsWith(".csv", StringComparison.Ordinal) || f.Key.EndsWith(".yaml", StringComparison.Ordinal)
                )
                .Select(f => f.Key + "\n" + Encoding.UTF8.GetString(f.Value.Span))
        );

    [Fact]
    public void A_report_with_two_header_rows_sections_subtotals_and_notes()
    {
        var bytes = Workbook(
            (
                "Cuadro",
                [
                    ["Ministerio de Seguridad Pública"],
                    ["Denuncias por provincia"],
                    [],
                    ["Provincia", "Homicidio doloso", "", "Hurto", ""],
                    ["", "2021", "2022", "2021", "2022"],
                    ["REGIÓN CENTRAL"],
                    ["Panamá", "120", "110", "900", "950"],
                    ["Colón", "80", "85", "400", "410"],
                    ["Coclé", "10", "9", "150", "140"],
                    ["Subtotal", "210", "204", "1450", "1500"],
                    ["REGIÓN OCCIDENTAL"],
                    ["Chiriquí", "20", "25", "500", "480"],
                    ["Veraguas", "8", "7", "130", "120"],
                    ["Subtotal", "28", "32", "630", "600"],
                    ["Total", "238", "236", "2080", "2100"],
                    ["Fuente: Ministerio de Seguridad Pública."],
                    ["Nota: cifras preliminares."],
                ]
            )
        );
        var (found, draft) = DraftOf("denuncias.xlsx", "PAN", bytes);
        var table = Assert.Single(found.Tables);
        Assert.Equal((5, 2), (table.HeaderRow, table.HeaderRows));
        Assert.Equal([2021, 2022, 2021, 2022], table.Wide.Select(w => w.Facet!.Year!.Value));
        Assert.Equal(["PA-8", "PA-3", "PA-2", "PA-4", "PA-9"], table.Areas.Select(a => a.Sure?.Code));
        Assert.Equal([6, 11], table.SectionRows);
        Assert.Contains("sections:", Mapping(draft), StringComparison.Ordinal);
        Assert.Contains("since: last", Mapping(draft), StringComparison.Ordinal);
        Assert.DoesNotContain("rule: total-row", Mapping(draft), StringComparison.Ordinal);
        Assert.Equal(20, Loaded(draft));
    }

    [Fact]
    public void A_French_file_of_rates_with_decimal_commas_is_kept_as_rates_and_never_summed()
    {
        const string text =
            "Département;Année;Infraction;Taux pour 100 000\nNord-Ouest;2021;Homicide;1 234,5\nNord;2021;Homicide;12,5\n"
            + "Centre;2021;Homicide;8,25\nArtibonite;2021;Homicide;9,75\nNord-Ouest;2021;Vol;234,5\nNord;2021;Vol;102,5\n"
            + "Centre;2021;Vol;82,25\nArtibonite;2021;Vol;91,75\n";
        var (found, draft) = DraftOf("taux.csv", "HTI", text);
        var table = Assert.Single(found.Tables);
        Assert.Equal((',', ' '), (table.Numbers.Decimal, table.Numbers.Group));
        Assert.Equal(";", found.Dialect.Delimiter.ToString());
        Assert.True(table.IsRate);
        Assert.Contains("OFFENCES_INC_RATE", Mapping(draft), StringComparison.Ordinal);
        Assert.DoesNotContain("combine:", Mapping(draft), StringComparison.Ordinal);
        Assert.Equal(8, Loaded(draft));
    }

    [Fact]
    public void An_index_is_never_kept_as_a_rate()
    {
        const string text =
            "Departamento;Año;Indicador;Valor\nArtigas;2021;Índice de criminalidad;73,92\n"
            + "Salto;2021;Índice de criminalidad;74,87\nArtigas;2021;Hurtos por 100.000 habitantes;81,2\n"
            + "Salto;2021;Hurtos por 100.000 habitantes;80,25\n";
        var (_, draft) = DraftOf("indices.csv", "URY", text);
        Assert.Equal(2, Loaded(draft));
    }

    [Fact]
    public void English_parishes_over_years_with_the_words_of_Jamaica()
    {
        const string text =
            "Jamaica Constabulary Force,,,,\nMurders by parish,,,,\nParish,2019,2020,2021,2022\nKingston,101,95,90,88\n"
            + "St. Andrew,250,240,233,251\nSt. Thomas,30,28,31,29\nPortland,12,11,14,9\nSt. Mary,22,25,20,18\n"
            + "Total,415,399,388,395\nSource: JCF Statistics,,,,\n";
        var (found, draft) = DraftOf("murders.csv", "JAM", text);
        var table = Assert.Single(found.Tables);
        Assert.Equal((3, 1, "wide"), (table.HeaderRow, table.HeaderRows, table.Shape));
        Assert.Equal(["JM-01", "JM-02", "JM-03", "JM-04", "JM-05"], table.Areas.Select(a => a.Sure?.Code));
        Assert.Contains("unpivotMatching:", Mapping(draft), StringComparison.Ordinal);
        Assert.Contains("totals:", Mapping(draft), StringComparison.Ordinal);
        Assert.Equal(20, Loaded(draft));
    }

    [Fact]
    public void A_Portuguese_register_counts_its_rows_and_puts_ages_into_groups()
    {
        var text = new StringBuilder("Nº;Data do fato;UF;Natureza;Sexo da vítima;Idade da vítima;Nome da vítima\n");
        string[] states = ["Acre", "Bahia", "Ceará", "Pará"];
        for (var i = 0; i < 24; i++)
            text.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{i + 1};{i + 1:00}/03/2023;{states[i % 4]};Homicídio "
                    + $"doloso;{(i % 3 == 0 ? "Feminino" : "Masculino")};{(i == 7 ? "" : $"{16 + i}")};Pessoa Inventada "
                    + $"{(char)('A' + i)}\n"
            );
        var (found, draft) = DraftOf("ocorrencias.csv", "BRA", text.ToString());
        var table = Assert.Single(found.Tables);
        Assert.Equal(("register", "dd/MM/yyyy", "M"), (table.Shape, table.DateFormat, table.Frequency));
        Assert.Equal(ColumnRole.Area, table.Columns[2].Role);
        Assert.Contains("neverStore: [\"Nome da vítima\"]", Mapping(draft), StringComparison.Ordinal);
        Assert.Contains("identicalRows: keep", Mapping(draft), StringComparison.Ordinal);
        Assert.Contains("15..17,Y15T17", Encoding.UTF8.GetString(draft.Folder.Files["age.csv"].Span), StringComparison.Ordinal);
        Assert.Equal(24, Loaded(draft));
        Assert.DoesNotContain(
            "Inventada",
            string.Concat(draft.Folder.Files.Values.Select(f => Encoding.UTF8.GetString(f.Span))),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Years_in_columns_below_titles_of_a_workbook()
    {
        var bytes = Workbook(
            (
                "Hoja1",
                [
                    ["MINISTERIO DEL INTERIOR"],
                    ["Denuncias de rapiña por departamento"],
                    ["Serie 2019 - 2022"],
                    [],
                    ["Departamento", "2019", "2020", "2021", "2022"],
                    ["Montevideo", "25000", "24000", "22000", "21000"],
                    ["Canelones", "3000", "2900", "2500", "2600"],
                    ["Maldonado", "600", "550", "500", "510"],
                    ["Río Negro", "20", "18", "15", "12"],
                    ["Total", "28620", "27468", "25015", "24122"],
                    [],
                    ["Fuente: AECA"],
                ]
            )
        );
        var (found, draft) = DraftOf("rapinas.xlsx", "URY", bytes);
        var table = Assert.Single(found.Tables);
        Assert.Equal((5, 1), (table.HeaderRow, table.HeaderRows));
        Assert.Equal([2019, 2020, 2021, 2022], table.Wide.Select(w => w.Facet!.Year!.Value));
        Assert.Equal(["UY-MO", "UY-CA", "UY-MA", "UY-RN"], table.Areas.Select(a => a.Sure?.Code));
        Assert.Equal(16, Loaded(draft));
    }

    [Theory]
    [InlineData(
        "Fiscal year,Parish,Crime,Count\n2019/20,Saint Michael,Murder,12\n2020/21,Saint Michael,Murder,15\n"
            + "2019/20,Christ Church,Murder,5\n2020/21,Christ Church,Murder,7\n2019/20,Saint Philip,Murder,2\n"
            + "2020/21,Saint Philip,Murder,4\n",
        6
    )]
    [InlineData(
        "Murders per fiscal year July to June,,\nParish,2019/20,2020/21\nSaint Michael,12,15\nChrist Church,5,7\nSaint Philip,2,4\n",
        6
    )]
    [InlineData("Parish,2009-10,2010-11,2011-12\nSaint Michael,12,15,11\nChrist Church,5,7,8\nSaint Philip,2,4,3\n", 9)]
    public void Fiscal_years_stand_under_the_year_in_which_they_begin_and_their_month_is_asked(string text, int cells)
    {
        var (found, draft) = DraftOf("murders.csv", "BRB", text);
        var table = Assert.Single(found.Tables);
        Assert.True(table.IsFiscal);
        Assert.Equal("A", table.Frequency);
        Assert.Equal(text.Contains("July", StringComparison.Ordinal) ? 7 : null, table.FiscalStart);
        Assert.Contains("fiscalYear:", Mapping(draft), StringComparison.Ordinal);
        Assert.Contains(draft.Questions, q => q.Asks.Key is "ask.fiscal" or "ask.fiscalNamed");
        Assert.All(draft.Reading.Mapped!.Attributes, a => Assert.Contains("D", a.Statuses.Split(';')));
        Assert.Equal(cells, Loaded(draft));
    }

    [Theory]
    [InlineData("Departamento;T1 2023;T2 2023;T3 2023;T4 2023\nCortés;10;12;9;11\nYoro;4;6;5;7\nColón;1;2;3;2\nAtlántida;4;4;5;6\n")]
    [InlineData(
        "Departamento;1er trimestre 2023;2do trimestre 2023;3er trimestre 2023;4to trimestre 2023\nCortés;10;12;9;11\n"
            + "Yoro;4;6;5;7\nColón;1;2;3;2\nAtlántida;4;4;5;6\n"
    )]
    [InlineData(
        "Departamento;I Trim. 2023;II Trim. 2023;III Trim. 2023;IV Trim. 2023\nCortés;10;12;9;11\nYoro;4;6;5;7\nColón;1;2;3;2\n"
            + "Atlántida;4;4;5;6\n"
    )]
    public void Quarters_of_a_year_in_columns(string text)
    {
        var (found, draft) = DraftOf("homicidios.csv", "HND", text);
        var table = Assert.Single(found.Tables);
        Assert.Equal("Q", table.Frequency);
        Assert.Equal([(2023, 1), (2023, 2), (2023, 3), (2023, 4)], table.Wide.Select(w => (w.Facet!.Year!.Value, w.Facet.Quarter!.Value)));
        Assert.Equal(16, Loaded(draft));
    }

    [Fact]
    public void Quarters_of_a_year_in_rows()
    {
        var (found, draft) = DraftOf(
            "homicidios.csv",
            "HND",
            "Departamento;Periodo;Casos\nCortés;T1 2023;10\nCortés;T2 2023;12\nYoro;T1 2023;4\nYoro;T2 2023;6\n"
        );
        Assert.Equal("Q", Assert.Single(found.Tables).Frequency);
        Assert.Equal(4, Loaded(draft));
    }

    [Fact]
    public void Months_in_columns_with_the_year_in_the_name_of_each_sheet()
    {
        string?[][] Sheet(int more) =>
            [
                ["Robos por departamento"],
                ["Departamento", "Enero", "Febrero", "Marzo", "Total"],
                ["Guatemala", $"{20 + more}", "25", "30", $"{75 + more}"],
                ["Escuintla", "100", "90", "80", "270"],
                ["Petén", "5", "6", "7", "18"],
            ];
        var (found, draft) = DraftOf(
            "robos.xlsx",
            "GTM",
            Workbook(
                ("2021", Sheet(1)),
                ("2022", Sheet(2)),
                (
                    "Códigos",
                    [
                        ["Código", "Nombre"],
                        ["1", "Robo a peatón"],
                        ["2", "Robo de vehículo"],
                        ["3", "Robo a comercio"],
                    ]
                )
            )
        );
        Assert.Equal([2021, 2022], found.Tables.Where(t => !t.IsList).Select(t => t.FactYear!.Value));
        Assert.All(found.Tables.Where(t => !t.IsList), t => Assert.Equal("M", t.Frequency));
        Assert.Contains("in: sheetName", Mapping(draft), StringComparison.Ordinal);
        Assert.Contains("rowTotals:", Mapping(draft), StringComparison.Ordinal);
        Assert.Equal(18, Loaded(draft));
    }

    [Fact]
    public void Merged_names_hold_for_the_rows_below_them()
    {
        var bytes = Workbook(
            (
                "Datos",
                [
                    ["Departamento", "Delito", "2021", "2022"],
                    ["Guatemala", "Homicidio", "4", "5"],
                    ["", "Extorsión", "20", "21"],
                    ["", "Secuestro", "1", "2"],
                    ["Escuintla", "Homicidio", "5", "6"],
                    ["", "Extorsión", "7", "8"],
                    ["", "Secuestro", "0", "1"],
                ]
            )
        );
        var (_, draft) = DraftOf("delitos.xlsx", "GTM", bytes);
        Assert.Contains("fillDown: [\"Departamento\"]", Mapping(draft), StringComparison.Ordinal);
        Assert.Equal(12, Loaded(draft));
    }

    [Fact]
    public void A_total_that_does_not_come_out_is_asked_and_not_taken_for_an_area()
    {
        var (found, draft) = DraftOf(
            "homicidios.csv",
            "URY",
            "Departamento,2019,2020\nMontevideo,215,180\nCanelones,60,55\nRivera,11,12\nTotal,999,999\n"
        );
        Assert.DoesNotContain("totals:", Mapping(draft), StringComparison.Ordinal);
        Assert.DoesNotContain("rule: total-row", Mapping(draft), StringComparison.Ordinal);
        Assert.Contains(found.AllQuestions, q => q.Asks.Key == "ask.totalUnproved");
        Assert.Null(Assert.Single(found.Tables).Areas.Single(a => a.Text == "Total").Sure);
        Assert.Equal(6, Loaded(draft));
    }

    [Theory]
    [InlineData("10", "GT-GU")]
    [InlineData("500", null)]
    public void A_department_with_the_name_of_its_country_is_sure_only_where_its_figures_prove_it(string figure, string? code)
    {
        var (found, _) = DraftOf(
            "delitos.csv",
            "GTM",
            $"Departamento,2021,2022\nGuatemala,{figure},{figure}\nEscuintla,50,60\nPetén,27,20\n"
        );
        Assert.Equal(code, Assert.Single(found.Tables).Areas.First(a => a.Text == "Guatemala").Sure?.Code);
    }

    [Fact]
    public void A_list_of_codes_has_no_draft()
    {
        var found = Suggester.Of(
            File("armas.csv", Encoding.UTF8.GetBytes("Codigo,Descripcion\n1,Arma de fuego\n2,Arma blanca\n3,Objeto contundente\n9,Otra\n")),
            "CHL",
            TaxonomyFolder.Read,
            CancellationToken.None
        );
        Assert.True(Assert.Single(found.Tables).IsList);
        Assert.Contains(found.AllQuestions, q => q.Asks.Key == "ask.list");
    }
}
