using NodaTime;

namespace Observatory.Warehouse.Records;

/// <summary>The signs of whether workers are running, by the clock of the database.</summary>
public sealed record WorkSigns
{
    /// <summary>
    /// Within this time something should have been done: workers look every few seconds, and through everything once a minute.
    /// </summary>
    public static readonly Duration Patience = Duration.FromMinutes(3);

    public required Instant Now { get; init; }

    /// <summary>When a worker last looked through everything that waits; null before the first time.</summary>
    public Instant? SweptAt { get; init; }

    /// <summary>Since when the submission that has waited longest for a worker has been due; null if none waits.</summary>
    public Instant? OldestDue { get; init; }

    /// <summary>How many submissions live workers have at the moment.</summary>
    public required int WorkedOn { get; init; }

    /// <summary>Null before the first sweep.</summary>
    public Duration? SweepAge => SweptAt is { } at ? Now - at : null;

    /// <summary>Whether something waits that no worker takes.</summary>
    public bool StandsStill => WorkedOn == 0 && OldestDue is { } due && Now - due > Patience;
}
