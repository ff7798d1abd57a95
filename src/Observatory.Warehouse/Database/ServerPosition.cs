using NodaTime;

namespace Observatory.Warehouse.Database;

/// <summary>The position of a server in the write-ahead log at one moment, from <c>sql/queries/replica/position.sql</c>.</summary>
public sealed record ServerPosition
{
    /// <summary>System identifier, the same for a primary and all its replicas.</summary>
    public required long System { get; init; }

    /// <summary>When the server was started; if it is equal at two addresses, they belong to one server.</summary>
    public required Instant Started { get; init; }

    public required bool InRecovery { get; init; }

    /// <summary>
    /// Bytes of write-ahead log replayed (on a replica) or flushed (on a primary); null on a replica that has replayed nothing.
    /// </summary>
    public long? Position { get; init; }

    /// <summary>The oldest running transaction; equal to <see cref="NextTransaction"/> if none is running.</summary>
    public required long OldestRunning { get; init; }

    /// <summary>One more than the newest completed transaction.</summary>
    public required long NextTransaction { get; init; }

    /// <summary>
    /// Whether this replica shows everything that <paramref name="primary"/> had committed at its position. Either it has replayed that
    /// far, or no transaction is running on both and the last one is the same: the log of an idle primary may end in the middle of a record
    /// that no transaction waits for, and a replica replays complete records only.
    /// </summary>
    public bool Shows(ServerPosition primary) =>
        Position >= primary.Position
        || (
            NextTransaction == primary.NextTransaction
            && OldestRunning == NextTransaction
            && primary.OldestRunning == primary.NextTransaction
        );
}

/// <summary>The statements for watching a replica.</summary>
public static class ReplicaQueries
{
    public static readonly Query<ServerPosition> Position = new("replica/position");
    public static readonly Query<bool> Alive = new("replica/alive");
}
