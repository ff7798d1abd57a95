using System.Data.Common;
using Npgsql;

namespace Observatory.Warehouse.Database;

/// <summary>One replica: its connections and its last known state.</summary>
internal sealed class Replica(NpgsqlDataSource source, NpgsqlDataSource patient, ReplicaWatch watch) : IAsyncDisposable
{
    /// <summary>How long a reader waits for a replica that seems to be up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public ReplicaReport Look() => watch.Look();

    public Task<ReplicaReport> ExamineAsync(CancellationToken cancellation) => watch.ExamineAsync(cancellation);

    /// <summary>
    /// A connection that has just responded; null if there is none. A pool hands out connections without testing them, so after a server
    /// died the next readers would each get a dead one. The test costs a round trip.
    /// </summary>
    public async Task<NpgsqlConnection?> TryOpenAsync(bool isPatient, CancellationToken cancellation)
    {
        var opening = OpenAsync(isPatient ? patient : source, cancellation);
        try
        {
            // A cancelled driver first notifies the server and waits for its response; do not wait for that if the server does not respond.
            if (await opening.WaitAsync(Patience, cancellation) is { } connection)
                return connection;
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            _ = CloseAsync(opening);
            cancellation.ThrowIfCancellationRequested();
        }
        watch.Doubt();
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await watch.DisposeAsync();
        await patient.DisposeAsync();
        await source.DisposeAsync();
    }

    private static async Task CloseAsync(Task<NpgsqlConnection?> opening)
    {
        if (await opening is { } connection)
            await connection.DisposeAsync();
    }

    /// <summary>Null if it fails.</summary>
    private static async Task<NpgsqlConnection?> OpenAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        NpgsqlConnection? connection = null;
        try
        {
            connection = await source.OpenConnectionAsync(patience.Token);
            await ReplicaQueries.Alive.OneAsync(connection, null, patience.Token);
            return connection;
        }
        catch (Exception fault)
            when (fault is DbException or TimeoutException or IOException or InvalidOperationException or OperationCanceledException)
        {
            if (connection is not null)
                await connection.DisposeAsync();
            return null;
        }
    }
}
