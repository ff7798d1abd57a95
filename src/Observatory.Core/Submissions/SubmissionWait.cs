namespace Observatory.Core.Submissions;

/// <summary>Whom an open submission waits for.</summary>
public enum SubmissionWait
{
    /// <summary>A worker, which takes it up by itself; the sweep finds what nobody does.</summary>
    Worker,

    /// <summary>Its office, to say what is behind its warnings; a reviewer may decide without.</summary>
    Acknowledgement,

    /// <summary>Somebody who did not send it, to agree to it or return it.</summary>
    Review,

    /// <summary>Whoever runs the Observatory, to remove the cause and have it tried again.</summary>
    Operator,
}
