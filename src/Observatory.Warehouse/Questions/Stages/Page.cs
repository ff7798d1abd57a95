using System.Runtime.CompilerServices;
using Observatory.Core.Checking;
using Observatory.Core.Figures;

namespace Observatory.Warehouse.Questions.Stages;

/// <summary>Returns the figures after a cursor, up to a limit. Always the last stage.</summary>
/// <param name="after">Null for the first page.</param>
/// <param name="take">The greatest number of figures; null for all.</param>
internal sealed class Page(PageCursor? after, int? take) : IFigureStage
{
    public bool IsOneToOne => true;

    public FetchQuestion Widened(FetchQuestion asked) => asked with { After = after, Take = take + (after?.Given ?? 0) };

    public async IAsyncEnumerable<Figure> Of(IAsyncEnumerable<Figure> figures, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (isBefore, given) = (after is not null, 0);
        await foreach (var figure in figures.WithCancellation(cancellation))
        {
            if (isBefore)
            {
                isBefore = !after!.IsAt(figure);
                continue;
            }
            if (given++ == take)
                yield break;
            yield return figure;
        }
        // The figure of a genuine cursor was in the answer and is still in its vintage, so this cursor was invented.
        if (isBefore)
            throw new Refusal(RefusalCodes.CursorUnfit, ("value", after!.ToString()));
    }
}
