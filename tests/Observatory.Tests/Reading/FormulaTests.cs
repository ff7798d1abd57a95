using System.Globalization;
using System.Text;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Observatory.Tests.Mappings;
using Xunit;

namespace Observatory.Tests.Reading;

/// <summary>A formula whose value the file does not hold is neither blank nor zero: where it is read, it blocks.</summary>
public sealed class FormulaTests
{
    private const string ToBeCalculated = "<calcPr calcId=\"0\" fullCalcOnLoad=\"1\"/>";

    [Theory]
    [InlineData("<c r=\"A1\"><f>3+4</f></c>", "", "=3+4", CellKind.Formula)]
    [InlineData("<c r=\"A1\"><f>3+4</f><v/></c>", "", "=3+4", CellKind.Formula)]
    [InlineData("<c r=\"A1\"><f>3+4</f><v></v></c>", "", "=3+4", CellKind.Formula)]
    [InlineData("<c r=\"A1\"><f t=\"shared\" si=\"0\"/><v></v></c>", "", "=", CellKind.Formula)]
    [InlineData("<c r=\"A1\" t=\"str\"><f>\"\"</f><v></v></c>", "", "", CellKind.Empty)]
    [InlineData("<c r=\"A1\" t=\"str\"><f>\"\"</f></c>", "", "=\"\"", CellKind.Formula)]
    [InlineData("<c r=\"A1\"><f>3-3</f><v>0</v></c>", "", "0", CellKind.Number)]
    [InlineData("<c r=\"A1\"><f>3-3</f><v>0</v></c>", "<calcPr calcId=\"191029\"/>", "0", CellKind.Number)]
    [InlineData("<c r=\"A1\"><f>3+4</f><v>0</v></c>", ToBeCalculated, "=3+4", CellKind.Formula)]
    [InlineData("<c r=\"A1\"><f>3+4</f><v>0</v></c>", "<calcPr calcCompleted=\"0\"/>", "0", CellKind.Number)]
    [InlineData("<c r=\"A1\"><v>0</v></c>", ToBeCalculated, "0", CellKind.Number)]
    [InlineData("<c r=\"A1\"><f>3+4</f><v>7</v></c>", ToBeCalculated, "7", CellKind.Number)]
    [InlineData("<c r=\"A1\" t=\"e\"><f>1/0</f><v>#DIV/0!</v></c>", "", "#DIV/0!", CellKind.Error)]
    public void A_formula_reads_as_its_value_or_as_itself(string cell, string workbook, string text, CellKind kind)
    {
        using var content = MadeWorkbooks.Xlsx($"<sheetData><row r=\"1\">{cell}</row></sheetData>", workbook);
        var row = Assert.Single(Files.Read(content, new FileDialect { Format = FileFormat.Xlsx }));
        Assert.Equal((text, kind), (row[1], row.KindOf(1)));
    }

    /// <summary>An empty result is what a library leaves that does not calculate, and what a formula gives that gives no text.</summary>
    [Theory]
    [InlineData(false, false, CellKind.Formula)]
    [InlineData(true, false, CellKind.Empty)]
    [InlineData(false, true, CellKind.Empty)]
    public void An_empty_result_of_an_old_workbook_is_a_value_only_where_something_was_calculated(
        bool hasMark,
        bool hasOtherResult,
        CellKind kind
    )
    {
        List<(ushort, byte[])> cells = [MadeWorkbooks.Formula(1, 1, [3, 0, 0, 0, 0, 0, 0xFF, 0xFF])];
        if (hasOtherResult)
            cells.Add(MadeWorkbooks.Formula(2, 1, BitConverter.GetBytes(7d)));
        using var content = MadeWorkbooks.Xls(
            true,
            hasMark ? [((ushort)0x1C1, [0xC1, 1, 0, 0, 0, 0, 0, 0])] : [],
            ("Datos", 0, [.. cells])
        );
        Assert.Equal(kind, Files.Read(content, new FileDialect { Format = FileFormat.Xls })[0].KindOf(1));
    }

    [Theory]
    [InlineData(0, 0, false, "0", CellKind.Number)]
    [InlineData(0, 3, false, "=…", CellKind.Formula)]
    [InlineData(0, 3, true, "0", CellKind.Number)]
    [InlineData(7, 3, false, "7", CellKind.Number)]
    public void A_zero_that_an_old_workbook_wants_calculated_is_none(double result, int options, bool hasMark, string text, CellKind kind)
    {
        using var content = MadeWorkbooks.Xls(
            true,
            hasMark ? [((ushort)0x1C1, [0xC1, 1, 0, 0, 0, 0, 0, 0])] : [],
            ("Datos", 0, [MadeWorkbooks.Formula(1, 1, BitConverter.GetBytes(result), options)])
        );
        var row = Files.Read(content, new FileDialect { Format = FileFormat.Xls })[0];
        Assert.Equal((text, kind), (row[1], row.KindOf(1)));
    }

    [Fact]
    public void A_sheet_that_says_it_was_not_calculated_has_no_zero_of_a_formula()
    {
        using var content = MadeWorkbooks.Xls(
            true,
            [],
            (
                "Datos",
                0,
                [
                    (0x5E, [0, 0]),
                    MadeWorkbooks.Formula(1, 1, BitConverter.GetBytes(0d)),
                    MadeWorkbooks.Formula(1, 2, BitConverter.GetBytes(7d)),
                ]
            )
        );
        var row = Files.Read(content, new FileDialect { Format = FileFormat.Xls })[0];
        Assert.Equal((CellKind.Formula, "7", CellTraits.Stale), (row.KindOf(1), row[2], row.TraitsOf(2)));
    }

    public static TheoryData<string, string> Reads =>
        new()
        {
            { "C3", "" },
            { "B3", "" },
            { "A3", "" },
            { "D3", "leaveOut: [{ rule: gone, where: { estado: [x] }, because: gone }]\n" },
            { "D3", "rowTotals: [{ column: estado, of: [n], severity: blocking }]\n" },
            { "D3", "remarks: [{ where: { estado: [p] }, OBS_STATUS: P }]\n" },
            { "D3", "stopAt: { estado: [end] }\n" },
            { "C4", "totals: [{ where: { area: [Total] } }]\n" },
            { "D3", "expect: [{ column: estado, min: 0, max: 9, severity: blocking }]\n" },
            { "D3", "expect: [{ column: estado, pattern: \"^x$\", severity: warning }]\n" },
        };

    /// <summary>
    /// Whatever a cell is read for, a figure, a code, a period, a total or a condition, blocks the file with the cell's address.
    /// </summary>
    [Theory]
    [MemberData(nameof(Reads))]
    public void A_cell_without_its_value_blocks_where_anything_reads_it(string cell, string words)
    {
        var finding = Assert.Single(Findings(words, cell), f =>
            f.Severity == Severity.Blocking
            && f.Code != FindingCodes.NothingToLoad
            && f.Code != FindingCodes.TotalMissing
            && f.Code != FindingCodes.TotalDiffers
        );
        Assert.Equal((FindingCodes.FormulaNotCalculated, cell), (finding.Code, finding.Where!.Value.A1));
    }

    [Fact]
    public void A_heading_without_its_value_blocks() =>
        Assert.Contains(Findings("ignore: { estado: none }\n", "E2"), f =>
            f is { Code: FindingCodes.FormulaNotCalculated, Where.A1: "E2" }
        );

    [Fact]
    public void A_cell_that_nothing_reads_blocks_nothing() =>
        Assert.DoesNotContain(Findings("ignore: { estado: none }\n", "D3"), f => f.Severity == Severity.Blocking);

    [Fact]
    public void Values_that_are_to_be_calculated_anew_are_told_once()
    {
        var mapping = Mapping("ignore: { estado: none }\n");
        var sheet = Sheet("", "<f>6+1</f><v>7</v>");
        using var content = MadeWorkbooks.Xlsx(sheet, ToBeCalculated);
        var finding = Assert.Single(Feed.Read(mapping, content.ToArray(), "x.xlsx").Findings.Kept);
        Assert.Equal(
            (FindingCodes.FormulaStale, Severity.Warning, "C3", "1"),
            (finding.Code, finding.Severity, finding.Where!.Value.A1, finding.Arguments["count"])
        );
    }

    private static IReadOnlyList<Finding> Findings(string words, string formulaAt)
    {
        using var content = MadeWorkbooks.Xlsx(Sheet(formulaAt, "<v>7</v>"));
        return Feed.Read(Mapping(words), content.ToArray(), "x.xlsx").Findings.Kept;
    }

    private static Mapping Mapping(string words) =>
        Feed.Mapping(
            Feed.Yaml(
                (words.Contains("estado", StringComparison.Ordinal) ? "" : "ignore: { estado: none }\n") + words,
                "REF_AREA: { column: area, codes: areas.csv }"
            ),
            ("areas.csv", "area,REF_AREA\nCapital,AR-C\n")
        );

    /// <summary>A title, a header, one record, one total; the cell at an address holds a formula alone.</summary>
    private static string Sheet(string formulaAt, string figure)
    {
        string[][] rows =
        [
            ["Título", "", "", "", ""],
            ["year", "area", "n", "estado", ""],
            ["2015", "Capital", figure, "5", ""],
            ["2015", "Total", "7", "5", ""],
        ];
        var sheet = new StringBuilder("<sheetData>");
        for (var r = 0; r < (formulaAt == "C4" ? 4 : 3); r++)
        {
            sheet.Append(CultureInfo.InvariantCulture, $"<row r=\"{r + 1}\">");
            for (var c = 0; c < 5; c++)
            {
                var at = $"{(char)('A' + c)}{r + 1}";
                var text = rows[r][c];
                sheet.Append(
                    at == formulaAt ? $"<c r=\"{at}\"><f>A1</f></c>"
                    : text.StartsWith('<') ? $"<c r=\"{at}\">{text}</c>"
                    : text.Length == 0 ? ""
                    : $"<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"
                );
            }

            sheet.Append("</row>");
        }

        return sheet.Append("</sheetData>").ToString();
    }
}
