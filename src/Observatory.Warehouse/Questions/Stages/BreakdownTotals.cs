using System.Runtime.CompilerServices;
using Observatory.Core.Figures;
using Observatory.Core.Series;

namespace Observatory.Warehouse.Questions.Stages;

/// <summary>
/// Sums totals over a breakdown that an office does not give, from the categories that its mapping declares as a partition. The categories
/// are fetched with the question, each with its own sums over time and areas, so a total is complete only if every category is. A total
/// that the office gives is returned unchanged, whatever its categories sum to.
/// </summary>
/// <param name="asked">The figures that this stage has to return.</param>
/// <param name="partitions">The partitions declared for the vintage, the newest publication first.</param>
internal sealed class BreakdownTotals(FetchQuestion asked, IReadOnlyList<DeclaredPartition> partitions) : IFigureStage
{
    private readonly string[] _dimensions =
    [
        .. partitions.Select(p => p.Dimension).Distinct(StringComparer.Ordinal).Where(d => asked.Asks(d, BreakdownDimensions.Total)),
    ];

    /// <summary>False if the question needs no total that could be summed.</summary>
    public bool IsNeeded => _dimensions.Length > 0;

    public FetchQuestion Widened(FetchQuestion question)
    {
        var breakdown = new Dictionary<string, IReadOnlyList<string>>(question.Breakdown, StringComparer.Ordinal);
        foreach (var dimension in _dimensions)
            if (!breakdown.TryGetValue(dimension, out var members) || !members.Contains(ObservationQuery.Every))
                breakdown[dimension] =
                [
                    .. (members ?? [BreakdownDimensions.Total])
                        .Concat(partitions.Where(p => p.Dimension == dimension).SelectMany(p => p.Members))
                        .Distinct(StringComparer.Ordinal),
                ];
        return question with { Breakdown = breakdown };
    }

    public async IAsyncEnumerable<Figure> Of(IAsyncEnumerable<Figure> rows, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // Rows come by indicator, area and source, so all parts of a total are adjacent.
        var gathered = new List<Figure>();
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            if (gathered is [var first, ..] && (first.Indicator, first.Area, first.Source) != (row.Indicator, row.Area, row.Source))
            {
                foreach (var made in WithTotals(gathered))
                    yield return made;
                gathered.Clear();
            }
            gathered.Add(row);
        }
        foreach (var made in WithTotals(gathered))
            yield return made;
    }

    private IEnumerable<Figure> WithTotals(List<Figure> gathered)
    {
        if (gathered.Count == 0)
            return [];
        var declared = partitions.Where(p => p.Indicator == gathered[0].Indicator && p.Source == gathered[0].Source).ToList();
        if (declared.Count == 0)
            return gathered.Where(r => asked.Asks(r.Breakdown));
        return gathered
            .GroupBy(r => r.Period)
            .SelectMany(p => OfPeriod(p.Key, [.. p], declared))
            .OrderBy(r => string.Join('\n', r.Breakdown.Members), StringComparer.Ordinal)
            .ThenBy(r => r.Period.Id)
            .ToList();
    }

    private IEnumerable<Figure> OfPeriod(TimePeriod period, List<Figure> rows, List<DeclaredPartition> declared)
    {
        // Of each mapping, only its newest publication counts; partitions of several mappings are alternative ways to the same total.
        var holding = declared
            .Where(p => p.Touches(period))
            .GroupBy(p => (p.Mapping, p.Dimension))
            .SelectMany(g => g.Where(p => p.LoadId == g.First().LoadId))
            .ToList();
        var known = rows.ToDictionary(r => r.Breakdown, r => (Figure?)r);
        var wholes = known.Keys.ToHashSet();
        foreach (var dimension in _dimensions)
        foreach (var breakdown in wholes.ToList())
            wholes.Add(breakdown.With(dimension, BreakdownDimensions.Total));
        var sums = new Dictionary<Breakdown, Figure?>();
        return wholes.Where(asked.Asks).Select(Find).OfType<Figure>().ToList();

        Figure? Find(Breakdown breakdown)
        {
            if (known.GetValueOrDefault(breakdown) is { } own && (!own.Derived || own.Complete))
                return own;
            if (sums.TryGetValue(breakdown, out var made))
                return made;
            var best = known.GetValueOrDefault(breakdown);
            foreach (var partition in holding.Where(p => breakdown[p.Dimension] == BreakdownDimensions.Total))
            {
                var sum = Sum(
                    partition,
                    period,
                    breakdown,
                    [.. partition.Members.Select(m => Find(breakdown.With(partition.Dimension, m))).OfType<Figure>()]
                );
                best ??= sum;
                if (sum is { Complete: true })
                {
                    best = sum;
                    break;
                }
            }
            sums.Add(breakdown, best);
            return best;
        }
    }

    private static Figure? Sum(DeclaredPartition partition, TimePeriod period, Breakdown whole, List<Figure> parts)
    {
        // Counts in two units have no sum.
        if (parts.Count == 0 || parts.Exists(p => p.Unit != parts[0].Unit))
            return null;
        var isRegister = partition.AbsentIsZero && partition.Covers(period);
        var present = parts.Count(p => p is { Complete: true, Value: not null });
        var complete = present == parts.Count && (isRegister || present == partition.Members.Length);
        decimal? sum = parts.Exists(p => p.Value is not null || p.PartialValue is not null)
            ? parts.Sum(p => p.Value ?? p.PartialValue ?? 0)
            : null;
        var statuses = StatusSet.Of(parts.SelectMany(p => p.Statuses.Codes));
        return parts.MaxBy(p => p.LoadedAt)!.Emptied() with
        {
            Breakdown = whole,
            Value = complete ? sum : null,
            PartialValue = complete ? null : sum,
            Statuses = complete ? statuses : statuses.With(StatusSet.MissingCode),
            Notes = NoteSet.Of(parts.SelectMany(p => p.Notes.Notes).Order(StringComparer.Ordinal)),
            Origin = null,
            Derived = true,
            Complete = complete,
            PartsPresent = present,
            PartsExpected = isRegister ? null : partition.Members.Length,
            Parts = parts,
        };
    }
}
