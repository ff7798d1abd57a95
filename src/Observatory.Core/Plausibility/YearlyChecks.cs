using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Plausibility;

/// <summary>
/// Checks the yearly numbers of an area: outside plausible limits, far from the year before, or identical to the year before. Only counts
/// are compared in time, and never across a break that the office or the taxonomy declares. The limits of the taxonomy apply to States, so
/// only States are checked against them.
/// </summary>
internal sealed class YearlyChecks(MappedFile file, TaxonomyCatalogue taxonomy)
{
    private readonly YearlyValues _values = new();
    private readonly List<Edge> _edges = [];
    private readonly Dictionary<string, CheckTally> _implausible = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CheckTally> _changed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CheckTally> _repeated = new(StringComparer.Ordinal);
    private readonly DeclaredBreaks _breaks = new(taxonomy);
    private readonly Lazy<Dictionary<(string Area, int Year), long>> _people = new(() =>
        taxonomy
            .Population.Where(p => p is { Sex: BreakdownDimensions.Total, Age: BreakdownDimensions.Total })
            .ToDictionary(p => (p.Area, p.Year), p => p.Persons)
    );

    /// <summary>The first or the last year of a series in the file: the year beyond it may be stored.</summary>
    private readonly record struct Edge(int Indicator, int Area, int Provider, bool IsFirst, YearlyValue Value);

    public void Add(TimePeriod period, decimal value, CellRef where, bool isBreak, bool addsUp) =>
        _values.Add(period, value, where, isBreak, addsUp);

    /// <summary>Call after the last figure of a series.</summary>
    public void End(in ObservationKey key, Indicator? indicator, CheckLimit limit)
    {
        var years = _values.End();
        if (indicator is not null && years.Count > 0)
        {
            foreach (var year in years)
                AskPlausible(indicator, key.Area, year);
            if (indicator.AddsUp)
            {
                for (var i = 1; i < years.Count; i++)
                    if (years[i].Year == years[i - 1].Year + 1)
                        Compare(key.Indicator, key.Area, key.Provider, limit, years[i - 1], years[i]);
                if (limit.ChangePercent is not null || limit.RepeatedAbove is not null)
                {
                    _edges.Add(new Edge(key.Indicator, key.Area, key.Provider, true, years[0]));
                    _edges.Add(new Edge(key.Indicator, key.Area, key.Provider, false, years[^1]));
                }
            }
        }
        _values.Clear();
    }

    /// <summary>Compares the first and last years of all series with the stored years beyond them.</summary>
    public async Task HoldAsync(Func<IReadOnlyList<StandingKey>, Task<IReadOnlyDictionary<StandingKey, decimal>>> ask, int atOnce)
    {
        foreach (var edges in _edges.Chunk(atOnce))
        {
            var standing = await ask([.. edges.Select(Beyond)]);
            foreach (var edge in edges)
                if (standing.TryGetValue(Beyond(edge), out var value))
                {
                    var stored = new YearlyValue(edge.Value.Year + (edge.IsFirst ? -1 : 1), value, null);
                    var limit = taxonomy.CheckLimitOf(file.Indicators[edge.Indicator]);
                    Compare(
                        edge.Indicator,
                        edge.Area,
                        edge.Provider,
                        limit,
                        edge.IsFirst ? stored : edge.Value,
                        edge.IsFirst ? edge.Value : stored
                    );
                }
        }
    }

    public void Tell()
    {
        foreach (var (indicator, tally) in Said.Ordered(_implausible))
            file.Findings.Add(
                Said.Of(
                    FindingCodes.ValueImplausible,
                    indicator,
                    tally,
                    ("range", RangeOf(taxonomy.FindIndicator(indicator)!)),
                    ("rate", RateOf(indicator, tally.Largest))
                )
            );
        foreach (var (indicator, tally) in Said.Ordered(_changed))
            file.Findings.Add(Said.Of(FindingCodes.ChangeLarge, indicator, tally, ("limit", LimitOf(taxonomy.CheckLimitOf(indicator)))));
        foreach (var (indicator, tally) in Said.Ordered(_repeated))
            file.Findings.Add(Said.Of(FindingCodes.ValueRepeated, indicator, tally));
    }

    private StandingKey Beyond(Edge edge) =>
        new(file.Indicators[edge.Indicator], edge.Area, edge.Provider, TimePeriod.OfYear(edge.Value.Year + (edge.IsFirst ? -1 : 1)).Id);

    private void Compare(int indicator, int area, int provider, CheckLimit limit, in YearlyValue before, in YearlyValue after)
    {
        var isRepeated = before.Value == after.Value && limit.RepeatedAbove < after.Value;
        if (!isRepeated && !limit.IsLargeChange(before.Value, after.Value, LevelOf(area) >= AreaLevel.SecondSubdivision))
            return;
        if (after.IsBreak || IsBroken(indicator, area, provider, after.Year))
            return;
        Said.Of(isRepeated ? _repeated : _changed, file.Indicators[indicator])
            .Add(
                new Doubt(
                    isRepeated ? after.Value : Math.Abs(after.Value - before.Value),
                    file.Areas[area],
                    Year(after.Year),
                    after.Value,
                    before.Value,
                    Year(before.Year),
                    after.Where ?? before.Where
                )
            );
    }

    private void AskPlausible(Indicator indicator, int area, in YearlyValue year)
    {
        if ((indicator.PlausibleLow ?? indicator.PlausibleHigh) is null || AreaOf(area) is not { Level: AreaLevel.Country } country)
            return;
        var measured = year.Value;
        if (indicator.PlausiblePer100K)
        {
            if (!_people.Value.TryGetValue((country.Code, year.Year), out var persons) || persons == 0)
                return;
            measured = year.Value * 100_000 / persons;
        }
        var outside = Math.Max(
            (indicator.PlausibleLow ?? decimal.MinValue) - measured,
            measured - (indicator.PlausibleHigh ?? decimal.MaxValue)
        );
        if (outside > 0)
            Said.Of(_implausible, indicator.Code)
                .Add(new Doubt(outside, country.Code, Year(year.Year), year.Value, null, null, year.Where));
    }

    private bool IsBroken(int indicator, int area, int provider, int year)
    {
        var from = TimePeriod.OfYear(year - 1).FirstDay;
        var to = TimePeriod.OfYear(year).LastDay;
        // A break within a year already changes that year, and the year after may still differ from it.
        return _breaks.Of(LineageOf(area), file.Indicators[indicator], file.Providers[provider]).Any(b => b.Day > from && b.Day <= to);
    }

    private IEnumerable<string> LineageOf(int area)
    {
        var lineage = _breaks.LineageOf(file.Areas[area]);
        return file.BroughtAreas.TryGetValue(file.Areas[area], out var brought) && !lineage.Contains(brought.Country)
            ? lineage.Append(brought.Country)
            : lineage;
    }

    private string RateOf(string indicator, in Doubt doubt) =>
        taxonomy.FindIndicator(indicator) is { PlausiblePer100K: true }
        && _people.Value.TryGetValue(
            (doubt.Area, int.Parse(doubt.Period, System.Globalization.CultureInfo.InvariantCulture)),
            out var persons
        )
            ? Said.Number(Math.Round(doubt.Value * 100_000 / persons, 1))
            : "";

    private static string RangeOf(Indicator indicator) =>
        $"{(indicator.PlausibleLow is { } low ? Said.Number(low) : "")}…"
        + $"{(indicator.PlausibleHigh is { } high ? Said.Number(high) : "")}{(indicator.PlausiblePer100K ? " / 100 000" : "")}";

    private static string LimitOf(CheckLimit limit) =>
        limit is { ChangeEvents: { } events, ChangeErrors: { } errors }
            ? $"{Said.Number(limit.ChangePercent ?? 0)} % / < {Said.Number(events)}: ±{Said.Number(errors)} σ"
            : $"{Said.Number(limit.ChangePercent ?? 0)} %";

    private static string Year(int year) => TimePeriod.OfYear(year).ToString();

    private Area? AreaOf(int area) => file.BroughtAreas.GetValueOrDefault(file.Areas[area]) ?? taxonomy.FindArea(file.Areas[area]);

    private AreaLevel LevelOf(int area) => AreaOf(area)?.Level ?? AreaLevel.Country;
}
