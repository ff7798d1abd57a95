using Observatory.Tests.Support;
using Xunit;

namespace Observatory.Tests.Documentation;

/// <summary>Code is read in two windows side by side, and CSharpier leaves comments, string literals and SQL as they are.</summary>
public sealed class LineLengthTests
{
    private const int Longest = 140;

    [Fact]
    public void No_line_is_longer_than_140_characters()
    {
        var root = Path.GetFullPath(Path.Combine(TestWarehouse.SqlRoot, ".."));
        var lines = new[] { "src", "tests", "sql" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*", SearchOption.AllDirectories))
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".sql", StringComparison.Ordinal))
            .Select(file => (Path: file, Name: Path.GetRelativePath(root, file).Replace('\\', '/')))
            .Where(file => !IsApart(file.Name))
            .SelectMany(file => File.ReadLines(file.Path).Select((line, at) => (file.Name, Number: at + 1, Line: line)))
            .ToList();
        Assert.NotEmpty(lines);
        Assert.Empty(lines.Where(l => l.Line.Length > Longest && !IsOfPsql(l.Line)).Select(l => $"{l.Name}:{l.Number}"));
    }

    /// <summary>A landed migration never changes, because databases compare its checksum. Compilers write into obj and bin.</summary>
    private static bool IsApart(string name) =>
        name.StartsWith("sql/migrations/", StringComparison.Ordinal)
        || name.Contains("/obj/", StringComparison.Ordinal)
        || name.Contains("/bin/", StringComparison.Ordinal);

    /// <summary>psql takes a command such as <c>\copy</c> to end with its line.</summary>
    private static bool IsOfPsql(string line) => line.StartsWith('\\');
}
