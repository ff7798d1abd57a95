using Observatory.Core.Cells;

namespace Observatory.Core.Series;

/// <summary>
/// Identifies a figure: numbers in the mapped file's code books, and a <see cref="TimePeriod.Id"/>. Figures of two providers about the same
/// thing are two figures.
/// </summary>
/// <param name="Provider">Number in the provider code book; 0 is the mapping's own provider, the only one if a file has one source.</param>
public readonly record struct ObservationKey(int Indicator, int Area, int Period, int Breakdown, int Provider = 0);

/// <summary>
/// The attributes of a value: its SDMX statuses, counting unit, confidentiality and notes.
/// </summary>
/// <param name="Statuses">A set of codes of CL_OBS_STATUS in ordinal order, joined by <c>;</c>.</param>
/// <param name="CountingUnit">Code of COUNTING_UNIT.</param>
/// <param name="Confidentiality">Code of CONF; F if the source declares none.</param>
/// <param name="Notes">
/// Note codes <c>FEED#note</c> of the mapping, or free text of the file after <c>"</c>, joined by a line feed; empty for none.
/// </param>
public sealed record ValueAttributes(string Statuses, string CountingUnit, string Confidentiality, string Notes);

/// <summary>One figure of a file, after all cells of its key were combined.</summary>
public readonly record struct Observation
{
    public required ObservationKey Key { get; init; }

    /// <summary>Exact, in the indicator's unit; null if the status says why there is no value.</summary>
    public required decimal? Value { get; init; }

    /// <summary>Bounds of the interval that the source gives with an estimate; null if it gives none.</summary>
    public decimal? Lower { get; init; }

    /// <summary>The upper bound; null if the source gives none.</summary>
    public decimal? Upper { get; init; }

    /// <summary>Number in the attributes code book.</summary>
    public required int Attributes { get; init; }

    /// <summary>The first of its cells in reading order.</summary>
    public required CellRef FirstCell { get; init; }

    /// <summary>The number of its cells; 0 for a figure that a fill rule of the mapping states.</summary>
    public required int Cells { get; init; }
}
