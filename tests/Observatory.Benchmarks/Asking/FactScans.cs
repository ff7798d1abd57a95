using System.Text.Json;
using Observatory.Benchmarks.Support;

namespace Observatory.Benchmarks.Asking;

/// <summary>Looks into the plans of statements for a table of figures that is read from end to end.</summary>
internal static class FactScans
{
    /// <summary>Pages of a table that is read whole sooner than an index would say where to look: a mebibyte.</summary>
    private const int SmallPages = 128;

    private static readonly string[] Stars = ["fact_observation", "fact_history", "rollup_observation"];

    /// <summary>Tables of figures that a plan scans, as readers have them planned; none is what is hoped for.</summary>
    public static async Task<IReadOnlyList<string>> OfAsync(BenchHome home, IEnumerable<Question> questions)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var statement in questions.SelectMany(q => q.Statements).DistinctBy(s => s.Name))
        {
            using var plan = JsonDocument.Parse(
                await home.ExplainAsReaderAsync(statement.Sql.Numbered, statement.Sql.Literals(statement.Parameters))
            );
            Collect(plan.RootElement, found);
        }
        return found.Count == 0
            ? []
            : await home.ListProductAsync(
                $"select relname from pg_class where relpages > {SmallPages} and relname in "
                    + $"({string.Join(", ", found.Select(f => $"'{f}'"))})"
            );
    }

    private static void Collect(JsonElement node, SortedSet<string> found)
    {
        if (node.ValueKind == JsonValueKind.Array)
        {
            foreach (var part in node.EnumerateArray())
                Collect(part, found);
        }
        if (node.ValueKind != JsonValueKind.Object)
            return;
        if (
            node.TryGetProperty("Node Type", out var type)
            && type.GetString() == "Seq Scan"
            && node.TryGetProperty("Relation Name", out var table)
            && Stars.Any(s => table.GetString()!.StartsWith(s, StringComparison.Ordinal))
        )
            found.Add(table.GetString()!);
        foreach (var part in node.EnumerateObject())
            Collect(part.Value, found);
    }
}
