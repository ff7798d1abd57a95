using System.Runtime.CompilerServices;
using Observatory.Core.Figures;

namespace Observatory.Warehouse.Questions.Stages;

/// <summary>
/// Returns only the newest figures of each series, for <c>lastNObservations</c> of SDMX. Memory is bounded by one series.
/// </summary>
/// <param name="count">The number of figures of each series; at least 1.</param>
/// <remarks>
/// If no other stage leaves out or adds figures, the statement fetches only the newest figures of each series, and one earlier figure with
/// a value, which is needed to detect a break between the two.
/// </remarks>
internal sealed class NewestOfSeries(int count) : IFigureStage
{
    public FetchQuestion Widened(FetchQuestion asked) => asked with { LastNObservations = count, Take = Fetched(asked.Take) };

    public bool IsOneToOne => true;

    public async IAsyncEnumerable<Figure> Of(IAsyncEnumerable<Figure> figures, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var newest = new Queue<Figure>();
        await foreach (var figure in figures.WithCancellation(cancellation))
        {
            if (newest.Count > 0 && !IsSameSeries(newest.Peek(), figure))
                while (newest.TryDequeue(out var remaining))
                    yield return remaining;
            newest.Enqueue(figure);
            if (newest.Count > count)
                newest.Dequeue();
        }
        foreach (var remaining in newest)
            yield return remaining;
    }

    /// <summary>
    /// The number of figures to fetch for this many of the newest: each series may need one more, and the last one must be complete.
    /// </summary>
    private int? Fetched(int? take) => take is { } wanted && (2L * wanted) + count + 1 is <= int.MaxValue and var most ? (int)most : null;

    private static bool IsSameSeries(Figure left, Figure right) =>
        left.Indicator == right.Indicator
        && left.Area == right.Area
        && left.Source == right.Source
        && left.Breakdown.Equals(right.Breakdown);
}
