using Observatory.Core.Taxonomy;

namespace Observatory.Core.Figures;

/// <summary>
/// Takes the figures of one series in the order of their periods and compares each with the same period of the year before, using unrounded
/// numbers. It stores one year of figures.
/// </summary>
/// <remarks>
/// It makes no comparison if either figure is missing or partial (rule 14), across a break (rule 15), between units, between aggregates of
/// different States (rule 30), or from a base of fewer than <see cref="LeastEvents"/> events (rules 25 and 37).
/// </remarks>
public sealed class Growth(IndicatorKind kind)
{
    /// <summary>A change from a base of fewer events is mostly chance (policy).</summary>
    public const int LeastEvents = 20;

    /// <summary>A base that gives a larger quotient is so close to zero that it is a rounding artefact, not a quantity.</summary>
    private const double GreatestRatio = 1e12;

    private readonly List<GrowthFigure> _year = [];

    /// <summary>The unit of a change: <c>PERCENT</c>, or <c>POINTS</c> for percentages (rule 37).</summary>
    public static string UnitOf(IndicatorKind kind) => kind == IndicatorKind.Percentage ? "POINTS" : "PERCENT";

    /// <summary>The change to this figure, in <see cref="UnitOf"/>; null if the two figures cannot be compared.</summary>
    public decimal? Next(GrowthFigure figure)
    {
        _year.RemoveAll(f =>
            f.Period.Year < figure.Period.Year - 1 || (f.Period.Year == figure.Period.Year - 1 && f.Period.Ordinal < figure.Period.Ordinal)
        );
        var change = figure.IsBreak ? null : ChangeTo(figure);
        _year.Add(figure);
        return change;
    }

    private decimal? ChangeTo(GrowthFigure figure)
    {
        // The queue begins with the period of the year before; everything behind it lies between the two periods.
        if (
            _year.Count == 0
            || _year[0] is var earlier && (earlier.Period.Year != figure.Period.Year - 1 || earlier.Period.Ordinal != figure.Period.Ordinal)
        )
            return null;
        if (figure is not { Value: { } now, IsWhole: true } || earlier is not { Value: { } before, IsWhole: true, IsMixed: false })
            return null;
        if (
            figure.Unit != earlier.Unit
            || figure.Panel != earlier.Panel
            || earlier.Events < LeastEvents
            || _year.Skip(1).Any(f => f.IsBreak)
        )
            return null;
        if (kind == IndicatorKind.Percentage)
            return now - before;
        if (before == 0 || Math.Abs((double)now / (double)before) > GreatestRatio)
            return null;
        return (now - before) * 100 / Math.Abs(before);
    }
}
