using Observatory.Core.Checking;
using Observatory.Core.Deriving;
using Observatory.Tests.Support;
using Observatory.Warehouse.Questions;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>
/// Aggregates of groups of States. The six States of the OECS had in 2020, by <c>population.csv</c>: ATG 91 891, DMA 67 616, GRD 116 383,
/// KNA 46 925, LCA 178 273, VCT 103 579; together 604 667.
/// </summary>
public sealed class AggregateTests : IAsyncLifetime, IDisposable
{
    private const string Own = "TST/own";
    private const string Monthly = "TST/monthly";

    private static readonly string[] Six =
    [
        "ATG,2020,HOM_VICT,9",
        "DMA,2020,HOM_VICT,12",
        "GRD,2020,HOM_VICT,15",
        "KNA,2020,HOM_VICT,10",
        "LCA,2020,HOM_VICT,50",
        "VCT,2020,HOM_VICT,30",
    ];

    private readonly TemporaryFolder _mappings = new();
    private TestWarehouse _warehouse = null!;

    public async Task InitializeAsync()
    {
        CountryFeed.WriteTo(_mappings.Path);
        CountryFeed.WriteTo(_mappings.Path, Own, "MEX_SESNSP");
        CountryFeed.WriteTo(_mappings.Path, Monthly, "WHO_GHO", "M");
        _warehouse = await TestWarehouse.CreateAsync(_mappings.Path);
    }

    public async Task DisposeAsync() => await _warehouse.DisposeAsync();

    public void Dispose() => _mappings.Dispose();

    [Fact]
    public async Task Counts_of_all_members_add_up()
    {
        await LoadAsync(Six);
        var sum = await OneAsync("HOM_VICT", "OECS");
        Assert.Equal(
            (126m, "OECS", true, true, "A", "WHO_GHO"),
            (sum.Value, sum.Area, sum.Derived, sum.Complete, sum.Statuses, sum.Source)
        );
        AssertCoverage(sum, 6, 6, 1m);
        Assert.Equal(DerivingNotes.MembersUndated, sum.Notes);
        Assert.Equal((null, null), (sum.Derivation!.Numerator, sum.Derivation.DenominatorSource));
    }

    /// <summary>126 / 604 667 × 100 000; the mean of the six rates would be 19.8.</summary>
    [Fact]
    public async Task A_rate_is_the_sum_over_the_sum_and_not_the_mean_of_rates()
    {
        await LoadAsync(Six);
        var rate = await OneAsync("HOM_RATE", "OECS");
        Assert.Equal(
            (20.837916m, 126m, 604_667m, "UN_WPP:2024"),
            (rate.Value, rate.Derivation!.Numerator, rate.Derivation.Denominator, rate.Derivation.DenominatorSource)
        );
        Assert.True(rate.LowerBound < rate.Value && rate.Value < rate.UpperBound, $"{rate.LowerBound} {rate.UpperBound}");
    }

    [Fact]
    public async Task An_aggregate_is_reliable_although_each_member_has_few_events()
    {
        await LoadAsync(
            "ATG,2020,HOM_VICT,9",
            "DMA,2020,HOM_VICT,9",
            "GRD,2020,HOM_VICT,9",
            "KNA,2020,HOM_VICT,9",
            "LCA,2020,HOM_VICT,9",
            "VCT,2020,HOM_VICT,9"
        );
        Assert.Equal("A", (await OneAsync("HOM_RATE", "OECS")).Statuses);
    }

    /// <summary>Without Saint Kitts and Nevis 557 742 people, 92.2 %: left out above and below the line.</summary>
    [Theory]
    [InlineData("KNA,2019,HOM_VICT,10")]
    [InlineData("KNA,2020,HOM_VICT,Q")]
    public async Task A_missing_member_is_left_out_and_named(string line)
    {
        await LoadAsync([.. Six.Where(l => !l.StartsWith("KNA", StringComparison.Ordinal)), line]);
        var rate = await OneAsync("HOM_RATE", "OECS");
        Assert.Equal((20.798147m, 116m, 557_742m), (rate.Value, rate.Derivation!.Numerator, rate.Derivation.Denominator));
        AssertCoverage(rate, 5, 6, 0.922395m, "KNA");
        Assert.Contains(DerivingNotes.MembersMissing, rate.Notes!.Split('\n'));
    }

    /// <summary>Without Saint Lucia 70.5 % of the people: five of six members are not enough.</summary>
    [Theory]
    [InlineData("HOM_VICT")]
    [InlineData("HOM_RATE")]
    public async Task A_group_with_data_of_too_few_people_has_no_aggregate_but_its_coverage(string indicator)
    {
        await LoadAsync([.. Six.Where(l => !l.StartsWith("LCA", StringComparison.Ordinal))]);
        var sum = await OneAsync(indicator, "OECS");
        Assert.Equal((null, null, "O", false, null), (sum.Value, sum.PartialValue, sum.Statuses, sum.Complete, sum.Derivation!.Numerator));
        AssertCoverage(sum, 5, 6, 0.705172m, "LCA");
        Assert.Contains(DerivingNotes.CoverageTooLow, sum.Notes!.Split('\n'));
    }

    [Fact]
    public async Task A_group_asked_for_with_its_members_answers_them_first()
    {
        await LoadAsync(Six);
        var rows = await _warehouse.AnswerAsync(Ask("HOM_RATE", "group:OECS"));
        Assert.Equal(["ATG", "DMA", "GRD", "KNA", "LCA", "VCT", "OECS"], rows.Select(r => r.Area));
        Assert.All(rows.SkipLast(1), r => Assert.Null(r.Derivation!.Coverage));
    }

    [Fact]
    public async Task An_area_and_an_aggregate_can_be_asked_together()
    {
        await LoadAsync(Six);
        Assert.Equal(
            ["VCT", "OECS"],
            (await _warehouse.AnswerAsync(Ask("HOM_VICT", "VCT") with { Areas = ["VCT", "OECS"] })).Select(r => r.Area)
        );
    }

    /// <summary>In 2019 all six have a figure, in 2020 not Saint Kitts and Nevis.</summary>
    [Fact]
    public async Task A_fixed_panel_has_the_same_States_in_every_year()
    {
        await LoadAsync([
            .. Six.Where(l => !l.StartsWith("KNA", StringComparison.Ordinal)),
            .. Six.Select(l => l.Replace("2020", "2019", StringComparison.Ordinal)),
        ]);
        var query = new ObservationQuery { Indicators = ["HOM_VICT"], Areas = ["OECS"] };
        var open = await _warehouse.AnswerAsync(query);
        var panel = await _warehouse.AnswerAsync(query with { FixedPanel = true });
        Assert.Equal([126m, 116m], open.Select(r => r.Value!.Value));
        Assert.Equal([116m, 116m], panel.Select(r => r.Value!.Value));
        Assert.All(panel, r => Assert.Equal(["KNA"], r.Derivation!.Coverage!.Missing));
        Assert.All(panel, r => Assert.Contains(DerivingNotes.PanelFixed, r.Notes!.Split('\n')));
    }

    [Theory]
    [InlineData("OAS", 2023, 35, DerivingNotes.MembersOas)]
    [InlineData("OAS", 2024, 35, DerivingNotes.MembersOas)]
    [InlineData("OAS_ACTIVE", 2023, 34, DerivingNotes.MembersDated)]
    [InlineData("OAS_ACTIVE", 2024, 33, DerivingNotes.MembersDated)]
    [InlineData("AMERICAS_35", 2024, 35, DerivingNotes.MembersUndated)]
    public async Task Membership_is_that_of_the_year_and_the_rule_is_named(string group, int year, int members, string note)
    {
        await LoadAsync($"USA,{year},HOM_VICT,900");
        var sum = Assert.Single(await _warehouse.AnswerAsync(TestWarehouse.Ask("HOM_VICT", group, $"{year}")));
        Assert.Equal(members, sum.Derivation!.Coverage!.MembersExpected);
        Assert.Contains(note, sum.Notes!.Split('\n'));
    }

    [Fact]
    public async Task A_State_is_listed_in_the_years_of_its_membership_only()
    {
        await LoadAsync("NIC,2023,HOM_VICT,300", "NIC,2024,HOM_VICT,300");
        var rows = await _warehouse.AnswerAsync(new ObservationQuery { Indicators = ["HOM_VICT"], Areas = ["group:OAS_ACTIVE"] });
        // Where nobody who was a member has a row there is no aggregate either.
        Assert.Equal([("NIC", "2023"), ("OAS_ACTIVE", "2023")], rows.Select(r => (r.Area, r.Period)));
    }

    [Theory]
    [InlineData("VIC_PREV", "24.5")]
    [InlineData("SEC_SPENDING", "100")]
    public async Task An_indicator_that_does_not_add_up_over_States_has_no_aggregate(string indicator, string value)
    {
        await LoadAsync([.. Six.Select(l => $"{l[..9]}{indicator},{value}")]);
        var sum = await OneAsync(indicator, "OECS");
        Assert.Equal((null, "M", DerivingNotes.DoesNotAddUp), (sum.Value, sum.Statuses, sum.Notes));
    }

    [Fact]
    public async Task A_stock_adds_up_over_States()
    {
        await LoadAsync([.. Six.Select(l => l.Replace("HOM_VICT", "PRISON_POP", StringComparison.Ordinal))]);
        Assert.Equal(126m, (await OneAsync("PRISON_POP", "OECS")).Value);
    }

    [Fact]
    public async Task A_share_is_the_sum_over_the_sum()
    {
        await LoadAsync([.. Six, .. Six.Select(l => l[..9] + "HOM_FIREARM,6")]);
        var share = await OneAsync("HOM_FIREARM_PCT", "OECS");
        Assert.Equal(
            (28.571429m, 36m, 126m, "WHO_GHO"),
            (share.Value, share.Derivation!.Numerator, share.Derivation.Denominator, share.Derivation.DenominatorSource)
        );
    }

    [Fact]
    public async Task Months_add_up_too()
    {
        await LoadAsync([.. Six.Select(l => l.Replace("2020", "2020-03", StringComparison.Ordinal))], Monthly);
        Assert.Equal((126m, "2020-03"), (await OneAsync("HOM_VICT", "OECS", "2020-03")) is var sum ? (sum.Value, sum.Period) : default);
    }

    [Fact]
    public async Task A_breakdown_has_an_aggregate_for_each_member()
    {
        await LoadAsync([.. Six, .. Six.Select(l => l + ",F")]);
        var rows = await _warehouse.AnswerAsync(
            Ask("HOM_RATE", "OECS") with
            {
                Breakdown = new Dictionary<string, IReadOnlyList<string>> { ["SEX"] = ["*"] },
            }
        );
        Assert.Equal(["F", "_T"], rows.Select(r => r.Sex).Order(StringComparer.Ordinal));
        // Women: 48 203 + 33 696 + 57 814 + 24 312 + 89 876 + 50 500.
        Assert.Equal(304_401m, rows.Single(r => r.Sex == "F").Derivation!.Denominator);
    }

    [Fact]
    public async Task Sources_side_by_side_are_aggregates_of_their_own_after_the_preferred_ones()
    {
        await LoadAsync("USA,2020,HOM_VICT,20000", "CAN,2020,HOM_VICT,700", "MEX,2020,HOM_VICT,30000");
        await LoadAsync(["MEX,2020,HOM_VICT,35000"], Own);
        var rows = await _warehouse.AnswerAsync(Ask("HOM_VICT", "NORTH_AMERICA") with { Sources = ["*"] });
        Assert.Equal([("MEX_SESNSP;WHO_GHO", 55_700m), ("WHO_GHO", 50_700m)], rows.Select(r => (r.Source, r.Value!.Value)));
    }

    [Fact]
    public async Task The_rate_that_an_office_publishes_is_no_part_of_an_aggregate()
    {
        await LoadAsync("USA,2020,HOM_VICT,20000", "CAN,2020,HOM_VICT,700");
        await LoadAsync(["MEX,2020,HOM_RATE,29"], Own);
        Assert.Equal(["MEX"], (await OneAsync("HOM_RATE", "NORTH_AMERICA")).Derivation!.Coverage!.Missing);
    }

    [Theory]
    [InlineData("OECSS", "OECS")]
    [InlineData("group:CARICON", "CARICOM")]
    public async Task An_unknown_group_names_the_nearest(string area, string nearest)
    {
        var refusal = await Assert.ThrowsAsync<Refusal>(() => _warehouse.AnswerAsync(Ask("HOM_VICT", area)));
        Assert.Equal((RefusalCodes.CodeUnknown, nearest), (refusal.Code, refusal.Arguments["nearest"]));
    }

    [Fact]
    public async Task A_panel_without_a_group_is_a_question_that_means_nothing()
    {
        var refusal = await Assert.ThrowsAsync<Refusal>(() => _warehouse.AnswerAsync(Ask("HOM_VICT", "MEX") with { FixedPanel = true }));
        Assert.Equal(RefusalCodes.ParameterValue, refusal.Code);
    }

    private static void AssertCoverage(FigureText row, int members, int expected, decimal share, params string[] missing)
    {
        var coverage = row.Derivation!.Coverage!;
        Assert.Equal(
            (members, expected, share),
            (coverage.Members, coverage.MembersExpected, Math.Round(coverage.PopulationShare!.Value, 6))
        );
        Assert.Equal(missing, coverage.Missing);
        Assert.Equal(((long)members, expected), (row.PartsPresent, row.PartsExpected));
    }

    private static ObservationQuery Ask(string indicator, string area, string period = "2020") =>
        TestWarehouse.Ask(indicator, area, period);

    private async Task<FigureText> OneAsync(string indicator, string area, string period = "2020") =>
        Assert.Single(await _warehouse.AnswerAsync(Ask(indicator, area, period)));

    private Task LoadAsync(params string[] lines) => LoadAsync(lines, CountryFeed.Name);

    private async Task LoadAsync(string[] lines, string feed) =>
        Assert.NotNull((await _warehouse.IngestAsync(CountryFeed.Csv(lines), "countries.csv", feed)).LoadId);
}
