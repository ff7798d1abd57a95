using Microsoft.Extensions.Logging;

namespace Observatory.Warehouse.Watching;

/// <summary>Every log message of the warehouse. Event ids are never reused; no message contains the content of a cell.</summary>
internal static partial class Log
{
    private static readonly Func<ILogger, int, string?, IDisposable?> SubmissionScope = LoggerMessage.DefineScope<int, string?>(
        "submission {Submission} of {Feed}"
    );

    /// <summary>Adds the submission and its feed to every message until it is disposed of.</summary>
    /// <param name="feed">Null if no mapping has read it yet.</param>
    public static IDisposable? Of(this ILogger logger, int number, string? feed) => SubmissionScope(logger, number, feed);

    [LoggerMessage(
        1001,
        LogLevel.Information,
        "Submission {Number} of {Feed} read: {Observations} figures, {Findings} findings, {Seconds:0.0} s"
    )]
    public static partial void SubmissionRead(this ILogger logger, int number, string feed, int observations, int findings, double seconds);

    [LoggerMessage(
        1002,
        LogLevel.Information,
        "Submission {Number} loaded: {Added} added, {Revised} revised, {Withdrawn} withdrawn, {Unchanged} unchanged, {Seconds:0.0} s"
    )]
    public static partial void SubmissionLoaded(
        this ILogger logger,
        int number,
        int added,
        int revised,
        int withdrawn,
        int unchanged,
        double seconds
    );

    [LoggerMessage(1004, LogLevel.Error, "Submission {Submission} waits, because of {Code}. {Places}")]
    public static partial void WorkStopped(this ILogger logger, Exception exception, Guid submission, string code, string places);

    [LoggerMessage(1003, LogLevel.Warning, "Feed {Feed} failed: {Failure}")]
    public static partial void FeedFailed(this ILogger logger, string feed, string failure);

    [LoggerMessage(1021, LogLevel.Warning, "Subscription {Subscription} to {Host} is delivered to no longer: {Because}")]
    public static partial void SubscriptionDisabled(this ILogger logger, Guid subscription, string host, string because);

    [LoggerMessage(
        1022,
        LogLevel.Warning,
        "A secret of subscription {Subscription} cannot be used: the key {Key} that it is sealed with is not in {Path}"
    )]
    public static partial void SecretSealed(this ILogger logger, Guid subscription, string key, string path);

    [LoggerMessage(
        1023,
        LogLevel.Information,
        "Cleared: {Deliveries} deliveries, {Events} events, {Secrets} secrets, {Progress} of readings, {Sessions} sessions"
    )]
    public static partial void Forgotten(this ILogger logger, int deliveries, int events, int secrets, int progress, int sessions);

    [LoggerMessage(
        1061,
        LogLevel.Error,
        "Stored file {Sha256} is {Fault} in {Folder}: send the same file again, or restore it from a backup"
    )]
    public static partial void StoredFileFaulty(this ILogger logger, string sha256, string fault, string folder);

    [LoggerMessage(1062, LogLevel.Information, "Cleared: {Files} files that had arrived in {Folder} and were never kept")]
    public static partial void ArrivingCleared(this ILogger logger, int files, string folder);

    [LoggerMessage(1015, LogLevel.Warning, "Those who watch submissions are told nothing for the moment: the database does not answer")]
    public static partial void WatchFailed(this ILogger logger, Exception exception);
}
