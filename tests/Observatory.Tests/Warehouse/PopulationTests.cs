using NodaTime;
using Observatory.Core.Deriving;
using Observatory.Tests.Support;
using Observatory.Warehouse.Questions;
using Observatory.Warehouse.Taxonomy;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>
/// The declared population: asked for itself, and as what rates are made of before and after another revision took its place.
/// </summary>
public sealed class PopulationTests : IAsyncLifetime, IDisposable
{
    private const string Own = "TST/own";

    private readonly TemporaryFolder _mappings = new();
    private readonly TemporaryFolder _changed = new();
    private TestWarehouse _warehouse = null!;

    public async Task InitializeAsync()
    {
        CountryFeed.WriteTo(_mappings.Path);
        CountryFeed.WriteTo(_mappings.Path, Own, "MEX_SESNSP");
        _warehouse = await TestWarehouse.CreateAsync(_mappings.Path);
    }

    public async Task DisposeAsync() => await _warehouse.DisposeAsync();

    public void Dispose()
    {
        _mappings.Dispose();
        _changed.Dispose();
    }

    /// <summary>65 163 575 women of Mexico in 2020.</summary>
    [Fact]
    public async Task The_population_is_answered_with_its_source_and_revision()
    {
        var women = await OneAsync("POP_TOT", "MEX", "2020", ("SEX", "F"));
        Assert.Equal(
            (65_163_575m, "F", "UN_WPP", "\"UN_WPP:2024", "E", "PERSONS", false),
            (women.Value, women.Sex, women.Source, women.Notes, women.Statuses, women.Unit, women.Derived)
        );
    }

    [Fact]
    public async Task A_projection_says_so() => Assert.Equal("F", (await OneAsync("POP_TOT", "MEX", "2026")).Statuses);

    [Fact]
    public async Task The_population_series_is_the_denominator_of_rates()
    {
        await LoadAsync(CountryFeed.Name, "MEX,2020,HOM_VICT,500");
        Assert.Equal((await OneAsync("POP_TOT", "MEX", "2020")).Value, (await OneAsync("HOM_RATE", "MEX", "2020")).Derivation!.Denominator);
    }

    [Fact]
    public async Task A_question_for_all_categories_and_several_years_is_answered()
    {
        var rows = await _warehouse.AnswerAsync(
            Ask("POP_TOT", "MEX", "2019") with
            {
                To = Core.Series.TimePeriod.OfYear(2020),
                Breakdown = new Dictionary<string, IReadOnlyList<string>> { ["SEX"] = ["*"] },
            }
        );
        Assert.Equal(
            ["F 2019", "F 2020", "M 2019", "M 2020", "_T 2019", "_T 2020"],
            rows.Select(r => $"{r.Sex} {r.Period}").Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task The_population_has_no_figure_by_a_dimension_that_it_is_not_broken_down_by() =>
        Assert.Empty(await _warehouse.AnswerAsync(Ask("POP_TOT", "MEX", "2020", ("MECHANISM", "FIREARM"))));

    [Fact]
    public async Task A_population_of_an_office_stands_beside_it_and_not_in_its_place()
    {
        await LoadAsync(Own, "MEX,2020,POP_TOT,126000000");
        Assert.Equal("UN_WPP", (await OneAsync("POP_TOT", "MEX", "2020")).Source);
        Assert.Equal(
            ["MEX_SESNSP", "UN_WPP"],
            (await _warehouse.AnswerAsync(Ask("POP_TOT", "MEX", "2020") with { Sources = ["*"] }))
                .Select(r => r.Source)
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            126_000_000m,
            Assert.Single(await _warehouse.AnswerAsync(Ask("POP_TOT", "MEX", "2020") with { Sources = ["MEX_SESNSP"] })).Value
        );
    }

    [Fact]
    public async Task A_population_figure_is_explained_without_cells()
    {
        var explained = await _warehouse.Explaining.ExplainAsync(Ask("POP_TOT", "MEX", "2020"), CancellationToken.None);
        Assert.Equal(("\"UN_WPP:2024", 0), (explained.Figure.Notes.ToString(), explained.Cells.Count));
    }

    [Fact]
    public async Task A_group_has_the_people_of_its_members()
    {
        var group = await OneAsync("POP_TOT", "CARICOM", "2020");
        var members = await _warehouse.AnswerAsync(Ask("POP_TOT", "group:CARICOM", "2020"));
        Assert.Equal(members.Where(m => m.Area != "CARICOM").Sum(m => m.Value), group.Value);
    }

    [Fact]
    public async Task An_old_rate_is_answered_as_it_was_after_the_population_was_replaced()
    {
        await LoadAsync(CountryFeed.Name, "MEX,2020,HOM_VICT,500");
        var before = await OneAsync("HOM_RATE", "MEX", "2020");
        var then = await NowAsync();
        await ReplaceAsync("2026", line =>
            line.StartsWith("MEX,2020,_T,_T,", StringComparison.Ordinal) ? "MEX,2020,_T,_T,100000000,E" : line
        );

        var old = Assert.Single(await _warehouse.AnswerAsync(Ask("HOM_RATE", "MEX", "2020") with { AsOf = then }));
        Assert.Equal(
            (before.Value, before.Derivation!.Denominator, "UN_WPP:2024"),
            (old.Value, old.Derivation!.Denominator, old.Derivation.DenominatorSource)
        );
        var now = await OneAsync("HOM_RATE", "MEX", "2020");
        Assert.Equal((0.5m, 100_000_000m, "UN_WPP:2026"), (now.Value, now.Derivation!.Denominator, now.Derivation.DenominatorSource));
        Assert.Equal(
            "\"UN_WPP:2024",
            Assert.Single(await _warehouse.AnswerAsync(Ask("POP_TOT", "MEX", "2020") with { AsOf = then })).Notes
        );
    }

    [Fact]
    public async Task A_year_that_a_revision_leaves_out_is_known_only_of_then()
    {
        await LoadAsync(CountryFeed.Name, "MEX,2020,HOM_VICT,500");
        var then = await NowAsync();
        await ReplaceAsync("2026", line => line.StartsWith("MEX,2020,", StringComparison.Ordinal) ? null : line);
        Assert.Equal(
            (null, DerivingNotes.NoPopulationOfYear),
            ((await OneAsync("HOM_RATE", "MEX", "2020")) is var now ? (now.Value, now.Notes) : default)
        );
        Assert.NotNull(Assert.Single(await _warehouse.AnswerAsync(Ask("HOM_RATE", "MEX", "2020") with { AsOf = then })).Value);
    }

    [Fact]
    public async Task A_taxonomy_with_the_same_population_ends_the_validity_of_no_figure()
    {
        var rows = await LoadCounts.ScalarAsync<long>(_warehouse, $"select count(*) from ref.population");
        Assert.True(
            await new TaxonomyLoader(_warehouse.Sources).LoadAsync(
                ChangedTaxonomy.Write(_changed.Path, preferred: "MEX,THEFT,MEX_SESNSP,1,,").Current(),
                CancellationToken.None
            )
        );
        Assert.Equal(
            (rows, 0L),
            (
                await LoadCounts.ScalarAsync<long>(_warehouse, $"select count(*) from ref.population"),
                await LoadCounts.ScalarAsync<long>(_warehouse, $"select count(*) from ref.population where valid_to is not null")
            )
        );
    }

    private async Task ReplaceAsync(string revision, Func<string, string?> people) =>
        Assert.True(
            await new TaxonomyLoader(_warehouse.Sources).LoadAsync(
                ChangedTaxonomy.Write(_changed.Path, revision: revision, people: people).Current(),
                CancellationToken.None
            )
        );

    private Task<Instant> NowAsync() => LoadCounts.ScalarAsync<Instant>(_warehouse, $"select clock_timestamp()");

    private static ObservationQuery Ask(string indicator, string area, string period, params (string, string)[] breakdown) =>
        TestWarehouse.Ask(indicator, area, period, breakdown);

    private async Task<FigureText> OneAsync(string indicator, string area, string period, params (string, string)[] breakdown) =>
        Assert.Single(await _warehouse.AnswerAsync(Ask(indicator, area, period, breakdown)));

    private async Task LoadAsync(string feed, params string[] lines) =>
        await _warehouse.IngestAsync(CountryFeed.Csv(lines), "countries.csv", feed);
}
