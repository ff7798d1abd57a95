using Observatory.Core.Figures;
using Observatory.Warehouse.Questions;

namespace Observatory.App.Asking;

/// <summary>The figures of an answer, and after they were read, the pairs for which there is no figure.</summary>
/// <param name="rows">Enumerated once.</param>
public sealed class ResponseFigures(ResolvedQuestion question, IAsyncEnumerable<Figure> rows, AskedPairs pairs, MissingFigures missing)
{
    public ResolvedQuestion Question { get; } = question;

    public IAsyncEnumerable<Figure> Rows { get; } = rows;

    /// <summary>The pairs of indicator and area without a figure, and why. Call it after all rows were read.</summary>
    /// <param name="next">The cursor of the next page; null at the end of the answer.</param>
    public async Task<MissingPairs> MissingAsync(PageCursor? next, CancellationToken cancellation)
    {
        var all = pairs.WithoutFigures(next).ToList();
        var first = all.Take(MissingFigures.Most).ToList();
        return new MissingPairs(await missing.ExplainAsync(Question, first, cancellation), all.Count - first.Count);
    }
}

/// <param name="Pairs">At most <see cref="MissingFigures.Most"/> pairs.</param>
/// <param name="More">The number of further pairs.</param>
public sealed record MissingPairs(IReadOnlyList<MissingPair> Pairs, int More);
