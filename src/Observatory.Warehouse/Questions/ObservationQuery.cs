using NodaTime;
using Observatory.Core.Series;

namespace Observatory.Warehouse.Questions;

/// <summary>
/// A question as it was asked, in codes, with the parameters of <c>/v1/observations</c>. <see cref="QuestionResolver"/> checks every code.
/// </summary>
public sealed record ObservationQuery
{
    /// <summary>All categories of a dimension, or all sources.</summary>
    public const string Every = "*";

    /// <summary>The prefix of a group's code that also asks for the group's members.</summary>
    public const string GroupPrefix = "group:";

    public required IReadOnlyList<string> Indicators { get; init; }

    /// <summary>
    /// Area codes; empty for all States. <c>group:CODE</c> asks for the members of a group, in the years of their membership, and its
    /// aggregate; a group's code alone asks for the aggregate.
    /// </summary>
    public IReadOnlyList<string> Areas { get; init; } = [];

    /// <summary>All areas of <see cref="Level"/> below this one; null for none.</summary>
    public string? Parent { get; init; }

    /// <summary>0 State, 1 and 2 subdivisions, 3 municipality, 4 place; null for areas of any level.</summary>
    public int? Level { get; init; }

    /// <summary>First period, inclusive; null for no limit.</summary>
    public TimePeriod? From { get; init; }

    /// <summary>Last period, inclusive; null for no limit.</summary>
    public TimePeriod? To { get; init; }
    public Frequency Frequency { get; init; } = Frequency.Annual;

    /// <summary>
    /// Requested categories by dimension. A dimension that is missing here means its total; <c>*</c> means all categories.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Breakdown { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Provider codes; <c>*</c> for all side by side; empty for the preferred one of each area and indicator.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>The instant whose state of the data answers; null for now.</summary>
    public Instant? AsOf { get; init; }

    /// <summary>
    /// By publication dates: the newest figure that each office had published by the end of this day, whenever it was loaded; null for no
    /// limit.
    /// </summary>
    public LocalDate? PublishedBy { get; init; }

    /// <summary>Statuses of the requested figures; empty for all.</summary>
    public IReadOnlyList<string> Statuses { get; init; } = [];

    /// <summary>
    /// Whether aggregates use the same States in all periods: those with a complete figure in every period in which any member has one.
    /// </summary>
    public bool FixedPanel { get; init; }

    /// <summary>The position after which the answer continues; null for its beginning.</summary>
    public PageCursor? After { get; init; }

    /// <summary>The greatest number of figures; null for all.</summary>
    public int? Take { get; init; }

    /// <summary>True to compare each figure with the same period of the year before.</summary>
    public bool Growth { get; init; }

    /// <summary>Only this many of the newest figures of each series; null for all.</summary>
    public int? LastNObservations { get; init; }
}
