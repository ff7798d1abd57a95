using System.Security.Cryptography;
using System.Text;

namespace Observatory.Warehouse.Feeds;

/// <summary>
/// The list of the files that the demo put into a watched folder. It is in the same folder, so that whoever fetches the files later can
/// check it: a file with the same name and other bytes is the office's own, and so is one with the same bytes that is not on the list.
/// </summary>
public static class SampleList
{
    /// <summary>A name that no feed fetches.</summary>
    public const string FileName = ".samples";

    /// <summary>Adds files to the list of their folder. Each content is read from its beginning, and rewound.</summary>
    public static async Task WriteAsync(string folder, IEnumerable<(string Path, Stream Content)> files, CancellationToken cancellation)
    {
        var lines = new SortedSet<string>(Lines(folder), StringComparer.Ordinal);
        foreach (var (path, content) in files)
        {
            lines.Add(Line(Path.GetFileName(path), await SHA256.HashDataAsync(content, cancellation)));
            content.Position = 0;
        }
        await File.WriteAllLinesAsync(Path.Combine(folder, FileName), lines, new UTF8Encoding(false), cancellation);
    }

    /// <summary>Whether the demo put all of these files into their folder.</summary>
    internal static async Task<bool> HasAsync(IReadOnlyList<FileInfo> files, CancellationToken cancellation)
    {
        foreach (var file in files)
        {
            var lines = Lines(file.DirectoryName!);
            // Hash a file only if the list has its name.
            if (!lines.Any(l => l.EndsWith("  " + file.Name, StringComparison.Ordinal)))
                return false;
            await using var content = file.OpenRead();
            if (!lines.Contains(Line(file.Name, await SHA256.HashDataAsync(content, cancellation))))
                return false;
        }
        return files.Count > 0;
    }

    private static IReadOnlyList<string> Lines(string folder) =>
        Path.Combine(folder, FileName) is var path && File.Exists(path) ? File.ReadAllLines(path) : [];

    private static string Line(string name, byte[] hash) => $"{Convert.ToHexStringLower(hash)}  {name}";
}
