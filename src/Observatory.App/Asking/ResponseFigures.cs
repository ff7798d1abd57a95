using Observatory.Core.Figures;
using Observatory.Warehouse.Questions;

namespace Observatory.App.Asking;

/// <summary>The figures of an answer, and what can be said once they have been read: what is missing among them.</summary>
/// <param name="rows">Read once.</param>
public sealed class ResponseFigures(ResolvedQuestion question, IAsyncEnumerable<Figure> rows, AskedPairs pairs, MissingFigures missing)
{
    public ResolvedQuestion Question { get; } = question;

    public IAsyncEnumerable<Figure> Rows { get; } = rows;

    /// <summary>The pairs of indicator and area that the rows, all of them read, have no figure of, and why.</summary>
    /// <param name="next">The cursor of the next page; null at the end of the answer.</param>
    public async Task<MissingPairs> MissingAsync(PageCursor? next, CancellationToken cancellation)
    {
        var all = pairs.WithoutFigures(next).ToList();
        var first = all.Take(MissingFigures.Most).ToList();
        return new MissingPairs(await missing.ExplainAsync(Question, first, cancellation), all.Count - first.Count);
    }
}

/// <param name="Pairs">At most <see cref="MissingFigures.Most"/>.</param>
/// <param name="More">How many there are beyond those.</param>
public sealed record MissingPairs(IReadOnlyList<MissingPair> Pairs, int More);
