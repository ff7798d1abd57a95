namespace Observatory.Warehouse.Loading;

/// <summary>What a load did to the star.</summary>
/// <param name="Late">Figures of an older publication than the one that is current: kept as history.</param>
internal sealed record WrittenFigures(int Added, int Revised, int Unchanged, int Late, int Withdrawn);

/// <summary>
/// Brings staged figures into the star: as they are where nothing stands yet of their provider and level of area, else only what differs.
/// Sums follow in the same transaction.
/// </summary>
internal static class StarWriter
{
    // From a tenth more on, what the planner believes of a place is no longer true.
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
        // From here on until this transaction ends, no other first load can take a place.
        if (!await load.OneAsync(LoadQueries.AttachIncoming))
            throw new InvalidOperationException("The place of the staged figures was taken while they were loaded.");
        await Rollups.FollowAttachedAsync(load);
        return new WrittenFigures(figures, 0, 0, 0, 0);
    }

    private static async Task<WrittenFigures> CompareAsync(LoadInProgress load, int figures)
    {
        var places = await load.ListAsync(LoadQueries.Places);
        foreach (var place in places)
            await load.MakeAsync(place);
        // Here, where no other load of the office can pass by: when it was staged, that of the other feed may only have been waiting.
        if ((await OtherFeeds.FindAsync(load)).Count > 0)
            throw new FeedsOverlapException();
        var late = await LateFigures.KeepAsync(load);
        await KeptComparison.ShowAsync(load, places, figures);
        if (late.Found)
            await load.RunAsync(LoadQueries.WithoutLate);
        var changed = await load.OneAsync(LoadQueries.CountChanges);
        foreach (var place in places)
        {
            await load.RunAsync(LoadQueries.KeepHistory, place);
            await load.RunAsync(LoadQueries.ReplaceFacts, place);
        }
        await load.RunAsync(LoadQueries.AddFacts);
        await Rollups.FollowChangesAsync(load, anyWithdrawn: changed.Withdrawn > 0);
        foreach (var place in places)
            if (changed.Added > await load.OneAsync(LoadQueries.FiguresAt, place) / FewOf)
                await load.RunAsync(LoadQueries.RefreshStatistics, place);
        return new WrittenFigures(
            changed.Added,
            changed.Revised,
            figures - changed.Added - changed.Revised - late.Kept,
            late.Kept,
            changed.Withdrawn
        );
    }
}
