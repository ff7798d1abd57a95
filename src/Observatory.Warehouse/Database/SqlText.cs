using System.Collections.Concurrent;
using System.Text;

namespace Observatory.Warehouse.Database;

/// <summary>
/// The SQL files of <c>sql/</c>, embedded in the assembly. The program has no other SQL except COPY commands. A line <c>\ir FILE</c> stands
/// for the text of another file, as in psql.
/// </summary>
public static class SqlText
{
    private const string Include = "\\ir ";

    private static readonly ConcurrentDictionary<string, string> Read = new(StringComparer.Ordinal);

    /// <summary>Names below <c>sql/</c> in ordinal order, such as <c>queries/series/observations.sql</c>.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(SqlText)
            .Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith("sql/", StringComparison.Ordinal))
            .Select(n => n[4..])
            .Order(StringComparer.Ordinal),
    ];

    public static string Of(string name) => Read.GetOrAdd(name, static n => WithParts(n, TextOf(n)));

    private static string WithParts(string name, string text)
    {
        if (!text.Contains(Include, StringComparison.Ordinal))
            return text;
        var whole = new StringBuilder();
        foreach (var line in text.Split('\n'))
            whole
                .Append(line.StartsWith(Include, StringComparison.Ordinal) ? Of(PartOf(name, line[Include.Length..])).TrimEnd('\n') : line)
                .Append('\n');
        return whole.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>The name of a file that is named relative to the folder of another.</summary>
    private static string PartOf(string name, string relative)
    {
        var root = new Uri("file:///");
        return new Uri(new Uri(root, name), relative).AbsolutePath.TrimStart('/');
    }

    private static string TextOf(string name)
    {
        using var stream = typeof(SqlText).Assembly.GetManifestResourceStream("sql/" + name)
            ?? throw new InvalidOperationException($"There is no file sql/{name}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
