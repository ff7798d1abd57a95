using NodaTime;
using Observatory.Core.Series;

namespace Observatory.Warehouse.Questions;

/// <summary>
/// The parameters of the statement that fetches figures: a part of a resolved question, widened by stages that need more than they return.
/// </summary>
public sealed record FetchQuestion
{
    public required IReadOnlyList<string> Indicators { get; init; }

    /// <summary>Codes of areas; groups are resolved to their members.</summary>
    public required IReadOnlyList<string> Areas { get; init; }
    public required Frequency Frequency { get; init; }

    /// <summary>First period, inclusive; null for no limit.</summary>
    public TimePeriod? From { get; init; }

    /// <summary>Last period, inclusive; null for no limit.</summary>
    public TimePeriod? To { get; init; }

    /// <summary>As <see cref="ObservationQuery.Breakdown"/>.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Breakdown { get; init; }

    /// <summary>As <see cref="ObservationQuery.Sources"/>.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>The vintage of the answer.</summary>
    public required int Vintage { get; init; }

    /// <summary>True if no newer vintage was known when the question was resolved.</summary>
    public required bool IsNewest { get; init; }

    /// <summary>As <see cref="ObservationQuery.PublishedBy"/>; null for no limit.</summary>
    public LocalDate? PublishedBy { get; init; }

    /// <summary>Only this many of the newest figures of each series, and one earlier figure with a value besides; null for all.</summary>
    public int? LastNObservations { get; init; }

    /// <summary>Only figures from this one's indicator, area and source on; null for all.</summary>
    public PageCursor? After { get; init; }

    /// <summary>The greatest number of figures; null for all.</summary>
    public int? Take { get; init; }

    /// <summary>True if the question is about current figures: then stored sums can be used.</summary>
    public bool IsNow => IsNewest && PublishedBy is null;

    public bool Asks(string dimension, string member) =>
        Breakdown.TryGetValue(dimension, out var members)
            ? members.Contains(ObservationQuery.Every) || members.Contains(member)
            : member == BreakdownDimensions.Total;

    public bool Asks(Breakdown breakdown)
    {
        for (var i = 0; i < BreakdownDimensions.All.Count; i++)
            if (!Asks(BreakdownDimensions.All[i], breakdown[i]))
                return false;
        return true;
    }
}
