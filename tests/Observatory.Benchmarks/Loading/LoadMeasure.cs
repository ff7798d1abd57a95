using Observatory.Benchmarks.Support;

namespace Observatory.Benchmarks.Loading;

/// <summary>One thing loaded once.</summary>
/// <param name="Seconds">From the start of the program that was told of the file until what it brought could be asked for.</param>
/// <param name="Wal">Bytes.</param>
/// <param name="Peak">Of the program, bytes.</param>
/// <param name="ServerPeak">Private memory of the server's processes together, bytes.</param>
/// <param name="Tables">Bytes that tables grew by.</param>
/// <param name="Indexes">Bytes that indexes grew by.</param>
/// <param name="Staging">Seconds from received to staged, as the server wrote them down; null where there is no such step.</param>
/// <param name="Loading">Seconds from approved to loaded, as the server wrote them down.</param>
internal sealed record LoadMeasure(
    double Seconds,
    long Wal,
    long Peak,
    long ServerPeak,
    long Tables,
    long Indexes,
    double? Staging = null,
    double? Loading = null
)
{
    /// <summary>Measures what a run does to the server.</summary>
    /// <param name="product">Whether it loads into the program's database, or into the one beside it.</param>
    public static async Task<LoadMeasure> OfAsync(BenchHome home, bool product, Func<MeasuredRun> run)
    {
        await home.CheckpointAsync();
        var (tables, indexes) = await home.SizesAsync(product);
        var wal = await home.WalAsync();
        var done = run();
        var written = await home.WalAsync() - wal;
        var (tablesNow, indexesNow) = await home.SizesAsync(product);
        return new(done.Seconds, written, done.Peak, done.ServerPeak, tablesNow - tables, indexesNow - indexes);
    }
}
