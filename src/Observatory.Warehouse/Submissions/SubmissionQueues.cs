using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Submissions;

/// <summary>Submissions that wait in one state.</summary>
public sealed record QueueRow
{
    public required string State { get; init; }

    /// <summary>Submissions.</summary>
    public required int Waiting { get; init; }

    /// <summary>Seconds for which the oldest of them has waited, by the database's clock.</summary>
    public required double OldestSeconds { get; init; }
}

/// <summary>How much work waits, and for how long, across all offices, for metrics.</summary>
public sealed class SubmissionQueues(DataSources sources)
{
    public static readonly Query<QueueRow> Queues = new("submissions/queues");

    /// <returns>A row for each state in which something waits; none if nothing does.</returns>
    public async Task<IReadOnlyList<QueueRow>> ListAsync(CancellationToken cancellation)
    {
        await using var connection = await sources.Migrator.OpenConnectionAsync(cancellation);
        return await Queues.ListAsync(connection, null, cancellation);
    }
}
