using System.ComponentModel.DataAnnotations.Schema;
using NodaTime;
using Observatory.Core.Series;

namespace Observatory.Warehouse.Series;

/// <summary>
/// What is asked of the observations. Codes are checked by <see cref="SeriesReader"/>; the words are those of <c>/v1/observations</c>.
/// </summary>
public sealed record ObservationQuery
{
    public required IReadOnlyList<string> Indicators { get; init; }

    /// <summary>
    /// Area codes; empty for all States. <c>group:CODE</c> asks for the members of a group, in the years in which they were members, and
    /// its
    /// aggregate; the code of a group alone for the aggregate.
    /// </summary>
    public IReadOnlyList<string> Areas { get; init; } = [];

    /// <summary>All areas of <see cref="Level"/> below this one; null for none.</summary>
    public string? Parent { get; init; }
    public int? Level { get; init; }

    /// <summary>First period, inclusive; null for the first there is.</summary>
    public TimePeriod? From { get; init; }

    /// <summary>Last period, inclusive; null for the last there is.</summary>
    public TimePeriod? To { get; init; }
    public Frequency Frequency { get; init; } = Frequency.Annual;

    /// <summary>
    /// Members asked for by dimension; a dimension that is not here is asked for its total, one with <c>*</c> for all members.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Breakdown { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Provider codes; <c>*</c> for all side by side; empty for the preferred one of each area and indicator.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>The answer as it stood then; null for now.</summary>
    public Instant? AsOf { get; init; }

    /// <summary>
    /// By the offices' own clock: the newest figure that each had published by the end of this day, whenever it was loaded; null for any
    /// day.
    /// </summary>
    public LocalDate? PublishedBy { get; init; }

    /// <summary>Statuses to keep; empty for all.</summary>
    public IReadOnlyList<string> Statuses { get; init; } = [];

    /// <summary>
    /// Whether aggregates are of the same States in all periods: those with a complete figure in every one that any member has.
    /// </summary>
    public bool FixedPanel { get; init; }
    public int Skip { get; init; }

    /// <summary>Rows at most; null for all.</summary>
    public int? Take { get; init; }

    /// <summary>True where each figure is to be compared with the same period of the year before.</summary>
    public bool Growth { get; init; }

    /// <summary>
    /// Only so many of the newest figures of each series; null for all. <see cref="SeriesReader"/> then gives each series one earlier
    /// figure with a value beside them.
    /// </summary>
    public int? LastNObservations { get; init; }
}

/// <summary>One figure as answered.</summary>
public sealed record ObservationRow : BrokenDownRow
{
    public required string Indicator { get; init; }
    public required string Area { get; init; }
    public required string Period { get; init; }
    public required string Freq { get; init; }
    public required string Source { get; init; }

    /// <summary>Null where the status says why, or where the figure is incomplete.</summary>
    public decimal? Value { get; init; }
    public decimal? LowerBound { get; init; }
    public decimal? UpperBound { get; init; }
    public required string Unit { get; init; }

    /// <summary>Codes of CL_OBS_STATUS joined by <c>;</c>, possibly with repeats where parts differ.</summary>
    public required string Statuses { get; init; }
    public string? Notes { get; init; }

    /// <summary>True where the Observatory summed it from finer periods or from parts, or computed it by a formula.</summary>
    public required bool Derived { get; init; }
    public required bool Complete { get; init; }

    /// <summary>What the parts that are there sum to, where not every part is; null otherwise.</summary>
    public decimal? PartialValue { get; init; }
    public required long PartsPresent { get; init; }

    /// <summary>Null where absent parts count as zero, because the source is a register of the whole.</summary>
    public int? PartsExpected { get; init; }

    /// <summary>0 for the declared population, which comes with the taxonomy.</summary>
    public required int Submission { get; init; }
    public required Instant LoadedAt { get; init; }
    public required string Mapping { get; init; }

    /// <summary>What stands behind a figure that <see cref="FigureReader"/> derived; null for one of the star.</summary>
    [NotMapped]
    public Derivation? Derivation { get; init; }

    /// <summary>The members that a total over a breakdown was summed from; null for any other figure.</summary>
    [NotMapped]
    public IReadOnlyList<ObservationRow>? Parts { get; init; }

    /// <summary>True where a break lies inside its period, so that part of it is of the old kind and part of the new.</summary>
    [NotMapped]
    public bool IsMixed { get; init; }

    /// <summary>
    /// Change since the same period of the year before, unrounded, in <see cref="ChangeUnit"/>; null where there is none to show or it was
    /// not asked for.
    /// </summary>
    [NotMapped]
    public decimal? Change { get; init; }

    /// <summary><c>PERCENT</c> or <c>POINTS</c>; null where no change was asked for.</summary>
    [NotMapped]
    public string? ChangeUnit { get; init; }
}
