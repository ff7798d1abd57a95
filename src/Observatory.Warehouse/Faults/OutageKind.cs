namespace Observatory.Warehouse.Faults;

/// <summary>
/// What stands in the way of the work. None of these is a fault of a file, of its sender or of a question; each may pass by itself.
/// </summary>
public enum OutageKind
{
    /// <summary>The disk of the file store, or of this machine's scratch files, has no room left.</summary>
    StorageFull,

    /// <summary>The file store cannot be read or written: a broken disk, one that is read-only now, a right that is missing.</summary>
    StorageBroken,

    /// <summary>The disk of the database has no room left.</summary>
    DatabaseFull,

    /// <summary>The database stops, starts, recovers or cannot be reached.</summary>
    DatabaseAway,

    /// <summary>The database answers, but has no connection, lock, memory or time for this now.</summary>
    DatabaseBusy,
}
