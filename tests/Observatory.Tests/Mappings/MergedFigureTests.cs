using System.Globalization;
using System.Text;
using Observatory.Core.Checking;
using Observatory.Core.Reading;
using Observatory.Tests.Reading;
using Xunit;

namespace Observatory.Tests.Mappings;

/// <summary>One number over the cells of several figures belongs to none of them for certain, in either format of workbooks.</summary>
public sealed class MergedFigureTests
{
    private static readonly string[][] Upright =
    [
        ["year", "area", "n", "remark"],
        ["2015", "AR-C", "30", ""],
        ["2015", "AR-X", "", ""],
        ["2016", "AR-C", "6", ""],
    ];

    [Theory]
    [InlineData("C2:C3", "C2:C3")]
    [InlineData("C2:C4", "C2:C4")]
    [InlineData("C3:C4", null)]
    [InlineData("C2:D2", null)]
    [InlineData("A2:A3", null)]
    [InlineData("A1:D1", null)]
    [InlineData("C4:C9", null)]
    [InlineData("C2:C2", null)]
    public void A_figure_over_the_cells_of_other_rows_blocks(string merged, string? said) =>
        Same(Feed.Yaml("ignore: { remark: not used }"), Upright, merged, said);

    /// <summary>A record of several lines has one figure.</summary>
    [Theory]
    [InlineData("2015", "AR-C")]
    [InlineData("", "")]
    public void A_figure_over_the_lines_of_one_record_is_its_own(string year, string area) =>
        Same(
            Feed.Yaml("ignore: { remark: not used }\ncombine: sum"),
            [Upright[0], ["2015", "AR-C", "30", "first"], [year, area, "", "second"], Upright[3]],
            "C2:C3",
            null
        );

    [Fact]
    public void What_is_filled_from_above_is_a_label_of_the_row() =>
        Same(
            Feed.Yaml("ignore: { remark: not used }\nfillDown: [year]"),
            [Upright[0], Upright[1], ["", "AR-X", "", ""], Upright[3]],
            "C2:C3",
            "C2:C3"
        );

    [Theory]
    [InlineData("B2:C2", "B2:C2")]
    [InlineData("B2:B3", "B2:B3")]
    [InlineData("A2:A3", null)]
    [InlineData("B1:C1", null)]
    public void A_figure_over_columns_that_become_rows_blocks(string merged, string? said) =>
        Same(
            Feed.Yaml("unpivot: { 2015: \"2015\", 2016: \"2016\" }", "TIME_PERIOD: { unpivoted: true }", "OBS_VALUE: { unpivoted: true }"),
            [
                ["area", "2015", "2016"],
                ["AR-C", "30", ""],
                ["AR-X", "", "7"],
            ],
            merged,
            said
        );

    [Fact]
    public void A_table_on_its_side_is_looked_at_by_its_own_rows() =>
        Same(
            Feed.Yaml("dialect: { transpose: true }"),
            [
                ["year", "2015", "2015"],
                ["area", "AR-C", "AR-X"],
                ["n", "30", ""],
            ],
            "B3:C3",
            "B3:C3"
        );

    [Fact]
    public void Rows_that_the_mapping_leaves_out_have_no_figure() =>
        Same(
            Feed.Yaml("ignore: { remark: not used }\nleaveOut: [{ rule: none, where: { area: [AR-X] }, because: not used }]"),
            Upright,
            "C2:C3",
            null
        );

    [Fact]
    public void A_sheet_with_more_merged_cells_than_any_has_is_refused()
    {
        var merged = new MergedCells();
        for (var i = 1; i <= MergedCells.Most; i++)
            merged.Add(new MergedRange(i, 1, i, 2));
        Assert.Equal(
            FindingCodes.FileLimit,
            Assert.Throws<UnreadableFileException>(() => merged.Add(new MergedRange(1, 1, 2, 2))).Finding.Code
        );
    }

    private static void Same(string yaml, string[][] rows, string merged, string? said)
    {
        var mapping = Feed.Mapping(yaml);
        foreach (var (name, bytes) in new[] { ("x.xlsx", Xlsx(rows, merged)), ("x.xls", Xls(rows, merged)) })
        {
            var found = Feed.Read(mapping, bytes, name)
                .Findings.Kept.Where(f => f.Severity == Severity.Blocking)
                .Select(f => $"{f.Code} {f.Where!.Value.A1} {f.Arguments.GetValueOrDefault("cells")}");
            Assert.Equal((name, said is null ? "" : $"FIGURE_MERGED {said.Split(':')[0]} {said}"), (name, string.Join("; ", found)));
        }
    }

    private static byte[] Xlsx(string[][] rows, string merged)
    {
        var sheet = new StringBuilder("<sheetData>");
        for (var r = 0; r < rows.Length; r++)
        {
            sheet.Append(CultureInfo.InvariantCulture, $"<row r=\"{r + 1}\">");
            for (var c = 0; c < rows[r].Length; c++)
                sheet.Append(
                    IsNumber(rows[r][c])
                        ? $"<c r=\"{(char)('A' + c)}{r + 1}\"><v>{rows[r][c]}</v></c>"
                        : $"<c r=\"{(char)('A' + c)}{r + 1}\" t=\"inlineStr\"><is><t>{rows[r][c]}</t></is></c>"
                );
            sheet.Append("</row>");
        }

        using var content = MadeWorkbooks.Xlsx(
            sheet
                .Append(CultureInfo.InvariantCulture, $"</sheetData><mergeCells count=\"1\"><mergeCell ref=\"{merged}\"/></mergeCells>")
                .ToString()
        );
        return content.ToArray();
    }

    private static byte[] Xls(string[][] rows, string merged)
    {
        var cells = rows.SelectMany(
            (row, r) =>
                row.Select((text, c) => (text, c))
                    .Where(x => x.text.Length > 0)
                    .Select(x =>
                        IsNumber(x.text)
                            ? MadeWorkbooks.Number(r + 1, x.c + 1, double.Parse(x.text, CultureInfo.InvariantCulture))
                            : MadeWorkbooks.Label(r + 1, x.c + 1, x.text)
                    )
        );
        int Row(string corner) => int.Parse(corner[1..], CultureInfo.InvariantCulture) - 1;
        var (first, last) = (merged.Split(':')[0], merged.Split(':')[1]);
        (ushort, byte[]) range = (
            0xE5,
            [
                .. MadeWorkbooks.Word(1),
                .. MadeWorkbooks.Word(Row(first)),
                .. MadeWorkbooks.Word(Row(last)),
                .. MadeWorkbooks.Word(first[0] - 'A'),
                .. MadeWorkbooks.Word(last[0] - 'A'),
            ]
        );
        using var content = MadeWorkbooks.Xls(true, [], ("Datos", 0, [.. cells, range]));
        return content.ToArray();
    }

    private static bool IsNumber(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);
}
