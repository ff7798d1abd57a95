namespace Observatory.Warehouse.Keeping;

/// <summary>The relation of a database, a home and a file store.</summary>
public enum Bond
{
    /// <summary>All three have the same identity.</summary>
    Same,

    /// <summary>Nothing contradicts that they belong together, but the home or the store does not have the identity yet.</summary>
    New,

    /// <summary>The home or the store belongs to a database with content, and this one is empty.</summary>
    Empty,

    /// <summary>The home or the store belongs to another database.</summary>
    Foreign,
}

/// <summary>The result of <see cref="Belonging"/>.</summary>
/// <param name="Database">Identity of the database; null if it has none yet.</param>
/// <param name="Remembered">Identity in the folder; null if it has none.</param>
/// <param name="Place">The folder that does not belong to the database, of the home or of the store; otherwise the home.</param>
public sealed record BelongingReport(Bond Bond, Guid? Database, Guid? Remembered, string Place);
