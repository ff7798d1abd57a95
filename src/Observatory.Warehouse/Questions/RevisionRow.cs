using NodaTime;
using Observatory.Warehouse.Series;

namespace Observatory.Warehouse.Questions;

/// <summary>One value that a reported cell has had.</summary>
public sealed record RevisionRow : BrokenDownRow
{
    public required string Indicator { get; init; }
    public required string Area { get; init; }
    public required string Period { get; init; }
    public required string Freq { get; init; }
    public required string Source { get; init; }

    /// <summary>
    /// <c>first</c>, <c>revised</c>, <c>withdrawn</c>, <c>reinstated</c>, or <c>late</c>: an older publication that was loaded after a
    /// newer one and was never the answer.
    /// </summary>
    public required string Kind { get; init; }

    /// <summary>True for what is answered now; of a figure that stands withdrawn, for its withdrawal.</summary>
    public required bool IsCurrent { get; init; }

    /// <summary>Null where it was withdrawn, or where the status says why there is none.</summary>
    public decimal? Value { get; init; }

    /// <summary>The value that it took the place of; null where there was none, and for a late one.</summary>
    public decimal? ValueBefore { get; init; }
    public string? Unit { get; init; }

    /// <summary>Codes of CL_OBS_STATUS joined by <c>;</c>; null for a withdrawal.</summary>
    public string? Statuses { get; init; }

    /// <summary>The day the office published it; where nobody says, the day it was received.</summary>
    public required LocalDate PublishedOn { get; init; }
    public required int Submission { get; init; }
    public required string Mapping { get; init; }
    public required int MappingVersion { get; init; }

    /// <summary>Checksum of the taxonomy it was read by.</summary>
    public required string Taxonomy { get; init; }
    public required Instant LoadedAt { get; init; }

    /// <summary>Difference to the value before; null where either is missing.</summary>
    public decimal? Change => Value - ValueBefore;

    /// <summary>That difference in percent of the value before, unrounded; null from zero.</summary>
    public decimal? ChangePercent => ValueBefore is { } before && before != 0 ? Change * 100 / Math.Abs(before) : null;
}
