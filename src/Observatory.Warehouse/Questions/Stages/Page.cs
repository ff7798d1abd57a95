using System.Runtime.CompilerServices;
using Observatory.Core.Checking;
using Observatory.Core.Figures;

namespace Observatory.Warehouse.Questions.Stages;

/// <summary>Gives the figures after a cursor, and so many of them. Always the last stage.</summary>
/// <param name="after">Null for the first page.</param>
/// <param name="take">Figures at most; null for all.</param>
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
        // What the cursor names was answered once: it can only be gone if somebody made the cursor up.
        if (isBefore)
            throw new Refusal(RefusalCodes.CursorUnfit, ("value", after!.ToString()));
    }
}
