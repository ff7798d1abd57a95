using System.Runtime.CompilerServices;
using Observatory.Core.Figures;

namespace Observatory.Warehouse.Questions.Stages;

/// <summary>
/// Gives only the newest figures of each series, as <c>lastNObservations</c> of SDMX asks. Memory stays that of one series.
/// </summary>
/// <param name="count">How many of each series; at least 1.</param>
/// <remarks>
/// Where no other stage leaves figures out or makes any, the statement fetches only the newest of each series, and one earlier figure with
/// a value, by which a break between the two is seen.
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
                while (newest.TryDequeue(out var kept))
                    yield return kept;
            newest.Enqueue(figure);
            if (newest.Count > count)
                newest.Dequeue();
        }
        foreach (var kept in newest)
            yield return kept;
    }

    /// <summary>
    /// Enough fetched figures for so many of the newest: each series may bring one more, and the last one has to be whole.
    /// </summary>
    private int? Fetched(int? take) => take is { } wanted && (2L * wanted) + count + 1 is <= int.MaxValue and var most ? (int)most : null;

    private static bool IsSameSeries(Figure left, Figure right) =>
        left.Indicator == right.Indicator
        && left.Area == right.Area
        && left.Source == right.Source
        && left.Breakdown.Equals(right.Breakdown);
}
