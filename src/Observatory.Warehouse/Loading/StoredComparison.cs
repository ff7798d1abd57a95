namespace Observatory.Warehouse.Loading;

/// <summary>
/// Compares a submission with the current figures once, when it is staged. The changes are stored in a table beside the staged figures, and
/// the load uses them if nothing of its providers was loaded since; otherwise it compares again.
/// </summary>
internal static class StoredComparison
{
    // Looking a figure up costs about ten times as much as scanning past it.
    private const int FewOf = 10;

    /// <summary>Compares the figures that were just staged, which the view <c>incoming</c> shows.</summary>
    /// <param name="figures">How many figures the submission has.</param>
    /// <returns>
    /// The newest load that can have been visible; null if nothing was compared, because there are no current figures of its providers and
    /// area levels, or because the staged table will be attached as it is.
    /// </returns>
    public static async Task<int?> KeepAsync(LoadInProgress staged, int figures)
    {
        var partitions = await staged.ListAsync(LoadQueries.StarPartitions);
        if (await staged.OneAsync(LoadQueries.IsAttachable) || !await AnyStandsAsync(staged, partitions))
            return null;
        // Read the vintage before comparing: any load that becomes visible from here on makes the comparison outdated, whether it was
        // visible or not.
        var vintage = await staged.OneAsync(LoadQueries.NewestVintage);
        await staged.RunAsync(LoadQueries.Covered);
        await MakeAsync(staged, partitions, figures);
        return vintage;
    }

    /// <summary>
    /// Creates a view <c>change</c> of what a load changes. The caller has created the views of its coverage and figures, and no other load
    /// of its providers is running.
    /// </summary>
    public static async Task ShowAsync(LoadInProgress load, IReadOnlyList<PartitionRow> partitions, int figures)
    {
        if (await load.OneAsync(LoadQueries.IsCompared))
        {
            await load.RunAsync(LoadQueries.AnalyzeCovered);
            await load.RunAsync(LoadQueries.ShowChanges);
        }
        else
            await MakeAsync(load, partitions, figures);
    }

    private static async Task MakeAsync(LoadInProgress load, IReadOnlyList<PartitionRow> partitions, int figures)
    {
        await load.RunAsync(LoadQueries.IndexCovered);
        await load.RunAsync(LoadQueries.AnalyzeCovered);
        await load.RunAsync(LoadQueries.OpenChanges);
        await load.RunAsync(LoadQueries.ShowChanges);
        foreach (var partition in partitions)
        {
            await load.RunAsync(LoadQueries.ShowPlace, partition);
            if (figures > await load.OneAsync(LoadQueries.FiguresAt, partition) / FewOf)
            {
                await load.RunAsync(LoadQueries.CompareByMerging);
                await load.RunAsync(LoadQueries.Compare, partition);
                await load.RunAsync(LoadQueries.CompareAsUsual);
            }
            else
            {
                await load.RunAsync(LoadQueries.FindChanges, partition);
                await load.RunAsync(LoadQueries.FindWithdrawn, partition);
            }
        }
        await load.RunAsync(LoadQueries.WithdrawSamples);
        await load.JoinByHashingAsync(LoadQueries.WithdrawReplaced);
        await load.RunAsync(LoadQueries.WithoutSample);
        await load.RunAsync(LoadQueries.CloseChanges);
    }

    private static async Task<bool> AnyStandsAsync(LoadInProgress staged, IReadOnlyList<PartitionRow> partitions)
    {
        foreach (var partition in partitions)
            if (await staged.OneAsync(LoadQueries.PlaceStands, partition))
                return true;
        return false;
    }
}
