using Observatory.Core.Figures;

namespace Observatory.Warehouse.Questions;

/// <summary>
/// Finds the requested pairs of indicator and area for which an answer has no figure. It watches the figures of the answer; each pair
/// without a figure is reported once, on the page on which its figures would be.
/// </summary>
public sealed class AskedPairs(ResolvedQuestion question)
{
    private readonly HashSet<(string Indicator, string Area)> _answered = [];

    /// <summary>Adds the next figure of the answer, whichever page it is on.</summary>
    public void Add(Figure figure) => _answered.Add((figure.Indicator, figure.Area));

    /// <summary>The pairs without a figure, by indicator and area, aggregates last.</summary>
    /// <param name="next">
    /// The cursor of the next page: pairs behind it are not known yet. Null at the end of the answer.
    /// </param>
    public IEnumerable<(string Indicator, string Area)> WithoutFigures(PageCursor? next)
    {
        // Derived figures come in two passes over the areas and are computed completely for each page, so report missing ones at the end.
        if (question.IsDerived && next is not null)
            return [];
        var after = question.IsDerived ? null : question.Asked.After;
        return Asked()
            .Where(pair =>
                !_answered.Contains(pair)
                && (after is null || Compare(pair, (after.Indicator, after.Area)) > 0)
                && (next is null || Compare(pair, (next.Indicator, next.Area)) < 0)
            );
    }

    private IEnumerable<(string Indicator, string Area)> Asked()
    {
        string[] areas =
        [
            .. question
                .OwnAreas.Union(
                    question.Groups.Where(g => g.IsListed).SelectMany(g => g.Members).Select(m => m.Area),
                    StringComparer.Ordinal
                )
                .Order(StringComparer.Ordinal),
            .. question.Groups.Select(g => g.Code),
        ];
        return question.Indicators.SelectMany(i => areas.Select(a => (i.Row.Code, a)));
    }

    private static int Compare((string Indicator, string Area) pair, (string Indicator, string Area) other) =>
        string.CompareOrdinal(pair.Indicator, other.Indicator) is not 0 and var byIndicator
            ? byIndicator
            : string.CompareOrdinal(pair.Area, other.Area);
}
