using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Xunit;

namespace Observatory.Tests.Mappings;

/// <summary>A table of the same header that nobody reads is told, wherever it stands.</summary>
public sealed class UnreadTableTests
{
    private static readonly string[] Header = ["year", "area", "n"];
    private static readonly string[] Row = ["2016", "MEX", "5"];

    [Fact]
    public void Another_sheet_of_the_same_header_blocks() =>
        Assert.Equal(
            ["TABLE_NOT_READ Blocking 'b'!A2 sheet"],
            Said(
                Feed.Yaml(),
                ("a", [Header, Row]),
                (
                    "b",
                    [
                        ["Title"],
                        Header,
                        Row,
                    ]
                ),
                (
                    "c",
                    [
                        ["year", "area"],
                        ["2016", "MEX"],
                    ]
                )
            )
        );

    [Fact]
    public void Every_such_sheet_is_named() =>
        Assert.Equal(2, Said(Feed.Yaml(), ("a", [Header, Row]), ("b", [Header, Row]), ("c", [Header, Row])).Count);

    [Fact]
    public void A_header_without_rows_below_it_is_no_table() =>
        Assert.Equal([], Said(Feed.Yaml(), ("a", [Header, Row]), ("b", [Header, [], []])));

    [Fact]
    public void A_sheet_that_the_mapping_does_not_name_is_noted() =>
        Assert.Equal(["TABLE_NOT_READ Note 'b'!A1 named"], Said(Feed.Yaml("sheet: a"), ("a", [Header, Row]), ("b", [Header, Row])));

    [Fact]
    public void A_sheet_that_another_table_of_the_mapping_reads_is_read() =>
        Assert.Equal(
            [],
            Said(
                Feed.Yaml("tables:\n  - { sheet: a }\n  - { sheet: b, concepts: { INDICATOR: { value: THEFT } } }"),
                ("a", [Header, Row]),
                ("b", [Header, Row])
            )
        );

    [Fact]
    public void A_pattern_of_names_reads_every_sheet_of_that_name() =>
        Assert.Equal([], Said(Feed.Yaml("sheet: \"20*\"\ncombine: sum"), ("2020", [Header, Row]), ("2021", [Header, Row])));

    [Fact]
    public void A_block_below_the_end_of_the_table_blocks() =>
        Assert.Equal(
            ["TABLE_NOT_READ Blocking 'a'!A5 block"],
            Said(Feed.Yaml("stopAt: { year: [\"source*\"] }"), ("a", [Header, Row, ["source: x"], [], Header, Row]))
        );

    [Fact]
    public void A_block_is_read_where_the_mapping_says_that_the_header_repeats() =>
        Assert.Equal(
            [],
            Said(
                Feed.Yaml("stopAt: { year: [\"source*\"] }\ndialect: { repeats: true }\ncombine: sum"),
                ("a", [Header, Row, ["source: x"], [], Header, Row])
            )
        );

    [Fact]
    public void Headers_of_two_rows_and_tables_on_their_side_are_known_again()
    {
        Assert.Equal(
            ["TABLE_NOT_READ Blocking 'b'!A2 sheet"],
            Said(
                Feed.Yaml("dialect: { headerRows: 2 }", "OBS_VALUE: { column: all / n }"),
                (
                    "a",
                    [
                        ["", "", "all"],
                        Header,
                        Row,
                    ]
                ),
                (
                    "b",
                    [
                        ["", "", "all"],
                        Header,
                        Row,
                    ]
                )
            )
        );
        string[][] side =
        [
            ["year", "2016"],
            ["area", "MEX"],
            ["n", "5"],
        ];
        Assert.Single(Said(Feed.Yaml("dialect: { transpose: true }"), ("a", side), ("b", side)));
    }

    [Theory]
    [InlineData("headerRow: 1", "TABLE_NOT_READ Blocking 'b'!A3 sheet")]
    [InlineData("headerRow: 1, name: { A: year }", null)]
    public void A_header_on_another_row_is_known_again_though_the_mapping_numbers_its_own(string dialect, string? said) =>
        Assert.Equal(
            said is null ? [] : [said],
            Said(
                Feed.Yaml($"dialect: {{ {dialect} }}"),
                ("a", [Header, Row]),
                (
                    "b",
                    [
                        ["Title"],
                        [],
                        Header,
                        Row,
                    ]
                )
            )
        );

    [Fact]
    public void A_hidden_sheet_is_known_by_any_cell_of_the_header()
    {
        static GridRow Hidden(int number, params string[] cells) =>
            new("b", number, cells, null, [.. cells.Select(c => c.Length > 0 ? CellTraits.HiddenSheet : CellTraits.None)]);
        GridRow[] rows = [new("a", 1, Header), new("a", 2, Row), Hidden(1, "", "year", "area", "n"), Hidden(2, "", "2016", "MEX", "5")];
        var mapped = new FileMapper(Feed.Mapping(Feed.Yaml()), Feed.Taxonomy, "test.xlsx", FileFormat.Xlsx, Feed.Today).Map(rows);
        var finding = Assert.Single(mapped.Findings.Kept, f => f.Code == FindingCodes.TableNotRead);
        Assert.Equal((Severity.Note, "hidden"), (finding.Severity, finding.Arguments["place"]));
    }

    private static List<string> Said(string yaml, params (string Sheet, string[][] Rows)[] sheets) =>
        [
            .. Feed.ReadSheets(Feed.Mapping(yaml), sheets)
                .Findings.Kept.Where(f => f.Code == "TABLE_NOT_READ")
                .Select(f => $"{f.Code} {f.Severity} {f.Where} {f.Arguments["place"]}"),
        ];
}
