namespace Observatory.Core.Access;

/// <summary>Something that not everybody may do. An address of the API names the one it needs.</summary>
public enum Permission
{
    /// <summary>Ask for what is published.</summary>
    QueryPublished,

    /// <summary>Send files, and withdraw what one has sent oneself.</summary>
    Submit,

    /// <summary>Read a submission: its state, findings, changes and marked files.</summary>
    ReadSubmission,

    /// <summary>Say something of a submission to those who may read it.</summary>
    Comment,

    /// <summary>Agree to a submission that somebody else has sent, or send it back.</summary>
    Review,

    /// <summary>Create, list and revoke keys.</summary>
    ManageKeys,

    /// <summary>Say who may do what.</summary>
    ManagePeople,

    /// <summary>Say how much an office may send.</summary>
    ManageLimits,

    /// <summary>Say who is told of what happens to an office.</summary>
    ManageSubscriptions,

    /// <summary>Read who did what and when.</summary>
    ReadAudit,

    /// <summary>See what workers do and have done.</summary>
    SeeJobs,
}

/// <summary>How far a permission goes.</summary>
public enum Reach
{
    None,

    /// <summary>What belongs to the country of one's office.</summary>
    OwnCountry,
    All,
}
