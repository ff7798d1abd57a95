using Observatory.Core.Deriving;
using Observatory.Core.Taxonomy;
using Xunit;

namespace Observatory.Tests.Deriving;

public sealed class CoverageTests
{
    /// <summary>Persons, of four States of which one holds most.</summary>
    private static readonly Dictionary<string, long> Persons = new()
    {
        ["BIG"] = 85,
        ["ONE"] = 5,
        ["TWO"] = 5,
        ["SIX"] = 5,
    };

    [Fact]
    public void Every_member_covers_the_whole() => AssertCoverage(["BIG", "ONE", "TWO", "SIX"], 4, 1m, true);

    [Fact]
    public void A_large_State_alone_passes_one_test_and_not_the_other() => AssertCoverage(["BIG"], 1, 0.85m, false, "ONE", "SIX", "TWO");

    [Fact]
    public void Half_of_the_members_is_enough() => AssertCoverage(["BIG", "ONE"], 2, 0.90m, true, "SIX", "TWO");

    [Fact]
    public void Most_members_with_few_people_are_not_enough() => AssertCoverage(["ONE", "TWO", "SIX"], 3, 0.15m, false, "BIG");

    [Fact]
    public void Four_fifths_of_the_people_exactly_is_enough() =>
        Assert.True(Coverage.Of(["AAA", "BBB"], new HashSet<string> { "AAA" }, s => s == "AAA" ? 80 : 20).Suffices);

    [Fact]
    public void A_hair_less_is_not() =>
        Assert.False(Coverage.Of(["AAA", "BBB"], new HashSet<string> { "AAA" }, s => s == "AAA" ? 79_999 : 20_001).Suffices);

    [Fact]
    public void A_State_that_is_no_member_adds_nothing() => AssertCoverage(["BIG", "ONE", "XXX"], 2, 0.90m, true, "SIX", "TWO");

    [Fact]
    public void A_group_without_present_members_has_no_coverage() => AssertCoverage([], 0, 0m, false, "BIG", "ONE", "SIX", "TWO");

    [Fact]
    public void A_share_is_unknown_and_insufficient_without_the_population_of_every_member()
    {
        var coverage = Coverage.Of(["AAA", "BBB"], new HashSet<string> { "AAA", "BBB" }, s => s == "AAA" ? 80 : null);
        Assert.Equal((null, false), (coverage.PopulationShare, coverage.Suffices));
    }

    [Theory]
    [InlineData(1947, false)]
    [InlineData(1948, true)]
    [InlineData(2023, true)]
    [InlineData(2024, false)]
    public void Membership_holds_from_its_first_year_to_its_last(int year, bool holds) =>
        Assert.Equal(holds, new GroupMember("OAS_ACTIVE", "NIC", 1948, 2023).HoldsIn(year));

    [Fact]
    public void A_panel_is_of_those_who_have_every_year_that_anybody_has() =>
        Assert.Equal(
            ["AAA", "BBB"],
            FixedPanel.Of([Set("AAA", "BBB", "CCC"), Set(), Set("AAA", "BBB"), Set("AAA", "BBB", "DDD")]).Order(StringComparer.Ordinal)
        );

    [Fact]
    public void A_panel_of_periods_without_figures_has_no_members() => Assert.Empty(FixedPanel.Of([Set(), Set()]));

    private static void AssertCoverage(string[] present, int members, decimal share, bool suffices, params string[] missing)
    {
        var coverage = Coverage.Of(Persons.Keys, Set(present), s => Persons[s]);
        Assert.Equal(
            (members, 4, share, suffices),
            (coverage.Members, coverage.MembersExpected, coverage.PopulationShare, coverage.Suffices)
        );
        Assert.Equal(missing, coverage.Missing);
    }

    private static HashSet<string> Set(params string[] states) => [.. states];
}
