using System.Runtime.CompilerServices;
using Observatory.Core.Figures;

namespace Observatory.Warehouse.Questions.Stages;

/// <summary>
/// One step between the fetched figures and the answer. Figures come in and go out by indicator, area, source and breakdown; the figures of
/// each series are adjacent, in the order of their periods.
/// </summary>
public interface IFigureStage
{
    /// <summary>The question to fetch so that this stage can return what is asked; by default the same question.</summary>
    FetchQuestion Widened(FetchQuestion asked) => asked;

    /// <summary>
    /// True if each incoming figure gives exactly one outgoing figure, so that the statement can limit how many it fetches.
    /// </summary>
    bool IsOneToOne => false;

    IAsyncEnumerable<Figure> Of(IAsyncEnumerable<Figure> figures, CancellationToken cancellation);
}

/// <summary>A stage that processes figures one by one, in order.</summary>
internal abstract class FigureByFigure : IFigureStage
{
    public virtual FetchQuestion Widened(FetchQuestion asked) => asked;

    public virtual bool IsOneToOne => false;

    /// <summary>The figure with changes; null if it is not part of the answer.</summary>
    public abstract Figure? Next(Figure figure);

    public async IAsyncEnumerable<Figure> Of(IAsyncEnumerable<Figure> figures, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var figure in figures.WithCancellation(cancellation))
            if (Next(figure) is { } answered)
                yield return answered;
    }
}

/// <summary>A list of stages, one after the other.</summary>
internal static class FigureStages
{
    /// <summary>The question to fetch for all stages.</summary>
    public static FetchQuestion Widened(this IEnumerable<IFigureStage> stages, FetchQuestion asked) =>
        stages.Reverse().Aggregate(asked, (question, stage) => stage.Widened(question));

    public static IAsyncEnumerable<Figure> Of(
        this IEnumerable<IFigureStage> stages,
        IAsyncEnumerable<Figure> figures,
        CancellationToken cancellation
    ) => stages.Aggregate(figures, (each, stage) => stage.Of(each, cancellation));
}
