using System.Data.Common;
using System.Diagnostics;
using Npgsql;

namespace Observatory.Warehouse.Database;

/// <summary>
/// Judges one replica, once a second for as long as anybody reads, on connections of its own. Nobody who reads waits for it: a judgement
/// that has grown old counts as none.
/// </summary>
internal sealed class ReplicaWatch : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>After a look that found the replica silent: a dead host is not asked every second.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    /// <summary>How long a judgement counts: the interval, and the longest that a look can take.</summary>
    private static readonly TimeSpan Trust = TimeSpan.FromSeconds(4);

    /// <summary>How long one server may take to answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Nobody has read for so long: the watch rests.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    private readonly NpgsqlDataSource _primary;
    private readonly NpgsqlDataSource _replica;
    private readonly ReplicaLag _lag = new();
    private readonly string _place;
    private readonly TimeSpan _limit;
    private readonly Action<ReplicaReport, ReplicaReport> _changed;
    private readonly CancellationTokenSource _over = new();
    private readonly SemaphoreSlim _turn = new(1);
    private ReplicaReport _told;
    private Judgement _last;
    private long _askedAt;
    private long _doubtedAt = long.MinValue;
    private int _watching;
    private Task _loop = Task.CompletedTask;

    /// <param name="primary">To ask the primary by; owned from now on, as <paramref name="replica"/> is.</param>
    /// <param name="limit">How old the replica's state may be.</param>
    /// <param name="changed">Told of every new state, and of the one before.</param>
    public ReplicaWatch(
        NpgsqlDataSource primary,
        NpgsqlDataSource replica,
        string place,
        TimeSpan limit,
        Action<ReplicaReport, ReplicaReport> changed
    )
    {
        (_primary, _replica, _place, _limit, _changed) = (primary, replica, place, limit, changed);
        _told = new ReplicaReport(place, ReplicaState.Unknown, null, null);
        _last = new Judgement(_told, long.MinValue);
    }

    /// <summary>The newest judgement while it counts; Unknown otherwise. Asking keeps the watch awake.</summary>
    public ReplicaReport Look()
    {
        var now = Environment.TickCount64;
        Volatile.Write(ref _askedAt, now);
        if (Interlocked.CompareExchange(ref _watching, 1, 0) == 0)
            _loop = Task.Run(WatchAsync);
        var last = Volatile.Read(ref _last);
        return last.At > Volatile.Read(ref _doubtedAt) && now - last.At <= Trust.TotalMilliseconds
            ? last.Report
            : new ReplicaReport(_place, ReplicaState.Unknown, null, last.Report.Failure);
    }

    /// <summary>A reader was not served: no judgement made before counts any more.</summary>
    public void Doubt() => Volatile.Write(ref _doubtedAt, Environment.TickCount64);

    /// <summary>Looks now and waits for the answer; a replica not seen level yet is looked at again.</summary>
    public async Task<ReplicaReport> ExamineAsync(CancellationToken cancellation)
    {
        for (var look = 0; ; look++)
        {
            var report = await JudgeAsync(cancellation);
            var isOpen = report.State == ReplicaState.Unknown || (report.State == ReplicaState.Behind && report.Lag is null);
            if (!isOpen || look == 3)
                return report;
            await Task.Delay(Interval, cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _loop;
        await _replica.DisposeAsync();
        await _primary.DisposeAsync();
        _over.Dispose();
        _turn.Dispose();
    }

    private async Task WatchAsync()
    {
        try
        {
            while (Environment.TickCount64 - Volatile.Read(ref _askedAt) < Rest.TotalMilliseconds)
            {
                var report = await JudgeAsync(_over.Token);
                await Task.Delay(report.State == ReplicaState.Down ? Pause : Interval, _over.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The source is closed.
        }
        finally
        {
            Volatile.Write(ref _watching, 0);
        }
    }

    private async Task<ReplicaReport> JudgeAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            var started = Environment.TickCount64;
            // The primary first: whatever the replica then has beyond that, it was level at this moment.
            var at = Stopwatch.GetElapsedTime(0);
            var (primary, silence) = await AskAsync(_primary, cancellation);
            var (replica, failure) = await AskAsync(_replica, cancellation);
            var report = Judge(at, primary, silence, replica, failure);
            Volatile.Write(ref _last, new Judgement(report, started));
            if (report.State != ReplicaState.Unknown && report.State != _told.State)
            {
                _changed(_told, report);
                _told = report;
            }
            return report;
        }
        finally
        {
            _turn.Release();
        }
    }

    private ReplicaReport Judge(TimeSpan at, ServerPosition? primary, string? silence, ServerPosition? replica, string? failure)
    {
        if (replica is null)
            return Report(ReplicaState.Down, null, failure);
        if (primary is null)
            return Report(ReplicaState.Alone, _lag.At(Stopwatch.GetElapsedTime(0)), silence);
        if (replica.System != primary.System || (!replica.InRecovery && replica.Started != primary.Started))
            return Report(ReplicaState.Foreign, null, null);
        if (!replica.InRecovery)
            return Report(ReplicaState.Same, TimeSpan.Zero, null);
        _lag.Note(at, primary, replica);
        if (!_lag.IsKnown)
            return Report(ReplicaState.Unknown, null, null);
        if (_lag.HasDiverged)
            return Report(ReplicaState.Foreign, null, null);
        var lag = _lag.At(Stopwatch.GetElapsedTime(0));
        // Coming back asks for more than staying does: else one that hovers about the limit would come and go.
        var limit = _told.State == ReplicaState.Fresh ? _limit : _limit * 0.6;
        return Report(lag <= limit ? ReplicaState.Fresh : ReplicaState.Behind, lag, null);
    }

    private ReplicaReport Report(ReplicaState state, TimeSpan? lag, string? failure) => new(_place, state, lag, failure);

    private static async Task<(ServerPosition? Position, string? Failure)> AskAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        try
        {
            return await AskPatientlyAsync(source, cancellation).WaitAsync(Patience, cancellation);
        }
        catch (TimeoutException)
        {
            // The driver still waits for word that its giving up was heard; it may do so without us.
            return (null, "no answer");
        }
    }

    private static async Task<(ServerPosition? Position, string? Failure)> AskPatientlyAsync(
        NpgsqlDataSource source,
        CancellationToken cancellation
    )
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            await using var connection = await source.OpenConnectionAsync(patience.Token);
            return (await ReplicaQueries.Position.OneAsync(connection, null, patience.Token), null);
        }
        catch (Exception fault)
            when (fault is DbException or TimeoutException or IOException or InvalidOperationException
                || (fault is OperationCanceledException && !cancellation.IsCancellationRequested)
            )
        {
            return (null, fault is OperationCanceledException ? "no answer" : fault.Message);
        }
    }

    private sealed record Judgement(ReplicaReport Report, long At);
}
