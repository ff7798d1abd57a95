using Hangfire;
using Observatory.App.Composition;
using Observatory.Warehouse.Submissions;

namespace Observatory.App.Jobs;

/// <summary>What Hangfire calls: one line each, identifiers only. Retrying is the submission's own business, not the job store's.</summary>
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
            // Whoever found the office busy went away: its turn has come, however this load ended.
            if (outcome != LoadOutcome.Busy && await platform.Loader.NextInTurnAsync(id, CancellationToken.None) is { } next)
                workers.Load(next);
        }
        workers.Deliver();
    }
}

/// <summary>Fetches one scheduled source. A source that fails is tried again when its own row says so.</summary>
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
/// The sweep: whatever waits, or was left by a worker that died, is given to a worker again; sources that are due are fetched.
/// </summary>
[AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
public sealed class SweepJobs(Platform platform, IWakeWorkers workers, IBackgroundJobClient jobs, ILogger<SweepJobs> log)
{
    public const string Hourly = "43 * * * *";

    /// <summary>Clears what is older than it is kept.</summary>
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
