using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Xunit;

namespace Observatory.Tests.Mappings;

/// <summary>Bad files: the right code at the right cell, and every cell accounted for.</summary>
public sealed class BadDataTests
{
    [Fact]
    public void An_unknown_label_names_the_nearest_one()
    {
        var finding = Feed.OnlyFinding(Feed.Read(Kinds, "year,area,kind,n\n2016,MEX,robbery,5\n2016,MEX,robery,7\n"), 1, 0, 1);
        Assert.Equal(("LABEL_UNKNOWN", "C3", "robbery"), (finding.Code, finding.Where!.Value.A1, finding.Arguments["nearest"]));
    }

    [Fact]
    public void An_unknown_label_of_a_row_is_said_once_and_all_its_cells_are_put_aside()
    {
        var mapping = Feed.Mapping(
            Feed.Yaml("unpivot: { a: \"2015\", b: \"2016\" }", "TIME_PERIOD: { unpivoted: true }", "OBS_VALUE: { unpivoted: true }")
        );
        var finding = Feed.OnlyFinding(Feed.Read(mapping, "area,a,b\nMEX,1,2\nMEXX,3,4\n"), 2, 0, 2);
        Assert.Equal(("AREA_UNKNOWN", "A3"), (finding.Code, finding.Where!.Value.A1));
    }

    [Fact]
    public void An_unknown_area_names_the_nearest_one()
    {
        var finding = Only("year,area,n\n2016,MX-AGUU,5\n");
        Assert.Equal(("AREA_UNKNOWN", "B2", "MX-AGU"), (finding.Code, finding.Where!.Value.A1, finding.Arguments["nearest"]));
    }

    [Theory]
    [InlineData("1916-13")]
    [InlineData("soon")]
    [InlineData("")]
    [InlineData("0016")]
    [InlineData("0999-05-01")]
    [InlineData("9999-05-01")]
    public void What_is_no_period_is_said(string text)
    {
        var finding = Only($"year,area,n\n{text},MEX,5\n");
        Assert.Equal(("PERIOD_UNKNOWN", "A2"), (finding.Code, finding.Where!.Value.A1));
    }

    [Fact]
    public void A_day_outside_the_calendar_of_figures_in_the_declared_form_is_no_period()
    {
        var mapping = Feed.Mapping(Feed.Yaml(null, "TIME_PERIOD: { column: year, dateFormat: dd/MM/yyyy }"));
        Assert.Equal("PERIOD_UNKNOWN", Feed.OnlyFinding(Feed.Read(mapping, "year,area,n\n01/02/0016,MEX,5\n"), 0, 0, 1).Code);
    }

    [Fact]
    public void A_year_is_no_month() =>
        Assert.Equal(
            "PERIOD_UNKNOWN",
            Feed.OnlyFinding(Feed.Read(Feed.Mapping(Feed.Yaml(null, "FREQ: { value: M }")), "year,area,n\n2016,MEX,5\n"), 0, 0, 1).Code
        );

    [Fact]
    public void A_period_of_a_label_table_in_another_frequency_is_no_period()
    {
        var mapping = Feed.Mapping(
            Feed.Yaml(null, "FREQ: { value: M }", "TIME_PERIOD: { column: year, codes: p.csv }"),
            ("p.csv", "year,TIME_PERIOD\nlast,2016\n")
        );
        Assert.Equal("PERIOD_UNKNOWN", Feed.OnlyFinding(Feed.Read(mapping, "year,area,n\nlast,MEX,5\n"), 0, 0, 1).Code);
    }

    [Fact]
    public void A_figure_of_the_future_is_refused()
    {
        var finding = Only("year,area,n\n2019,MEX,5\n");
        Assert.Equal(("PERIOD_FUTURE", "C2"), (finding.Code, finding.Where!.Value.A1));
    }

    [Theory]
    [InlineData("abc", "VALUE_NOT_NUMBER")]
    [InlineData("1.5", "VALUE_NOT_NUMBER")]
    [InlineData("1 000", "VALUE_NOT_NUMBER")]
    [InlineData("=1+1", "VALUE_NOT_NUMBER")]
    [InlineData("-3", "VALUE_NEGATIVE")]
    public void A_cell_that_cannot_be_a_count_is_said(string text, string code)
    {
        var finding = Only($"year,area,n\n2016,MEX,{text}\n");
        Assert.Equal((code, "C2", text), (finding.Code, finding.Where!.Value.A1, finding.Arguments["value"]));
    }

    [Fact]
    public void A_fraction_of_a_count_is_refused()
    {
        var finding = Feed.OnlyFinding(
            Feed.Read(Feed.Mapping(Feed.Yaml("dialect: { decimalChar: \".\" }")), "year,area,n\n2016,MEX,1.5\n"),
            0,
            0,
            1
        );
        Assert.Equal(("VALUE_FRACTIONAL", "C2"), (finding.Code, finding.Where!.Value.A1));
    }

    [Fact]
    public void A_bound_that_is_no_number_puts_its_figure_aside()
    {
        var finding = Feed.OnlyFinding(
            Feed.Read(Feed.Mapping(Feed.Yaml(null, "LOWER_BOUND: { column: low }")), "year,area,n,low\n2016,MEX,5,few\n"),
            0,
            0,
            1
        );
        Assert.Equal(("VALUE_NOT_NUMBER", "D2"), (finding.Code, finding.Where!.Value.A1));
    }

    [Fact]
    public void A_key_twice_without_combine_names_the_first_cell()
    {
        var finding = Feed.OnlyFinding(Feed.Read(Feed.Mapping(Feed.Yaml()), "year,area,n\n2016,MEX,5\n2016,MEX,5\n"), 1, 0, 1);
        Assert.Equal(("KEY_DUPLICATE", "C3", "C2"), (finding.Code, finding.Where!.Value.A1, finding.Arguments["actual"]));
    }

    [Fact]
    public void A_cell_that_two_rows_of_a_table_send_to_one_key_is_a_fault_of_the_mapping()
    {
        var mapping = Feed.Mapping(
            Feed.Yaml("combine: sum\ntotalOver: SEX", "INDICATOR: { column: kind, codes: k.csv }"),
            ("k.csv", "kind,INDICATOR,SEX\na,HOM_INC,F\na,HOM_INC,M\n")
        );
        var reading = Feed.Read(mapping, "year,area,kind,n\n2016,MEX,a,5\n");
        Assert.Equal("MAPPING_DUPLICATE", Assert.Single(reading.Findings.Kept).Code);
    }

    [Fact]
    public void Victims_are_not_filled_with_incidents() =>
        Assert.Equal(
            "UNIT_REFUSED",
            Feed.OnlyFinding(
                Feed.Read(
                    Feed.Mapping(Feed.Yaml(null, "INDICATOR: { value: HOM_VICT }", "UNIT_MEASURE: { value: INCIDENTS }")),
                    "year,area,n\n2016,MEX,5\n"
                ),
                0,
                0,
                1
            ).Code
        );

    [Theory]
    [InlineData("UNIT_MEASURE", "APPLES")]
    [InlineData("OBS_STATUS", "ZZ")]
    [InlineData("CONF_STATUS", "ZZ")]
    [InlineData("NOTE", "nobody-wrote-it")]
    [InlineData("SEX", "X9")]
    [InlineData("INDICATOR", "HOM_INK")]
    public void A_code_that_a_column_gives_must_be_one(string concept, string text)
    {
        var finding = Feed.OnlyFinding(
            Feed.Read(Feed.Mapping(Feed.Yaml(null, concept + ": { column: c }")), $"year,area,c,n\n2016,MEX,{text},5\n"),
            0,
            0,
            1
        );
        Assert.Equal(("LABEL_UNKNOWN", "C2"), (finding.Code, finding.Where!.Value.A1));
    }

    [Theory]
    [InlineData("OBS_STATUS")]
    [InlineData("CONF_STATUS")]
    [InlineData("NOTE")]
    public void An_empty_cell_of_a_remark_says_nothing(string concept) =>
        Assert.Equal(
            ("A", "F", ""),
            Remarks(Feed.Said(Feed.Mapping(Feed.Yaml(null, concept + ": { column: c }")), "year,area,c,n\n2016,MEX,,5\n"))
        );

    [Fact]
    public void A_header_that_lacks_a_column_names_it_and_its_line()
    {
        var finding = Assert.Single(Feed.Read(Feed.Mapping(Feed.Yaml()), "Title\nyear,area,m\n2016,MEX,5\n").Findings.Kept);
        Assert.Equal(("COLUMN_MISSING", "n", 2), (finding.Code, finding.Arguments["column"], finding.Where!.Value.Row));
    }

    [Fact]
    public void A_file_without_the_header_says_what_was_looked_for() =>
        Assert.Equal("HEADER_NOT_FOUND", Assert.Single(Feed.Read(Feed.Mapping(Feed.Yaml()), "a,b\n1,2\n").Findings.Kept).Code);

    [Fact]
    public void A_column_twice_is_said_at_the_second()
    {
        var finding = Assert.Single(Feed.Read(Feed.Mapping(Feed.Yaml()), "year,area,n,N\n2016,MEX,5,6\n").Findings.Kept);
        Assert.Equal(("COLUMN_TWICE", "D1"), (finding.Code, finding.Where!.Value.A1));
    }

    [Fact]
    public void A_missing_sheet_is_said_by_name()
    {
        var file = Feed.ReadSheets(
            Feed.Mapping(Feed.Yaml("tables: [ { sheet: Data } ]")),
            (
                "Other",
                [
                    ["year", "area", "n"],
                    ["2016", "MEX", "5"],
                ]
            )
        );
        Assert.Equal(("SHEET_MISSING", "Data"), (Assert.Single(file.Findings.Kept).Code, file.Findings.Kept[0].Arguments["sheet"]));
    }

    [Theory]
    [InlineData("2016,MEX,5")]
    [InlineData("2016,MEX,5,6,7")]
    public void A_torn_row_is_put_aside_whole(string row)
    {
        var mapping = Feed.Mapping(
            Feed.Yaml(
                "unpivot: { a: \"2016\", b: \"2017\" }\nignore: { year: none }",
                "TIME_PERIOD: { unpivoted: true }",
                "OBS_VALUE: { unpivoted: true }"
            )
        );
        var finding = Feed.OnlyFinding(Feed.Read(mapping, $"year,area,a,b\n{row}\n2016,BRA,5,6\n"), loaded: 2, leftOut: 1, setAside: 3);
        Assert.Equal(("ROW_LENGTH_DIFFERS", "2:2"), (finding.Code, finding.Where!.Value.A1));
    }

    [Fact]
    public void A_table_without_rows_loads_nothing() =>
        Assert.Equal(
            ["TABLE_EMPTY", "NOTHING_TO_LOAD"],
            Feed.Read(Feed.Mapping(Feed.Yaml()), "year,area,n\n").Findings.Kept.Select(f => f.Code)
        );

    [Fact]
    public void A_file_whose_cells_are_all_blank_loads_nothing() =>
        Assert.Equal("NOTHING_TO_LOAD", Feed.OnlyFinding(Feed.Read(Feed.Mapping(Feed.Yaml()), "year,area,n\n2016,MEX,\n"), 0, 1, 0).Code);

    [Fact]
    public void An_empty_sheet_beside_a_full_one_is_warned_of()
    {
        var mapping = Feed.Mapping(Feed.Yaml("tables: [ { sheet: A }, { sheet: B } ]"));
        var file = Feed.ReadSheets(
            mapping,
            (
                "A",
                [
                    ["year", "area", "n"],
                    ["2016", "MEX", "5"],
                ]
            ),
            (
                "B",
                [
                    ["year", "area", "n"],
                ]
            )
        );
        var finding = Assert.Single(file.Findings.Kept);
        Assert.Equal(("TABLE_EMPTY", Severity.Warning, "B"), (finding.Code, finding.Severity, finding.Arguments["sheet"]));
    }

    [Fact]
    public void Half_a_surrogate_pair_in_a_label_is_an_unknown_label()
    {
        var file = new FileMapper(Kinds, Feed.Taxonomy, "t.xlsx", FileFormat.Xlsx, Feed.Today).Map([
            new GridRow("S", 1, ["year", "area", "kind", "n", "x\uD800"]),
            new GridRow("S", 2, ["2016", "MEX", "rob\uDC00bery", "5"]),
        ]);
        Assert.Equal(["COLUMN_UNKNOWN", "LABEL_UNKNOWN"], file.Findings.Kept.Select(f => f.Code));
    }

    [Fact]
    public void A_million_faults_keep_a_thousand_findings_and_all_counts()
    {
        var reading = Feed.Read(
            Feed.Mapping(Feed.Yaml()),
            "year,area,n\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"2016,MEX,x{i}\n"))
        );
        Feed.Cells(reading.Mapped!, 0, 0, 5000);
        Assert.Equal((1000, 5000), (reading.Findings.Kept.Count, reading.Findings.Counts["VALUE_NOT_NUMBER"]));
    }

    private static Mapping Kinds =>
        Feed.Mapping(
            Feed.Yaml(null, "INDICATOR: { column: kind, codes: k.csv }"),
            ("k.csv", "kind,INDICATOR\nrobbery,ROBBERY\ntheft,THEFT\n")
        );

    private static Finding Only(string csv) => Feed.OnlyFinding(Feed.Read(Feed.Mapping(Feed.Yaml()), csv), 0, 0, 1);

    private static (string, string, string) Remarks(Core.Series.ValueAttributes said) => (said.Statuses, said.Confidentiality, said.Notes);
}
