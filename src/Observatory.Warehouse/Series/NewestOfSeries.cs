using System.Runtime.CompilerServices;

namespace Observatory.Warehouse.Series;

/// <summary>Only the newest figures of each series, as <c>lastNObservations</c> of SDMX asks. Memory stays that of one series.</summary>
public static class NewestOfSeries
{
    /// <param name="rows">Each series together, its periods in order.</param>
    /// <param name="count">How many of each series; at least 1.</param>
    public static async IAsyncEnumerable<ObservationRow> OfAsync(
        IAsyncEnumerable<ObservationRow> rows,
        int count,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var newest = new Queue<ObservationRow>();
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            if (newest.Count > 0 && !IsSameSeries(newest.Peek(), row))
                while (newest.TryDequeue(out var kept))
                    yield return kept;
            newest.Enqueue(row);
            if (newest.Count > count)
                newest.Dequeue();
        }
        foreach (var kept in newest)
            yield return kept;
    }

    /// <summary>The page of the newest that is asked for.</summary>
    internal static IAsyncEnumerable<ObservationRow> PageAsync(
        IAsyncEnumerable<ObservationRow> rows,
        int count,
        ObservationQuery query,
        CancellationToken cancellation
    )
    {
        var newest = OfAsync(rows, count, cancellation).Skip(query.Skip);
        return query.Take is { } take ? newest.Take(take) : newest;
    }

    private static bool IsSameSeries(ObservationRow left, ObservationRow right) =>
        left.Indicator == right.Indicator && left.Area == right.Area && left.Source == right.Source && left.HasMembersOf(right);
}
