using NodaTime;
using Observatory.Core.Checking;
using Observatory.Core.Series;
using Observatory.Tests.Support;
using Observatory.Warehouse.Questions;
using Xunit;

namespace Observatory.Tests.Warehouse;

public sealed class RevisionReaderTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private TestWarehouse _warehouse = null!;

    public async Task InitializeAsync()
    {
        SmallFeed.WriteTo(_folder.Path);
        SmallFeed.WriteTo(_folder.Path, "TST/other", "MEX_INEGI");
        _warehouse = await TestWarehouse.CreateAsync(_folder.Path);
    }

    public async Task DisposeAsync()
    {
        await _warehouse.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_cell_tells_its_whole_life_in_order()
    {
        await LoadAsync(1, "a,2020-01,hom,40", "b,2020-01,hom,7");
        await LoadAsync(2, "a,2020-01,hom,50", "b,2020-01,hom,7");
        await LoadAsync(3, "b,2020-01,hom,7");
        await LoadAsync(4, "a,2020-01,hom,45", "b,2020-01,hom,7");

        var rows = await ReadAsync(Ask("MX-AGU"));

        Assert.Equal(
            [("first", 40m), ("revised", 50m), ("withdrawn", null), ("reinstated", (decimal?)45m)],
            rows.Select(r => (r.Kind, r.Value))
        );
        Assert.Equal([false, false, false, true], rows.Select(r => r.IsCurrent));
        Assert.Equal([null, 10m, null, null], rows.Select(r => r.Change));
        Assert.Equal(25m, rows[1].ChangePercent);
        Assert.Equal(
            ["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04"],
            rows.Select(r => r.PublishedOn.ToString("uuuu-MM-dd", System.Globalization.CultureInfo.InvariantCulture))
        );
        Assert.Equal(rows.Select(r => r.Submission).Order(), rows.Select(r => r.Submission));
        Assert.Equal(["A", "A", null, "A"], rows.Select(r => r.Statuses));
        Assert.All(rows, r =>
            Assert.Equal((SmallFeed.Name, 1, _warehouse.Library.Current().Taxonomy.Version), (r.Mapping, r.MappingVersion, r.Taxonomy))
        );
    }

    [Fact]
    public async Task A_value_that_no_load_changed_has_one_version()
    {
        await LoadAsync(1, "a,2020-01,hom,40", "b,2020-01,hom,7");
        await LoadAsync(2, "a,2020-01,hom,50", "b,2020-01,hom,7");
        Assert.Equal(["first"], (await ReadAsync(Ask("MX-BCN"))).Select(r => r.Kind));
    }

    [Fact]
    public async Task An_older_publication_that_comes_late_is_told_and_changes_nothing()
    {
        await LoadAsync(5, "a,2020-01,hom,50");
        await LoadAsync(2, "a,2020-01,hom,40");
        var rows = await ReadAsync(Ask("MX-AGU"));
        Assert.Equal([("first", 50m, true), ("late", (decimal?)40m, false)], rows.Select(r => (r.Kind, r.Value, r.IsCurrent)));
        Assert.Null(rows[1].Change);
    }

    [Fact]
    public async Task Cells_are_answered_as_reported_and_derived_ones_have_no_values_of_their_own()
    {
        await LoadAsync(1, [.. SmallFeed.Months("abc", 12, 2)]);
        Assert.Equal(12, (await ReadAsync(Ask("MX-AGU"))).Count);
        Assert.Empty(await ReadAsync(Ask("MX-AGU"), 0, Frequency.Annual));
        Assert.Empty(await ReadAsync(Ask("MEX")));
        Assert.Equal(
            3,
            (await ReadAsync(Ask("MX-AGU") with { From = TimePeriod.OfMonth(2020, 4), To = TimePeriod.OfMonth(2020, 6) })).Count
        );
    }

    [Fact]
    public async Task The_preferred_source_is_told_of_unless_others_are_asked_for()
    {
        await LoadAsync(1, "a,2020-01,hom,40");
        await _warehouse.IngestAsync(SmallFeed.Csv("a,2020-01,hom,60"), "small.csv", "TST/other");
        Assert.Equal(["MEX_SESNSP"], (await ReadAsync(Ask("MX-AGU"))).Select(r => r.Source));
        Assert.Equal(["MEX_INEGI"], (await ReadAsync(Ask("MX-AGU") with { Sources = ["MEX_INEGI"] })).Select(r => r.Source));
        Assert.Equal(["MEX_INEGI", "MEX_SESNSP"], (await ReadAsync(Ask("MX-AGU") with { Sources = ["*"] })).Select(r => r.Source));
    }

    [Fact]
    public async Task Pages_make_the_whole()
    {
        await LoadAsync(1, [.. SmallFeed.Months("abc", 5, 2)]);
        await LoadAsync(2, [.. SmallFeed.Months("abc", 5, 3)]);
        var query = new ObservationQuery
        {
            Indicators = ["HOM_INC"],
            Parent = "MEX",
            Level = 1,
        };
        var whole = await ReadAsync(query);
        Assert.Equal(30, whole.Count);
        var pages = new List<RevisionRow>();
        while (pages.Count < whole.Count)
            pages.AddRange(await ReadAsync(query with { Take = 7 }, pages.Count));
        Assert.Equal(whole, pages);
    }

    [Fact]
    public async Task A_code_that_does_not_exist_is_refused_with_the_nearest()
    {
        var refusal = await Assert.ThrowsAsync<Refusal>(() => ReadAsync(Ask("MX-AGUU")));
        Assert.Equal((RefusalCodes.CodeUnknown, "MX-AGU"), (refusal.Code, refusal.Arguments["nearest"]));
    }

    private static ObservationQuery Ask(string area) => new() { Indicators = ["HOM_INC"], Areas = [area] };

    private async Task LoadAsync(int day, params string[] lines) =>
        await _warehouse.IngestAsync(SmallFeed.Csv(lines), "small.csv", SmallFeed.Name, new LocalDate(2024, 1, day));

    private async Task<IReadOnlyList<RevisionRow>> ReadAsync(ObservationQuery query, int skip = 0, Frequency? frequency = null)
    {
        var rows = new List<RevisionRow>();
        await foreach (
            var row in new RevisionReader(_warehouse.Sources, _warehouse.Catalogue, _warehouse.Library).ReadAsync(
                query,
                frequency,
                skip,
                CancellationToken.None
            )
        )
            rows.Add(row);
        return rows;
    }
}
