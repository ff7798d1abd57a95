namespace Observatory.Warehouse.Keeping;

/// <summary>How a database, a home and a file store stand to one another.</summary>
public enum Bond
{
    /// <summary>All three remember the same identity.</summary>
    Same,

    /// <summary>Nothing speaks against it, and home or store have not yet been told.</summary>
    New,

    /// <summary>Home or store hold what belongs to a database, and this one holds nothing.</summary>
    Empty,

    /// <summary>Home or store belong to another database.</summary>
    Foreign,
}

/// <summary>What <see cref="Belonging"/> found.</summary>
/// <param name="Database">Identity of the database; null where it has none yet.</param>
/// <param name="Remembered">Identity that the place remembers; null where it remembers none.</param>
/// <param name="Place">Folder that was compared: where it does not belong here, that of the home or that of the store.</param>
public sealed record BelongingReport(Bond Bond, Guid? Database, Guid? Remembered, string Place);
