namespace Observatory.Warehouse.Loading;

/// <summary>
/// An older publication that comes after a newer one fills the history and never becomes what holds, also where the newer one repeated a figure
/// and so had nothing to write. What a publication contained is known from <c>dw.load_content</c>, what it covers from <c>dw.load_scope</c>.
/// </summary>
internal static class LateFigures
{
    /// <summary>Leaves a temporary table <c>late</c> of figures that must not become current; whether there may be any, and how many are kept as history.</summary>
    public static async Task<(bool Found, int Kept)> KeepAsync(LoadInProgress load)
    {
        await load.RunAsync(LoadQueries.NewerLoads).ConfigureAwait(false);
        await load.RunAsync(LoadQueries.Late).ConfigureAwait(false);
        if (!await load.OneAsync(LoadQueries.HasNewerLoads).ConfigureAwait(false))
            return (false, 0);
        await load.JoinByHashingAsync(LoadQueries.LateCells).ConfigureAwait(false);
        await load.RunAsync(LoadQueries.AnalyzeLateCells).ConfigureAwait(false);
        await load.JoinByHashingAsync(LoadQueries.FindLate).ConfigureAwait(false);
        await load.RunAsync(LoadQueries.AnalyzeLate).ConfigureAwait(false);
        return (true, await load.JoinByHashingAsync(LoadQueries.KeepLate).ConfigureAwait(false));
    }
}
