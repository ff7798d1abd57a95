using System.Text;
using Observatory.Benchmarks.Support;

namespace Observatory.Benchmarks.Loading;

/// <summary>
/// The same file as the office would send it a month later: one figure in forty is another one. Which ones depends on their place alone, so
/// that the same file always gives the same revision.
/// </summary>
internal static class RevisedFile
{
    private const int OneIn = 40;

    /// <summary>Writes the revision beside the file; says where it lies and how many cells are different.</summary>
    public static (string Path, long Changed) Of(ScaleFeed feed)
    {
        var path = feed.Path.Replace(".csv", "-revised.csv", StringComparison.Ordinal);
        var (separator, cells) = feed.Form == FileForm.Wide ? (',', 12) : (';', 1);
        // As bytes: nothing else of a line may change. Figures stand last in a row and are never quoted.
        using var reader = new StreamReader(feed.Path, Encoding.Latin1, false, 1 << 16);
        using var writer = new StreamWriter(path, false, Encoding.Latin1, 1 << 16) { NewLine = feed.Form == FileForm.Wide ? "\r\n" : "\n" };
        writer.WriteLine(reader.ReadLine());
        long place = 0,
            changed = 0;
        Span<int> starts = stackalloc int[cells + 1];
        while (reader.ReadLine() is { } line)
        {
            starts[cells] = line.Length + 1;
            for (var cell = cells - 1; cell >= 0; cell--)
                starts[cell] = line.LastIndexOf(separator, starts[cell + 1] - 2) + 1;
            writer.Write(line.AsSpan(0, starts[0]));
            for (var cell = 0; cell < cells; cell++, place++)
            {
                var text = line.AsSpan(starts[cell], starts[cell + 1] - starts[cell] - 1);
                if (cell > 0)
                    writer.Write(separator);
                if (text.Length > 0 && Mixed((ulong)place) % OneIn == 0)
                {
                    writer.Write(int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) + 1);
                    changed++;
                }
                else
                {
                    writer.Write(text);
                }
            }
            writer.WriteLine();
        }
        return (path, changed);
    }

    /// <summary>The finaliser of SplitMix64: neighbours get numbers that have nothing to do with each other.</summary>
    private static ulong Mixed(ulong number)
    {
        number += 0x9E3779B97F4A7C15;
        number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9;
        number = (number ^ (number >> 27)) * 0x94D049BB133111EB;
        return number ^ (number >> 31);
    }
}
