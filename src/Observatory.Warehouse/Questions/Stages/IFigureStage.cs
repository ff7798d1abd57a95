using System.Runtime.CompilerServices;
using Observatory.Core.Figures;

namespace Observatory.Warehouse.Questions.Stages;

/// <summary>
/// One step between the fetched figures and the answer. Figures come and go by indicator, area, source and breakdown; each series is in
/// one piece, in the order of its periods.
/// </summary>
public interface IFigureStage
{
    /// <summary>What has to be fetched so that this stage can give what is asked of it; by default just that.</summary>
    FetchQuestion Widened(FetchQuestion asked) => asked;

    /// <summary>True where a figure goes out for each that comes in: then the statement can limit how many are fetched.</summary>
    bool IsOneToOne => false;

    IAsyncEnumerable<Figure> Of(IAsyncEnumerable<Figure> figures, CancellationToken cancellation);
}

/// <summary>A stage that looks at each figure once, in their order.</summary>
internal abstract class FigureByFigure : IFigureStage
{
    public virtual FetchQuestion Widened(FetchQuestion asked) => asked;

    public virtual bool IsOneToOne => false;

    /// <summary>The figure with what is to be said of it; null where it is no part of the answer.</summary>
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
    /// <summary>What has to be fetched for all stages.</summary>
    public static FetchQuestion Widened(this IEnumerable<IFigureStage> stages, FetchQuestion asked) =>
        stages.Reverse().Aggregate(asked, (question, stage) => stage.Widened(question));

    public static IAsyncEnumerable<Figure> Of(
        this IEnumerable<IFigureStage> stages,
        IAsyncEnumerable<Figure> figures,
        CancellationToken cancellation
    ) => stages.Aggregate(figures, (each, stage) => stage.Of(each, cancellation));
}
