using System.Diagnostics;
using System.Globalization;
using Observatory.Benchmarks.Support;

namespace Observatory.Benchmarks.Reading;

/// <summary>
/// One file in a process of its own, so that what a process took at most is true of this file. Prints one line:
/// medians of both readings in seconds, cells, figures, findings, peak memory in bytes.
/// </summary>
internal static class ReadingChild
{
    /// <param name="args">Root of the tree, path of the file, <c>ours</c>, <c>bare</c> or <c>both</c>, rounds.</param>
    public static int Run(string[] args)
    {
        if (args is ["parts", var tree, var of])
            return Parts(new OwnReading(tree, of));
        var (root, path, which, rounds) = (args[0], args[1], args[2], int.Parse(args[3], CultureInfo.InvariantCulture));
        var own = new OwnReading(root, path);
        var dialect = own.Dialect;
        var (ours, bare) = (new List<double>(), new List<double>());
        long cells = 0;
        (long? Figures, int Findings) read = default;
        // One round alone is that of a large file, which has nothing to warm up for; several are warmed up by one more.
        for (var round = rounds == 1 ? 0 : -1; round < rounds; round++)
        {
            if (which != "ours")
                Timed(() => cells = BareReading.Read(path, dialect), round < 0 ? [] : bare);
            if (which != "bare")
                Timed(() => read = own.Read(), round < 0 ? [] : ours);
        }
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Spread.Of(ours).Median}\t{Spread.Of(bare).Median}\t{cells}\t"
                    + $"{read.Figures?.ToString(CultureInfo.InvariantCulture) ?? ""}\t{read.Findings}\t{Peak()}"
            )
        );
        return 0;
    }

    private static int Parts(OwnReading own)
    {
        foreach (var round in new[] { "cold", "warm" })
            Console.WriteLine(
                round.PadRight(52)
                    + string.Concat(own.Parts().Select(p => string.Create(CultureInfo.InvariantCulture, $"  {p.Part} {p.Seconds:0.000} s")))
            );
        return 0;
    }

    private static void Timed(Action read, List<double> seconds)
    {
        var watch = Stopwatch.StartNew();
        read();
        seconds.Add(watch.Elapsed.TotalSeconds);
    }

    /// <summary>The most memory the process ever held, as the kernel counts it; else what the runtime saw.</summary>
    private static long Peak() =>
        MemoryWatch.Of(Environment.ProcessId, "VmHWM:") is > 0 and var peak ? peak : Process.GetCurrentProcess().PeakWorkingSet64;
}
