using System.Globalization;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Xunit;

namespace Observatory.Tests.Checking;

public sealed class CauseTallyTests
{
    [Fact]
    public void Figures_that_a_finding_stands_for_are_all_counted()
    {
        var tally = new CauseTally();
        foreach (var count in (string[])["300", "41"])
            tally.Add(Finding.Warning(FindingCodes.RevisionLarge, null, ("indicator", "HOM_INC"), ("limit", "5 % / 10"), ("count", count)));
        tally.Add(Finding.Warning(FindingCodes.NationalDiffers, null, ("indicator", "HOM_INC")));
        Assert.Equal([(2, 341L), (1, 1L)], tally.Groups.Select(g => (g.Count, g.Figures)));
        Assert.Equal("341", tally.Groups[0].Arguments["count"]);
    }

    [Fact]
    public void Numbers_written_alike_are_one_cause_and_words_another()
    {
        var tally = new CauseTally();
        foreach (var (value, row) in ((string, int)[])[("1,5", 2), ("n/d", 3), ("27,25", 4), ("n/d", 5), ("8,1", 6)])
            tally.Add(NotNumber(value, "F", row));
        Assert.Equal(
            [("0,0", 3, "F2 F4 F6"), ("n/d", 2, "F3 F5")],
            tally.Groups.Select(g => (g.Cause["value"], g.Count, string.Join(' ', g.Places.Select(p => p.A1))))
        );
        Assert.Equal("1,5", tally.Groups[0].First.Arguments["value"]);
    }

    [Fact]
    public void Findings_with_another_column_code_or_severity_have_another_cause()
    {
        var tally = new CauseTally();
        tally.Add(NotNumber("n/d", "F", 2));
        tally.Add(NotNumber("n/d", "G", 2));
        tally.Add(Finding.Warning(FindingCodes.FileNotRead, null, ("file", "a.csv")));
        tally.Add(Finding.Blocking(FindingCodes.FileNotRead, null, ("file", "a.csv")));
        Assert.Equal([Severity.Blocking, Severity.Blocking, Severity.Blocking, Severity.Warning], tally.Groups.Select(g => g.Severity));
    }

    [Fact]
    public void All_findings_are_counted_and_only_the_first_addresses_are_stored()
    {
        var tally = new CauseTally();
        for (var row = 2; row < 5002; row++)
            tally.Add(NotNumber("n/d", "F", row));
        var group = Assert.Single(tally.Groups);
        Assert.Equal((5000, FindingGroup.MostPlaces, "F2"), (group.Count, group.Places.Count, group.Places[0].A1));
    }

    [Fact]
    public void Causes_beyond_the_limit_are_counted_together_and_none_is_lost()
    {
        var tally = new CauseTally(most: 3);
        for (var row = 2; row < 12; row++)
            tally.Add(
                Finding.Blocking(
                    FindingCodes.LabelUnknown,
                    new CellRef("", row, 1),
                    ("label", $"label {row.ToString(CultureInfo.InvariantCulture)}"),
                    ("column", "A")
                )
            );
        tally.Add(Finding.Blocking(FindingCodes.LabelUnknown, new CellRef("", 12, 1), ("label", "label 2"), ("column", "A")));
        Assert.Equal(11, tally.Groups.Sum(g => g.Count));
        Assert.Equal((7, true), (tally.Groups[^1].Count, tally.Groups[^1].IsRest));
        Assert.Equal((2, "label 2"), (tally.Groups[0].Count, tally.Groups[0].Cause["label"]));
    }

    private static Finding NotNumber(string value, string column, int row) =>
        Finding.Blocking(
            FindingCodes.ValueNotNumber,
            new CellRef("", row, 6),
            ("value", value),
            ("column", column),
            ("expected", "1,234.5")
        );
}
