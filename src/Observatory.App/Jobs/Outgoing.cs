namespace Observatory.App.Jobs;

/// <summary>Jobs that call other servers, and may wait for them for minutes.</summary>
internal static class Outgoing
{
    public const string Queue = "outgoing";

    /// <summary>They wait more than they work.</summary>
    public const int Workers = 2;
}
