using Observatory.Core.Deriving;
using Observatory.Warehouse.Series;

namespace Observatory.Warehouse.Questions;

/// <summary>An indicator with its formula, its numerator and its denominator.</summary>
/// <param name="Row">The requested indicator.</param>
/// <param name="Denominator">Null if it is the declared population, which is not a stored series.</param>
public sealed record DerivedIndicator(IndicatorRow Row, DerivedFormula Formula, IndicatorRow Numerator, IndicatorRow? Denominator)
{
    /// <summary>
    /// Whether an indicator counts events, which vary by chance. Money and weights are not events, and a stock is a state.
    /// </summary>
    private static bool CountsEvents(IndicatorRow indicator) =>
        indicator is { Kind: "count", IsStock: false } && indicator.Unit.StartsWith("COUNT_", StringComparison.Ordinal);

    /// <summary>True for a rate of events: it has a Poisson interval, and is unreliable if the events are few.</summary>
    public bool IsOfEvents => Formula.IsOverPopulation && CountsEvents(Numerator);

    /// <summary>True for a share of counts: numerator and denominator must come from one source.</summary>
    public bool IsShareOfCounts => Row.Kind == "percentage" && Numerator.Unit.StartsWith("COUNT_", StringComparison.Ordinal);

    /// <summary>
    /// Whether a figure is based on so few events that it is unreliable: the numerator of a rate, or the denominator of a share.
    /// </summary>
    public bool IsOfFew(decimal numerator, decimal denominator) =>
        Formula.IsOverPopulation
            ? IsOfEvents && numerator < DerivingPolicy.FewEvents
            : CountsEvents(Denominator!) && denominator < DerivingPolicy.FewEvents;
}
