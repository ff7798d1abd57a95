using System.Globalization;
using Observatory.Core.Figures;
using Observatory.Core.Reading;
using Observatory.Core.Series;
using Observatory.Tests.Support;
using Observatory.Warehouse.Lineage;
using Observatory.Warehouse.Questions;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>Three years of months of two sources, with a law that broke one of them and a declared change to the other.</summary>
public sealed class MarkedSeriesTests : IAsyncLifetime
{
    private const string Old = "MEX_SESNSP";
    private const string New = "MEX_INEGI";
    private const string Law = "break:MX-AGU/HOM_INC/MEX_SESNSP/2016-03";
    private const string Change = "source:MEX_SESNSP/MEX_INEGI/2016";

    private readonly TemporaryFolder _folder = new();
    private TestWarehouse _warehouse = null!;
    private QuestionResolver _resolver = null!;
    private FigureReader _figures = null!;

    public async Task InitializeAsync()
    {
        SmallFeed.WriteTo(_folder["feeds"]);
        SmallFeed.WriteTo(_folder["feeds"], "TST/other", New);
        _warehouse = await TestWarehouse.CreateAsync(_folder["feeds"]);
        await _warehouse.IngestAsync(SmallFeed.Csv(Months(100)), "small.csv", SmallFeed.Name);
        await _warehouse.IngestAsync(SmallFeed.Csv(Months(200)), "small.csv", "TST/other");
        _resolver = new QuestionResolver(
            _warehouse.Sources,
            _warehouse.Catalogue,
            ChangedTaxonomy.Write(
                _folder["rules"],
                breaks: "MX-AGU,HOM_INC,MEX_SESNSP,2016-03,LAW,Law,Ley,Loi,Lei,Official gazette",
                preferred: "MEX,HOM_INC,MEX_INEGI,0,2016,"
            ),
            _warehouse.Clock
        );
        _figures = new FigureReader(_warehouse.Sources, _warehouse.Catalogue, _resolver);
    }

    public async Task DisposeAsync()
    {
        await _warehouse.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Each_year_comes_from_the_source_preferred_then_and_the_first_of_the_new_one_names_both()
    {
        var rows = await ReadAsync(Ask());
        Assert.Equal(36, rows.Count);
        Assert.All(rows, r => Assert.Equal(r.Period.Year < 2016 ? Old : New, r.Source));
        var first = Assert.Single(rows, r => r.Source == New && r.Statuses.Contains("B"));
        Assert.Equal(("2016-01", Change), (first.Period.ToString(), first.Notes.ToString()));
    }

    [Theory]
    [InlineData(2014, Old, 100)]
    [InlineData(2016, New, 224)]
    public async Task A_figure_is_explained_by_the_cells_of_the_source_that_speaks_for_its_year(int year, string source, int value)
    {
        var lineage = new FigureExplainer(
            _resolver,
            _figures,
            new LineageReader(_warehouse.Sources, _figures, _warehouse.Files, ReadLimits.Default)
        );
        var january = TimePeriod.OfMonth(year, 1);
        var explained = await lineage.ExplainAsync(Ask() with { From = january, To = january }, CancellationToken.None);
        Assert.Equal((source, value), (explained.Figure.Source, (int)explained.SumOfCells!));
    }

    [Fact]
    public async Task A_break_of_one_area_does_not_mark_another_area()
    {
        var rows = await ReadAsync(Ask("MX-BCN") with { Sources = [Old] });
        Assert.DoesNotContain(rows, r => r.Notes.Contains(Law));
    }

    [Fact]
    public async Task A_source_asked_for_by_name_speaks_for_all_its_years_and_carries_its_own_breaks()
    {
        var rows = await ReadAsync(Ask() with { Sources = [Old] });
        Assert.Equal(36, rows.Count);
        Assert.Equal(
            [("2015-01", "break:MEX/*/MEX_SESNSP/2015"), ("2016-03", Law)],
            rows.Where(r => r.Statuses.Contains("B")).Select(r => (r.Period.ToString(), r.Notes.ToString()))
        );
    }

    [Fact]
    public async Task Growth_stops_at_the_law_and_goes_on_a_year_after_it()
    {
        var rows = await ReadAsync(Ask() with { Sources = [Old], Growth = true });
        // The months of 2014 have nothing before them, those of 2015 have the change of instrument, those from March 2016 the law.
        Assert.Equal(["2016-01", "2016-02"], rows.Where(r => r.Change is not null).Select(r => r.Period.ToString()));
        Assert.Equal(12m * 100 / 112, rows.Single(r => r.Period == TimePeriod.OfMonth(2016, 1)).Change);
    }

    [Fact]
    public async Task Growth_does_not_reach_across_a_change_of_source()
    {
        var rows = await ReadAsync(Ask() with { Growth = true });
        Assert.All(rows.Where(r => r.Source == New), r => Assert.Null(r.Change));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pages_and_later_beginnings_say_of_a_figure_what_the_whole_says(bool preferred)
    {
        var query = Ask() with { Sources = preferred ? [] : [Old], Growth = true };
        var whole = await ReadAsync(query);
        Assert.Equal(whole, await TestWarehouse.PagesAsync(_resolver, _figures, query, 5));
        Assert.Equal(
            whole.Where(r => r.Period.Id >= TimePeriod.OfMonth(2016, 2).Id),
            await ReadAsync(query with { From = TimePeriod.OfMonth(2016, 2) })
        );
    }

    [Fact]
    public async Task Figures_are_chosen_by_the_status_that_a_break_gives_and_pages_are_full()
    {
        var broken = await TestWarehouse.PagesAsync(_resolver, _figures, Ask() with { Sources = [Old], Statuses = ["B"] }, 1);
        Assert.Equal(["2015-01", "2016-03"], broken.Select(f => f.Period.ToString()));
    }

    [Theory]
    [InlineData(Old)]
    [InlineData("")]
    public async Task The_newest_of_each_series_are_the_last_rows_of_the_whole_answer_with_the_breaks_before_them(string source)
    {
        var query = Ask() with { Areas = ["MX-AGU", "MX-BCN"], Sources = source.Length == 0 ? [] : [source] };
        var whole = await ReadAsync(query);
        foreach (var count in new[] { 1, 9, 10, 11, 35, 36, 40 })
        {
            var newest = whole.GroupBy(r => (r.Area, r.Source)).SelectMany(s => s.TakeLast(count)).ToList();
            Assert.Equal(newest, await ReadAsync(query with { LastNObservations = count }));
            Assert.Equal(newest, await TestWarehouse.PagesAsync(_resolver, _figures, query with { LastNObservations = count }, 7));
        }
    }

    private static ObservationQuery Ask(string area = "MX-AGU") =>
        new()
        {
            Indicators = ["HOM_INC"],
            Areas = [area],
            Frequency = Frequency.Monthly,
        };

    private async Task<IReadOnlyList<Figure>> ReadAsync(ObservationQuery query)
    {
        var rows = new List<Figure>();
        await foreach (var row in _figures.ReadAsync(query, CancellationToken.None))
            rows.Add(row);
        return rows;
    }

    private static IEnumerable<string> Months(int first) =>
        from area in "ab"
        from month in Enumerable.Range(0, 36)
        select string.Create(CultureInfo.InvariantCulture, $"{area},{2014 + (month / 12)}-{(month % 12) + 1:00},hom,{first + month}");
}
