using Hangfire;
using NodaTime;
using Observatory.App.Composition;
using Observatory.Warehouse.Faults;

namespace Observatory.App.Jobs;

/// <summary>
/// Wakes workers independently of the job store's schedule, which stops for minutes after a crash. Every two seconds each server looks for
/// work that became due since it last looked; once a minute one server looks through all of it. After a restart of the database server, it
/// has submissions read again whose staged figures were lost.
/// </summary>
internal sealed class Waking(
    Platform platform,
    JobStorage storage,
    IRecurringJobManager schedule,
    IWakeWorkers workers,
    SweepJobs sweep,
    ILogger<Waking> log
) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly Duration SweepEach = Duration.FromSeconds(55);

    private bool _isScheduled;
    private Instant? _looked;
    private Instant? _serverStarted;
    private Instant _swept = Instant.MinValue;

    /// <summary>Looks once. Anything that fails is done the next time.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        if (!_isScheduled)
        {
            await ClearAsync(isStart: true, cancellation);
            Schedule();
            _isScheduled = true;
        }
        var started = await platform.Sweep.ServerStartedAsync(cancellation);
        if (started != _serverStarted)
        {
            var lost = await platform.Sweep.ReadAgainWhatWasLostAsync(cancellation);
            if (lost > 0)
                log.ReadAgain(lost);
            _serverStarted = started;
        }
        var (due, until) = await platform.Sweep.FindDueAgainAsync(_looked, cancellation);
        foreach (var id in due.ToProcess)
            workers.Process(id);
        foreach (var id in due.ToLoad)
            workers.Load(id);
        _looked = until;
        if (until >= _swept && until - _swept < SweepEach)
            return;
        // A server that has just started looks at once, even if another one has just done so.
        if (await platform.Sweep.BeginAsync(LeftBehind.ServerName, _swept == Instant.MinValue ? Duration.Zero : SweepEach, cancellation))
        {
            await ClearAsync(isStart: false, cancellation);
            await sweep.RunAsync(cancellation);
            await platform.Sweep.EndAsync(cancellation);
        }
        _swept = until;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Yield first, so that this does not delay the server's start.
        await Task.Yield();
        using var timer = new PeriodicTimer(Pause);
        try
        {
            do
            {
                try
                {
                    await LookAsync(stoppingToken);
                }
                catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
                {
                    if (Outage.Of(fault) is { } outage)
                        platform.Note(outage);
                    log.SweepFailed(fault);
                }
            } while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The server is stopping.
        }
    }

    private async Task ClearAsync(bool isStart, CancellationToken cancellation)
    {
        var locks = await LeftBehind.ClearAsync(storage, platform.Sweep, isStart, cancellation);
        if (locks > 0)
            log.LocksFreed(locks);
    }

    private void Schedule()
    {
        schedule.AddOrUpdate<SweepJobs>("retention", j => j.ForgetAsync(CancellationToken.None), SweepJobs.Hourly);
        schedule.AddOrUpdate<NoticeJobs>("reminders", j => j.RemindAsync(CancellationToken.None), NoticeJobs.Hourly);
        schedule.AddOrUpdate<FileJobs>("scrub", j => j.ScrubAsync(CancellationToken.None), FileJobs.EveryTenMinutes);
        // Earlier versions scheduled the sweep in the job store.
        schedule.RemoveIfExists("sweep");
    }
}

internal static partial class WakingLog
{
    [LoggerMessage(2006, LogLevel.Warning, "{Locks} locks of the job store were freed: their server has gone")]
    public static partial void LocksFreed(this ILogger logger, int locks);

    [LoggerMessage(2007, LogLevel.Warning, "The database server broke down: {Submissions} staged submissions are read again")]
    public static partial void ReadAgain(this ILogger logger, int submissions);

    [LoggerMessage(2002, LogLevel.Warning, "The sweep could not run; it tries again")]
    public static partial void SweepFailed(this ILogger logger, Exception exception);

    [LoggerMessage(2003, LogLevel.Information, "Sweep: {Process} to read, {Load} to load, {Feeds} feeds due")]
    public static partial void Swept(this ILogger logger, int process, int load, int feeds);
}
