using Observatory.Core.Cells;
using Observatory.Core.Marking;
using Xunit;

namespace Observatory.Tests.Mappings;

/// <summary>
/// Where a text is made of several cells, the finding stands at the one that is wrong; where any may be, all of them are marked.
/// </summary>
public sealed class BlamedCellTests
{
    private const string Months = "FREQ: { value: M }";
    private const string Joined = "TIME_PERIOD: { pattern: \"{year}-{month}\" }";

    [Theory]
    [InlineData("2016,Janero,MEX,5", "B2")]
    [InlineData("20l6,Enero,MEX,5", "A2")]
    public void A_period_of_two_columns_is_wrong_in_one_of_them(string row, string cell) =>
        Assert.Equal(("PERIOD_UNKNOWN", cell), Only($"year,month,area,n\n{row}\n", Months, Joined));

    [Fact]
    public void A_month_among_the_headings_is_wrong_in_its_heading()
    {
        var mapping = Feed.Mapping(
            Feed.Yaml(
                "unpivot: [Enero, Janero]",
                Months,
                "TIME_PERIOD: { pattern: \"{year}-{unpivoted}\" }",
                "OBS_VALUE: { unpivoted: true }"
            )
        );
        Assert.Equal("D1", Assert.Single(Feed.Read(mapping, "year,area,Enero,Janero\n2016,MEX,5,6\n").Findings.Kept).Where!.Value.A1);
    }

    [Fact]
    public void Where_any_of_the_cells_may_be_wrong_all_of_them_are_marked()
    {
        var finding = Assert.Single(
            Feed.Read(Feed.Mapping(Feed.Yaml(null, Months, Joined)), "year,month,area,n\n16,Janero,MEX,5\n").Findings.Kept
        );
        Assert.Equal(("A2", "A2, B2"), (finding.Where!.Value.A1, finding.Arguments["cells"]));
        Assert.Equal(["A2", "B2"], FindingMarks.Of([finding]).Places.Select(p => p.Cell.A1));
    }

    [Theory]
    [InlineData("a,zzz", "D2")]
    [InlineData("zzz,x", "C2")]
    public void A_label_of_two_columns_is_wrong_in_the_column_in_which_no_row_has_it(string labels, string cell)
    {
        var mapping = Feed.Mapping(
            Feed.Yaml(null, "INDICATOR: { columns: [kind, how], codes: k.csv }"),
            ("k.csv", "kind,how,INDICATOR\na,x,HOM_INC\nb,y,THEFT\n")
        );
        Assert.Equal(cell, Assert.Single(Feed.Read(mapping, $"year,area,kind,how,n\n2016,MEX,{labels},5\n").Findings.Kept).Where!.Value.A1);
    }

    [Fact]
    public void Labels_that_are_known_each_but_not_together_are_all_marked()
    {
        var mapping = Feed.Mapping(
            Feed.Yaml(null, "INDICATOR: { columns: [kind, how], codes: k.csv }"),
            ("k.csv", "kind,how,INDICATOR\na,x,HOM_INC\nb,y,THEFT\n")
        );
        Assert.Equal(
            "C2, D2",
            Assert.Single(Feed.Read(mapping, "year,area,kind,how,n\n2016,MEX,a,y,5\n").Findings.Kept).Arguments["cells"]
        );
    }

    [Theory]
    [InlineData("A1", 1, 1)]
    [InlineData("F14", 14, 6)]
    [InlineData("AA203", 203, 27)]
    public void An_address_is_read_as_it_is_written(string address, int row, int column)
    {
        Assert.Equal((row, column), CellRef.TryA1(address));
        Assert.Equal(address, new CellRef("", row, column).A1);
    }

    private static (string Code, string Cell) Only(string csv, params string[] concepts)
    {
        var finding = Assert.Single(Feed.Read(Feed.Mapping(Feed.Yaml(null, concepts)), csv).Findings.Kept);
        return (finding.Code, finding.Where!.Value.A1);
    }
}
