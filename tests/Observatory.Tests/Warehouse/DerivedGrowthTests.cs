using System.Globalization;
using Observatory.Core.Series;
using Observatory.Tests.Support;
using Observatory.Warehouse.Questions;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>Breaks, changes of source and growth of rates, shares and aggregates.</summary>
public sealed class DerivedGrowthTests : IAsyncLifetime, IDisposable
{
    private const string Own = "TST/own";
    private const string Vital = "TST/vital";

    private static readonly string[] Oecs = ["ATG", "DMA", "GRD", "KNA", "LCA", "VCT"];

    private readonly TemporaryFolder _folder = new();
    private TestWarehouse _warehouse = null!;

    public async Task InitializeAsync()
    {
        CountryFeed.WriteTo(_folder["feeds"]);
        CountryFeed.WriteTo(_folder["feeds"], Own, "MEX_SESNSP");
        CountryFeed.WriteTo(_folder["feeds"], Vital, "MEX_INEGI");
        _warehouse = await TestWarehouse.CreateAsync(_folder["feeds"]);
    }

    public async Task DisposeAsync() => await _warehouse.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    /// <summary>1 000 of 125 998 302 in 2019, 1 200 of 126 799 049 in 2020.</summary>
    [Fact]
    public async Task A_rate_changes_in_percent_of_the_rate_and_not_of_its_count()
    {
        await LoadAsync("MEX,2019,HOM_VICT,1000", "MEX,2020,HOM_VICT,1200");
        var rows = await ReadAsync(Ask("HOM_RATE", "MEX"));
        var (before, now) = (rows[0].Derivation!, rows[1].Derivation!);
        Assert.Equal((null, "PERCENT", "PERCENT"), (rows[0].Change, rows[0].ChangeUnit, rows[1].ChangeUnit));
        var expected = ((now.Numerator! / now.Denominator!) / (before.Numerator! / before.Denominator!) - 1) * 100;
        Assert.Equal(Math.Round(expected!.Value, 12), Math.Round(rows[1].Change!.Value, 12));
        Assert.NotEqual(20m, Math.Round(rows[1].Change!.Value, 1));
    }

    [Fact]
    public async Task A_share_changes_in_points()
    {
        await LoadAsync("MEX,2019,HOM_VICT,100", "MEX,2019,HOM_FIREARM,50", "MEX,2020,HOM_VICT,100", "MEX,2020,HOM_FIREARM,60");
        Assert.Equal(
            [(null, "POINTS"), (10m, "POINTS")],
            (await ReadAsync(Ask("HOM_FIREARM_PCT", "MEX"))).Select(r => (r.Change, r.ChangeUnit!))
        );
    }

    [Theory]
    [InlineData("HOM_RATE", 19, false)]
    [InlineData("HOM_RATE", 20, true)]
    [InlineData("HOM_FIREARM_PCT", 19, false)]
    [InlineData("HOM_FIREARM_PCT", 20, true)]
    public async Task A_rate_with_fewer_than_twenty_events_has_no_change(string indicator, int events, bool shown)
    {
        var counted = indicator == "HOM_RATE" ? "HOM_VICT" : "HOM_FIREARM";
        await LoadAsync([
            .. from year in (int[])[2019, 2020]
            from line in (string[])[$"MEX,{year},{counted},{events}", $"MEX,{year},HOM_VICT,900"]
            where counted != "HOM_VICT" || !line.EndsWith("900", StringComparison.Ordinal)
            select line,
        ]);
        Assert.Equal(shown, (await ReadAsync(Ask(indicator, "MEX")))[1].Change is not null);
    }

    /// <summary>
    /// A break in July 2018: that year is the first of the new kind and mixed, so neither it nor the year after is compared with the one
    /// before.
    /// </summary>
    [Theory]
    [InlineData("HOM_VICT", "HOM_RATE", true)]
    [InlineData("HOM_VICT", "HOM_FIREARM_PCT", true)]
    [InlineData("HOM_RATE", "HOM_RATE", false)]
    [InlineData("HOM_FIREARM_PCT", "HOM_FIREARM_PCT", false)]
    public async Task A_break_of_what_a_figure_is_made_of_or_of_itself_marks_it_and_stops_its_growth(
        string broken,
        string asked,
        bool breaksTheCount
    )
    {
        await LoadAsync([.. Years(2016, 2020).SelectMany(y => (string[])[$"MEX,{y},HOM_VICT,{y}", $"MEX,{y},HOM_FIREARM,{y - 900}"])]);
        var figures = FiguresBy(breaks: $"MEX,{broken},*,2018-07,LAW,Law,Ley,Loi,Lei,Official gazette");
        var rows = await ReadAsync(Ask(asked, "MEX"), figures);
        Assert.Equal(["2017", "2020"], rows.Where(r => r.Change is not null).Select(r => r.Period));
        var first = Assert.Single(rows, r => r.Statuses.Split(';').Contains("B"));
        Assert.Equal(("2018", $"break:MEX/{broken}/*/2018-07"), (first.Period, first.Notes));
        Assert.Equal(breaksTheCount, (await ReadAsync(Ask("HOM_VICT", "MEX"), figures)).Any(r => r.Statuses.Contains('B')));
    }

    [Fact]
    public async Task A_broken_member_breaks_the_aggregate()
    {
        await LoadAsync([.. Years(2016, 2020).SelectMany(y => Oecs.Select(a => $"{a},{y},HOM_VICT,{y}"))]);
        var rows = await ReadAsync(
            Ask("HOM_RATE", "OECS"),
            FiguresBy(breaks: "LCA,HOM_VICT,*,2018-07,LAW,Law,Ley,Loi,Lei,Official gazette")
        );
        Assert.Equal(["2017", "2020"], rows.Where(r => r.Change is not null).Select(r => r.Period));
        Assert.Equal("2018", Assert.Single(rows, r => r.Statuses.Contains('B')).Period);
    }

    /// <summary>Saint Kitts and Nevis has figures of 2017 and 2018 only.</summary>
    [Theory]
    [InlineData("HOM_VICT", false, "2018,2020")]
    [InlineData("HOM_RATE", false, "2018,2020")]
    [InlineData("HOM_VICT", true, "2018,2019,2020")]
    [InlineData("HOM_RATE", true, "2018,2019,2020")]
    public async Task An_aggregate_is_compared_with_one_of_the_same_States_only(string indicator, bool fixedPanel, string periods)
    {
        await LoadAsync(WithoutKittsFrom(2019));
        var rows = await ReadAsync(Ask(indicator, "OECS") with { FixedPanel = fixedPanel });
        Assert.Equal(periods, string.Join(',', rows.Where(r => r.Change is not null).Select(r => r.Period)));
        Assert.All(rows, r => Assert.NotNull(r.Value));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_later_beginning_and_pages_say_of_a_figure_what_the_whole_says(bool fixedPanel)
    {
        await LoadAsync(WithoutKittsFrom(2020));
        var query = Ask("HOM_RATE", "group:OECS") with { FixedPanel = fixedPanel };
        var whole = await ReadAsync(query);
        var pages = await _warehouse.PagesAsync(query, 4);
        Assert.Equal(whole.Select(Said), pages.Select(Said));
        var later = query with { From = TimePeriod.OfYear(2018) };
        Assert.Equal(whole.Where(r => r.Period != "2017").Select(Said), (await ReadAsync(later)).Select(Said));
    }

    /// <summary>
    /// Growth looks a year back. That Saint Kitts and Nevis has no figure of 2019 does not take it out of a panel of 2020.
    /// </summary>
    [Fact]
    public async Task Figures_read_only_for_comparison_do_not_affect_a_fixed_panel()
    {
        await LoadAsync([
            .. Oecs.Select(a => $"{a},2020,HOM_VICT,30"),
            .. Oecs.Where(a => a != "KNA").Select(a => $"{a},2019,HOM_VICT,30"),
        ]);
        var sum = Assert.Single(await ReadAsync(Ask("HOM_VICT", "OECS") with { FixedPanel = true, From = TimePeriod.OfYear(2020) }));
        Assert.Equal((180m, null), (sum.Value, sum.Change));
    }

    [Fact]
    public async Task The_rate_of_an_office_is_compared_with_itself_and_not_with_ours()
    {
        await LoadAsync(["MEX,2019,HOM_VICT,1000", "MEX,2020,HOM_VICT,1000", "MEX,2020,HOM_RATE,40", "MEX,2021,HOM_RATE,50"], Own);
        var rows = await ReadAsync(Ask("HOM_RATE", "MEX") with { Sources = ["MEX_SESNSP"] });
        Assert.Equal(
            [("2019", null), ("2020", true), ("2020", null), ("2021", false)],
            rows.Select(r => (r.Period, r.Change is null ? (bool?)null : r.Derivation is not null))
        );
        Assert.Equal(25m, rows[3].Change);
    }

    /// <summary>The count is taken from another office from 2020 on; which office that is decides for the rate as well.</summary>
    [Fact]
    public async Task A_change_of_source_of_the_count_is_one_of_its_rate_and_brings_no_reported_rate_in()
    {
        string[] lines = [.. Years(2018, 2021).SelectMany(y => (string[])[$"MEX,{y},HOM_VICT,{y}", $"MEX,{y},HOM_RATE,29"])];
        await LoadAsync(lines, Own);
        await LoadAsync(lines, Vital);
        var rows = await ReadAsync(Ask("HOM_RATE", "MEX"), FiguresBy(preferred: "MEX,HOM_VICT,MEX_INEGI,0,2020,"));
        Assert.Equal(
            [("2018", "MEX_SESNSP"), ("2019", "MEX_SESNSP"), ("2020", "MEX_INEGI"), ("2021", "MEX_INEGI")],
            rows.OrderBy(r => r.Period, StringComparer.Ordinal).Select(r => (r.Period, r.Source))
        );
        Assert.All(rows, r => Assert.NotNull(r.Derivation));
        Assert.Equal(["2019", "2021"], rows.Where(r => r.Change is not null).Select(r => r.Period).Order(StringComparer.Ordinal));
        Assert.Contains(rows, r =>
            r is { Period: "2020", Statuses: "B" } && r.Notes!.Contains("source:MEX_SESNSP/MEX_INEGI/2020", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Figures_have_no_change_unless_the_question_requests_it()
    {
        await LoadAsync(WithoutKittsFrom(2021));
        Assert.All(await ReadAsync(Ask("HOM_RATE", "group:OECS") with { Growth = false }), r =>
            Assert.Equal((null, null), (r.Change, r.ChangeUnit))
        );
    }

    private static (string, string, decimal?, decimal?, string, string?) Said(FigureText row) =>
        (row.Area, row.Period, row.Value, row.Change, row.Statuses, row.Notes);

    private static IEnumerable<int> Years(int first, int last) => Enumerable.Range(first, last - first + 1);

    private static string[] WithoutKittsFrom(int year) =>
        [
            .. Years(2017, 2020)
                .SelectMany(y =>
                    Oecs.Where(a => a != "KNA" || y < year)
                        .Select(a => string.Create(CultureInfo.InvariantCulture, $"{a},{y},HOM_VICT,{y - 1990}"))
                ),
        ];

    private static ObservationQuery Ask(string indicator, string area) =>
        new()
        {
            Indicators = [indicator],
            Areas = [area],
            Growth = true,
        };

    private FigureReader FiguresBy(string? breaks = null, string? preferred = null)
    {
        var library = ChangedTaxonomy.Write(_folder["rules"], breaks, preferred);
        var resolver = new QuestionResolver(_warehouse.Sources, _warehouse.Catalogue, library, _warehouse.Clock);
        return new FigureReader(_warehouse.Sources, _warehouse.Catalogue, resolver);
    }

    private async Task<IReadOnlyList<FigureText>> ReadAsync(ObservationQuery query, FigureReader? figures = null)
    {
        var rows = new List<FigureText>();
        await foreach (var row in (figures ?? _warehouse.Figures).ReadAsync(query, CancellationToken.None))
            rows.Add(FigureText.From(row));
        return rows;
    }

    private Task LoadAsync(params string[] lines) => LoadAsync(lines, CountryFeed.Name);

    private async Task LoadAsync(string[] lines, string feed) =>
        Assert.NotNull((await _warehouse.IngestAsync(CountryFeed.Csv(lines), "countries.csv", feed)).LoadId);
}
