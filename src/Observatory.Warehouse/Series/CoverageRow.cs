using NodaTime;

namespace Observatory.Warehouse.Series;

/// <summary>What one provider has reported of an indicator for a country, at one frequency and level of area.</summary>
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

    /// <summary>Periods with any figure.</summary>
    public required int Periods { get; init; }

    /// <summary>Periods between first and last without one.</summary>
    public required string[] Gaps { get; init; }

    /// <summary>Areas with any figure.</summary>
    public required int Areas { get; init; }

    /// <summary>Figures over all areas, periods and breakdowns, of each period those of the newest load that contained it.</summary>
    public required long Figures { get; init; }
    public required int Loads { get; init; }

    /// <summary>Number of the submission of the newest load.</summary>
    public required int Submission { get; init; }
    public required string Mapping { get; init; }
    public required int MappingVersion { get; init; }
    public required LocalDate PublishedOn { get; init; }
    public required Instant LoadedAt { get; init; }
}

/// <summary>A whole that the parts of a provider make, as its newest load declares it.</summary>
public sealed record DeclaredScope
{
    public required string Indicator { get; init; }
    public required string Country { get; init; }
    public required string Source { get; init; }
    public required string Freq { get; init; }

    /// <summary>Level of the parts.</summary>
    public required int Level { get; init; }

    /// <summary>The whole.</summary>
    public required string Area { get; init; }
    public required string FromPeriod { get; init; }
    public required string ToPeriod { get; init; }

    /// <summary>How many parts make the whole; null where absent parts count as zero.</summary>
    public int? PartsExpected { get; init; }
    public required bool AbsentIsZero { get; init; }
    public required int Submission { get; init; }
}
