using System.Runtime.CompilerServices;
using Observatory.Core.Figures;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Questions.Stages;

namespace Observatory.Warehouse.Questions;

/// <summary>
/// Stored figures as reported, and their sums over time, areas and categories, each with its breaks. All derived figures are computed from
/// these.
/// </summary>
internal sealed class StarFigures(DataSources sources, FigureFetch fetch, SeriesRules rules)
{
    private readonly DeclaredPartitions _partitions = new(sources);

    /// <param name="asked">A question, or one term of a formula.</param>
    /// <param name="more">Further stages, the last of which returns the answer.</param>
    public async IAsyncEnumerable<Figure> ReadAsync(
        ResolvedQuestion question,
        FetchQuestion asked,
        IReadOnlyList<IFigureStage> more,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        List<IFigureStage> stages = [await rules.BreaksAsync(question, more.Widened(asked), question.At, cancellation), .. more];
        if (await TotalsAsync(stages.Widened(asked), cancellation) is { } totals)
            stages.Insert(0, totals);
        await foreach (var figure in Road(stages, asked, cancellation))
            yield return figure;
    }

    /// <summary>The same without breaks: stored figures and their sums.</summary>
    internal async IAsyncEnumerable<Figure> StoredAsync(FetchQuestion asked, [EnumeratorCancellation] CancellationToken cancellation)
    {
        IReadOnlyList<IFigureStage> stages = await TotalsAsync(asked, cancellation) is { } totals ? [totals] : [];
        await foreach (var figure in Road(stages, asked, cancellation))
            yield return figure;
    }

    private IAsyncEnumerable<Figure> Road(IReadOnlyList<IFigureStage> stages, FetchQuestion asked, CancellationToken cancellation)
    {
        var wanted = stages.Widened(asked);
        // If stages leave out or add figures, the statement cannot know how many figures to fetch.
        if (!stages.All(s => s.IsOneToOne))
            wanted = wanted with { Take = null, LastNObservations = null };
        return stages.Of(fetch.ReadAsync(wanted, cancellation), cancellation);
    }

    /// <summary>The stage for totals over breakdowns that no office gives; null if no partition is declared.</summary>
    private async Task<BreakdownTotals?> TotalsAsync(FetchQuestion asked, CancellationToken cancellation)
    {
        var declared = await _partitions.OfAsync(asked.Indicators, cancellation);
        if (declared.Count == 0)
            return null;
        var totals = new BreakdownTotals(
            asked,
            [.. declared.Where(p => p.Vintage <= asked.Vintage && (asked.PublishedBy is not { } day || p.PublishedOn <= day))]
        );
        return totals.IsNeeded ? totals : null;
    }
}
