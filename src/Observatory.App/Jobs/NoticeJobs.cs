using Hangfire;
using Observatory.App.Composition;

namespace Observatory.App.Jobs;

/// <summary>
/// Reminds offices of what is late and of what waits for them, and delivers what is due. A delivery that fails is tried again when its own
/// row says so.
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
