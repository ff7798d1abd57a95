namespace Observatory.Warehouse.Database;

/// <summary>The known state of a replica.</summary>
public enum ReplicaState
{
    /// <summary>Unknown: it was not checked recently.</summary>
    Unknown,

    /// <summary>Used: its state is not older than the limit.</summary>
    Fresh,

    /// <summary>Used: it is not a replica but the primary itself, under another address or login.</summary>
    Same,

    /// <summary>Used because its primary does not respond; the age of its state is unknown.</summary>
    Alone,

    /// <summary>Not used: its state may be older than the limit.</summary>
    Behind,

    /// <summary>Not used: it does not respond.</summary>
    Down,

    /// <summary>Not used: it follows another primary or none, or has diverged.</summary>
    Foreign,
}

/// <summary>A replica at its last check.</summary>
/// <param name="Place">Host and port, without secrets.</param>
/// <param name="Lag">The greatest possible age of its state; null if unknown.</param>
/// <param name="Failure">Why it, or its primary, does not respond; null if both do.</param>
public sealed record ReplicaReport(string Place, ReplicaState State, TimeSpan? Lag, string? Failure)
{
    public bool IsRead => State is ReplicaState.Fresh or ReplicaState.Same or ReplicaState.Alone;
}
