namespace Observatory.Core.Access;

/// <summary>A role of a person or key. A person may have several; their rights add up.</summary>
public enum Role
{
    /// <summary>The public: callers who have not signed in.</summary>
    Anonymous,

    /// <summary>Queries published figures, with higher limits than the public.</summary>
    Analyst,

    /// <summary>Sends an office's files.</summary>
    Uploader,

    /// <summary>Approves, for an office, what another person of that office has sent.</summary>
    Approver,

    /// <summary>Maintains mappings and comparative tables.</summary>
    Editor,

    /// <summary>Releases what is published.</summary>
    Publisher,

    /// <summary>Manages people, keys and limits, and sees no unpublished figure.</summary>
    Admin,

    /// <summary>Whoever runs a command on the machine itself, and the parts of the program that act without a person.</summary>
    Operator,
}
