namespace Observatory.Warehouse.Loading;

/// <summary>
/// Handles an older publication that arrives after a newer one: it only fills the history and never becomes current, even if the newer one
/// repeated a figure and so wrote nothing. <c>dw.load_content</c> says what a publication contained, <c>dw.load_scope</c> what it covers.
/// </summary>
internal static class LateFigures
{
    /// <summary>
    /// Creates a temporary table <c>late</c> of figures that must not become current; returns whether there may be any, and how many are
    /// stored as history.
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
