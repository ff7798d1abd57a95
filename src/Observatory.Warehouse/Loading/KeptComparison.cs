namespace Observatory.Warehouse.Loading;

/// <summary>
/// A submission held against what stands: once, when it is staged. What would change is kept in a table beside the staged figures, and the load uses it
/// where nothing of any of its providers was loaded since; else it is made anew.
/// </summary>
internal static class KeptComparison
{
    // Looking a figure up costs some ten times what passing it by does.
    private const int FewOf = 10;

    /// <summary>Compares what has just been staged. The view <c>incoming</c> shows it.</summary>
    /// <param name="figures">How many figures it has.</param>
    /// <returns>
    /// The newest load that can have been seen; null where nothing was compared: nothing of its providers and levels of area stands, or it is to be
    /// attached as it is.
    /// </returns>
    public static async Task<int?> KeepAsync(LoadInProgress staged, int figures)
    {
        var places = await staged.ListAsync(LoadQueries.Places).ConfigureAwait(false);
        if (await staged.OneAsync(LoadQueries.IsAttachable).ConfigureAwait(false) || !await AnyStandsAsync(staged, places).ConfigureAwait(false))
            return null;
        // Before anything is compared: a load that becomes visible from here on makes it outdated, whether it was seen or not.
        var vintage = await staged.OneAsync(LoadQueries.NewestVintage).ConfigureAwait(false);
        await staged.RunAsync(LoadQueries.Covered).ConfigureAwait(false);
        await MakeAsync(staged, places, figures).ConfigureAwait(false);
        return vintage;
    }

    /// <summary>Leaves a view <c>change</c> of what a load changes. What it covers and its figures are shown already, and nobody else loads of its providers.</summary>
    public static async Task ShowAsync(LoadInProgress load, IReadOnlyList<PlaceRow> places, int figures)
    {
        if (await load.OneAsync(LoadQueries.IsCompared).ConfigureAwait(false))
        {
            await load.RunAsync(LoadQueries.AnalyzeCovered).ConfigureAwait(false);
            await load.RunAsync(LoadQueries.ShowChanges).ConfigureAwait(false);
        }
        else
            await MakeAsync(load, places, figures).ConfigureAwait(false);
    }

    private static async Task MakeAsync(LoadInProgress load, IReadOnlyList<PlaceRow> places, int figures)
    {
        await load.RunAsync(LoadQueries.IndexCovered).ConfigureAwait(false);
        await load.RunAsync(LoadQueries.AnalyzeCovered).ConfigureAwait(false);
        await load.RunAsync(LoadQueries.OpenChanges).ConfigureAwait(false);
        await load.RunAsync(LoadQueries.ShowChanges).ConfigureAwait(false);
        foreach (var place in places)
        {
            await load.RunAsync(LoadQueries.ShowPlace, place).ConfigureAwait(false);
            if (figures > await load.OneAsync(LoadQueries.FiguresAt, place).ConfigureAwait(false) / FewOf)
            {
                await load.RunAsync(LoadQueries.CompareByMerging).ConfigureAwait(false);
                await load.RunAsync(LoadQueries.Compare, place).ConfigureAwait(false);
                await load.RunAsync(LoadQueries.CompareAsUsual).ConfigureAwait(false);
            }
            else
            {
                await load.RunAsync(LoadQueries.FindChanges, place).ConfigureAwait(false);
                await load.RunAsync(LoadQueries.FindWithdrawn, place).ConfigureAwait(false);
            }
        }
        await load.RunAsync(LoadQueries.WithdrawSamples).ConfigureAwait(false);
        await load.JoinByHashingAsync(LoadQueries.WithdrawReplaced).ConfigureAwait(false);
        await load.RunAsync(LoadQueries.WithoutSample).ConfigureAwait(false);
        await load.RunAsync(LoadQueries.CloseChanges).ConfigureAwait(false);
    }

    private static async Task<bool> AnyStandsAsync(LoadInProgress staged, IReadOnlyList<PlaceRow> places)
    {
        foreach (var place in places)
            if (await staged.OneAsync(LoadQueries.PlaceStands, place).ConfigureAwait(false))
                return true;
        return false;
    }
}
