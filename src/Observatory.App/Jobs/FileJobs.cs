using Hangfire;
using Observatory.App.Composition;

namespace Observatory.App.Jobs;

/// <summary>Maintains stored files. A round that fails is not retried, because the next one covers it.</summary>
[AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
[Queue(Outgoing.Queue)]
public sealed class FileJobs(Platform platform)
{
    public const string EveryTenMinutes = "*/10 * * * *";

    /// <summary>
    /// Compares some stored files with their checksums, and deletes received files that never became part of a submission.
    /// </summary>
    public Task ScrubAsync(CancellationToken cancellation) => platform.Scrub.RunAsync(cancellation);
}
