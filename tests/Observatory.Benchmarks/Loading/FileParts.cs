using System.Globalization;
using Observatory.App.Composition;

namespace Observatory.Benchmarks.Loading;

/// <summary>
/// A file as the program takes it: whole, or where it is larger than the limit for one file, in parts with the heading on each, sent
/// together.
/// </summary>
internal static class FileParts
{
    /// <summary>Bytes. At most a gibibyte, which of the generator's files holds fewer rows than the program reads of one file.</summary>
    public static long Limit { get; } = Math.Min(BoundedReading.Limits.MaxFileBytes, 1L << 30);

    public static IReadOnlyList<string> Of(string path)
    {
        if (new FileInfo(path).Length <= Limit)
            return [path];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
        var head = new List<byte>();
        for (var next = file.ReadByte(); next >= 0; next = file.ReadByte())
        {
            head.Add((byte)next);
            if (next == '\n')
                break;
        }
        var parts = new List<string>();
        var buffer = new byte[Limit - head.Count];
        var kept = 0;
        while (true)
        {
            var read = file.ReadAtLeast(buffer.AsSpan(kept), buffer.Length - kept, throwOnEndOfStream: false) + kept;
            if (read == 0)
                return parts;
            var end = read < buffer.Length ? read : buffer.AsSpan(0, read).LastIndexOf((byte)'\n') + 1;
            var part = path.Replace(
                ".csv",
                string.Create(CultureInfo.InvariantCulture, $".part{parts.Count + 1:000}.csv"),
                StringComparison.Ordinal
            );
            using (var written = File.Create(part))
            {
                written.Write([.. head]);
                written.Write(buffer, 0, end);
            }
            parts.Add(part);
            kept = read - end;
            buffer.AsSpan(end, kept).CopyTo(buffer);
        }
    }
}
