using Observatory.Core.Deriving;
using Observatory.Core.Figures;

namespace Observatory.Warehouse.Questions.Stages;

/// <summary>
/// The aggregates of a question's groups for one indicator, gathered while the figures of the members pass.
/// </summary>
internal sealed class Aggregates
{
    private readonly ResolvedQuestion _question;
    private readonly Dictionary<AskedGroup, GroupSum> _sums;

    private Aggregates(ResolvedQuestion question, Dictionary<AskedGroup, GroupSum> sums) => (_question, _sums) = (question, sums);

    /// <param name="bySource">
    /// True for a separate aggregate of each source; false for one figure of each State, whatever its source.
    /// </param>
    public static Aggregates Of(ResolvedQuestion question, AskedIndicator indicator, Population population, bool bySource)
    {
        var counted = indicator.Derived?.Numerator ?? indicator.Row;
        var addsUp = counted.Kind == "count" && counted.Unit != DerivingPolicy.LocalMoney;
        return new Aggregates(
            question,
            question.Groups.ToDictionary(
                g => g,
                g => new GroupSum(g, indicator.Derived, addsUp, bySource, question.Asked, population, question.Taxonomy)
            )
        );
    }

    public void Add(Figure figure)
    {
        foreach (var sum in _sums.Values)
            sum.Add(figure);
    }

    /// <summary>Whether the question asks for a State's figure as a member of a group, in a year of its membership.</summary>
    public bool Lists(Figure figure) => _sums.Keys.Any(g => g.IsListed && g.HasMember(figure.Area, figure.Period.Year));

    /// <summary>The aggregates of a group, with their change since the year before if the question asks for it.</summary>
    public IEnumerable<Figure> OfGroup(AskedGroup group)
    {
        var growth = _question.Asked.Growth ? new YearlyChange(_question.Taxonomy) : null;
        return _sums[group].Rows().Select(figure => growth?.Next(figure) ?? figure);
    }
}
