using System.Collections.Frozen;
using Observatory.Core.Series;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Questions;

/// <summary>A breakdown of the warehouse.</summary>
public sealed record BreakdownRow
{
    public required int BreakdownId { get; init; }

    /// <summary>One member code for each of <see cref="BreakdownDimensions.All"/>, in that order.</summary>
    public required string[] Members { get; init; }
}

/// <summary>
/// The breakdowns that figures of the warehouse have, in the order of an answer. Statements ask for them by number and give numbers back,
/// so the dimensions are known here and not in each statement.
/// </summary>
public sealed class KnownBreakdowns
{
    private static readonly Query<BreakdownRow> Breakdowns = new("series/breakdowns");

    private readonly (int Id, Breakdown Breakdown)[] _inOrder;
    private readonly FrozenDictionary<int, Breakdown> _byId;
    private readonly FrozenDictionary<Breakdown, int> _ids;

    private KnownBreakdowns(IEnumerable<BreakdownRow> rows)
    {
        _inOrder = [.. rows.Select(r => (r.BreakdownId, new Breakdown(r.Members)))];
        Array.Sort(_inOrder, static (a, b) => Compare(a.Breakdown, b.Breakdown));
        _byId = _inOrder.ToFrozenDictionary(b => b.Id, b => b.Breakdown);
        _ids = _inOrder.ToFrozenDictionary(b => b.Breakdown, b => b.Id);
    }

    /// <summary>The number of the total; null before any figure of a total was loaded.</summary>
    public int? Total => _ids.TryGetValue(Breakdown.Total, out var id) ? id : null;

    public Breakdown this[int id] => _byId[id];

    /// <summary>The breakdowns of the newest vintage. Those of an older one are among them, because no breakdown ever goes.</summary>
    internal static Task<KnownBreakdowns> OfAsync(DataSources sources, CancellationToken cancellation) =>
        sources.Lists.OfAsync(
            Breakdowns.Name,
            async () => new KnownBreakdowns(await sources.Lists.ReadAsync(Breakdowns, new { }, cancellation)),
            cancellation
        );

    /// <summary>The numbers of the breakdowns that are asked for, in the order of an answer.</summary>
    /// <param name="asked">As <see cref="ObservationQuery.Breakdown"/>.</param>
    public int[] IdsOf(IReadOnlyDictionary<string, IReadOnlyList<string>> asked)
    {
        if (asked.Count == 0)
            return Total is { } total ? [total] : [];
        var wanted = new FrozenSet<string>?[BreakdownDimensions.All.Count];
        for (var i = 0; i < wanted.Length; i++)
            wanted[i] =
                !asked.TryGetValue(BreakdownDimensions.All[i], out var members)
                    ? FrozenSet.Create(StringComparer.Ordinal, BreakdownDimensions.Total)
                : members.Contains(ObservationQuery.Every) ? null
                : members.ToFrozenSet(StringComparer.Ordinal);
        return [.. _inOrder.Where(b => IsWanted(b.Breakdown)).Select(b => b.Id)];

        bool IsWanted(Breakdown breakdown)
        {
            for (var i = 0; i < wanted.Length; i++)
                if (wanted[i]?.Contains(breakdown[i]) == false)
                    return false;
            return true;
        }
    }

    /// <summary>By the letters of the codes, dimension by dimension.</summary>
    private static int Compare(Breakdown a, Breakdown b)
    {
        for (var i = 0; i < BreakdownDimensions.All.Count; i++)
            if (string.CompareOrdinal(a[i], b[i]) is var order and not 0)
                return order;
        return 0;
    }
}
