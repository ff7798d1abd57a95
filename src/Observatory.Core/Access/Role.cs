namespace Observatory.Core.Access;

/// <summary>What somebody is for the Observatory. One can be several; rights add up.</summary>
public enum Role
{
    /// <summary>Nobody has said who they are: the public.</summary>
    Anonymous,

    /// <summary>Asks for published figures, more often than the public may.</summary>
    Analyst,

    /// <summary>Sends an office's files.</summary>
    Uploader,

    /// <summary>Agrees for an office to what another person of it has sent.</summary>
    Approver,

    /// <summary>Keeps mappings and comparative tables.</summary>
    Editor,

    /// <summary>Signs what is published.</summary>
    Publisher,

    /// <summary>Looks after people, keys and limits, and sees no unpublished figure.</summary>
    Admin,

    /// <summary>Whoever runs a verb on the machine itself, and the parts of the program that act on their own.</summary>
    Operator,
}
