using Observatory.Core.Deriving;

namespace Observatory.Core.Figures;

/// <summary>What stands behind a rate, a share or an aggregate, and goes with it wherever it is shown.</summary>
public sealed record Derivation
{
    /// <summary>Exact, in the unit of the indicator above the line; null where there is no value, and for a sum of counts.</summary>
    public decimal? Numerator { get; init; }

    /// <summary>Exact: persons at mid-year for a rate; null where there is no value, and for a sum of counts.</summary>
    public decimal? Denominator { get; init; }

    /// <summary>
    /// Where the denominator comes from: provider and revision of the population, such as <c>UN_WPP:2024</c>, else the provider. Several
    /// are joined by <c>;</c>; null where there is no value.
    /// </summary>
    public string? DenominatorSource { get; init; }

    /// <summary>How much of a group an aggregate is of; null for the figure of one area.</summary>
    public Coverage? Coverage { get; init; }
}
