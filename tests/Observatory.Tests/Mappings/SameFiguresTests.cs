using System.Globalization;
using System.Text;
using Observatory.Core.Mappings;
using Observatory.Tests.Reading;
using Xunit;

namespace Observatory.Tests.Mappings;

/// <summary>What must not change figures: the order of rows, the encoding, the container, the culture of the machine.</summary>
public sealed class SameFiguresTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(20160401)]
    [InlineData(987654321)]
    public void Rows_in_any_order_give_the_same_figures(int seed)
    {
        var random = new Random(seed);
        var rows = Rows(random);
        var shuffled = rows.ToArray();
        random.Shuffle(shuffled);
        Assert.True(Figures(Csv(rows)) == Figures(Csv(shuffled)), $"seed {seed}");
    }

    [Fact]
    public void A_utf_8_and_a_windows_1252_copy_give_the_same_figures()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var csv = Csv(Rows(new Random(7)));
        var utf8 = Text(Feed.Read(Mapping, Encoding.UTF8.GetBytes(csv), "test.csv"));
        Assert.Equal(utf8, Text(Feed.Read(Mapping, Encoding.GetEncoding(1252).GetBytes(csv), "test.csv")));
        Assert.Equal(
            utf8,
            Text(
                Feed.Read(
                    Mapping,
                    [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(csv.Replace("\n", "\r\n", StringComparison.Ordinal))],
                    "test.csv"
                )
            )
        );
    }

    [Fact]
    public void A_text_file_and_a_workbook_of_one_table_give_the_same_figures()
    {
        var rows = Rows(new Random(11));
        var sheet = string.Concat(
            rows.Prepend(Header).Select((row, i) => $"<row r=\"{i + 1}\">{string.Concat(row.Select((cell, j) => Cell(cell, j, i)))}</row>")
        );
        var workbook = Text(Feed.Read(Mapping, Files.Xlsx(sheet).ToArray(), "test.xlsx")).Replace("'Datos'!", "", StringComparison.Ordinal);
        Assert.Equal(Text(Feed.Read(Mapping, Csv(rows))), workbook);
    }

    [Theory]
    [InlineData("pt-BR")]
    [InlineData("fr-CA")]
    [InlineData("es-MX")]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    public void The_culture_of_the_machine_changes_nothing(string culture)
    {
        var csv = Csv(Rows(new Random(13)));
        var before = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        var expected = Text(Feed.Read(Feed.Mapping(Yaml, Tables), csv));
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = new CultureInfo(culture);
            Assert.Equal(expected, Text(Feed.Read(Feed.Mapping(Yaml, Tables), csv)));
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = before;
        }
    }

    private static readonly string[] Header = ["Año", "Mês", "Área", "Tipo", "Víctimas"];
    private static readonly string[] Kinds = ["Robo íntimo", "HURTO", "Otro delito"];
    private static readonly string[] Months = ["janeiro", "março", "diciembre", "août", "MAIO"];

    private static string Yaml =>
        Feed.Yaml(
            "combine: sum\ntotalOver: SEX\ndialect: { decimalChar: \".\" }",
            "FREQ: { value: M }",
            "TIME_PERIOD: { pattern: \"{Año}-{Mês}\" }",
            "REF_AREA: { column: Área, codes: a.csv }",
            "INDICATOR: { column: tipo, codes: k.csv }",
            "OBS_VALUE: { column: víctimas, type: decimal }"
        );

    private static (string, string)[] Tables =>
        [
            ("a.csv", "area,REF_AREA\nMichoacán,MX-MIC\nNuevo León,MX-NLE\nİstanbul,MX-AGU\n"),
            (
                "k.csv",
                "tipo,INDICATOR,SEX,OBS_STATUS\nrobo intimo,ROBBERY,F,P\nhurto,THEFT,M,\notro delito,THEFT,_U,E\notro delito,ROBBERY,M,\n"
            ),
        ];

    private static Mapping Mapping => Feed.Mapping(Yaml, Tables);

    private static List<string[]> Rows(Random random) =>
        [
            .. Enumerable
                .Range(0, 2000)
                .Select(_ =>
                    new[]
                    {
                        random.Next(2010, 2018).ToString(CultureInfo.InvariantCulture),
                        Months[random.Next(Months.Length)],
                        random.Next(2) == 0 ? "Michoacán" : "NUEVO LEÓN",
                        Kinds[random.Next(Kinds.Length)],
                        random.Next(10) == 0 ? "" : (random.Next(400) / 4m).ToString(CultureInfo.InvariantCulture),
                    }
                ),
        ];

    private static string Csv(IEnumerable<string[]> rows) => string.Concat(rows.Prepend(Header).Select(r => string.Join(',', r) + "\n"));

    private static string Cell(string text, int column, int row) =>
        row > 0 && column is 0 or 4 && text.Length > 0 && char.IsDigit(text[0])
            ? $"<c r=\"{(char)('A' + column)}{row + 1}\"><v>{text}</v></c>"
            : $"<c r=\"{(char)('A' + column)}{row + 1}\" t=\"inlineStr\"><is><t>{text}</t></is></c>";

    private static string Text(FileReading reading)
    {
        Assert.Empty(reading.Findings.Kept.Select(Feed.Said));
        return SampleCheck.Text(reading.Mapped!);
    }

    /// <summary>Without the last column: the first cell of a figure is another where rows lie in another order.</summary>
    private static string Figures(string csv) =>
        string.Join('\n', Text(Feed.Read(Mapping, csv)).Split('\n').Select(l => l[..Math.Max(0, l.LastIndexOf(','))]));
}
