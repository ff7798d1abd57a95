using Npgsql;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Loading;

/// <summary>A load in progress: its numbers, and the transaction of all its statements.</summary>
/// <param name="sources">Null if no partition has to be created, because only sums are calculated anew.</param>
/// <param name="loadId">0 if a submission is only staged, because no load has that number.</param>
internal sealed class LoadInProgress(
    DataSources? sources,
    NpgsqlConnection connection,
    NpgsqlTransaction transaction,
    int loadId,
    int submissionNumber,
    CancellationToken cancellation
)
{
    private readonly object _numbers = new { load_id = loadId, submission_number = submissionNumber };

    public Task RunAsync(Statement statement) => statement.RunAsync(connection, _numbers, cancellation, transaction);

    public Task RunAsync(Statement statement, PartitionRow partition) =>
        statement.RunAsync(connection, At(partition), cancellation, transaction);

    /// <summary>Runs a statement once for each partition.</summary>
    public async Task RunAsync(Statement statement, IEnumerable<PartitionRow> partitions)
    {
        foreach (var partition in partitions)
            await RunAsync(statement, partition);
    }

    /// <summary>Runs statements that join lists without statistics for the planner; see <c>load/join_by_hashing</c>.</summary>
    public async Task JoinByHashingAsync(params Statement[] statements)
    {
        await RunAsync(LoadQueries.JoinByHashing);
        foreach (var statement in statements)
            await RunAsync(statement);
        await RunAsync(LoadQueries.CompareAsUsual);
    }

    /// <summary>Runs <c>rollups/judged</c>, which leaves out the sums of this load that were judged with their gains.</summary>
    /// <param name="areAttached">True if sums over time were attached with their partition, unjudged.</param>
    public async Task JudgeAsync(Statement judged, bool areAttached)
    {
        await RunAsync(LoadQueries.JoinByHashing);
        var parameters = new { load_id = loadId, are_attached = areAttached };
        await judged.RunAsync(connection, parameters, cancellation, transaction);
        await RunAsync(LoadQueries.CompareAsUsual);
    }

    public async Task<T> JoinByHashingAsync<T>(Query<T> query)
    {
        await RunAsync(LoadQueries.JoinByHashing);
        var row = await OneAsync(query);
        await RunAsync(LoadQueries.CompareAsUsual);
        return row;
    }

    public Task<T> OneAsync<T>(Query<T> query, object? parameters = null) =>
        query.OneAsync(connection, parameters ?? _numbers, cancellation, transaction);

    public Task<T> OneAsync<T>(Query<T> query, PartitionRow partition) =>
        query.OneAsync(connection, At(partition), cancellation, transaction);

    public Task<IReadOnlyList<T>> ListAsync<T>(Query<T> query) => query.ListAsync(connection, _numbers, cancellation, transaction);

    /// <summary>
    /// Creates the partition of a provider and level in a transaction of its own, so that no other load waits for the end of this one.
    /// </summary>
    public async Task MakeAsync(PartitionRow partition)
    {
        await using var beside = await sources!.Writer.OpenConnectionAsync(cancellation);
        await LoadQueries.MakePartition.RunAsync(beside, At(partition), cancellation);
    }

    private object At(PartitionRow partition) =>
        new
        {
            load_id = loadId,
            submission_number = submissionNumber,
            provider_id = partition.ProviderId,
            area_level = partition.AreaLevel,
            is_only = partition.IsOnly,
        };
}
