using NodaTime;
using Observatory.Core.Mappings;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Warehouse.Mappings;

/// <summary>
/// The figures that stand after several files, one loaded after the other: a later one replaces an earlier one unless its office published
/// it before, and what it covers and no longer has is withdrawn. The same rules as those of <c>sql/queries/load</c>.
/// </summary>
internal sealed class StandingFigures
{
    private readonly Dictionary<ObservationKey, (decimal? Value, ValueAttributes Said, LocalDate? Published)> _figures = [];
    private readonly Dictionary<string, Area> _brought = new(StringComparer.Ordinal);
    private readonly CodeBook<string> _indicators = new(StringComparer.Ordinal);
    private readonly CodeBook<string> _areas = new(StringComparer.Ordinal);
    private readonly CodeBook<string> _providers = new(StringComparer.Ordinal);
    private readonly CodeBook<Breakdown> _breakdowns = new();

    public int Count => _figures.Count;

    public void Take(MappedFile file, TaxonomyCatalogue taxonomy, LocalDate? published)
    {
        foreach (var (code, area) in file.BroughtAreas)
            _brought[code] = area;
        int[] Numbers<T>(IReadOnlyList<T> entries, CodeBook<T> book)
            where T : notnull => [.. entries.Select(book.NumberOf)];
        var (indicators, areas, providers, breakdowns) = (
            Numbers(file.Indicators, _indicators),
            Numbers(file.Areas, _areas),
            Numbers(file.Providers, _providers),
            Numbers(file.Breakdowns, _breakdowns)
        );
        var own = new HashSet<ObservationKey>();
        foreach (var figure in file.Observations)
            own.Add(
                new ObservationKey(
                    indicators[figure.Key.Indicator],
                    areas[figure.Key.Area],
                    figure.Key.Period,
                    breakdowns[figure.Key.Breakdown],
                    providers[figure.Key.Provider]
                )
            );
        foreach (var scope in file.Scopes)
            Withdraw(scope, own, taxonomy, published);
        foreach (var figure in file.Observations)
        {
            var key = new ObservationKey(
                indicators[figure.Key.Indicator],
                areas[figure.Key.Area],
                figure.Key.Period,
                breakdowns[figure.Key.Breakdown],
                providers[figure.Key.Provider]
            );
            if (!_figures.TryGetValue(key, out var held) || IsReplaced(held.Published, published))
                _figures[key] = (figure.Value, file.Attributes[figure.Attributes], published);
        }
    }

    /// <summary>Whether two readings of the same files give other figures, or say something else of them.</summary>
    public static bool Differ(MappedFile one, MappedFile other)
    {
        if (one.ObservationCount != other.ObservationCount)
            return true;
        var found = new Dictionary<
            (string Indicator, string Area, int Period, Breakdown Breakdown, string Provider),
            (decimal? Value, ValueAttributes Said)
        >(one.ObservationCount);
        foreach (var figure in one.Observations)
            found[KeyOf(one, figure)] = (figure.Value, one.Attributes[figure.Attributes]);
        return other.Observations.Any(figure =>
            !found.TryGetValue(KeyOf(other, figure), out var known) || known != (figure.Value, other.Attributes[figure.Attributes])
        );
    }

    /// <summary>Every figure that differs, those whose number changes most first.</summary>
    public static IReadOnlyList<FigureDifference> Differences(StandingFigures then, StandingFigures now)
    {
        var found = new List<FigureDifference>();
        foreach (var (key, old) in then._figures)
        {
            if (now.Find(then, key) is not { } current)
                found.Add(then.Difference("withdrawn", key, old.Value, null, old.Said, null));
            else if (old.Value != current.Value || old.Said != current.Said)
                found.Add(then.Difference("changed", key, old.Value, current.Value, old.Said, current.Said));
        }
        foreach (var (key, current) in now._figures)
            if (then.Find(now, key) is null)
                found.Add(now.Difference("added", key, null, current.Value, null, current.Said));
        return
        [
            .. found
                .OrderByDescending(d => Math.Abs((d.NewValue ?? 0) - (d.OldValue ?? 0)))
                .ThenBy(d => d.Indicator, StringComparer.Ordinal)
                .ThenBy(d => d.Area, StringComparer.Ordinal)
                .ThenBy(d => d.Period, StringComparer.Ordinal)
                .ThenBy(d => d.Breakdown, StringComparer.Ordinal)
                .ThenBy(d => d.Source, StringComparer.Ordinal),
        ];
    }

    private static (string Indicator, string Area, int Period, Breakdown Breakdown, string Provider) KeyOf(
        MappedFile file,
        Observation figure
    ) =>
        (
            file.Indicators[figure.Key.Indicator],
            file.Areas[figure.Key.Area],
            figure.Key.Period,
            file.Breakdowns[figure.Key.Breakdown],
            file.Providers[figure.Key.Provider]
        );

    private static bool IsReplaced(LocalDate? held, LocalDate? published) => held is null || published is null || held <= published;

    private void Withdraw(CoverageScope scope, HashSet<ObservationKey> own, TaxonomyCatalogue taxonomy, LocalDate? published)
    {
        if (!_indicators.TryNumberOf(scope.Indicator, out var indicator) || !_providers.TryNumberOf(scope.Provider, out var provider))
            return;
        var parts = Enumerable.Range(0, _areas.Count).Where(a => IsPart(_areas[a], scope, taxonomy)).ToHashSet();
        var gone = _figures
            .Where(f =>
                f.Key.Indicator == indicator
                && f.Key.Provider == provider
                && parts.Contains(f.Key.Area)
                && IsCovered(f.Key.Period, scope)
                && IsReplaced(f.Value.Published, published)
                && !own.Contains(f.Key)
            )
            .Select(f => f.Key)
            .ToList();
        foreach (var key in gone)
            _figures.Remove(key);
    }

    private static bool IsCovered(int id, CoverageScope scope) =>
        TimePeriod.FromId(id) is var period
        && period.Frequency == scope.Frequency
        && period.FirstDay >= scope.From.FirstDay
        && period.LastDay <= scope.To.LastDay;

    private bool IsPart(string code, CoverageScope scope, TaxonomyCatalogue taxonomy)
    {
        Area? Find(string of) => taxonomy.FindArea(of) ?? _brought.GetValueOrDefault(of);

        if (Find(code) is not { } area || area.Level != scope.Level)
            return false;
        for (var at = area; at is not null; at = at.Parent is { } parent && parent != at.Code ? Find(parent) : null)
            if (at.Code == scope.Area)
                return true;
        return false;
    }

    private (decimal? Value, ValueAttributes Said)? Find(StandingFigures other, ObservationKey key)
    {
        if (
            _indicators.TryNumberOf(other._indicators[key.Indicator], out var indicator)
            && _areas.TryNumberOf(other._areas[key.Area], out var area)
            && _breakdowns.TryNumberOf(other._breakdowns[key.Breakdown], out var breakdown)
            && _providers.TryNumberOf(other._providers[key.Provider], out var provider)
            && _figures.TryGetValue(new ObservationKey(indicator, area, key.Period, breakdown, provider), out var found)
        )
            return (found.Value, found.Said);
        return null;
    }

    private FigureDifference Difference(
        string kind,
        ObservationKey key,
        decimal? old,
        decimal? current,
        ValueAttributes? saidOld,
        ValueAttributes? saidNow
    ) =>
        new(
            kind,
            _indicators[key.Indicator],
            _areas[key.Area],
            TimePeriod.FromId(key.Period).ToString(),
            _breakdowns[key.Breakdown].ToString(),
            _providers[key.Provider],
            old,
            current,
            saidOld?.Statuses,
            saidNow?.Statuses,
            kind == "changed" && old == current
        );
}
