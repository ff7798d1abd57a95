using Hangfire;
using Observatory.App.Composition;

namespace Observatory.App.Jobs;

/// <summary>
/// Reminds offices of overdue figures and waiting submissions, and delivers due notices. A delivery that fails is retried at the time that
/// its own row gives.
/// </summary>
[AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
[Queue(Outgoing.Queue)]
public sealed class NoticeJobs(Platform platform, IWakeWorkers workers)
{
    public const string Hourly = "17 * * * *";

    public async Task RemindAsync(CancellationToken cancellation)
    {
        var late = await platform.Reminders.RunAsync(cancellation);
        var waiting = await platform.Waits.RunAsync(cancellation);
        if (late.Count + waiting.Count > 0)
            workers.Deliver();
    }

    public Task DeliverAsync(CancellationToken cancellation) => platform.Courier.RunAsync(cancellation);
}
