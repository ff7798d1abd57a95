using Observatory.Core.Mappings;
using Observatory.Core.Series;
using Xunit;

namespace Observatory.Tests.Mappings;

/// <summary>Which rows and cells are figures, and the laws between figures.</summary>
public sealed class RowRuleTests
{
    [Theory]
    [InlineData("area: WORLD")]
    [InlineData("area: [x, \"wor*\"]")]
    [InlineData("area: { pattern: \"^w.*d$\" }")]
    [InlineData("area: { notIn: a.csv }")]
    [InlineData("flag: { empty: false }")]
    [InlineData("flag: { in: f.csv }")]
    public void LeaveOut_leaves_rows_out_by_the_name_of_its_rule(string where)
    {
        var mapping = Feed.Mapping(
            Feed.Yaml($"leaveOut: [ {{ rule: aggregate, where: {{ {where} }}, because: sums }} ]\nignore: {{ flag: a mark }}"),
            ("a.csv", "area,REF_AREA\nMEX,MEX\n"),
            ("f.csv", "flag\ny\n")
        );
        var file = Feed.Read(mapping, "year,area,flag,n\n2016,World,y,9\n2016,MEX,,5\n").Mapped!;
        Assert.Equal(["HOM_INC MEX 2016 5"], Feed.Figures(file));
        Assert.Equal(1, file.Accounting.RowsLeftOut["aggregate"]);
    }

    [Fact]
    public void LeaveOut_needs_all_its_conditions() =>
        Assert.Equal(
            ["HOM_INC BRA 2016 2", "HOM_INC MEX 2016 5"],
            Feed.Figures(
                Feed.Mapping(Feed.Yaml("leaveOut: [ { rule: old, where: { year: \"2015\", area: MEX }, because: old } ]")),
                "year,area,n\n2015,MEX,1\n2016,BRA,2\n2016,MEX,5\n"
            )
        );

    [Fact]
    public void StopAt_ends_the_table() =>
        Assert.Equal(
            ["HOM_INC MEX 2016 5"],
            Feed.Figures(
                Feed.Mapping(Feed.Yaml("stopAt: { year: [\"Source*\"] }")),
                "year,area,n\n2016,MEX,5\nSOURCE: x\nany thing\n2017,MEX,9\n"
            )
        );

    [Fact]
    public void A_total_that_agrees_is_compared_and_not_loaded()
    {
        var file = Feed.Read(Totals, "year,area,n\n2016,MEX,5\n2017,MEX,7\nTOTAL,,12\n").Mapped!;
        Feed.Cells(file, loaded: 2, leftOut: 1, setAside: 0);
        Assert.True(Assert.Single(file.Accounting.Totals).Agrees);
    }

    [Fact]
    public void Sums_that_every_row_prints_are_findings_where_they_differ_and_no_list_of_all_rows()
    {
        var mapping = Feed.Mapping(Feed.Yaml("rowTotals: [ { column: all, of: [n], severity: warning } ]"));
        var reading = Feed.Read(mapping, "year,area,n,all\n2016,MEX,5,5\n2017,MEX,7,9\n2018,MEX,8,6\n");
        Assert.Empty(reading.Mapped!.Accounting.Totals);
        Assert.Equal(["D3", "D4"], reading.Findings.Kept.Where(f => f.Code == "ROW_TOTAL_DIFFERS").Select(f => f.Where!.Value.A1));
    }

    [Fact]
    public void A_total_that_differs_stops_the_file()
    {
        var finding = Feed.OnlyFinding(Feed.Read(Totals, "year,area,n\n2016,MEX,5\nTOTAL,,6\n"), 1, 1, 0);
        Assert.Equal(("TOTAL_DIFFERS", "C3", "1"), (finding.Code, finding.Where!.Value.A1, finding.Arguments["difference"]));
    }

    [Fact]
    public void A_total_that_is_missing_stops_the_file() =>
        Assert.Equal("TOTAL_MISSING", Feed.OnlyFinding(Feed.Read(Totals, "year,area,n\n2016,MEX,5\n"), 1, 0, 0).Code);

    [Fact]
    public void A_row_of_totals_without_a_number_is_no_total() =>
        Assert.Equal("TOTAL_MISSING", Feed.OnlyFinding(Feed.Read(Totals, "year,area,n\n2016,MEX,5\nTOTAL,,\n"), 1, 1, 0).Code);

    [Fact]
    public void A_total_that_is_no_number_stops_the_file()
    {
        var reading = Feed.Read(Totals, "year,area,n\n2016,MEX,5\nTOTAL,,five\n");
        Feed.Cells(reading.Mapped!, loaded: 1, leftOut: 0, setAside: 1);
        Assert.Equal(("VALUE_NOT_NUMBER", "C3"), (reading.Findings.Kept[0].Code, reading.Findings.Kept[0].Where!.Value.A1));
    }

    [Fact]
    public void A_total_that_is_not_required_may_be_missing() =>
        Assert.Equal(
            ["HOM_INC MEX 2016 5"],
            Feed.Figures(Feed.Mapping(Feed.Yaml("totals: [ { where: { year: TOTAL }, required: false } ]")), "year,area,n\n2016,MEX,5\n")
        );

    [Fact]
    public void Blank_cells_are_absent_and_not_zero()
    {
        var file = Feed.Read(Feed.Mapping(Feed.Yaml()), "year,area,n\n2016,MEX, \n2017,MEX,0\n").Mapped!;
        Assert.Equal(["HOM_INC MEX 2017 0"], Feed.Figures(file));
        Assert.Equal(1, file.Accounting.LeftOut[("blank", "n")]);
    }

    [Theory]
    [InlineData("{ text: NA, rule: missing }", "HOM_INC MEX 2017 7")]
    [InlineData("{ text: [x, na], OBS_STATUS: M }", "HOM_INC MEX 2016 none|HOM_INC MEX 2017 7")]
    [InlineData("{ text: NA, OBS_VALUE: 0 }", "HOM_INC MEX 2016 0|HOM_INC MEX 2017 7")]
    [InlineData("{ text: NA, rule: missing, to: 2016 }", "HOM_INC MEX 2017 7")]
    [InlineData("{ text: NA, rule: missing, columns: n }", "HOM_INC MEX 2017 7")]
    [InlineData("{ text: NA, rule: missing, where: { area: MEX } }", "HOM_INC MEX 2017 7")]
    public void A_mark_stands_for_no_ordinary_number(string mark, string figures) =>
        Assert.Equal(
            figures.Split('|'),
            Feed.Figures(Feed.Mapping(Feed.Yaml($"marks: [ {mark} ]")), "year,area,n\n2016,MEX,NA\n2017,MEX,7\n")
        );

    [Theory]
    [InlineData("from: 2017")]
    [InlineData("columns: m")]
    [InlineData("where: { area: BRA }")]
    public void A_mark_that_does_not_hold_here_is_no_mark(string unless)
    {
        var reading = Feed.Read(
            Feed.Mapping(Feed.Yaml($"marks: [ {{ text: NA, rule: missing, {unless} }} ]")),
            "year,area,n\n2016,MEX,NA\n"
        );
        Assert.Equal("VALUE_NOT_NUMBER", Feed.OnlyFinding(reading, 0, 0, 1).Code);
    }

    [Fact]
    public void A_zero_can_be_a_mark_from_a_year_on() =>
        Assert.Equal(
            ["HOM_INC MEX 2016 0"],
            Feed.Figures(
                Feed.Mapping(Feed.Yaml("marks: [ { text: \"0\", rule: ended, from: 2017 } ]")),
                "year,area,n\n2016,MEX,0\n2017,MEX,0\n"
            )
        );

    [Fact]
    public void Fill_states_the_zero_of_a_sex_whose_sibling_is_given() =>
        Assert.Equal(
            ["HOM_INC MEX 2016 SEX=F 0", "HOM_INC MEX 2016 SEX=M 5", "HOM_INC MEX 2016 SEX=_U 0"],
            Feed.Figures(Fill, "year,area,sex,n\n2016,MEX,M,5\n")
        );

    [Fact]
    public void Fill_states_nothing_where_only_the_unknown_member_is_given() =>
        Assert.Equal(["HOM_INC MEX 2016 SEX=_U 5"], Feed.Figures(Fill, "year,area,sex,n\n2016,MEX,_U,5\n"));

    [Fact]
    public void A_filled_zero_counts_no_cell_and_has_the_address_of_its_sibling()
    {
        var filled = Feed.Read(Fill, "year,area,sex,n\n2016,MEX,M,5\n").Mapped!.Observations.First(o => o.Value == 0);
        Assert.Equal((0, "D2"), (filled.Cells, filled.FirstCell.A1));
    }

    [Fact]
    public void Parts_over_sex_are_held_against_their_whole()
    {
        var mapping = Feed.Mapping(Feed.Yaml("checks: [ { over: SEX, whole: _T, severity: warning } ]", "SEX: { column: sex }"));
        var finding = Feed.OnlyFinding(Feed.Read(mapping, "year,area,sex,n\n2016,MEX,_T,9\n2016,MEX,F,3\n2016,MEX,M,5\n"), 3, 0, 0);
        Assert.Equal(
            ("PARTS_DIFFER", "9", "8", "D2"),
            (finding.Code, finding.Arguments["total"], finding.Arguments["actual"], finding.Where!.Value.A1)
        );
    }

    [Fact]
    public void Parts_over_areas_are_held_against_their_whole_only_where_all_are_there()
    {
        var mapping = Feed.Mapping(Feed.Yaml("checks: [ { over: REF_AREA, whole: MEX, severity: warning } ]"));
        var finding = Feed.OnlyFinding(
            Feed.Read(mapping, "year,area,n\n2016,MEX,9\n2016,MX-AGU,3\n2016,MX-BCN,5\n2017,MEX,9\n2017,MX-AGU,3\n"),
            5,
            0,
            0
        );
        Assert.Equal(("PARTS_DIFFER", "2016"), (finding.Code, finding.Arguments["period"]));
    }

    [Fact]
    public void Parts_of_an_offence_are_held_against_their_parent_within_the_tolerance()
    {
        Mapping Checked(string tolerance) =>
            Feed.Mapping(
                Feed.Yaml(
                    $"checks: [ {{ over: OFFENCE, whole: parent, severity: blocking, tolerance: {tolerance} }} ]",
                    "OFFENCE: { column: o, codes: o.csv }"
                ),
                ("o.csv", "o,OFFENCE,parent\n1,ARG_SNIC:1,\n1_1,ARG_SNIC:1_1,ARG_SNIC:1\n1_2,ARG_SNIC:1_2,ARG_SNIC:1\n")
            );
        const string csv = "year,area,o,n\n2016,MEX,1,9\n2016,MEX,1_1,3\n2016,MEX,1_2,5\n";
        Assert.Equal("PARTS_DIFFER", Feed.OnlyFinding(Feed.Read(Checked("0"), csv), 3, 0, 0).Code);
        Assert.False(Feed.Read(Checked("1"), csv).IsBlocked);
    }

    [Fact]
    public void Covers_says_how_many_parts_make_the_whole_and_for_which_periods()
    {
        var mapping = Feed.Mapping(
            Feed.Yaml("covers: { area: MEX, level: subdivision, parts: a.csv }", "REF_AREA: { column: area, codes: a.csv }"),
            ("a.csv", "area,REF_AREA,note\n,MEX,nation\n1,MX-AGU,\n2,MX-BCN,\n")
        );
        var scope = Assert.Single(Feed.Read(mapping, "year,area,n\n2017,1,5\n2015,2,5\n").Mapped!.Scopes);
        Assert.Equal(("HOM_INC", 2, "2015", "2017"), (scope.Indicator, scope.PartsExpected, scope.From.ToString(), scope.To.ToString()));
    }

    [Fact]
    public void A_register_covers_the_period_of_its_title_with_what_it_does_not_hold()
    {
        var mapping = Feed.Mapping(
            Feed.Yaml(
                "facts: [ { in: title, pattern: 'from (?<a>\\p{L}+) to (?<b>\\p{L}+)' } ]\n"
                    + "covers: { area: MEX, level: subdivision, absent: zero, from: \"2016-{fact.a}\", to: \"2016-{fact.b}\" }",
                "FREQ: { value: M }"
            )
        );
        var scope = Assert.Single(Feed.Read(mapping, "from enero to junio,,\nyear,area,n\n2016-03,MX-AGU,5\n").Mapped!.Scopes);
        Assert.Equal((true, TimePeriod.OfMonth(2016, 1), TimePeriod.OfMonth(2016, 6)), (scope.AbsentIsZero, scope.From, scope.To));
    }

    private static Mapping Totals => Feed.Mapping(Feed.Yaml("totals: [ { where: { year: TOTAL } } ]"));

    private static Mapping Fill => Feed.Mapping(Feed.Yaml("fill: { dimension: SEX, members: [F, M, _U] }", "SEX: { column: sex }"));
}
