using Hangfire;
using Observatory.App.Composition;

namespace Observatory.App.Jobs;

/// <summary>Looks after what is stored. A round that fails is made up for by the next.</summary>
[AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
[Queue(Outgoing.Queue)]
public sealed class FileJobs(Platform platform)
{
    public const string EveryTenMinutes = "*/10 * * * *";

    /// <summary>Compares some stored files with their checksums, and clears what arrived and was never kept.</summary>
    public Task ScrubAsync(CancellationToken cancellation) => platform.Scrub.RunAsync(cancellation);
}
