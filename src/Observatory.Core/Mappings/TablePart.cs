namespace Observatory.Core.Mappings;

/// <summary>Where a row is in relation to a table of its sheet.</summary>
internal enum TablePart
{
    /// <summary>No header was found yet.</summary>
    AboveHeader,

    /// <summary>The rows belong to the table.</summary>
    Body,

    /// <summary>The table has ended; another block may follow if the mapping says so.</summary>
    BelowEnd,
}
