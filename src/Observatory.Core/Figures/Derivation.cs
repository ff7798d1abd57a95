using Observatory.Core.Deriving;

namespace Observatory.Core.Figures;

/// <summary>What a rate, a share or an aggregate was computed from. It is shown wherever the figure is shown.</summary>
public sealed record Derivation
{
    /// <summary>Exact, in the unit of the numerator's indicator; null if the figure has no value, and for a sum of counts.</summary>
    public decimal? Numerator { get; init; }

    /// <summary>Exact; for a rate, persons at mid-year. Null if the figure has no value, and for a sum of counts.</summary>
    public decimal? Denominator { get; init; }

    /// <summary>
    /// The source of the denominator: for a population, provider and revision, such as <c>UN_WPP:2024</c>; otherwise the provider. Several
    /// are joined by <c>;</c>. Null if the figure has no value.
    /// </summary>
    public string? DenominatorSource { get; init; }

    /// <summary>Which States of the group an aggregate contains; null for the figure of one area.</summary>
    public Coverage? Coverage { get; init; }
}
