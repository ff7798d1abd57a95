using System.Data.Common;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Observatory.Warehouse.Database;

/// <summary>
/// Connections for reading only: to a replica while it is up and its state is not older than the limit, otherwise to the primary. Without
/// replicas it is only the primary's pool.
/// </summary>
public sealed class ReaderSource : IAsyncDisposable
{
    /// <summary>The default for the greatest age of a replica's state.</summary>
    public static readonly TimeSpan UsualLimit = TimeSpan.FromSeconds(5);

    private static readonly Meter Meter = new("Observatory.Warehouse");
    private static readonly Counter<long> Reads = Meter.CreateCounter<long>(
        "observatory.reads",
        "{connection}",
        "Connections given to readers, by where they lead: primary or replica."
    );
    private static readonly Counter<long> Changes = Meter.CreateCounter<long>(
        "observatory.replica.changes",
        "{change}",
        "Changes of a replica's state, by the new one."
    );
    private static readonly KeyValuePair<string, object?> FromPrimary = new("from", "primary");
    private static readonly KeyValuePair<string, object?> FromReplica = new("from", "replica");
    private static readonly AsyncLocal<SteadyReading?> Steadied = new();

    private readonly NpgsqlDataSource _primary;
    private readonly NpgsqlDataSource _patient;
    private readonly IReadOnlyList<Replica> _replicas;
    private readonly ILogger? _log;
    private int _next;

    internal ReaderSource(
        NpgsqlDataSource primary,
        NpgsqlDataSource patient,
        Func<Action<ReplicaReport, ReplicaReport>, IReadOnlyList<Replica>> replicas,
        ILogger? log
    )
    {
        _primary = primary;
        _patient = patient;
        _log = log;
        _replicas = replicas(Tell);
    }

    /// <summary>Whether the second connection string names replicas.</summary>
    public bool HasReplicas => _replicas.Count > 0;

    /// <summary>
    /// Until it is disposed of, everything that this async flow reads comes from one server, so that an answer is consistent: after a read
    /// from the primary, no read from a replica with an older state follows. If the replica fails, reading continues on the primary. Inside
    /// another such scope this call has no effect.
    /// </summary>
    public static SteadyReading Steady()
    {
        if (Steadied.Value is { } outer)
            return outer.Again();
        var steady = new SteadyReading(() => Steadied.Value = null);
        Steadied.Value = steady;
        return steady;
    }

    /// <summary>
    /// Whether a query failed through no fault of its own: the connection broke, the server is stopping or starting, or a replica cancelled
    /// the query to keep up with the primary (40001).
    /// </summary>
    internal static bool IsLoss(DbException fault) =>
        fault is PostgresException error
            ? error.SqlState
                is PostgresErrorCodes.SerializationFailure
                    or PostgresErrorCodes.AdminShutdown
                    or PostgresErrorCodes.CrashShutdown
                    or PostgresErrorCodes.CannotConnectNow
                    or PostgresErrorCodes.DatabaseDropped
                || error.SqlState.StartsWith("08", StringComparison.Ordinal)
            : fault is NpgsqlException { InnerException: not TimeoutException };

    /// <summary>
    /// An open connection under the readers' role, read-only. Queries must not change its settings, which the next query would inherit.
    /// </summary>
    public ValueTask<NpgsqlConnection> OpenConnectionAsync(CancellationToken cancellation = default) =>
        OpenAsync(isPatient: false, cancellation);

    /// <summary>The same for exports of everything, whose queries may run for ten minutes.</summary>
    public ValueTask<NpgsqlConnection> OpenPatientConnectionAsync(CancellationToken cancellation = default) =>
        OpenAsync(isPatient: true, cancellation);

    private async ValueTask<NpgsqlConnection> OpenAsync(bool isPatient, CancellationToken cancellation)
    {
        if (_replicas.Count > 0)
        {
            var steady = Steadied.Value;
            var replica = steady is { HasChosen: true } ? steady.Replica : Choose();
            if (replica is not null && await replica.TryOpenAsync(isPatient, cancellation) is { } connection)
            {
                steady?.Choose(replica);
                Reads.Add(1, FromReplica);
                return connection;
            }
            steady?.Choose(null);
            Reads.Add(1, FromPrimary);
        }
        return await (isPatient ? _patient : _primary).OpenConnectionAsync(cancellation);
    }

    /// <summary>Checks every replica now and waits for the results; empty if there are no replicas.</summary>
    public async Task<IReadOnlyList<ReplicaReport>> ExamineAsync(CancellationToken cancellation) =>
        await Task.WhenAll(_replicas.Select(r => r.ExamineAsync(cancellation)));

    internal void ForgetConnections()
    {
        _primary.Clear();
        _patient.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in _replicas)
            await replica.DisposeAsync();
        await _patient.DisposeAsync();
        await _primary.DisposeAsync();
    }

    /// <summary>The next usable replica, in turn; null if none is usable.</summary>
    private Replica? Choose()
    {
        var first = (int)((uint)Interlocked.Increment(ref _next) % (uint)_replicas.Count);
        Replica? chosen = null;
        for (var at = 0; at < _replicas.Count; at++)
        {
            var replica = _replicas[(first + at) % _replicas.Count];
            // Look at all of them, so that every watch stays active.
            if (replica.Look().IsRead)
                chosen ??= replica;
        }
        return chosen;
    }

    private void Tell(ReplicaReport before, ReplicaReport now)
    {
        Changes.Add(1, new KeyValuePair<string, object?>("state", now.State.ToString()));
        if (_log is null)
            return;
        if (now.State == ReplicaState.Alone)
            _log.ReplicaAlone(now.Place, now.Failure ?? "");
        else if (!now.IsRead)
            _log.ReplicaLeft(
                now.Place,
                now.State,
                now.Failure ?? (now.Lag is { } lag ? string.Create(CultureInfo.InvariantCulture, $"by {lag.TotalSeconds:0.0} s") : "")
            );
        else if (before.State == ReplicaState.Unknown)
            _log.ReplicaRead(now.Place, now.State, now.Lag?.TotalSeconds ?? 0);
        else
            _log.ReplicaReadAgain(now.Place, now.State, now.Lag?.TotalSeconds ?? 0);
    }
}
