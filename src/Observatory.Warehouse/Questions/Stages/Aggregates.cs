using Observatory.Core.Deriving;
using Observatory.Core.Figures;

namespace Observatory.Warehouse.Questions.Stages;

/// <summary>
/// The aggregates of the groups that a question names, of one indicator: gathered while the figures of the members go by.
/// </summary>
internal sealed class Aggregates
{
    private readonly ResolvedQuestion _question;
    private readonly Dictionary<AskedGroup, GroupSum> _sums;

    private Aggregates(ResolvedQuestion question, Dictionary<AskedGroup, GroupSum> sums) => (_question, _sums) = (question, sums);

    /// <param name="bySource">Whether each source is an aggregate of its own; else each State has one figure, whoever is its
    /// source.</param>
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

    /// <summary>Whether a State's figure is asked for as that of a member of a group, in a year in which it is one.</summary>
    public bool Lists(Figure figure) => _sums.Keys.Any(g => g.IsListed && g.HasMember(figure.Area, figure.Period.Year));

    /// <summary>The aggregates of a group, with their change since the year before where that is asked for.</summary>
    public IEnumerable<Figure> OfGroup(AskedGroup group)
    {
        var growth = _question.Asked.Growth ? new YearlyChange(_question.Taxonomy) : null;
        return _sums[group].Rows().Select(figure => growth?.Next(figure) ?? figure);
    }
}
