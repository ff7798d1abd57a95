using NodaTime;

namespace Observatory.Warehouse.Series;

/// <summary>One provider's reports of an indicator for a country, at one frequency and level of area.</summary>
public sealed record CoverageRow
{
    public required string Indicator { get; init; }
    public required string Country { get; init; }
    public required string Source { get; init; }
    public required string Freq { get; init; }

    /// <summary>0 State, 1 and 2 subdivisions, 3 municipality, 4 place.</summary>
    public required int Level { get; init; }
    public required string FirstPeriod { get; init; }
    public required string LastPeriod { get; init; }

    /// <summary>The number of periods with any figure.</summary>
    public required int Periods { get; init; }

    /// <summary>Periods without any figure between the first and the last.</summary>
    public required string[] Gaps { get; init; }

    /// <summary>The number of areas with any figure.</summary>
    public required int Areas { get; init; }

    /// <summary>
    /// The number of figures over all areas, periods and breakdowns; of each period, those of the newest load that contains it.
    /// </summary>
    public required long Figures { get; init; }
    public required int Loads { get; init; }

    /// <summary>Number of the submission of the newest load.</summary>
    public required int Submission { get; init; }
    public required string Mapping { get; init; }
    public required int MappingVersion { get; init; }
    public required LocalDate PublishedOn { get; init; }
    public required Instant LoadedAt { get; init; }
}

/// <summary>A set of areas that together make a whole, as a provider's newest load declares it.</summary>
public sealed record DeclaredScope
{
    public required string Indicator { get; init; }
    public required string Country { get; init; }
    public required string Source { get; init; }
    public required string Freq { get; init; }

    /// <summary>Level of the parts.</summary>
    public required int Level { get; init; }

    /// <summary>The area that the parts make.</summary>
    public required string Area { get; init; }
    public required string FromPeriod { get; init; }
    public required string ToPeriod { get; init; }

    /// <summary>The number of parts that make the whole; null if absent parts count as zero.</summary>
    public int? PartsExpected { get; init; }
    public required bool AbsentIsZero { get; init; }
    public required int Submission { get; init; }
}
