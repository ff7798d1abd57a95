using NodaTime;
using Observatory.Core.Access;
using Observatory.Tests.Support;
using Observatory.Warehouse.Questions;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>Wholes made of parts, and which of several figures speaks: three states, small numbers.</summary>
public sealed class DerivedFigureTests : IAsyncLifetime, IDisposable
{
    private const string Other = "TST/other";

    private readonly TemporaryFolder _mappings = new();
    private TestWarehouse _warehouse = null!;

    public async Task InitializeAsync()
    {
        SmallFeed.WriteTo(_mappings.Path);
        SmallFeed.WriteTo(_mappings.Path, Other, "WHO_GHO");
        SmallFeed.WriteTo(_mappings.Path, "TST/register", "MEX_SESNSP", "absent: zero");
        _warehouse = await TestWarehouse.CreateAsync(_mappings.Path);
    }

    public async Task DisposeAsync() => await _warehouse.DisposeAsync();

    public void Dispose() => _mappings.Dispose();

    [Fact]
    public async Task Every_state_in_every_month_makes_the_nations_year()
    {
        await LoadAsync(SmallFeed.Months("abc", 12, 2));
        var year = await _warehouse.FigureAsync("HOM_INC", "MEX", "2020");
        Assert.Equal((72m, true, true), (year.Value, year.Derived, year.Complete));
    }

    [Fact]
    public async Task A_year_without_its_last_month_has_no_value_but_what_there_is()
    {
        await LoadAsync(SmallFeed.Months("abc", 11, 2));
        var year = await _warehouse.FigureAsync("HOM_INC", "MEX", "2020");
        Assert.Equal((null, false, 66m, 33L, 36), (year.Value, year.Complete, year.PartialValue, year.PartsPresent, year.PartsExpected));
    }

    [Fact]
    public async Task A_nation_with_a_state_missing_is_incomplete()
    {
        await LoadAsync(SmallFeed.Months("ab", 1, 2));
        var month = await _warehouse.FigureAsync("HOM_INC", "MEX", "2020-01");
        Assert.Equal((null, false, 4m), (month.Value, month.Complete, month.PartialValue));
    }

    [Fact]
    public async Task In_a_register_of_the_whole_what_is_absent_is_zero()
    {
        await LoadAsync(["a,2020-01,hom,5", "b,2020-12,hom,1"], "TST/register");
        var year = await _warehouse.FigureAsync("HOM_INC", "MEX", "2020");
        Assert.Equal((6m, true), (year.Value, year.Complete));
    }

    [Fact]
    public async Task A_rare_indicator_of_a_register_is_whole_wherever_the_register_is()
    {
        await LoadAsync(["a,2020-01,hom,5", "b,2020-12,hom,1", "b,2020-06,fem,1"], "TST/register");
        var year = await _warehouse.FigureAsync("FEMICIDE", "MEX", "2020");
        Assert.Equal((1m, true), (year.Value, year.Complete));
    }

    [Fact]
    public async Task A_year_that_a_register_covers_in_part_has_a_partial_value()
    {
        await LoadAsync(["a,2020-01,hom,5", "b,2020-11,hom,1"], "TST/register");
        var now = await _warehouse.FigureAsync("HOM_INC", "MEX", "2020");
        Assert.Equal((null, false, 6m, null), (now.Value, now.Complete, now.PartialValue, now.PartsExpected));
        var then = Assert.Single(
            await _warehouse.ReadAsync(
                TestWarehouse.Ask("HOM_INC", "MEX", "2020") with
                {
                    AsOf = NodaTime.SystemClock.Instance.GetCurrentInstant().Plus(Duration.FromDays(20_000)),
                }
            )
        );
        Assert.Equal((now.Value, now.Complete, now.PartialValue), (then.Value, then.Complete, then.PartialValue));
    }

    [Fact]
    public async Task The_national_figure_of_an_office_takes_precedence_over_the_sum_of_its_states()
    {
        await LoadAsync([.. SmallFeed.Months("abc", 1, 2), "n,2020-01,hom,7"]);
        var month = await _warehouse.FigureAsync("HOM_INC", "MEX", "2020-01");
        Assert.Equal((7m, false), (month.Value, month.Derived));
    }

    [Fact]
    public async Task A_national_figure_that_differs_from_the_sum_of_its_states_is_reported()
    {
        await LoadAsync(SmallFeed.Months("abc", 2, 2));
        var submission = await _warehouse.IngestAsync(SmallFeed.Csv("n,2020-01,hom,7", "n,2020-02,hom,6"), "small.csv", SmallFeed.Name);
        var told = Assert.Single(
            await _warehouse.Submissions.FindingsAsync(Actor.Operator, submission.SubmissionId, 0, 10, CancellationToken.None)
        );
        Assert.Equal(("NATIONAL_DIFFERS", "Warning", 1), (told.Code, told.Severity, submission.Warnings));
        Assert.Equal(
            "7 6 1",
            string.Join(
                ' ',
                System
                    .Text.Json.JsonDocument.Parse(told.Arguments)
                    .RootElement.EnumerateObject()
                    .Where(a => a.Name is "total" or "actual" or "difference")
                    .Select(a => a.Value.GetString())
            )
        );
    }

    [Fact]
    public async Task A_part_that_no_longer_fits_the_nations_figure_is_told()
    {
        await LoadAsync([.. SmallFeed.Months("abc", 1, 2), "n,2020-01,hom,6"]);
        var submission = await _warehouse.IngestAsync(
            SmallFeed.Csv([.. SmallFeed.Months("ab", 1, 2), "c,2020-01,hom,3", "n,2020-01,hom,6"]),
            "small.csv",
            SmallFeed.Name
        );
        Assert.Equal(
            ["NATIONAL_DIFFERS"],
            (await _warehouse.Submissions.FindingsAsync(Actor.Operator, submission.SubmissionId, 0, 10, CancellationToken.None)).Select(f =>
                f.Code
            )
        );
    }

    [Fact]
    public async Task The_newest_figures_of_each_series_are_its_last_ones()
    {
        await LoadAsync([.. SmallFeed.Months("a", 5, 1), .. SmallFeed.Months("b", 3, 2)]);
        var asked = new ObservationQuery
        {
            Indicators = ["HOM_INC"],
            Areas = ["MX-AGU", "MX-BCN"],
            Frequency = Core.Series.Frequency.Monthly,
        };
        var newest = (await _warehouse.AnswerAsync(asked with { LastNObservations = 2 })).Select(f => $"{f.Area} {f.Period}");
        Assert.Equal(["MX-AGU 2020-04", "MX-AGU 2020-05", "MX-BCN 2020-02", "MX-BCN 2020-03"], newest);
    }

    [Fact]
    public async Task Rates_are_never_added_up()
    {
        await LoadAsync(SmallFeed.Months("abc", 12, 2, "rate"));
        Assert.Empty(await _warehouse.ReadAsync(TestWarehouse.Ask("HOM_RATE", "MEX", "2020")));
    }

    [Fact]
    public async Task An_older_publication_that_comes_late_is_history_and_never_current()
    {
        await LoadAsync(["a,2020-01,hom,10"], publication: new LocalDate(2021, 2, 1));
        await LoadAsync(["a,2020-01,hom,9"], publication: new LocalDate(2021, 1, 1));
        Assert.Equal(10m, (await _warehouse.FigureAsync("HOM_INC", "MX-AGU", "2020-01")).Value);
    }

    [Fact]
    public async Task An_older_publication_is_counted_as_late()
    {
        await LoadAsync(["a,2020-01,hom,10"], publication: new LocalDate(2021, 2, 1));
        var late = await LoadAsync(["a,2020-01,hom,9"], publication: new LocalDate(2021, 1, 1));
        Assert.Equal(1, await LoadCounts.ScalarAsync<int>(_warehouse, $"select late from dw.load where load_id = {late}"));
    }

    [Fact]
    public async Task A_figure_that_a_newer_file_covers_and_no_longer_has_is_withdrawn()
    {
        await LoadAsync(SmallFeed.Months("abc", 3, 2));
        await LoadAsync(SmallFeed.Months("abc", 3, 2).Where(l => !l.StartsWith("b,2020-02", StringComparison.Ordinal)));
        Assert.Empty(await _warehouse.ReadAsync(TestWarehouse.Ask("HOM_INC", "MX-BCN", "2020-02")));
    }

    [Fact]
    public async Task A_figure_that_no_newer_file_covers_stays()
    {
        await LoadAsync(SmallFeed.Months("abc", 3, 2));
        await LoadAsync(SmallFeed.Months("abc", 2, 2));
        Assert.Equal(2m, (await _warehouse.FigureAsync("HOM_INC", "MX-BCN", "2020-03")).Value);
    }

    [Fact]
    public async Task A_question_for_all_sources_returns_two_providers_side_by_side()
    {
        await LoadAsync(["a,2020-01,hom,5"]);
        await LoadAsync(["a,2020-01,hom,6"], Other);
        var rows = await _warehouse.ReadAsync(TestWarehouse.Ask("HOM_INC", "MX-AGU", "2020-01") with { Sources = ["*"] });
        Assert.Equal([("MEX_SESNSP", 5m), ("WHO_GHO", 6m)], rows.Select(r => (r.Source, r.Value!.Value)).Order());
    }

    [Fact]
    public async Task The_preferred_source_speaks_where_none_is_asked()
    {
        await LoadAsync(["a,2020-01,hom,6"], Other);
        await LoadAsync(["a,2020-01,hom,5"]);
        Assert.Equal("MEX_SESNSP", (await _warehouse.FigureAsync("HOM_INC", "MX-AGU", "2020-01")).Source);
    }

    private async Task<int> LoadAsync(IEnumerable<string> lines, string feed = SmallFeed.Name, LocalDate? publication = null) =>
        (await _warehouse.IngestAsync(SmallFeed.Csv(lines), "small.csv", feed, publication)).LoadId!.Value;
}
