using System.Diagnostics;
using System.Globalization;
using Observatory.App.Limits;
using Observatory.Benchmarks.Support;

namespace Observatory.Benchmarks.Limits;

/// <summary>
/// What counting callers costs: memory of a flood of addresses, and time of one request's count. Nothing else runs in this process.
/// </summary>
internal static class LimitsBenchmark
{
    private const int Addresses = 100_000;
    private const int Times = 1_000_000;

    public static int Run()
    {
        var names = Enumerable.Range(0, Addresses).Select(n => n.ToString(CultureInfo.InvariantCulture)).ToList();
        using var flooded = new RateBuckets(new RatePolicy("many", 1_000, TimeSpan.FromHours(1)));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (var name in names)
            flooded.Take(name);
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;

        using var busy = new RateBuckets(new RatePolicy("many", 1_000_000, TimeSpan.FromSeconds(1)));
        for (var n = 0; n < Times / 10; n++)
            _ = busy.Take("a").Header;
        var watch = Stopwatch.StartNew();
        for (var n = 0; n < Times; n++)
            _ = busy.Take("a").Header;
        var each = watch.Elapsed.TotalMicroseconds / Times;

        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Addresses} addresses: {flooded.Count} buckets, {bytes / 1048576.0:0.0} MiB, {bytes / flooded.Count} bytes each"
            )
        );
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"asking a bucket: {each:0.00} µs"));
        Console.WriteLine(Machine.Line);
        GC.KeepAlive(names);
        return 0;
    }
}
