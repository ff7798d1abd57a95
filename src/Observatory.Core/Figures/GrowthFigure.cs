using Observatory.Core.Series;

namespace Observatory.Core.Figures;

/// <summary>A figure of a series as growth sees it.</summary>
/// <param name="Value">Unrounded; null where there is none.</param>
/// <param name="Unit">What is counted: figures of two units are never compared.</param>
/// <param name="Events">How many events stand behind it; null where that is not known or it counts none, such as kilograms.</param>
/// <param name="IsWhole">False where it covers its period or its area only in part.</param>
/// <param name="IsBreak">True where it carries status B.</param>
/// <param name="IsMixed">True where a break lies inside its period.</param>
/// <param name="Panel">The States that an aggregate is of: those of other States are never compared. Null for the figure of one
/// area.</param>
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
