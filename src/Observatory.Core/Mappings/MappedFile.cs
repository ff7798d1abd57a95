using NodaTime;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Mappings;

/// <summary>
/// The content of one file in codes and exact numbers. Reading the same bytes with the same mapping and taxonomy always gives the same
/// result.
/// </summary>
public sealed class MappedFile
{
    private readonly Func<int>? _countObservations;
    private int? _observationCount;

    public required Mapping Mapping { get; init; }
    public required FindingCollector Findings { get; init; }
    public required Accounting Accounting { get; init; }

    /// <summary>Indicator codes by the number in <see cref="ObservationKey.Indicator"/>.</summary>
    public required IReadOnlyList<string> Indicators { get; init; }

    /// <summary>Area codes by the number in <see cref="ObservationKey.Area"/>.</summary>
    public required IReadOnlyList<string> Areas { get; init; }
    public required IReadOnlyList<Breakdown> Breakdowns { get; init; }

    /// <summary>Provider codes by the number in <see cref="ObservationKey.Provider"/>; the first is the mapping's own.</summary>
    public required IReadOnlyList<string> Providers { get; init; }
    public required IReadOnlyList<ValueAttributes> Attributes { get; init; }

    /// <summary>Areas that are not in the taxonomy, with their names: from label tables and from the file itself.</summary>
    public required IReadOnlyDictionary<string, Area> BroughtAreas { get; init; }
    public required IReadOnlyList<CoverageScope> Scopes { get; init; }
    public IReadOnlyList<PartitionScope> Partitions { get; init; } = [];

    /// <summary>Facts found outside the tables, by name.</summary>
    public required IReadOnlyDictionary<string, string> Facts { get; init; }

    /// <summary>The day of publication or extraction that the file gives; null if it gives none.</summary>
    public required LocalDate? PublicationDate { get; init; }

    /// <summary>The number of figures. If they do not fit into memory, the first use before they were read reads through them.</summary>
    public int ObservationCount
    {
        get => _observationCount ??= _countObservations!();
        init => _observationCount = value;
    }

    /// <summary>
    /// The figures, ordered by the numbers of their keys. They may be enumerated more than once, but not after the stream for figures that
    /// do not fit into memory was closed. A combination of attributes that only a sum has gets its number when it is read.
    /// </summary>
    public required IEnumerable<Observation> Observations { get; init; }

    internal Func<int> CountObservations
    {
        init => _countObservations = value;
    }
}

/// <summary>What a file covers of one indicator, as needed to decide whether a whole can be derived from its parts.</summary>
/// <param name="Provider">Code of the provider of the figures.</param>
/// <param name="Area">The whole.</param>
/// <param name="Level">Level of the parts in the file.</param>
/// <param name="PartsExpected">How many parts make the whole; null if <paramref name="AbsentIsZero"/>.</param>
public sealed record CoverageScope(
    string Provider,
    string Indicator,
    Frequency Frequency,
    string Area,
    AreaLevel Level,
    int? PartsExpected,
    bool AbsentIsZero,
    TimePeriod From,
    TimePeriod To
)
{
    /// <summary>Codes of the parts; empty if the mapping does not list them.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];
}

/// <summary>Which members of a dimension add up to the total of one indicator.</summary>
/// <param name="AbsentIsZero">True for a register: a member without a record has zero.</param>
/// <param name="From">First period of the figures to which it applies.</param>
/// <param name="To">Last period.</param>
public sealed record PartitionScope(
    string Provider,
    string Indicator,
    string Dimension,
    IReadOnlyList<string> Members,
    bool AbsentIsZero,
    TimePeriod From,
    TimePeriod To
);

/// <summary>One cell and a figure that it contributes to, as lineage lists it.</summary>
/// <param name="Text">The cell's text as written.</param>
public readonly record struct Contribution(ObservationKey Key, CellRef Cell, string Text, decimal? Value);
