namespace Observatory.Warehouse.Loading;

/// <summary>
/// A submission held against what stands: once, when it is staged. What would change is kept in a table beside the staged figures, and the
/// load uses it
/// where nothing of any of its providers was loaded since; else it is made anew.
/// </summary>
internal static class KeptComparison
{
    // Looking a figure up costs some ten times what passing it by does.
    private const int FewOf = 10;

    /// <summary>Compares what has just been staged. The view <c>incoming</c> shows it.</summary>
    /// <param name="figures">How many figures it has.</param>
    /// <returns>
    /// The newest load that can have been seen; null where nothing was compared: nothing of its providers and levels of area stands, or it
    /// is to be
    /// attached as it is.
    /// </returns>
    public static async Task<int?> KeepAsync(LoadInProgress staged, int figures)
    {
        var places = await staged.ListAsync(LoadQueries.Places);
        if (await staged.OneAsync(LoadQueries.IsAttachable) || !await AnyStandsAsync(staged, places))
            return null;
        // Before anything is compared: a load that becomes visible from here on makes it outdated, whether it was seen or not.
        var vintage = await staged.OneAsync(LoadQueries.NewestVintage);
        await staged.RunAsync(LoadQueries.Covered);
        await MakeAsync(staged, places, figures);
        return vintage;
    }

    /// <summary>
    /// Leaves a view <c>change</c> of what a load changes. What it covers and its figures are shown already, and nobody else loads of its
    /// providers.
    /// </summary>
    public static async Task ShowAsync(LoadInProgress load, IReadOnlyList<PlaceRow> places, int figures)
    {
        if (await load.OneAsync(LoadQueries.IsCompared))
        {
            await load.RunAsync(LoadQueries.AnalyzeCovered);
            await load.RunAsync(LoadQueries.ShowChanges);
        }
        else
            await MakeAsync(load, places, figures);
    }

    private static async Task MakeAsync(LoadInProgress load, IReadOnlyList<PlaceRow> places, int figures)
    {
        await load.RunAsync(LoadQueries.IndexCovered);
        await load.RunAsync(LoadQueries.AnalyzeCovered);
        await load.RunAsync(LoadQueries.OpenChanges);
        await load.RunAsync(LoadQueries.ShowChanges);
        foreach (var place in places)
        {
            await load.RunAsync(LoadQueries.ShowPlace, place);
            if (figures > await load.OneAsync(LoadQueries.FiguresAt, place) / FewOf)
            {
                await load.RunAsync(LoadQueries.CompareByMerging);
                await load.RunAsync(LoadQueries.Compare, place);
                await load.RunAsync(LoadQueries.CompareAsUsual);
            }
            else
            {
                await load.RunAsync(LoadQueries.FindChanges, place);
                await load.RunAsync(LoadQueries.FindWithdrawn, place);
            }
        }
        await load.RunAsync(LoadQueries.WithdrawSamples);
        await load.JoinByHashingAsync(LoadQueries.WithdrawReplaced);
        await load.RunAsync(LoadQueries.WithoutSample);
        await load.RunAsync(LoadQueries.CloseChanges);
    }

    private static async Task<bool> AnyStandsAsync(LoadInProgress staged, IReadOnlyList<PlaceRow> places)
    {
        foreach (var place in places)
            if (await staged.OneAsync(LoadQueries.PlaceStands, place))
                return true;
        return false;
    }
}
