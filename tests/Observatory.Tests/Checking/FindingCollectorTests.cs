using Observatory.Core.Checking;
using Xunit;

namespace Observatory.Tests.Checking;

public sealed class FindingCollectorTests
{
    [Fact]
    public void All_findings_are_counted_and_the_first_of_each_code_are_stored()
    {
        var collector = new FindingCollector(keepOfEach: 2);
        collector.AddRange(Enumerable.Repeat(Finding.Note("A", null), 5).Append(Finding.Note("B", null)));
        Assert.Equal((3, 6, 5), (collector.Kept.Count, collector.Total, collector.Counts["A"]));
    }

    [Fact]
    public void A_blocking_finding_blocks_even_where_it_is_not_kept()
    {
        var collector = new FindingCollector(keepOfEach: 1);
        collector.Add(Finding.Warning("A", null));
        Assert.False(collector.IsBlocked);
        collector.Add(Finding.Blocking("A", null));
        Assert.True(collector.IsBlocked);
    }

    [Fact]
    public void Every_code_is_written_once() =>
        Assert.Equal(FindingCodes.All.Count, FindingCodes.All.Distinct(StringComparer.Ordinal).Count());
}
