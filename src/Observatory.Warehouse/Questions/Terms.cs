using System.Runtime.CompilerServices;
using Observatory.Core.Deriving;
using Observatory.Core.Figures;
using Observatory.Core.Series;

namespace Observatory.Warehouse.Questions;

/// <summary>The figures of either side of a formula.</summary>
internal sealed class Terms(StarFigures star, ResolvedQuestion question, FetchQuestion asked)
{
    /// <summary>Whether what is asked is about anything that this side of the formula is about.</summary>
    public bool IsAskable(FormulaTerm term) => HeldTo(term, asked.Breakdown) is not null;

    /// <summary>
    /// The figures of one side of a formula. A member that the formula is of is no breakdown of the answer: the answer has the total there,
    /// and nothing of any other member.
    /// </summary>
    /// <param name="sources">Whose figures; null for those that are asked for.</param>
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

    /// <summary>The members to ask for one side of a formula; null where the question is about other members than the formula.</summary>
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
