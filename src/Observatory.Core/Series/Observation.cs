using Observatory.Core.Cells;

namespace Observatory.Core.Series;

/// <summary>
/// Which figure: numbers of the mapped file's code books, and <see cref="TimePeriod.Id"/>. Two providers' figures of one thing are two
/// figures.
/// </summary>
/// <param name="Provider">Number in the provider code book; 0, the mapping's own provider, wherever a file has one source.</param>
public readonly record struct ObservationKey(int Indicator, int Area, int Period, int Breakdown, int Provider = 0);

/// <summary>
/// What is said about a value: its SDMX statuses, what is counted, how confidential, and notes.
/// </summary>
/// <param name="Statuses">Codes of CL_OBS_STATUS in ordinal order, joined by <c>;</c>: a set, several may hold at once.</param>
/// <param name="CountingUnit">Member of COUNTING_UNIT.</param>
/// <param name="Confidentiality">Member of CONF; F where the source is silent.</param>
/// <param name="Notes">Note codes <c>FEED#note</c> of the mapping, or free text of the file after <c>"</c>, joined by a line feed; empty
/// for none.</param>
public sealed record ValueAttributes(string Statuses, string CountingUnit, string Confidentiality, string Notes);

/// <summary>One figure, as the file gives it: after several cells of one key were combined.</summary>
public readonly record struct Observation
{
    public required ObservationKey Key { get; init; }

    /// <summary>Exact; null where the status says why there is none.</summary>
    public required decimal? Value { get; init; }

    /// <summary>Bounds of the interval that the source gives with an estimate; null where it gives none.</summary>
    public decimal? Lower { get; init; }
    public decimal? Upper { get; init; }

    /// <summary>Number in the attributes code book.</summary>
    public required int Attributes { get; init; }

    /// <summary>The first cell in reading order that went in.</summary>
    public required CellRef FirstCell { get; init; }

    /// <summary>How many cells went in; 0 for a figure that a fill rule of the mapping states.</summary>
    public required int Cells { get; init; }
}
