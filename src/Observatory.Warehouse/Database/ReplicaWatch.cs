using System.Data.Common;
using System.Diagnostics;
using Npgsql;

namespace Observatory.Warehouse.Database;

/// <summary>
/// Checks one replica once a second while anybody reads, on connections of its own. Readers never wait for a check: an old result counts as
/// unknown.
/// </summary>
internal sealed class ReplicaWatch : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>The pause after a check in which the replica did not respond, so that a dead host is not queried every second.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    /// <summary>How long a result is valid: the interval plus the longest duration of a check.</summary>
    private static readonly TimeSpan Trust = TimeSpan.FromSeconds(4);

    /// <summary>The time limit for a response of one server.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The watch pauses if nobody has read for this long.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    private readonly NpgsqlDataSource _primary;
    private readonly NpgsqlDataSource _replica;
    private readonly ReplicaLag _lag = new();
    private readonly string _address;
    private readonly TimeSpan _limit;
    private readonly Action<ReplicaReport, ReplicaReport> _changed;
    private readonly CancellationTokenSource _over = new();
    private readonly SemaphoreSlim _turn = new(1);
    private ReplicaReport _reported;
    private Judgement _last;
    private long _askedAt;
    private long _doubtedAt = long.MinValue;
    private int _watching;
    private Task _loop = Task.CompletedTask;

    /// <param name="primary">Connections to the primary; the watch disposes of these and of <paramref name="replica"/>.</param>
    /// <param name="limit">The greatest age of the replica's state.</param>
    /// <param name="changed">Called with every new state and the one before it.</param>
    public ReplicaWatch(
        NpgsqlDataSource primary,
        NpgsqlDataSource replica,
        string address,
        TimeSpan limit,
        Action<ReplicaReport, ReplicaReport> changed
    )
    {
        (_primary, _replica, _address, _limit, _changed) = (primary, replica, address, limit, changed);
        _reported = new ReplicaReport(address, ReplicaState.Unknown, null, null);
        _last = new Judgement(_reported, long.MinValue);
    }

    /// <summary>The last result while it is valid, otherwise Unknown. Each call keeps the watch active.</summary>
    public ReplicaReport Look()
    {
        var now = Environment.TickCount64;
        Volatile.Write(ref _askedAt, now);
        if (Interlocked.CompareExchange(ref _watching, 1, 0) == 0)
            _loop = Task.Run(WatchAsync);
        var last = Volatile.Read(ref _last);
        return last.At > Volatile.Read(ref _doubtedAt) && now - last.At <= Trust.TotalMilliseconds
            ? last.Report
            : new ReplicaReport(_address, ReplicaState.Unknown, null, last.Report.Failure);
    }

    /// <summary>Called when a reader could not be served: earlier results are no longer valid.</summary>
    public void Doubt() => Volatile.Write(ref _doubtedAt, Environment.TickCount64);

    /// <summary>Checks now and waits for the result; checks again if the replica's lag is not known yet.</summary>
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
            // The source was disposed of.
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
            // Query the primary first: whatever the replica then has beyond that, it was up to date at this moment.
            var at = Stopwatch.GetElapsedTime(0);
            var (primary, silence) = await AskAsync(_primary, cancellation);
            var (replica, failure) = await AskAsync(_replica, cancellation);
            var report = Judge(at, primary, silence, replica, failure);
            Volatile.Write(ref _last, new Judgement(report, started));
            if (report.State != ReplicaState.Unknown && report.State != _reported.State)
            {
                _changed(_reported, report);
                _reported = report;
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
        // Returning requires a smaller lag than staying, so that a replica near the limit does not come and go.
        var limit = _reported.State == ReplicaState.Fresh ? _limit : _limit * 0.6;
        return Report(lag <= limit ? ReplicaState.Fresh : ReplicaState.Behind, lag, null);
    }

    private ReplicaReport Report(ReplicaState state, TimeSpan? lag, string? failure) => new(_address, state, lag, failure);

    private static async Task<(ServerPosition? Position, string? Failure)> AskAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        try
        {
            return await AskPatientlyAsync(source, cancellation).WaitAsync(Patience, cancellation);
        }
        catch (TimeoutException)
        {
            // The driver still waits for the server to confirm the cancellation; we do not.
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
