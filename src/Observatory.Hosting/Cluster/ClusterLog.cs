using Microsoft.Extensions.Logging;

namespace Observatory.Hosting.Cluster;

/// <summary>Log messages about the private database. Event ids are never reused.</summary>
internal static partial class ClusterLog
{
    [LoggerMessage(
        3001,
        LogLevel.Error,
        "The private database of {Home} has died; it is started again ({Times} of at most {Most} times in ten minutes)"
    )]
    public static partial void ClusterDied(ILogger logger, string home, int times, int most);

    [LoggerMessage(3002, LogLevel.Warning, "The private database of {Home} runs again as process {Process}")]
    public static partial void ClusterRevived(ILogger logger, string home, int process);
}
