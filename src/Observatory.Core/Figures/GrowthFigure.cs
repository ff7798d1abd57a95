using Observatory.Core.Series;

namespace Observatory.Core.Figures;

/// <summary>The properties of a figure that a comparison in time needs.</summary>
/// <param name="Value">Unrounded; null if there is no value.</param>
/// <param name="Unit">The counting unit; figures with different units are never compared.</param>
/// <param name="Events">The number of events behind it; null if unknown, or if it does not count events, such as kilograms.</param>
/// <param name="IsWhole">False if it covers its period or its area only in part.</param>
/// <param name="IsBreak">True if it has status B.</param>
/// <param name="IsMixed">True if a break lies inside its period.</param>
/// <param name="Panel">
/// The States of an aggregate; aggregates of different States are never compared. Null for the figure of one area.
/// </param>
public readonly record struct GrowthFigure(
    TimePeriod Period,
    decimal? Value,
    string Unit,
    decimal? Events,
    bool IsWhole,
    bool IsBreak,
    bool IsMixed,
    string? Panel = null
);
