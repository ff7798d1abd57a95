using System.Reflection;
using System.Text.RegularExpressions;
using Observatory.App.Verbs;
using Observatory.Core.Checking;
using Observatory.Warehouse.Submissions;
using Xunit;

namespace Observatory.Tests.Documentation;

/// <summary>The page for developers names types and files that exist, and its walks are short.</summary>
public sealed partial class DeveloperPageTests
{
    private const int MostSteps = 12;

    private static readonly Page Developer = new("docs/developer.md");

    private static readonly ILookup<string, Type> Types = new[]
    {
        typeof(Finding),
        typeof(Loader),
        typeof(Verb),
        typeof(DeveloperPageTests),
    }
        .SelectMany(t => t.Assembly.GetTypes())
        .ToLookup(t => t.Name.Split('`')[0], StringComparer.Ordinal);

    public static TheoryData<string> Walks => ["## From a cell to a fact", "## From a question to an answer"];

    [Theory]
    [MemberData(nameof(Walks))]
    public void A_walk_has_at_most_twelve_steps_and_each_names_a_type_and_the_file_it_is_in(string heading)
    {
        var steps = Developer.Steps(heading);
        Assert.InRange(steps.Count, 1, MostSteps);
        foreach (var step in steps)
        {
            var codes = Code().Matches(step).Select(m => m.Groups[1].Value).ToList();
            var types = codes.Where(c => TypeName().IsMatch(c)).Select(c => c.Split('.')[0]).ToList();
            var files = codes
                .Where(c => c.EndsWith(".cs", StringComparison.Ordinal))
                .Select(c => Path.GetFileNameWithoutExtension(c))
                .ToList();
            Assert.NotEmpty(types);
            Assert.Equal(types.Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Walks))]
    [InlineData("## Where a change goes")]
    public void Every_name_in_code_marks_is_a_type_a_file_a_verb_or_a_table(string heading)
    {
        var root = ProgramVerbs.Root();
        var migrations = string.Concat(Directory.EnumerateFiles(Path.Combine(Page.Root, "sql/migrations")).Select(File.ReadAllText));
        foreach (var code in Developer.Codes(heading))
        {
            var exists = code switch
            {
                _ when TypeName().IsMatch(code) => IsTypeOrMember(code),
                _ when code.Contains('/', StringComparison.Ordinal) && !code.StartsWith('.') => Path.Exists(Path.Combine(Page.Root, code)),
                _ when code.StartsWith("dw.", StringComparison.Ordinal) => migrations.Contains(
                    $"create table {code} ",
                    StringComparison.Ordinal
                ),
                _ => root.Subcommands.Any(v => v.Name == code.Replace("./observatory ", "", StringComparison.Ordinal)),
            };
            Assert.True(exists, code);
        }
    }

    [Fact]
    public void Every_path_of_the_tree_exists()
    {
        var tree = Developer.Blocks.Single(b => b.Heading == "Where things are");
        var folders = new List<string>();
        foreach (var line in tree.Text.TrimEnd('\n').Split('\n'))
        {
            var depth = (line.Length - line.TrimStart().Length) / 2;
            foreach (var name in line.Trim().Split("   ")[0].Split("  ", StringSplitOptions.RemoveEmptyEntries))
            {
                folders = [.. folders[..depth], name];
                var path = Path.Combine([Page.Root, .. folders]);
                Assert.True(name.EndsWith('/') ? Directory.Exists(path) : File.Exists(path), path);
            }
        }
    }

    private static bool IsTypeOrMember(string code) =>
        code.Split('.') is [var type, var member]
            ? Types[type]
                .Any(t =>
                    t.GetMember(
                        member,
                        BindingFlags.Public
                            | BindingFlags.NonPublic
                            | BindingFlags.Static
                            | BindingFlags.Instance
                            | BindingFlags.DeclaredOnly
                    ).Length > 0
                )
            : Types[code].Any();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"^[A-Z]\w+(\.[A-Z]\w+)?$")]
    private static partial Regex TypeName();
}
