namespace Observatory.App.Responses;

/// <summary>One provider's reports of an indicator for a country, at one frequency and level of area.</summary>
public sealed record CoverageResponse
{
    public required string Indicator { get; init; }
    public required string Country { get; init; }

    /// <summary>Code of the provider.</summary>
    public required string Source { get; init; }
    public required string Freq { get; init; }

    /// <summary>0 State, 1 and 2 subdivisions, 3 municipality, 4 place.</summary>
    public required int Level { get; init; }
    public required string FirstPeriod { get; init; }
    public required string LastPeriod { get; init; }

    /// <summary>The number of periods with any figure.</summary>
    public required int Periods { get; init; }

    /// <summary>Periods without any figure between the first and the last.</summary>
    public required IReadOnlyList<string> Gaps { get; init; }

    /// <summary>The number of areas with any figure.</summary>
    public required int Areas { get; init; }

    /// <summary>The number of figures over all areas, periods and breakdowns.</summary>
    public required long Figures { get; init; }
    public required int Loads { get; init; }

    /// <summary>Number of the submission of the newest load.</summary>
    public required int Submission { get; init; }
    public required string Mapping { get; init; }
    public required int MappingVersion { get; init; }

    /// <summary>The day on which the figures of the newest load were published.</summary>
    public required string PublishedOn { get; init; }

    /// <summary>The instant of the newest load, in UTC.</summary>
    public required string LoadedAt { get; init; }

    /// <summary>The sets of areas that the provider declares as complete; empty if it declares none.</summary>
    public required IEnumerable<ScopeResponse> Declared { get; init; }

    /// <summary>The day by which the next figures should be there; null if nothing is declared.</summary>
    public required string? DueOn { get; init; }

    /// <summary>Days since then; 0 if nothing is overdue, null if nothing is declared.</summary>
    public required int? DaysLate { get; init; }

    /// <summary>The periods from the first to the last reported one, or, if declared, to the last that is overdue.</summary>
    public required int PeriodsExpected { get; init; }

    /// <summary>Null if no complete set of areas is declared, or if absent areas count as zero.</summary>
    public required int? AreasExpected { get; init; }
}

/// <summary>A set of areas that together make a whole, as a provider's newest load declares it.</summary>
public sealed record ScopeResponse
{
    /// <summary>The area that the parts make.</summary>
    public required string Area { get; init; }

    /// <summary>The first period for which the set is declared.</summary>
    public required string From { get; init; }

    /// <summary>The last period for which the set is declared.</summary>
    public required string To { get; init; }

    /// <summary>The number of parts that make the whole; null if absent parts count as zero.</summary>
    public required int? PartsExpected { get; init; }
    public required bool AbsentIsZero { get; init; }
    public required int Submission { get; init; }
}

/// <summary>Metadata of a page of coverage.</summary>
public sealed record CoverageMeta
{
    /// <summary>The number of entries on this page.</summary>
    public required int Count { get; init; }

    /// <summary>The value of <c>cursor</c> for the next page; null on the last one.</summary>
    public required string? NextCursor { get; init; }
}
