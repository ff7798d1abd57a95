using System.Runtime.CompilerServices;
using Observatory.Core.Series;

namespace Observatory.Warehouse.Series;

/// <summary>
/// Totals over a breakdown that an office does not give, made of the members that its mapping says make the whole. The members are asked
/// for beside
/// what was asked, each with its own sums over time and areas; so a total is whole only where every member is. A total that the office
/// gives stands,
/// whatever its parts make.
/// </summary>
/// <param name="asked">The question as it was asked.</param>
/// <param name="partitions">What was declared by then, the newest publication first.</param>
internal sealed class PartitionSum(ObservationQuery asked, IReadOnlyList<DeclaredPartition> partitions)
{
    private const string Every = "*";

    private readonly string[] _dimensions =
    [
        .. partitions.Select(p => p.Dimension).Distinct(StringComparer.Ordinal).Where(d => Asks(asked, d, BreakdownDimensions.Total)),
    ];

    /// <summary>False where no total is asked for that could be made.</summary>
    public bool IsNeeded => _dimensions.Length > 0;

    /// <summary>The question for what was asked and for all that its totals may be made of.</summary>
    public ObservationQuery Question
    {
        get
        {
            var breakdown = new Dictionary<string, IReadOnlyList<string>>(asked.Breakdown, StringComparer.Ordinal);
            foreach (var dimension in _dimensions)
                if (!breakdown.TryGetValue(dimension, out var members) || !members.Contains(Every))
                    breakdown[dimension] =
                    [
                        .. (members ?? [BreakdownDimensions.Total])
                            .Concat(partitions.Where(p => p.Dimension == dimension).SelectMany(p => p.Members))
                            .Distinct(StringComparer.Ordinal),
                    ];
            return asked with { Breakdown = breakdown, Skip = 0, Take = null };
        }
    }

    /// <summary>The answer to what was asked, out of the answer to <see cref="Question"/>.</summary>
    public async IAsyncEnumerable<ObservationRow> OfAsync(
        IAsyncEnumerable<ObservationRow> rows,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var (skip, take) = (asked.Skip, asked.Take);
        await foreach (var row in AllAsync(rows, cancellation))
        {
            if (skip-- > 0)
                continue;
            if (take-- <= 0)
                yield break;
            yield return row;
        }
    }

    private async IAsyncEnumerable<ObservationRow> AllAsync(
        IAsyncEnumerable<ObservationRow> rows,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        // Rows come by indicator, area and source: what a total is made of is together.
        var gathered = new List<ObservationRow>();
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            if (gathered is [var first, ..] && (first.Indicator, first.Area, first.Source) != (row.Indicator, row.Area, row.Source))
            {
                foreach (var made in Answered(gathered))
                    yield return made;
                gathered.Clear();
            }
            gathered.Add(row);
        }
        foreach (var made in Answered(gathered))
            yield return made;
    }

    private IEnumerable<ObservationRow> Answered(List<ObservationRow> gathered)
    {
        if (gathered.Count == 0)
            return [];
        var declared = partitions.Where(p => p.Indicator == gathered[0].Indicator && p.Source == gathered[0].Source).ToList();
        if (declared.Count == 0)
            return gathered.Where(r => IsAsked(r.Breakdown()));
        return gathered
            .GroupBy(r => r.Period, StringComparer.Ordinal)
            .SelectMany(p => OfPeriod(TimePeriod.TryParse(p.Key)!.Value, [.. p], declared))
            .OrderBy(r => string.Join('\n', r.Members()), StringComparer.Ordinal)
            .ThenBy(r => TimePeriod.TryParse(r.Period)!.Value.Id)
            .ToList();
    }

    private IEnumerable<ObservationRow> OfPeriod(TimePeriod period, List<ObservationRow> rows, List<DeclaredPartition> declared)
    {
        // Of one mapping, what its newest publication says; what several mappings say are several ways to the same whole.
        var holding = declared
            .Where(p => p.Touches(period))
            .GroupBy(p => (p.Mapping, p.Dimension))
            .SelectMany(g => g.Where(p => p.LoadId == g.First().LoadId))
            .ToList();
        var known = rows.ToDictionary(r => r.Breakdown(), r => (ObservationRow?)r);
        var wholes = known.Keys.ToHashSet();
        foreach (var dimension in _dimensions)
        foreach (var breakdown in wholes.ToList())
            wholes.Add(breakdown.With(dimension, BreakdownDimensions.Total));
        var sums = new Dictionary<Breakdown, ObservationRow?>();
        return wholes.Where(IsAsked).Select(Find).OfType<ObservationRow>().ToList();

        ObservationRow? Find(Breakdown breakdown)
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
                    [.. partition.Members.Select(m => Find(breakdown.With(partition.Dimension, m))).OfType<ObservationRow>()]
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

    private static ObservationRow? Sum(DeclaredPartition partition, TimePeriod period, Breakdown whole, List<ObservationRow> parts)
    {
        // What is counted in two units has no sum.
        if (parts.Count == 0 || parts.Exists(p => p.Unit != parts[0].Unit))
            return null;
        var isRegister = partition.AbsentIsZero && partition.Covers(period);
        var present = parts.Count(p => p is { Complete: true, Value: not null });
        var complete = present == parts.Count && (isRegister || present == partition.Members.Length);
        decimal? sum = parts.Exists(p => p.Value is not null || p.PartialValue is not null)
            ? parts.Sum(p => p.Value ?? p.PartialValue ?? 0)
            : null;
        return parts.MaxBy(p => p.LoadedAt)!.Emptied().With(whole) with
        {
            Value = complete ? sum : null,
            PartialValue = complete ? null : sum,
            Statuses = RowRemarks.Statuses(parts.SelectMany(p => p.EachStatus()).Concat(complete ? [] : ["O"])),
            Notes = RowRemarks.Notes(
                null,
                parts.SelectMany(p => p.Notes?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? []).Order(StringComparer.Ordinal)
            ),
            Derived = true,
            Complete = complete,
            PartsPresent = present,
            PartsExpected = isRegister ? null : partition.Members.Length,
            Parts = parts,
        };
    }

    private bool IsAsked(Breakdown breakdown)
    {
        for (var i = 0; i < BreakdownDimensions.All.Count; i++)
            if (!Asks(asked, BreakdownDimensions.All[i], breakdown[i]))
                return false;
        return true;
    }

    private static bool Asks(ObservationQuery asked, string dimension, string member) =>
        asked.Breakdown.TryGetValue(dimension, out var members)
            ? members.Contains(Every) || members.Contains(member)
            : member == BreakdownDimensions.Total;
}
