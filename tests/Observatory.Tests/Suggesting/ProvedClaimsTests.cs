using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Observatory.Core.Languages;
using Observatory.Core.Suggesting;
using Observatory.Tests.Mappings;
using Xunit;

namespace Observatory.Tests.Suggesting;

/// <summary>
/// What a draft drops or calls sure is proved by arithmetic or by labels; what it copies is about nobody. The figures are made up.
/// </summary>
public sealed partial class ProvedClaimsTests
{
    private static readonly string[] States =
    [
        "Aguascalientes",
        "Campeche",
        "Chiapas",
        "Colima",
        "Durango",
        "Jalisco",
        "Sonora",
        "Tabasco",
    ];

    private static string N(int number) => number.ToString(CultureInfo.InvariantCulture);

    // ---- totals

    /// <summary>Rows of states with two columns of figures, and a last row that says "Total".</summary>
    private static (string Text, int[] Sums) WithTotal(Random random, Func<int, int> printed)
    {
        var (text, sums) = (new StringBuilder("Entidad,2021,2022\n"), new int[2]);
        foreach (var state in States.Take(random.Next(3, States.Length)))
        {
            var figures = new[] { random.Next(1, 900), random.Next(1, 900) };
            (sums[0], sums[1]) = (sums[0] + figures[0], sums[1] + figures[1]);
            text.Append(CultureInfo.InvariantCulture, $"{state},{figures[0]},{figures[1]}\n");
        }
        text.Append(CultureInfo.InvariantCulture, $"Total,{printed(sums[0])},{printed(sums[1])}\n");
        return (text.ToString(), sums);
    }

    [Fact]
    public void A_row_that_says_total_is_dropped_only_where_it_adds_up_and_is_then_a_check()
    {
        for (var seed = 0; seed < 12; seed++)
        {
            var (proved, _) = WithTotal(new Random(seed), s => s);
            var file = SuggestedFile.Of("robos.csv", "MEX", proved);
            Assert.Contains("totals:", file.Mapping, StringComparison.Ordinal);
            Assert.Single(file.Table.Totals);
            var (other, _) = WithTotal(new Random(seed), s => s + 1 + (seed % 3));
            file = SuggestedFile.Of("robos.csv", "MEX", other);
            Assert.DoesNotContain("totals:", file.Mapping, StringComparison.Ordinal);
            Assert.Empty(file.Table.Totals);
            Assert.True(file.Asks("ask.totalUnproved"));
            Assert.Null(file.Table.Areas.Single(a => a.Text == "Total").Sure);
        }
    }

    [Fact]
    public void A_total_among_the_areas_of_each_year_is_the_country_only_where_it_adds_up_each_time()
    {
        string Of(int more) =>
            "Entidad,Año,Casos\n"
            + string.Concat(
                Enumerable
                    .Range(2018, 4)
                    .Select(y =>
                        $"Colima,{N(y)},{N(y - 2000)}\nSonora,{N(y)},{N(y - 1990)}\nJalisco,{N(y)},7\n"
                        + $"Total,{N(y)},{N(y - 2000 + y - 1990 + 7 + (y == 2020 ? more : 0))}\n"
                    )
            );
        var proved = SuggestedFile.Of("robos.csv", "MEX", Of(0));
        Assert.Equal(
            ("MEX", "area.sum"),
            (
                proved.Table.Areas.Single(a => a.Text == "Total").Sure!.Code,
                proved.Table.Areas.Single(a => a.Text == "Total").Sure!.Because.Key
            )
        );
        Assert.Contains("over: REF_AREA, whole: MEX", proved.Mapping, StringComparison.Ordinal);
        Assert.Equal(16, proved.Loaded);
        var other = SuggestedFile.Of("robos.csv", "MEX", Of(1));
        Assert.Null(other.Table.Areas.Single(a => a.Text == "Total").Sure);
        Assert.DoesNotContain("checks:", other.Mapping, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Entidad,Enero 2021,Febrero 2021,Marzo 2021,Total", true)]
    [InlineData("Entidad,Hombres,Mujeres,No especificado,Total", true)]
    [InlineData("Entidad,Enero 2021,Febrero 2021,Marzo 2021,Total", false)]
    [InlineData("Entidad,Hombres,Mujeres,No especificado,Total", false)]
    public void A_column_that_says_total_is_a_check_only_where_it_adds_up(string header, bool adds)
    {
        var text = new StringBuilder(header + "\n");
        foreach (var (state, i) in States.Take(5).Select((s, i) => (s, i)))
            text.Append(CultureInfo.InvariantCulture, $"{state},{i + 3},{i + 5},{i},{(3 * i) + 8 + (adds || i < 4 ? 0 : 1)}\n");
        var file = SuggestedFile.Of("robos_2021.csv", "MEX", text.ToString());
        var total = file.Column("Total");
        Assert.Equal(adds, total.Role == ColumnRole.Total);
        Assert.Equal(adds, file.Mapping.Contains("rowTotals:", StringComparison.Ordinal));
        Assert.Equal(!adds, file.Asks("ask.totalColumn") || file.Asks("ask.totalKept"));
    }

    [Fact]
    public void Sums_in_between_that_do_not_come_out_stay_rows()
    {
        static byte[] Of(string subtotal) =>
            SuggestedFile.Workbook(
                (
                    "Cuadro",
                    [
                        ["Zona", "Entidad", "2021", "2022"],
                        ["Norte", "Sonora", "10", "12"],
                        ["", "Durango", "5", "6"],
                        ["", "Subtotal", subtotal, "18"],
                        ["Sur", "Chiapas", "7", "8"],
                        ["", "Tabasco", "9", "1"],
                        ["", "Subtotal", "16", "9"],
                    ]
                )
            );
        Assert.Equal(2, SuggestedFile.Of("robos.xlsx", "MEX", Of("15")).Table.Subtotals.Count);
        var other = SuggestedFile.Of("robos.xlsx", "MEX", Of("14"));
        Assert.Empty(other.Table.Subtotals);
        Assert.DoesNotContain("since: last", other.Mapping, StringComparison.Ordinal);
    }

    // ---- units

    [Theory]
    [InlineData("Unidad de medida", "Casos", "Tasa por 100.000 habitantes")]
    [InlineData("Unit", "Number", "Rate")]
    [InlineData("Unité", "Nombre", "Taux pour 100 000")]
    [InlineData("Medida", "Víctimas", "Porcentaje")]
    public void Rates_are_never_added_to_the_counts_beside_them(string heading, string count, string rate)
    {
        var text = new StringBuilder($"Entidad;Año;Delito;{heading};Valor\n");
        foreach (var (state, i) in States.Take(4).Select((s, i) => (s, i)))
            text.Append(
                CultureInfo.InvariantCulture,
                $"{state};2021;Homicidio doloso;{count};{i + 40}\n{state};2021;Homicidio doloso;{rate};{i}.{i + 1}5\n"
            );
        var file = SuggestedFile.Of("cifras.csv", "MEX", text.ToString());
        Assert.Equal(4, file.Loaded);
        Assert.Null(file.Table.Numbers.Decimal);
        Assert.Contains(file.Figures, f => f.EndsWith(" 43", StringComparison.Ordinal));
        Assert.DoesNotContain("combine:", file.Mapping, StringComparison.Ordinal);
    }

    [Fact]
    public void Rates_that_what_is_counted_tells_apart_stay()
    {
        var file = SuggestedFile.Of(
            "cifras.csv",
            "CAN",
            "GEO,REF_DATE,Statistics,UOM,VALUE\n"
                + string.Concat(
                    Enumerable
                        .Range(2018, 4)
                        .Select(y =>
                            $"Canada,{N(y)},Homicide,Number,{N(y - 1400)}\nCanada,{N(y)},Crime severity index,Index,{N(y - 1940)}.5\n"
                        )
                )
        );
        Assert.Equal(8, file.Table.Rows);
        Assert.Null(file.Table.RateRows);
    }

    [Fact]
    public void Of_several_sources_of_the_same_figures_one_is_read()
    {
        var file = SuggestedFile.Of(
            "cifras.csv",
            "MEX",
            "Fuente,Entidad,Año,Casos\nJalisco,Colima,2021,5\nJalisco,Sonora,2021,6\nSonora,Colima,2021,7\nSonora,Sonora,2021,8\n"
                + "Jalisco,Durango,2021,9\n"
        );
        Assert.Equal(ColumnRole.Area, file.Column("Entidad").Role);
        Assert.NotEqual(ColumnRole.Area, file.Column("Fuente").Role);
        Assert.DoesNotContain("combine:", file.Mapping, StringComparison.Ordinal);
        Assert.Equal(3, file.Loaded);
    }

    // ---- dates

    private static string Dates(int seed, int days, int perDay, bool turned, bool weekdays)
    {
        var random = new Random(seed);
        var text = new StringBuilder(weekdays ? "Fecha,Entidad,Día\n" : "Fecha,Entidad,Delito\n");
        for (var i = 0; i < days; i++)
        {
            var day = new DateOnly(2021, 1, 1).AddDays(i);
            for (var j = random.Next(perDay + 1); j > 0; j--)
            {
                var (a, b) = turned && day.Day <= 12 ? (day.Month, day.Day) : (day.Day, day.Month);
                var third = weekdays ? CultureInfo.GetCultureInfo("es-MX").DateTimeFormat.GetDayName(day.DayOfWeek) : "Robo";
                text.Append(CultureInfo.InvariantCulture, $"{a:00}/{b:00}/{day.Year},{States[random.Next(States.Length)]},{third}\n");
            }
        }
        return text.ToString();
    }

    [Theory]
    [InlineData(150, 2)]
    [InlineData(200, 4)]
    [InlineData(90, 6)]
    public void Dates_that_were_turned_round_are_never_proved(int days, int perDay)
    {
        for (var seed = 0; seed < 6; seed++)
        {
            var file = SuggestedFile.Of("hechos.csv", "MEX", Dates(seed, days, perDay, turned: true, weekdays: false));
            Assert.Null(file.Table.DateFormat);
            Assert.True(file.Asks("ask.dateTurned"));
        }
    }

    [Theory]
    [InlineData(365, 1)]
    [InlineData(1500, 1)]
    [InlineData(131, 5)]
    [InlineData(40, 3)]
    public void Dates_as_they_are_stay_proved_also_where_they_are_few_or_end_within_a_month(int days, int perDay)
    {
        for (var seed = 0; seed < 6; seed++)
            Assert.Equal(
                "dd/MM/yyyy",
                SuggestedFile.Of("hechos.csv", "MEX", Dates(seed, days, perDay, turned: false, weekdays: seed % 2 == 0)).Table.DateFormat
            );
    }

    /// <summary>A draft doubts the dates that reading doubts, in every form: as ISO texts, too.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Iso_dates_are_doubted_by_the_same_rule(bool turned)
    {
        var lines = Dates(5, 150, 3, turned, weekdays: false)
            .Split('\n')
            .Select(l => l.Length > 10 && l[2] == '/' ? $"{l[6..10]}-{l[3..5]}-{l[..2]}{l[10..]}" : l);
        Assert.Equal(turned, SuggestedFile.Of("hechos.csv", "MEX", string.Join('\n', lines)).Asks("ask.dateTurned"));
    }

    /// <summary>Days on which something was written down, some days later, agree neither way with the dates: nothing was turned.</summary>
    [Fact]
    public void A_column_of_other_weekdays_turns_no_date()
    {
        var day = new DateOnly(2021, 1, 1);
        var text =
            "Fecha,Entidad,Registro\n"
            + string.Concat(
                Enumerable
                    .Range(0, 200)
                    .Select(i =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{day.AddDays(i):dd/MM/yyyy},{States[i % States.Length]},"
                                + $"{CultureInfo.GetCultureInfo("es-MX").DateTimeFormat.GetDayName(day.AddDays(i + 1 + (i % 5)).DayOfWeek)}"
                                + $"\n"
                        )
                    )
            );
        Assert.False(SuggestedFile.Of("hechos.csv", "MEX", text).Asks("ask.dateTurned"));
    }

    [Fact]
    public void A_column_of_weekdays_shows_that_dates_were_turned_round()
    {
        var file = SuggestedFile.Of("hechos.csv", "MEX", Dates(3, 25, 3, turned: true, weekdays: true));
        Assert.Null(file.Table.DateFormat);
        Assert.Contains(file.Table.Questions, q => q.Asks.Key == "ask.dateTurned" && q.Asks.Arguments["other"] == "Día");
    }

    // ---- what is called sure

    /// <summary>What may be called sure: sums that were computed, and texts of the file that were looked up one by one.</summary>
    private static readonly string[] Computed =
    [
        "area.same",
        "area.whole",
        "area.code",
        "area.last",
        "area.lessThanSisters",
        "area.sum",
        "area.counted",
        "label.own",
        "label.taxonomy",
        "draft.proof",
        "draft.sum",
        "unit.word",
        "column.year",
        "column.month",
        "column.quarter",
        "column.date",
        "column.period",
        "column.fiscal",
        "column.sex",
        "column.age",
        "column.breakdown",
        "column.widePeriod",
        "column.wideArea",
        "column.wideOffence",
    ];

    private static readonly Regex[] Sentences =
    [
        .. Computed.Select(k => new Regex(
            "^"
                + Placeholder().Replace(Regex.Escape(Reason.Template(k, Language.En)).Replace("\\{", "{", StringComparison.Ordinal), ".*")
                + "( .*)?$"
        )),
    ];

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"sure: (?<why>.*?)(?: \((?:0|1)\.\d\d\))?""?$", RegexOptions.Multiline)]
    private static partial Regex Sure();

    internal static void EveryClaimIsComputed(SuggestedFile file)
    {
        foreach (
            var name in file.Draft!.Folder.Files.Keys.Where(f =>
                f.EndsWith(".yaml", StringComparison.Ordinal) || (f.EndsWith(".csv", StringComparison.Ordinal) && f != "sample.csv")
            )
        )
        foreach (Match match in Sure().Matches(file.Text(name)))
            Assert.True(Sentences.Any(s => s.IsMatch(match.Groups["why"].Value)), $"{name}: {match.Value}");
        foreach (var table in file.Found.Tables)
        {
            var line = file.Mapping.Split('\n').FirstOrDefault(l => l.Contains("REF_AREA: { column:", StringComparison.Ordinal));
            if (file.Found.Tables.Count == 1 && line is not null && line.Contains("# sure", StringComparison.Ordinal))
                Assert.True(table.Areas.Count(a => a.Sure is not null) >= 0.8 * table.Areas.Count, line);
        }
    }

    [Theory]
    [InlineData(
        "Lugar,Año,Casos\n\"Barrio 1, Colima\",2021,4\n\"Barrio 2, Sonora\",2021,5\n\"Barrio 3, Jalisco\",2021,6\n"
            + "\"Barrio 4, Durango\",2021,7\n"
    )]
    [InlineData("Entidad,Algo,Casos\nColima,2021,4\nSonora,2020,5\nJalisco,2019,6\nDurango,2018,7\n")]
    [InlineData(
        "Entidad,Fecha,Delito,Sexo\nColima,03/04/2021,Robo,H\nSonora,05/06/2021,Hurto,M\nJalisco,07/08/2021,Robo,H\n"
            + "Durango,09/10/2021,Robo,M\n"
    )]
    [InlineData("Entidad,2020,2021\nColima,4,5\nSonora,6,7\nJalisco,8,9\nTotal,18,21\n")]
    public void Nothing_is_sure_but_what_was_computed(string text) => EveryClaimIsComputed(SuggestedFile.Of("cifras.csv", "MEX", text));

    [Fact]
    public void A_column_of_labels_that_only_hold_words_of_areas_is_not_sure()
    {
        var file = SuggestedFile.Of(
            "cifras.csv",
            "MEX",
            "Entidad,Año,Casos\nCerca de Colima centro,2021,4\nSonora y más,2021,5\nJalisco otra vez,2021,6\nDurango también,2021,7\n"
        );
        Assert.DoesNotContain("areas.csv }   # sure", file.Mapping, StringComparison.Ordinal);
    }

    [Fact]
    public void Years_under_a_heading_that_says_no_time_are_asked() =>
        Assert.Contains(
            "TIME_PERIOD: { column: \"Algo\" }   # question",
            SuggestedFile
                .Of("cifras.csv", "MEX", "Entidad,Algo,Casos\nColima,2021,4\nSonora,2020,5\nJalisco,2019,6\nDurango,2018,7\n")
                .Mapping,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_column_that_is_merely_different_in_each_row_says_nothing_of_another()
    {
        var text = new StringBuilder("Nombre del centro,Fecha de ingreso,Delito\n");
        for (var i = 1; i < 20; i++)
            text.Append(CultureInfo.InvariantCulture, $"Centro {i},2021-01-{i:00},{(i % 2 == 0 ? "Robo" : "Hurto")}\n");
        Assert.All(SuggestedFile.Of("ingresos.csv", "MEX", text.ToString()).Table.Columns, c =>
            Assert.NotEqual(ColumnRole.Repeats, c.Role)
        );
    }

    // ---- layouts

    [Theory]
    [InlineData("Colima,2020,Robo,4\nSonora,2020,Hurto,5\nJalisco,2021,Robo,6\nDurango,2021,Hurto,7\n")]
    [InlineData("Colima;Robo;2020;4\nSonora;Hurto;2020;5\nJalisco;Robo;2021;6\nDurango;Hurto;2021;7\n")]
    public void A_table_without_a_header_goes_by_letters_and_is_asked(string text)
    {
        var file = SuggestedFile.Of("cifras.csv", "MEX", text);
        Assert.Equal(4, file.Table.Rows);
        Assert.Contains("headerRow: 0", file.Mapping, StringComparison.Ordinal);
        Assert.True(file.Asks("ask.noHeader"));
        Assert.Equal(4, file.Loaded);
    }

    [Fact]
    public void Any_number_of_text_columns_leaves_a_table_a_table()
    {
        for (var texts = 1; texts <= 12; texts++)
        {
            var text = new StringBuilder(
                string.Concat(Enumerable.Range(1, texts).Select(i => $"Característica {N(i)},")) + "Entidad,Año,Casos\n"
            );
            for (var row = 0; row < 6; row++)
                text.Append(
                        string.Concat(Enumerable.Range(1, texts).Select(i => (i + row) % 4 == 0 ? "Todos," : $"valor {N((i * row) % 3)},"))
                    )
                    .Append(CultureInfo.InvariantCulture, $"{States[row]},2021,{row + 5}\n");
            var file = SuggestedFile.Of("cifras.csv", "MEX", text.ToString());
            Assert.Equal((1, 6), (file.Table.HeaderRow, file.Table.Rows));
        }
    }

    [Theory]
    [InlineData("Número de expediente", false)]
    [InlineData("Número de femicidios", true)]
    [InlineData("Number of victims", true)]
    [InlineData("Nombre de crimes", true)]
    [InlineData("Número de ocorrências", true)]
    [InlineData("N° de carpeta", false)]
    public void A_number_of_something_counts_unless_it_names_a_record(string heading, bool counts)
    {
        var file = SuggestedFile.Of(
            "cifras.csv",
            "MEX",
            $"Entidad;Año;{heading}\nColima;2021;4\nSonora;2021;5\nJalisco;2021;16\nDurango;2021;7\n"
        );
        Assert.Equal(counts, file.Column(heading).Role == ColumnRole.Value);
    }

    [Fact]
    public void A_mapping_that_reads_the_file_already_is_named()
    {
        var folder = ShippedFolders.All["ARG/snic-national"];
        var file = SuggestedFile.Of("sample.csv", "ARG", folder.Files["sample.csv"].ToArray(), known: SuggestedFile.Shipped);
        Assert.Contains(file.Found.Questions, q =>
            q.Asks.Key == "ask.mapped" && q.Asks.Arguments["feed"].Contains("ARG/snic-national", StringComparison.Ordinal)
        );
        Assert.False(SuggestedFile.Of("sample.csv", "ARG", folder.Files["sample.csv"].ToArray()).Asks("ask.mapped"));
    }

    // ---- persons

    private const string Planted = "Zutano";

    private static readonly string?[][] Persons =
    [
        ["Elaborado por Zutano Mengánez"],
        ["Folio", "Entidad", "Fecha", "Relato", "Denunciante", "Responsable", "Delito", "Correo", "Domicilio", "Casos"],
        .. Enumerable
            .Range(1, 30)
            .Select(i =>
                new string?[]
                {
                    $"F-{N(i)}",
                    States[i % 8],
                    $"2021-{i % 12 + 1:00}-03",
                    i % 3 == 0 ? $"Zutano {N(i)} salió de su casa" : "",
                    $"Zutano Mengánez {(char)('A' + (i % 26))}",
                    "Zutano Jefe",
                    i % 2 == 0 ? "Robo" : "Hurto",
                    $"zutano{N(i)}@example.org",
                    $"Calle Zutano {N(i)}",
                    N(i),
                }
            ),
        ["Responsable: Zutano Mengánez"],
    ];

    private static IEnumerable<string> Texts(SuggestedFile file)
    {
        foreach (var (name, bytes) in file.Draft!.Folder.Files)
        {
            if (!name.EndsWith(".xlsx", StringComparison.Ordinal))
            {
                yield return Encoding.UTF8.GetString(bytes.Span);
                continue;
            }
            using var zip = new ZipArchive(new MemoryStream(bytes.ToArray()));
            foreach (var entry in zip.Entries)
                yield return new StreamReader(entry.Open(), Encoding.UTF8).ReadToEnd();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nothing_about_a_person_stays_in_a_draft(bool isWorkbook)
    {
        var bytes = isWorkbook
            ? SuggestedFile.Workbook(("Datos", Persons))
            : Encoding.UTF8.GetBytes(
                string.Concat(Persons.Select(r => string.Join(',', r.Select(c => c is null ? "" : $"\"{c}\"")) + "\n"))
            );
        var file = SuggestedFile.Of(isWorkbook ? "hechos.xlsx" : "hechos.csv", "MEX", bytes);
        Assert.True(file.Loaded > 20, file.Said());
        Assert.Contains(file.Draft!.Folder.Files.Keys, f => f.StartsWith("sample.", StringComparison.Ordinal));
        Assert.All(Texts(file), t => Assert.DoesNotContain(Planted, t, StringComparison.OrdinalIgnoreCase));
    }
}
