using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using Hangfire;
using Observatory.App.Composition;
using Observatory.Warehouse.Submissions;
using Observatory.Warehouse.Watching;

namespace Observatory.App.Watching;

/// <summary>
/// The queues of submissions and of jobs as gauges. They are measured every fifteen seconds, independently of who reads the metrics. While
/// the database is unavailable, the last numbers stay and <c>observatory.queues.age</c> grows.
/// </summary>
internal sealed class QueueGauges : BackgroundService
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(15);
    private static readonly string[] States = ["Received", "Processing", "Staged", "Approved", "Loading", "Failed"];

    private readonly Platform _platform;
    private readonly JobStorage _storage;
    private readonly Meter _meter = new(Telemetry.Name);
    private FrozenDictionary<string, QueueRow> _queues = FrozenDictionary<string, QueueRow>.Empty;
    private (string State, long Jobs)[] _jobs = [];
    private long _servers;
    private long _asked = Environment.TickCount64;

    public QueueGauges(Platform platform, JobStorage storage)
    {
        (_platform, _storage) = (platform, storage);
        _meter.CreateObservableGauge(
            "observatory.submissions.waiting",
            () =>
                States.Select(s => new Measurement<long>(
                    _queues.TryGetValue(s, out var row) ? row.Waiting : 0,
                    new KeyValuePair<string, object?>("state", s)
                )),
            "{submission}",
            "Submissions in a state in which they wait"
        );
        _meter.CreateObservableGauge(
            "observatory.submissions.oldest",
            () =>
                States.Select(s => new Measurement<double>(
                    _queues.TryGetValue(s, out var row) ? row.OldestSeconds : 0,
                    new KeyValuePair<string, object?>("state", s)
                )),
            "s",
            "Time for which the oldest submission of a state has waited"
        );
        _meter.CreateObservableGauge(
            "observatory.jobs",
            () => _jobs.Select(j => new Measurement<long>(j.Jobs, new KeyValuePair<string, object?>("state", j.State))),
            "{job}",
            "Jobs in the job store"
        );
        _meter.CreateObservableGauge("observatory.job.servers", () => _servers, "{server}", "Servers whose workers the job store knows");
        _meter.CreateObservableGauge(
            "observatory.queues.age",
            () => (Environment.TickCount64 - Volatile.Read(ref _asked)) / 1000.0,
            "s",
            "Time since the queues were last asked for"
        );
    }

    /// <summary>Measures the queues once.</summary>
    public async Task AskAsync(CancellationToken cancellation)
    {
        _queues = (await _platform.Queues.ListAsync(cancellation)).ToFrozenDictionary(q => q.State);
        var statistics = _storage.GetMonitoringApi().GetStatistics();
        _jobs =
        [
            ("enqueued", statistics.Enqueued),
            ("scheduled", statistics.Scheduled),
            ("processing", statistics.Processing),
            ("failed", statistics.Failed),
        ];
        _servers = statistics.Servers;
        Volatile.Write(ref _asked, Environment.TickCount64);
    }

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Between);
        do
        {
            try
            {
                await AskAsync(stoppingToken);
            }
            catch (Exception fault)
                when (fault is System.Data.Common.DbException or InvalidOperationException or TimeoutException or IOException)
            {
                // The database is unavailable; readiness and the age of these numbers show it.
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
