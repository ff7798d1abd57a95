using System.Data.Common;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Observatory.Warehouse.Database;

/// <summary>
/// Connections for those who only read: from a replica while it is up and shows a state not older than the limit, else from the primary.
/// Without replicas it is the primary's pool and nothing more.
/// </summary>
public sealed class ReaderSource : IAsyncDisposable
{
    /// <summary>How old a replica's state may be where nobody says otherwise.</summary>
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

    /// <summary>Whether a second connection string names replicas.</summary>
    public bool HasReplicas => _replicas.Count > 0;

    /// <summary>
    /// Until it is disposed of, all that this flow of work reads comes from one server, so that an answer agrees with itself: what was read
    /// from the primary is not followed by an older state of a replica. The other way it may go, where the replica fails. An outer one
    /// holds.
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
    /// Whether a question failed for no fault of its own: the connection broke, the server is going down or coming up, or a replica gave
    /// the question up to keep pace (40001).
    /// </summary>
    internal static bool IsLoss(DbException fault) =>
        fault is PostgresException said
            ? said.SqlState
                is PostgresErrorCodes.SerializationFailure
                    or PostgresErrorCodes.AdminShutdown
                    or PostgresErrorCodes.CrashShutdown
                    or PostgresErrorCodes.CannotConnectNow
                    or PostgresErrorCodes.DatabaseDropped
                || said.SqlState.StartsWith("08", StringComparison.Ordinal)
            : fault is NpgsqlException { InnerException: not TimeoutException };

    /// <summary>
    /// An open connection under the readers' role, read-only. What one question sets on it the next one would meet: nothing may be set.
    /// </summary>
    public ValueTask<NpgsqlConnection> OpenConnectionAsync(CancellationToken cancellation = default) =>
        OpenAsync(isPatient: false, cancellation);

    /// <summary>The same for who takes everything, whose questions may take ten minutes.</summary>
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

    /// <summary>Looks at every replica now, and waits for the answers; none where there are none.</summary>
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

    /// <summary>Those that may be read take turns; null where none may.</summary>
    private Replica? Choose()
    {
        var first = (int)((uint)Interlocked.Increment(ref _next) % (uint)_replicas.Count);
        Replica? chosen = null;
        for (var at = 0; at < _replicas.Count; at++)
        {
            var replica = _replicas[(first + at) % _replicas.Count];
            // All are asked, so that every watch stays awake.
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
