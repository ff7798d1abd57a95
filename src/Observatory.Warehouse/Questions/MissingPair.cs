using Observatory.Core.Series;

namespace Observatory.Warehouse.Questions;

/// <summary>Why an answer has no figure of a requested indicator and area.</summary>
public enum MissingReason
{
    /// <summary>No source has ever reported it for the country.</summary>
    NotCollected,

    /// <summary>No source has reported it, but one or more have reported the same offence in another counting unit.</summary>
    OnlySibling,

    /// <summary>It was reported, but only after the instant of the question.</summary>
    NotYet,

    /// <summary>The requested or preferred source has no figure; other sources have.</summary>
    OtherSource,

    /// <summary>It was reported for other areas of the country.</summary>
    OtherArea,

    /// <summary>It was reported at frequencies that cannot be summed to the requested one.</summary>
    OtherFrequency,

    OtherPeriods,

    /// <summary>It was reported for the periods, but in other breakdowns.</summary>
    OtherBreakdowns,

    /// <summary>There are figures, but none with the requested statuses.</summary>
    OtherStatus,

    /// <summary>It is derived, and its denominator is unknown.</summary>
    NoDenominator,

    /// <summary>An aggregate: no member of the group has a figure.</summary>
    NoMember,

    /// <summary>It was reported, but no figure matches the question: figures were withdrawn, or cells were blank.</summary>
    NoFigure,
}

/// <summary>A requested indicator and area without a figure.</summary>
public sealed record MissingPair
{
    public required string Indicator { get; init; }

    /// <summary>Code of an area, or of a group whose aggregate was requested.</summary>
    public required string Area { get; init; }

    public required MissingReason Reason { get; init; }

    /// <summary>The missing indicator, if the requested one is derived from it; otherwise null.</summary>
    public string? Of { get; init; }

    /// <summary>Providers that have figures, if they are the reason; otherwise empty.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>The first and the last reported period, if periods are the reason; otherwise null.</summary>
    public TimePeriod? First { get; init; }

    /// <summary>The last reported period, if periods are the reason; otherwise null.</summary>
    public TimePeriod? Last { get; init; }

    /// <summary>Reported frequencies, if they are the reason; otherwise empty.</summary>
    public IReadOnlyList<Frequency> Frequencies { get; init; } = [];

    /// <summary>
    /// Dimensions of the reported breakdowns, if breakdowns are the reason; an empty list then means that only the total was reported.
    /// </summary>
    public IReadOnlyList<string> Dimensions { get; init; } = [];

    /// <summary>Indicators of the same offence that have figures, if they are the reason; otherwise empty.</summary>
    public IReadOnlyList<string> Siblings { get; init; } = [];
}
