namespace Observatory.Warehouse.Loading;

/// <summary>What came of asking for a load.</summary>
public enum LoadOutcome
{
    /// <summary>
    /// There was nothing to do: it is not approved, or another worker has it, or its figures went with the database server and are read
    /// again.
    /// </summary>
    Nothing,

    /// <summary>Its figures are public.</summary>
    Loaded,

    /// <summary>Another load of the same office is at work. The submission still waits as it did, and no attempt was counted.</summary>
    Busy,

    /// <summary>
    /// A newer version was loaded in between: a person has to agree to the older one once more, and to name the newer one.
    /// </summary>
    NewerLoaded,
}
