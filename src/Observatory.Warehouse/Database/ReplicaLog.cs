using Microsoft.Extensions.Logging;

namespace Observatory.Warehouse.Database;

/// <summary>The log messages about replicas. Event ids are never reused.</summary>
internal static partial class ReplicaLog
{
    [LoggerMessage(1011, LogLevel.Information, "Replica {Place} is read: {State}, {Lag:0.0} s behind at most")]
    public static partial void ReplicaRead(this ILogger logger, string place, ReplicaState state, double lag);

    [LoggerMessage(1012, LogLevel.Warning, "Replica {Place} is not read, the primary is: {State} {Why}")]
    public static partial void ReplicaLeft(this ILogger logger, string place, ReplicaState state, string why);

    [LoggerMessage(1013, LogLevel.Warning, "Replica {Place} is read although its primary does not answer: {Failure}")]
    public static partial void ReplicaAlone(this ILogger logger, string place, string failure);

    /// <summary>The same level as the message that it was left, so that readers of one find the other.</summary>
    [LoggerMessage(1014, LogLevel.Warning, "Replica {Place} is read again: {State}, {Lag:0.0} s behind at most")]
    public static partial void ReplicaReadAgain(this ILogger logger, string place, ReplicaState state, double lag);
}
