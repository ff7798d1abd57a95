namespace Observatory.Warehouse.Faults;

/// <summary>
/// The kinds of outages. None is the fault of a file, its sender or a question; each may end by itself.
/// </summary>
public enum OutageKind
{
    /// <summary>The disk of the file store, or of this machine's scratch files, is full.</summary>
    StorageFull,

    /// <summary>The file store cannot be read or written: the disk is broken or read-only, or a right is missing.</summary>
    StorageBroken,

    /// <summary>The disk of the database is full.</summary>
    DatabaseFull,

    /// <summary>The database stops, starts, recovers or cannot be reached.</summary>
    DatabaseAway,

    /// <summary>The database responds, but has no connection, lock, memory or time at the moment.</summary>
    DatabaseBusy,
}
