using Hangfire;
using Observatory.App.Composition;
using Observatory.Warehouse.Submissions;

namespace Observatory.App.Jobs;

/// <summary>
/// The jobs that Hangfire runs: one line each, with identifiers only. The submission's row, not the job store, schedules retries.
/// </summary>
[AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
public sealed class SubmissionJobs(Platform platform, IWakeWorkers workers)
{
    public async Task ProcessAsync(Guid id, CancellationToken cancellation)
    {
        await platform.Pipeline.ProcessAsync(id, cancellation);
        workers.Deliver();
    }

    public async Task LoadAsync(Guid id, CancellationToken cancellation)
    {
        var outcome = LoadOutcome.Nothing;
        try
        {
            outcome = await platform.Loader.TryLoadAsync(id, cancellation);
        }
        finally
        {
            // Loads that found the office busy have given up: start the next one, however this load ended.
            if (outcome != LoadOutcome.Busy && await platform.Loader.NextInTurnAsync(id, CancellationToken.None) is { } next)
                workers.Load(next);
        }
        workers.Deliver();
    }
}

/// <summary>Fetches one scheduled source. A source that fails is retried at the time that its own row gives.</summary>
[AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
[Queue(Outgoing.Queue)]
public sealed class FeedJobs(Platform platform, IWakeWorkers workers)
{
    public async Task RunAsync(string feed, CancellationToken cancellation)
    {
        var run = await platform.Feeds.RunAsync(feed, cancellation);
        foreach (var submission in run.New)
            workers.Process(submission.SubmissionId);
    }
}

/// <summary>
/// The sweep: gives waiting submissions, and those whose worker died, to a worker again, and fetches due sources.
/// </summary>
[AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
public sealed class SweepJobs(Platform platform, IWakeWorkers workers, IBackgroundJobClient jobs, ILogger<SweepJobs> log)
{
    public const string Hourly = "43 * * * *";

    /// <summary>Deletes what is older than its retention time.</summary>
    public Task ForgetAsync(CancellationToken cancellation) => platform.Retention.SweepAsync(cancellation);

    public async Task RunAsync(CancellationToken cancellation)
    {
        var work = await platform.Sweep.FindAsync(cancellation);
        foreach (var id in work.ToProcess)
            workers.Process(id);
        foreach (var id in work.ToLoad)
            workers.Load(id);
        var due = await platform.Feeds.DueAsync(cancellation);
        foreach (var feed in due)
            jobs.Enqueue<FeedJobs>(j => j.RunAsync(feed, CancellationToken.None));
        await platform.StoredResponses.SweepAsync(cancellation);
        if (await platform.Courier.IsDueAsync(cancellation))
            workers.Deliver();
        log.Swept(work.ToProcess.Count, work.ToLoad.Count, due.Count);
    }
}

/// <summary>Wakes workers through the job store.</summary>
internal sealed class HangfireWorkers(IBackgroundJobClient jobs) : IWakeWorkers
{
    public void Process(Guid submission) => jobs.Enqueue<SubmissionJobs>(j => j.ProcessAsync(submission, CancellationToken.None));

    public void Load(Guid submission) => jobs.Enqueue<SubmissionJobs>(j => j.LoadAsync(submission, CancellationToken.None));

    public void Deliver() => jobs.Enqueue<NoticeJobs>(j => j.DeliverAsync(CancellationToken.None));
}
