using System.Runtime.CompilerServices;
using Observatory.Core.Deriving;
using Observatory.Core.Figures;
using Observatory.Core.Series;

namespace Observatory.Warehouse.Questions;

/// <summary>The figures of the two terms of a formula.</summary>
internal sealed class Terms(StarFigures star, ResolvedQuestion question, FetchQuestion asked)
{
    /// <summary>Whether the question covers any category of this term of the formula.</summary>
    public bool IsAskable(FormulaTerm term) => HeldTo(term, asked.Breakdown) is not null;

    /// <summary>
    /// The figures of one term of a formula. A category to which the formula limits a term is not a breakdown of the answer: there the
    /// answer has the total, and no other category.
    /// </summary>
    /// <param name="sources">The sources of the figures; null for those of the question.</param>
    public async IAsyncEnumerable<Figure> ReadAsync(
        FormulaTerm term,
        IReadOnlyList<string>? sources,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        if (HeldTo(term, asked.Breakdown) is not { } breakdown)
            yield break;
        var side = asked with { Indicators = [term.Indicator], Breakdown = breakdown, Sources = sources ?? asked.Sources };
        await foreach (var figure in star.ReadAsync(question, side, [], cancellation))
            yield return term.Members.Count == 0
                ? figure
                : figure with
                {
                    Breakdown = term.Members.Keys.Aggregate(figure.Breakdown, (b, dimension) =>
                        b.With(dimension, BreakdownDimensions.Total)
                    ),
                };
    }

    /// <summary>
    /// The categories to request for one term of a formula; null if the question is about other categories than the formula.
    /// </summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>>? HeldTo(
        FormulaTerm term,
        IReadOnlyDictionary<string, IReadOnlyList<string>> asked
    )
    {
        var breakdown = new Dictionary<string, IReadOnlyList<string>>(asked, StringComparer.Ordinal);
        foreach (var (dimension, member) in term.Members)
        {
            if (
                breakdown.TryGetValue(dimension, out var members)
                && !members.Contains(ObservationQuery.Every)
                && !members.Contains(BreakdownDimensions.Total)
            )
                return null;
            breakdown[dimension] = [member];
        }
        return breakdown;
    }
}
