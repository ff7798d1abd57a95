using Observatory.Core.Series;

namespace Observatory.Warehouse.Questions;

/// <summary>Why an answer has no figure of an indicator and an area that were asked for.</summary>
public enum MissingReason
{
    /// <summary>No source has ever reported it for the country.</summary>
    NotCollected,

    /// <summary>No source has reported it, but one or more have reported the same offence in another counting unit.</summary>
    OnlySibling,

    /// <summary>It was reported, but only after the moment that is asked about.</summary>
    NotYet,

    /// <summary>The source that is asked for, or that speaks for the country, has nothing of it; others do.</summary>
    OtherSource,

    /// <summary>It was reported for other areas of the country.</summary>
    OtherArea,

    /// <summary>It was reported at frequencies from which the one asked for cannot be summed.</summary>
    OtherFrequency,

    OtherPeriods,

    /// <summary>It was reported for the periods, but in other breakdowns.</summary>
    OtherBreakdowns,

    /// <summary>There are figures, but none with the statuses that were asked for.</summary>
    OtherStatus,

    /// <summary>It is computed, and what stands below the line is not known.</summary>
    NoDenominator,

    /// <summary>An aggregate: no member of the group has a figure.</summary>
    NoMember,

    /// <summary>It was reported, and the reports hold no figure that answers this question: it was withdrawn, or left blank.</summary>
    NoFigure,
}

/// <summary>An indicator and an area that were asked for and that the answer has no figure of.</summary>
public sealed record MissingPair
{
    public required string Indicator { get; init; }

    /// <summary>Code of an area, or of a group whose aggregate was asked for.</summary>
    public required string Area { get; init; }

    public required MissingReason Reason { get; init; }

    /// <summary>The indicator that is missing, where the one asked for is computed from it; else null.</summary>
    public string? Of { get; init; }

    /// <summary>Providers that have it, where they are the reason; else none.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>The first and the last period of what was reported, where the reason is periods; else null.</summary>
    public TimePeriod? First { get; init; }
    public TimePeriod? Last { get; init; }

    /// <summary>Frequencies that were reported, where they are the reason; else none.</summary>
    public IReadOnlyList<Frequency> Frequencies { get; init; } = [];

    /// <summary>
    /// Dimensions that the reports break down, where breakdowns are the reason; none there means that only the total was reported.
    /// </summary>
    public IReadOnlyList<string> Dimensions { get; init; } = [];

    /// <summary>Indicators of the same offence that have figures, where they are the reason; else none.</summary>
    public IReadOnlyList<string> Siblings { get; init; } = [];
}
