namespace Observatory.App.Jobs;

/// <summary>The queue of jobs that call other servers, and may wait for them for minutes.</summary>
internal static class Outgoing
{
    public const string Queue = "outgoing";

    /// <summary>Such jobs mostly wait, so two workers are enough.</summary>
    public const int Workers = 2;
}
