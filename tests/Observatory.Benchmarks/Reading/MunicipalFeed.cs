using System.Text;
using Observatory.Core.Mappings;
using Observatory.Warehouse.Taxonomy;

namespace Observatory.Benchmarks.Reading;

/// <summary>
/// A mapping for the generated municipal file: that of the state file with municipalities in the place of states, which the file
/// itself brings. It is no feed of the tree, since no office sends this file.
/// </summary>
internal static class MunicipalFeed
{
    private const string Name = "MEX/sesnsp-municipal-offences";
    private const string States = "MEX/sesnsp-state-offences";

    public static bool IsName(string fileName) => fileName.StartsWith("municipal-", StringComparison.Ordinal);

    public static Mapping Read(LibraryState library)
    {
        var states = library.Find(States)?.Files ?? throw new InvalidOperationException($"There is no folder {States} to take label tables from.");
        var files = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal)
        {
            [MappingReader.FileName] = Encoding.UTF8.GetBytes(Yaml(Encoding.UTF8.GetString(states.Files[MappingReader.FileName].Span))),
        };
        foreach (var table in new[] { "areas.csv", "national.csv", "offences.csv" })
            files[table] = states.Files[table];
        var (mapping, findings) = MappingReader.Read(new FolderFiles(Name, files), library.Taxonomy);
        return mapping ?? throw new InvalidOperationException(string.Join("; ", findings.Select(f => $"{f.Code} {f.Where} {string.Join(", ", f.Arguments.Values)}")));
    }

    private static string Yaml(string states)
    {
        var lines = states.ReplaceLineEndings("\n").Split('\n')
            .Where(l => !l.StartsWith("covers:", StringComparison.Ordinal) && !l.StartsWith("  fileName:", StringComparison.Ordinal))
            .Select(l => l.StartsWith("mapping:", StringComparison.Ordinal) ? $"mapping: {Name}" : l)
            .SelectMany(l => l.StartsWith("  REF_AREA:", StringComparison.Ordinal) ? Areas : [l]);
        return string.Join('\n', lines);
    }

    private static readonly string[] Areas =
    [
        "  REF_AREA:",
        "    pattern: \"MEX:{Cve. Municipio}\"",
        "    define: { level: municipality, name: Municipio, parent: { column: Clave_Ent, codes: areas.csv } }",
    ];
}
