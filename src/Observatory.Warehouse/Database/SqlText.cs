using System.Collections.Concurrent;
using System.Text;

namespace Observatory.Warehouse.Database;

/// <summary>The SQL files of <c>sql/</c>, embedded in the assembly. The program has no other SQL except COPY commands.</summary>
public static class SqlText
{
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

    public static string Of(string name) => Read.GetOrAdd(name, static n =>
        {
            using var stream = typeof(SqlText).Assembly.GetManifestResourceStream("sql/" + n)
                ?? throw new InvalidOperationException($"There is no file sql/{n}.");
            using var reader = new StreamReader(stream, Encoding.UTF8);
            return reader.ReadToEnd();
        });
}
