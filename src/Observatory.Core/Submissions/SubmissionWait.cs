namespace Observatory.Core.Submissions;

/// <summary>Whom an open submission waits for.</summary>
public enum SubmissionWait
{
    /// <summary>A worker, which continues by itself; a periodic sweep finds submissions that no worker has taken.</summary>
    Worker,

    /// <summary>Its office, to explain its warnings; a reviewer may decide without the explanation.</summary>
    Acknowledgement,

    /// <summary>A person who did not send it, to approve or return it.</summary>
    Review,

    /// <summary>The operator, to remove the cause of a failure and retry it.</summary>
    Operator,
}
