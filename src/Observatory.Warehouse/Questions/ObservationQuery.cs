using NodaTime;
using Observatory.Core.Series;

namespace Observatory.Warehouse.Questions;

/// <summary>
/// A question as it was asked, in codes: the words are those of <c>/v1/observations</c>. <see cref="QuestionResolver"/> checks every code.
/// </summary>
public sealed record ObservationQuery
{
    /// <summary>All members of a dimension, or all sources.</summary>
    public const string Every = "*";

    /// <summary>Before the code of a group whose members are asked for beside its aggregate.</summary>
    public const string GroupPrefix = "group:";

    public required IReadOnlyList<string> Indicators { get; init; }

    /// <summary>
    /// Area codes; empty for all States. <c>group:CODE</c> asks for the members of a group, in the years in which they were members, and
    /// its aggregate; the code of a group alone for the aggregate.
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

    /// <summary>The place after which the answer goes on; null for its beginning.</summary>
    public PageCursor? After { get; init; }

    /// <summary>Figures at most; null for all.</summary>
    public int? Take { get; init; }

    /// <summary>True where each figure is to be compared with the same period of the year before.</summary>
    public bool Growth { get; init; }

    /// <summary>Only so many of the newest figures of each series; null for all.</summary>
    public int? LastNObservations { get; init; }
}
