namespace Observatory.Warehouse.Loading;

/// <summary>The changes of a load to the star.</summary>
/// <param name="Late">Figures of a publication older than the current one, stored as history.</param>
internal sealed record WrittenFigures(int Added, int Revised, int Unchanged, int Late, int Withdrawn);

/// <summary>
/// Writes staged figures into the star: the staged table becomes a partition if there are no figures of its provider and area level yet;
/// otherwise only differences are written. Sums follow in the same transaction.
/// </summary>
internal static class StarWriter
{
    // Refresh the planner's statistics of a partition that grew by more than 10 %.
    private const int FewOf = 10;

    public static async Task<WrittenFigures> WriteAsync(LoadInProgress load, int figures)
    {
        await load.RunAsync(LoadQueries.ShowIncoming);
        if (figures > 0 && !await load.OneAsync(LoadQueries.HasIncoming))
            throw new StagingLostException();
        await load.RunAsync(LoadQueries.Covered);
        await load.RunAsync(LoadQueries.Scopes);
        return figures > 0 && await load.OneAsync(LoadQueries.IsAttachable)
            ? await AttachAsync(load, figures)
            : await CompareAsync(load, figures);
    }

    private static async Task<WrittenFigures> AttachAsync(LoadInProgress load, int figures)
    {
        // From here until this transaction ends, no other first load can create the partition.
        if (!await load.OneAsync(LoadQueries.AttachIncoming))
            throw new InvalidOperationException("The partition of the staged figures was taken while they were loaded.");
        await Rollups.FollowAttachedAsync(load);
        return new WrittenFigures(figures, 0, 0, 0, 0);
    }

    private static async Task<WrittenFigures> CompareAsync(LoadInProgress load, int figures)
    {
        var partitions = await load.ListAsync(LoadQueries.StarPartitions);
        foreach (var partition in partitions)
            await load.MakeAsync(partition);
        // Check here, while no other load of the office can run: at the time of staging, the load of the other feed may only have been
        // waiting.
        if ((await OtherFeeds.FindAsync(load)).Count > 0)
            throw new FeedsOverlapException();
        var late = await LateFigures.KeepAsync(load);
        await StoredComparison.ShowAsync(load, partitions, figures);
        if (late.Found)
            await load.RunAsync(LoadQueries.WithoutLate);
        var changed = await load.OneAsync(LoadQueries.CountChanges);
        foreach (var partition in partitions)
        {
            await load.RunAsync(LoadQueries.KeepHistory, partition);
            await load.RunAsync(LoadQueries.ReplaceFacts, partition);
        }
        await load.RunAsync(LoadQueries.AddFacts);
        await Rollups.FollowChangesAsync(load, anyWithdrawn: changed.Withdrawn > 0);
        foreach (var partition in partitions)
            if (changed.Added > await load.OneAsync(LoadQueries.FiguresAt, partition) / FewOf)
                await load.RunAsync(LoadQueries.RefreshStatistics, partition);
        return new WrittenFigures(
            changed.Added,
            changed.Revised,
            figures - changed.Added - changed.Revised - late.Kept,
            late.Kept,
            changed.Withdrawn
        );
    }
}
