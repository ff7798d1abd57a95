using NodaTime;

namespace Observatory.Warehouse.Database;

/// <summary>Where a server stood at one moment, by <c>sql/queries/replica/position.sql</c>.</summary>
public sealed record ServerPosition
{
    /// <summary>The same for a primary and all its replicas.</summary>
    public required long System { get; init; }

    /// <summary>When the server was started: two with one start are one server under two addresses.</summary>
    public required Instant Started { get; init; }

    public required bool InRecovery { get; init; }

    /// <summary>
    /// Bytes of write-ahead log replayed (a replica) or made lasting (a primary); null on a replica that has replayed none.
    /// </summary>
    public long? Position { get; init; }

    /// <summary>The oldest transaction that is not over; equal to <see cref="NextTransaction"/> where none is under way.</summary>
    public required long OldestRunning { get; init; }

    /// <summary>One more than the newest transaction that is over.</summary>
    public required long NextTransaction { get; init; }

    /// <summary>
    /// Whether this replica shows all that <paramref name="primary"/> had committed then. Either it has replayed that far, or on both
    /// nothing is under way and the same transaction was the last: an idle primary may end its log in the middle of a record that no
    /// transaction waits for, and a replica replays whole records only.
    /// </summary>
    public bool Shows(ServerPosition primary) =>
        Position >= primary.Position
        || (
            NextTransaction == primary.NextTransaction
            && OldestRunning == NextTransaction
            && primary.OldestRunning == primary.NextTransaction
        );
}

/// <summary>The statements by which a replica is watched.</summary>
public static class ReplicaQueries
{
    public static readonly Query<ServerPosition> Position = new("replica/position");
    public static readonly Query<bool> Alive = new("replica/alive");
}
