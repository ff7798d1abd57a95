using Microsoft.Extensions.Logging;

namespace Observatory.Warehouse;

/// <summary>Every log line of the warehouse. Event ids are never used again; no line holds the contents of a cell.</summary>
internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Information, "Submission {Number} of {Feed} read: {Observations} figures, {Findings} findings, {Seconds:0.0} s")]
    public static partial void SubmissionRead(this ILogger logger, int number, string feed, int observations, int findings, double seconds);

    [LoggerMessage(1002, LogLevel.Information, "Submission {Number} loaded: {Added} added, {Revised} revised, {Withdrawn} withdrawn, {Unchanged} unchanged, {Seconds:0.0} s")]
    public static partial void SubmissionLoaded(this ILogger logger, int number, int added, int revised, int withdrawn, int unchanged, double seconds);

    [LoggerMessage(1003, LogLevel.Warning, "Feed {Feed} failed: {Failure}")]
    public static partial void FeedFailed(this ILogger logger, string feed, string failure);
}
