namespace Observatory.Warehouse.Database;

/// <summary>What is known of a replica.</summary>
public enum ReplicaState
{
    /// <summary>Nothing recent: it has not been looked at for a while.</summary>
    Unknown,

    /// <summary>It is read: what it shows is not older than the limit.</summary>
    Fresh,

    /// <summary>It is read: no replica at all but the primary itself, under another address or login.</summary>
    Same,

    /// <summary>It is read because its primary does not answer; how old its state is nobody can tell.</summary>
    Alone,

    /// <summary>It is not read: what it shows may be older than the limit.</summary>
    Behind,

    /// <summary>It is not read: it does not answer.</summary>
    Down,

    /// <summary>It is not read: it follows another primary, none, or has gone its own way.</summary>
    Foreign,
}

/// <summary>A replica as it was last seen.</summary>
/// <param name="Place">Host and port; no secrets.</param>
/// <param name="Lag">How old its state may be; null where that is not known.</param>
/// <param name="Failure">Why it, or its primary, does not answer; null where both do.</param>
public sealed record ReplicaReport(string Place, ReplicaState State, TimeSpan? Lag, string? Failure)
{
    public bool IsRead => State is ReplicaState.Fresh or ReplicaState.Same or ReplicaState.Alone;
}
