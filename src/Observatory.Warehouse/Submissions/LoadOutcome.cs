namespace Observatory.Warehouse.Submissions;

/// <summary>The outcome of a request to load.</summary>
public enum LoadOutcome
{
    /// <summary>
    /// There was nothing to do: the submission is not approved, another worker has it, or its staged figures were lost in a crash of the
    /// database server and are read again.
    /// </summary>
    Nothing,

    /// <summary>Its figures are public.</summary>
    Loaded,

    /// <summary>Another load of the same office is running. The submission waits as before, and no attempt was counted.</summary>
    Busy,

    /// <summary>A newer version was loaded in the meantime: a person has to approve the older one again, and name the newer one.</summary>
    NewerLoaded,
}
