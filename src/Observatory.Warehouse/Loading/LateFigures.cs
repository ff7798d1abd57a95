namespace Observatory.Warehouse.Loading;

/// <summary>
/// An older publication that comes after a newer one fills the history and never becomes what holds, also where the newer one repeated a
/// figure
/// and so had nothing to write. What a publication contained is known from <c>dw.load_content</c>, what it covers from
/// <c>dw.load_scope</c>.
/// </summary>
internal static class LateFigures
{
    /// <summary>
    /// Leaves a temporary table <c>late</c> of figures that must not become current; whether there may be any, and how many are kept as
    /// history.
    /// </summary>
    public static async Task<(bool Found, int Kept)> KeepAsync(LoadInProgress load)
    {
        await load.RunAsync(LoadQueries.NewerLoads);
        await load.RunAsync(LoadQueries.Late);
        if (!await load.OneAsync(LoadQueries.HasNewerLoads))
            return (false, 0);
        await load.JoinByHashingAsync(LoadQueries.LateCells);
        await load.RunAsync(LoadQueries.AnalyzeLateCells);
        await load.JoinByHashingAsync(LoadQueries.FindLate);
        await load.RunAsync(LoadQueries.AnalyzeLate);
        return (true, await load.JoinByHashingAsync(LoadQueries.KeepLate));
    }
}
