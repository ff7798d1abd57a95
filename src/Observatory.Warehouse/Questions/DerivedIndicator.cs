using Observatory.Core.Deriving;
using Observatory.Warehouse.Series;

namespace Observatory.Warehouse.Questions;

/// <summary>An indicator with its formula, and what is above and below the line.</summary>
/// <param name="Row">The indicator that is asked for.</param>
/// <param name="Denominator">Null where it is the declared population, which is no series of the star.</param>
public sealed record DerivedIndicator(IndicatorRow Row, DerivedFormula Formula, IndicatorRow Numerator, IndicatorRow? Denominator)
{
    /// <summary>
    /// Whether an indicator counts things that happen: only such a count has chance in it. Money and weights are no events, a stock is a
    /// state.
    /// </summary>
    private static bool CountsEvents(IndicatorRow indicator) =>
        indicator is { Kind: "count", IsStock: false } && indicator.Unit.StartsWith("COUNT_", StringComparison.Ordinal);

    /// <summary>A rate of events: it has a Poisson interval, and few of them make it unreliable.</summary>
    public bool IsOfEvents => Formula.IsOverPopulation && CountsEvents(Numerator);

    /// <summary>A part of a whole: both have to be counted by one source, or the share is of nothing.</summary>
    public bool IsShareOfCounts => Row.Kind == "percentage" && Numerator.Unit.StartsWith("COUNT_", StringComparison.Ordinal);

    /// <summary>
    /// Whether so few events stand behind a figure that it says little: those of a rate, those that a share is a share of.
    /// </summary>
    public bool IsOfFew(decimal numerator, decimal denominator) =>
        Formula.IsOverPopulation
            ? IsOfEvents && numerator < DerivingPolicy.FewEvents
            : CountsEvents(Denominator!) && denominator < DerivingPolicy.FewEvents;
}
