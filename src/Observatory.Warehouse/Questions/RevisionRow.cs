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
    /// newer one and was never current.
    /// </summary>
    public required string Kind { get; init; }

    /// <summary>True for the current value; for a withdrawn figure, for its withdrawal.</summary>
    public required bool IsCurrent { get; init; }

    /// <summary>In the indicator's unit; null if it was withdrawn, or if the status says why there is no value.</summary>
    public decimal? Value { get; init; }

    /// <summary>The value that it replaced; null if there was none, and for a late one.</summary>
    public decimal? ValueBefore { get; init; }

    /// <summary>The counting unit; null for a withdrawal.</summary>
    public string? Unit { get; init; }

    /// <summary>Codes of CL_OBS_STATUS joined by <c>;</c>; null for a withdrawal.</summary>
    public string? Statuses { get; init; }

    /// <summary>The day on which the office published it; if unknown, the day on which it was received.</summary>
    public required LocalDate PublishedOn { get; init; }
    public required int Submission { get; init; }
    public required string Mapping { get; init; }
    public required int MappingVersion { get; init; }

    /// <summary>Checksum of the taxonomy with which it was read.</summary>
    public required string Taxonomy { get; init; }
    public required Instant LoadedAt { get; init; }

    /// <summary>Difference from the value before, in the same unit; null if either is missing.</summary>
    public decimal? Change => Value - ValueBefore;

    /// <summary>That difference in percent of the value before, unrounded; null if either is missing or the value before is zero.</summary>
    public decimal? ChangePercent => ValueBefore is { } before && before != 0 ? Change * 100 / Math.Abs(before) : null;
}
