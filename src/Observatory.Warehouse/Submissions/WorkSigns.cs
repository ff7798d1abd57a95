using NodaTime;

namespace Observatory.Warehouse.Submissions;

/// <summary>What shows whether workers work, by the clock of the database.</summary>
public sealed record WorkSigns
{
    /// <summary>
    /// After so long something should have been done: workers look every few seconds, and through everything once a minute.
    /// </summary>
    public static readonly Duration Patience = Duration.FromMinutes(3);

    public required Instant Now { get; init; }

    /// <summary>When a worker last looked through all that waits; null before the first time.</summary>
    public Instant? SweptAt { get; init; }

    /// <summary>Since when that submission could be worked on which has been waiting for a worker longest; null where none waits.</summary>
    public Instant? OldestDue { get; init; }

    /// <summary>How many submissions a living worker has at the moment.</summary>
    public required int WorkedOn { get; init; }

    /// <summary>Null before the first sweep.</summary>
    public Duration? SweepAge => SweptAt is { } at ? Now - at : null;

    /// <summary>Whether something waits that nobody takes.</summary>
    public bool StandsStill => WorkedOn == 0 && OldestDue is { } due && Now - due > Patience;
}
