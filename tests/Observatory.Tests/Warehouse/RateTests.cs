using System.Globalization;
using Observatory.Core.Checking;
using Observatory.Core.Deriving;
using Observatory.Tests.Support;
using Observatory.Warehouse.Questions;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>Rates and shares. Populations are those of <c>population.csv</c>, looked up by hand.</summary>
public sealed class RateTests : IAsyncLifetime, IDisposable
{
    private const string Own = "TST/own";
    private const string Vital = "TST/vital";
    private const string Monthly = "TST/monthly";

    private readonly TemporaryFolder _mappings = new();
    private TestWarehouse _warehouse = null!;

    public async Task InitializeAsync()
    {
        CountryFeed.WriteTo(_mappings.Path);
        CountryFeed.WriteTo(_mappings.Path, Own, "MEX_SESNSP");
        CountryFeed.WriteTo(_mappings.Path, Vital, "MEX_INEGI");
        CountryFeed.WriteTo(_mappings.Path, Monthly, "MEX_SESNSP", "M");
        _warehouse = await TestWarehouse.CreateAsync(_mappings.Path);
    }

    public async Task DisposeAsync() => await _warehouse.DisposeAsync();

    public void Dispose() => _mappings.Dispose();

    /// <summary>
    /// One homicide in Saint Kitts and Nevis in 2023, 46 798 people: 2.1 per 100 000 (methodology, rule 25), and anything from 0.05 to 11.9
    /// by chance.
    /// </summary>
    [Fact]
    public async Task A_rate_comes_with_what_it_is_made_of_its_interval_and_the_flag_of_few_events()
    {
        await LoadAsync(CountryFeed.Name, "KNA,2023,HOM_VICT,1");
        var rate = await OneAsync("HOM_RATE", "KNA", "2023");
        Assert.Equal(
            (2.136843m, 1m, 46_798m, "UN_WPP:2024"),
            (rate.Value, rate.Derivation!.Numerator, rate.Derivation.Denominator, rate.Derivation.DenominatorSource)
        );
        Assert.Equal((0.0541m, 11.905730m), (Math.Round(rate.LowerBound!.Value, 4), rate.UpperBound));
        Assert.Equal(("U", true, true, "WHO_GHO", "RATE_PER_100K"), (rate.Statuses, rate.Derived, rate.Complete, rate.Source, rate.Unit));
    }

    [Theory]
    [InlineData(19, "U")]
    [InlineData(20, "A")]
    public async Task Twenty_events_are_enough(int events, string statuses)
    {
        await LoadAsync(CountryFeed.Name, $"MEX,2020,HOM_VICT,{events}");
        Assert.Equal(statuses, (await OneAsync("HOM_RATE", "MEX", "2020")).Statuses);
    }

    /// <summary>500 / 65 163 575 women of Mexico in 2020.</summary>
    [Theory]
    [InlineData("HOM_RATE", "F")]
    [InlineData("HOM_FEMALE_RATE", "_T")]
    public async Task Women_are_counted_over_women(string rate, string sex)
    {
        await LoadAsync(CountryFeed.Name, "MEX,2020,HOM_VICT,500,F", "MEX,2020,HOM_VICT,9000", "MEX,2020,HOM_FEMALE,500");
        var figure = await OneAsync(rate, "MEX", "2020", ("SEX", sex));
        Assert.Equal((0.767300m, 65_163_575m, sex), (figure.Value, figure.Derivation!.Denominator, figure.Sex));
    }

    /// <summary>The children of Antigua and Barbuda in 2020: 21 369 under 18, 10 535 of them girls.</summary>
    [Theory]
    [InlineData("_T", "_T", 21_369)]
    [InlineData("F", "_T", 10_535)]
    public async Task Children_are_counted_over_children_of_the_same_sex(string sex, string age, int people)
    {
        await LoadAsync(CountryFeed.Name, "ATG,2020,HOM_CHILD,4", "ATG,2020,HOM_CHILD,1,F");
        Assert.Equal(people, (await OneAsync("HOM_CHILD_RATE", "ATG", "2020", ("SEX", sex), ("AGE", age))).Derivation!.Denominator);
    }

    [Fact]
    public async Task An_age_inside_the_one_of_the_formula_has_its_own_people_and_one_outside_has_none()
    {
        await LoadAsync(CountryFeed.Name, "ATG,2020,HOM_CHILD,4,_T,Y10T14", "ATG,2020,HOM_CHILD,1,_T,Y20T24");
        var rows = (await _warehouse.AnswerAsync(Ask("HOM_CHILD_RATE", "ATG", "2020") with { Breakdown = All("AGE") })).ToDictionary(r =>
            r.Age
        );
        Assert.True(rows["Y10T14"].Derivation!.Denominator is > 5_000 and < 8_000, $"{rows["Y10T14"].Derivation!.Denominator}");
        Assert.Equal(
            (null, "M", DerivingNotes.NoPopulationOfMember),
            (rows["Y20T24"].Value, rows["Y20T24"].Statuses, rows["Y20T24"].Notes)
        );
    }

    [Fact]
    public async Task Victims_of_unknown_sex_have_no_rate_and_count_in_the_total()
    {
        await LoadAsync(CountryFeed.Name, "MEX,2020,HOM_VICT,100", "MEX,2020,HOM_VICT,40,_U");
        var rows = (await _warehouse.AnswerAsync(Ask("HOM_RATE", "MEX", "2020") with { Breakdown = All("SEX") })).ToDictionary(r => r.Sex);
        Assert.Equal((null, "M", DerivingNotes.NoPopulationOfMember), (rows["_U"].Value, rows["_U"].Statuses, rows["_U"].Notes));
        Assert.Equal(100m, rows["_T"].Derivation!.Numerator);
    }

    [Fact]
    public async Task How_it_was_done_concerns_the_numerator_only()
    {
        await LoadAsync(CountryFeed.Name, "MEX,2020,HOM_VICT,700,_T,_T,FIREARM");
        var rate = await OneAsync("HOM_RATE", "MEX", "2020", ("MECHANISM", "FIREARM"));
        Assert.Equal((700m, 126_799_049m), (rate.Derivation!.Numerator, rate.Derivation.Denominator));
    }

    [Fact]
    public async Task A_projected_population_is_footnoted_and_an_estimated_one_is_not()
    {
        await LoadAsync(CountryFeed.Name, "MEX,2023,HOM_VICT,700", "MEX,2024,HOM_VICT,700");
        Assert.Null((await OneAsync("HOM_RATE", "MEX", "2023")).Notes);
        Assert.Equal(DerivingNotes.PopulationProjected, (await OneAsync("HOM_RATE", "MEX", "2024")).Notes);
    }

    [Fact]
    public async Task A_year_that_the_population_has_not_got_has_no_rate()
    {
        await LoadAsync(CountryFeed.Name, "MEX,1985,HOM_VICT,700");
        var rate = await OneAsync("HOM_RATE", "MEX", "1985");
        Assert.Equal((null, "M", DerivingNotes.NoPopulationOfYear), (rate.Value, rate.Statuses, rate.Notes));
    }

    [Fact]
    public async Task A_part_of_a_State_has_no_rate_and_says_why()
    {
        await LoadAsync(Own, "MX-AGU,2020,HOM_VICT,70");
        var rate = await OneAsync("HOM_RATE", "MX-AGU", "2020");
        Assert.Equal(
            (null, "M", DerivingNotes.NoPopulationOfArea, null),
            (rate.Value, rate.Statuses, rate.Notes, rate.Derivation!.Numerator)
        );
    }

    [Fact]
    public async Task A_suppressed_count_has_a_suppressed_rate()
    {
        await LoadAsync(CountryFeed.Name, "MEX,2020,HOM_VICT,Q");
        var rate = await OneAsync("HOM_RATE", "MEX", "2020");
        Assert.Equal((null, "Q", true), (rate.Value, rate.Statuses, rate.Complete));
    }

    [Fact]
    public async Task Eleven_months_are_no_year_and_are_never_annualised()
    {
        await LoadAsync(Monthly, Months(11));
        var rate = await OneAsync("HOM_RATE", "MEX", "2020");
        Assert.Equal(
            (null, "O", false, null, null),
            (rate.Value, rate.Statuses, rate.Complete, rate.PartialValue, rate.Derivation!.Numerator)
        );
        Assert.Equal((11L, 12, DerivingNotes.CountIncomplete), (rate.PartsPresent, rate.PartsExpected, rate.Notes));
    }

    [Fact]
    public async Task Twelve_months_are_a_year()
    {
        await LoadAsync(Monthly, Months(12));
        Assert.Equal(1_200m, (await OneAsync("HOM_RATE", "MEX", "2020")).Derivation!.Numerator);
    }

    [Fact]
    public async Task There_are_no_rates_of_months()
    {
        await LoadAsync(Monthly, Months(12));
        var refusal = await Assert.ThrowsAsync<Refusal>(() => _warehouse.AnswerAsync(Ask("HOM_RATE", "MEX", "2020-01")));
        Assert.Equal((RefusalCodes.ParameterValue, "freq"), (refusal.Code, refusal.Arguments["column"]));
    }

    [Fact]
    public async Task A_stock_is_over_the_population_of_its_year_and_has_no_chance_in_it()
    {
        await LoadAsync(CountryFeed.Name, "KNA,2023,PRISON_POP,12");
        var rate = await OneAsync("PRISON_RATE", "KNA", "2023");
        Assert.Equal((25.642121m, null, "A"), (rate.Value, rate.LowerBound, rate.Statuses));
    }

    [Fact]
    public async Task The_rate_of_an_office_stands_beside_ours_where_all_sources_are_asked_and_only_there()
    {
        await LoadAsync(Own, "MEX,2020,HOM_VICT,36000", "MEX,2020,HOM_RATE,29");
        var byDefault = Assert.Single(await _warehouse.AnswerAsync(Ask("HOM_RATE", "MEX", "2020")));
        var all = await _warehouse.AnswerAsync(Ask("HOM_RATE", "MEX", "2020") with { Sources = ["*"] });
        Assert.Equal((28.391380m, true), (byDefault.Value, byDefault.Derived));
        Assert.Equal(
            [(28.391380m, true, null), (29m, false, DerivingNotes.RateOfOffice)],
            all.Select(r => (r.Value!.Value, r.Derived, r.Notes))
        );
    }

    [Fact]
    public async Task An_answer_notes_but_does_not_show_the_rate_of_an_office_without_counts()
    {
        await LoadAsync(Own, "MEX,2020,HOM_RATE,29");
        var byDefault = await OneAsync("HOM_RATE", "MEX", "2020");
        var named = Assert.Single(await _warehouse.AnswerAsync(Ask("HOM_RATE", "MEX", "2020") with { Sources = ["MEX_SESNSP"] }));
        Assert.Equal((null, "O", DerivingNotes.OnlyRateOfOffice), (byDefault.Value, byDefault.Statuses, byDefault.Notes));
        Assert.Equal((29m, false), (named.Value, named.Derived));
    }

    [Fact]
    public async Task A_rate_without_a_formula_is_answered_as_it_was_reported()
    {
        await LoadAsync(CountryFeed.Name, "MEX,2020,VIC_PREV,24.5");
        var figure = await OneAsync("VIC_PREV", "MEX", "2020");
        Assert.Equal((24.5m, false, null), (figure.Value, figure.Derived, figure.Derivation));
    }

    [Fact]
    public async Task The_answer_as_of_then_has_the_count_of_then()
    {
        await LoadAsync(CountryFeed.Name, "MEX,2020,HOM_VICT,100");
        var then = NodaTime.SystemClock.Instance.GetCurrentInstant();
        await LoadAsync(CountryFeed.Name, "MEX,2020,HOM_VICT,200");
        Assert.Equal(200m, (await OneAsync("HOM_RATE", "MEX", "2020")).Derivation!.Numerator);
        Assert.Equal(
            100m,
            Assert.Single(await _warehouse.AnswerAsync(Ask("HOM_RATE", "MEX", "2020") with { AsOf = then })).Derivation!.Numerator
        );
    }

    [Theory]
    [InlineData(30, "50", 60.0, "A", null)]
    [InlineData(10, "19", 52.631579, "U", null)]
    [InlineData(0, "0", null, "M", DerivingNotes.DenominatorZero)]
    [InlineData(3, "Q", null, "Q", DerivingNotes.NoDenominator)]
    [InlineData(3, null, null, "O", DerivingNotes.NoDenominator)]
    public async Task A_share_is_over_its_whole(int part, string? whole, double? share, string statuses, string? note)
    {
        string[] lines = [$"MEX,2020,HOM_FIREARM,{part}", .. whole is null ? Array.Empty<string>() : [$"MEX,2020,HOM_VICT,{whole}"]];
        await LoadAsync(CountryFeed.Name, lines);
        var figure = await OneAsync("HOM_FIREARM_PCT", "MEX", "2020");
        Assert.Equal(((decimal?)share, statuses, note), (figure.Value, figure.Statuses, figure.Notes));
        Assert.Equal(share is null ? null : "WHO_GHO", figure.Derivation!.DenominatorSource);
        Assert.Null(figure.LowerBound);
    }

    [Fact]
    public async Task A_share_is_never_of_the_whole_of_another_source()
    {
        await LoadAsync(CountryFeed.Name, "MEX,2020,HOM_FIREARM,30");
        await LoadAsync(Own, "MEX,2020,HOM_VICT,50");
        Assert.Equal(
            (null, "O"),
            ((await OneAsync("HOM_FIREARM_PCT", "MEX", "2020")).Value, (await OneAsync("HOM_FIREARM_PCT", "MEX", "2020")).Statuses)
        );
    }

    [Fact]
    public async Task The_ratio_of_two_sources_names_both()
    {
        await LoadAsync(Own, "MEX,2020,HOM_VICT,90");
        await LoadAsync(Vital, "MEX,2020,HOM_VR_DEATHS,100");
        var ratio = await OneAsync("SOURCE_RATIO_HOM", "MEX", "2020");
        Assert.Equal(
            (90m, "MEX_SESNSP", "MEX_INEGI", DerivingNotes.TwoSources),
            (ratio.Value, ratio.Source, ratio.Derivation!.DenominatorSource, ratio.Notes)
        );
    }

    [Fact]
    public async Task A_rate_is_followed_to_the_cells_of_its_count()
    {
        await LoadAsync(Monthly, Months(12));
        var explanation = await _warehouse.Explaining.ExplainAsync(Ask("HOM_RATE", "MEX", "2020"), CancellationToken.None);
        Assert.Equal((12, 1_200m, 0.946379m), (explanation.Cells.Count, explanation.SumOfCells, explanation.Figure.Value));
        Assert.Equal(explanation.SumOfCells, explanation.Figure.Derivation!.Numerator);
    }

    [Fact]
    public async Task The_rate_of_an_office_is_followed_to_its_own_cell()
    {
        await LoadAsync(Own, "MEX,2020,HOM_RATE,29");
        var explanation = await _warehouse.Explaining.ExplainAsync(
            Ask("HOM_RATE", "MEX", "2020") with
            {
                Sources = ["MEX_SESNSP"],
            },
            CancellationToken.None
        );
        Assert.Equal(("29", 29m), (Assert.Single(explanation.Cells).Text, explanation.Figure.Value));
    }

    [Fact]
    public async Task An_aggregate_is_followed_by_its_members_and_says_so()
    {
        var refusal = await Assert.ThrowsAsync<Refusal>(() =>
            _warehouse.Explaining.ExplainAsync(Ask("HOM_RATE", "NORTH_AMERICA", "2020"), CancellationToken.None)
        );
        Assert.Equal("CAN, MEX, USA", refusal.Arguments["expected"]);
    }

    [Fact]
    public async Task Pages_make_the_whole_in_the_same_order()
    {
        await LoadAsync(
            CountryFeed.Name,
            Enumerable
                .Range(2015, 6)
                .SelectMany(y => (string[])[$"MEX,{y},HOM_VICT,{y}", $"CAN,{y},HOM_VICT,{y}", $"CAN,{y},HOM_FIREARM,9"])
                .ToArray()
        );
        var query = new ObservationQuery
        {
            Indicators = ["HOM_RATE", "HOM_VICT", "HOM_FIREARM_PCT", "HOM_RATE"],
            Areas = ["MEX", "CAN", "group:NORTH_AMERICA"],
        };
        var whole = (await _warehouse.AnswerAsync(query)).Select(Key).ToList();
        var pages = (await _warehouse.PagesAsync(query, 4)).Select(Key).ToList();
        Assert.Equal(whole, pages);
        Assert.Equal(whole.Count, whole.Distinct().Count());
        Assert.Equal((12 + 6) + (12 + 6) + (6 + 6), whole.Count);

        static string Key(FigureText row) => $"{row.Indicator} {row.Area} {row.Period}";
    }

    [Fact]
    public async Task Rates_with_other_statuses_than_the_requested_ones_are_left_out()
    {
        await LoadAsync(CountryFeed.Name, "MEX,2019,HOM_VICT,5", "MEX,2020,HOM_VICT,500");
        var rows = await _warehouse.AnswerAsync(
            new ObservationQuery
            {
                Indicators = ["HOM_RATE"],
                Areas = ["MEX"],
                Statuses = ["U"],
            }
        );
        Assert.Equal("2019", Assert.Single(rows).Period);
    }

    private static IReadOnlyDictionary<string, IReadOnlyList<string>> All(string dimension) =>
        new Dictionary<string, IReadOnlyList<string>> { [dimension] = ["*"] };

    private static string[] Months(int months) =>
        [.. Enumerable.Range(1, months).Select(m => string.Create(CultureInfo.InvariantCulture, $"MEX,2020-{m:00},HOM_VICT,100"))];

    private static ObservationQuery Ask(string indicator, string area, string period, params (string, string)[] breakdown) =>
        TestWarehouse.Ask(indicator, area, period, breakdown);

    private async Task<FigureText> OneAsync(string indicator, string area, string period, params (string, string)[] breakdown) =>
        Assert.Single(await _warehouse.AnswerAsync(Ask(indicator, area, period, breakdown)));

    private async Task LoadAsync(string feed, params string[] lines) =>
        Assert.NotNull((await _warehouse.IngestAsync(CountryFeed.Csv(lines), "countries.csv", feed)).LoadId);
}
