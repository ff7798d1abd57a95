using NodaTime;
using Observatory.Core.Checking;
using Observatory.Tests.Support;
using Observatory.Warehouse.Series;
using Xunit;

namespace Observatory.Tests.Warehouse;

public sealed class CoverageReaderTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private TestWarehouse _warehouse = null!;
    private CoverageReader _coverage = null!;

    public async Task InitializeAsync()
    {
        SmallFeed.WriteTo(_folder.Path);
        _warehouse = await TestWarehouse.CreateAsync(_folder.Path);
        _coverage = new CoverageReader(_warehouse.Sources, _warehouse.Catalogue);
    }

    public async Task DisposeAsync()
    {
        await _warehouse.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Span_gaps_areas_and_figures_are_those_of_what_was_loaded()
    {
        await LoadAsync(1, "a,2020-01,hom,4", "b,2020-01,hom,4", "a,2020-02,hom,4", "a,2020-05,hom,4");
        var row = Assert.Single(await ReadAsync());
        Assert.Equal(("HOM_INC", "MEX", "MEX_SESNSP", "M", 1), (row.Indicator, row.Country, row.Source, row.Freq, row.Level));
        Assert.Equal(("2020-01", "2020-05", 3), (row.FirstPeriod, row.LastPeriod, row.Periods));
        Assert.Equal(["2020-03", "2020-04"], row.Gaps);
        Assert.Equal((2, 4L, 1), (row.Areas, row.Figures, row.Loads));
        Assert.Equal((SmallFeed.Name, new LocalDate(2024, 1, 1)), (row.Mapping, row.PublishedOn));
    }

    [Fact]
    public async Task A_month_sent_again_counts_once_and_a_new_one_is_added()
    {
        await LoadAsync(1, "a,2020-01,hom,4", "b,2020-01,hom,4");
        await LoadAsync(2, "a,2020-01,hom,5", "b,2020-01,hom,4", "a,2020-02,hom,4");
        await LoadAsync(3, "a,2020-03,hom,5");
        var row = Assert.Single(await ReadAsync());
        Assert.Equal((3, 2, 4L, 3), (row.Periods, row.Areas, row.Figures, row.Loads));
        Assert.Empty(row.Gaps);
        Assert.Equal(new LocalDate(2024, 1, 3), row.PublishedOn);
    }

    [Fact]
    public async Task A_level_has_a_row_of_its_own_and_a_part_is_answered_for_itself()
    {
        await LoadAsync(1, "n,2020-01,hom,9", "a,2020-01,hom,4", "b,2020-01,hom,5", "b,2020-02,hom,5");
        Assert.Equal([(0, 1), (1, 2)], (await ReadAsync()).Select(r => (r.Level, r.Areas)));
        var part = Assert.Single(await ReadAsync(new CoverageQuery { Areas = ["MX-AGU"] }));
        Assert.Equal((1, 1, 1L, "2020-01"), (part.Level, part.Areas, part.Figures, part.LastPeriod));
        Assert.Empty(await ReadAsync(new CoverageQuery { Areas = ["CAN"] }));
        Assert.Empty(await ReadAsync(new CoverageQuery { Indicators = ["HOM_VICT"] }));
        Assert.Equal([0], (await ReadAsync(new CoverageQuery { Level = 0 })).Select(r => r.Level));
    }

    [Fact]
    public async Task The_declared_coverage_of_a_provider_is_beside_its_reports()
    {
        await LoadAsync(1, [.. SmallFeed.Months("abc", 3, 2)]);
        var rows = await ReadAsync();
        var scopes = await _coverage.ScopesAsync(rows, CancellationToken.None);
        var scope = Assert.Single(scopes[("HOM_INC", "MEX", "MEX_SESNSP", "M", 1)]);
        Assert.Equal(
            ("MEX", 3, "2020-01", "2020-03", false),
            (scope.Area, scope.PartsExpected, scope.FromPeriod, scope.ToPeriod, scope.AbsentIsZero)
        );
    }

    [Fact]
    public async Task A_source_that_does_not_exist_is_refused_with_the_nearest()
    {
        var refusal = await Assert.ThrowsAsync<Refusal>(() => ReadAsync(new CoverageQuery { Sources = ["MEX_SENSP"] }));
        Assert.Equal((RefusalCodes.CodeUnknown, "MEX_SESNSP"), (refusal.Code, refusal.Arguments["nearest"]));
    }

    private Task<IReadOnlyList<CoverageRow>> ReadAsync(CoverageQuery? query = null) =>
        _coverage.ReadAsync(query ?? new CoverageQuery(), CancellationToken.None);

    private async Task LoadAsync(int day, params string[] lines) =>
        await _warehouse.IngestAsync(SmallFeed.Csv(lines), "small.csv", SmallFeed.Name, new LocalDate(2024, 1, day));
}
