namespace Observatory.Core.Access;

/// <summary>An action that only some roles may do. Each API address names the permission that it requires.</summary>
public enum Permission
{
    /// <summary>Query published figures.</summary>
    QueryPublished,

    /// <summary>Send files, and withdraw one's own submissions.</summary>
    Submit,

    /// <summary>Read a submission: its state, findings, changes and marked files.</summary>
    ReadSubmission,

    /// <summary>Write a comment on a submission, for those who may read it.</summary>
    Comment,

    /// <summary>Approve or return a submission that somebody else has sent.</summary>
    Review,

    /// <summary>Create, list and revoke keys.</summary>
    ManageKeys,

    /// <summary>Assign roles to people.</summary>
    ManagePeople,

    /// <summary>Set how much an office may send.</summary>
    ManageLimits,

    /// <summary>Set who is notified of events of an office.</summary>
    ManageSubscriptions,

    /// <summary>Read who did what and when.</summary>
    ReadAudit,

    /// <summary>See the running and finished jobs of the workers.</summary>
    SeeJobs,
}

/// <summary>Whose data a permission covers.</summary>
public enum Reach
{
    None,

    /// <summary>The data of the country of one's own office.</summary>
    OwnCountry,
    All,
}
