using System.CommandLine;
using System.Text.RegularExpressions;
using Observatory.App.Verbs;
using Observatory.Core.Languages;
using Xunit;

namespace Observatory.Tests.Documentation;

public sealed partial class ReadmeTests
{
    private static readonly Page Readme = new("README.md");

    [Fact]
    public void Every_verb_stands_in_the_table_of_verbs_and_every_verb_there_exists()
    {
        var verbs = Compose().Where(v => !v.Hidden).SelectMany(v => Paths(v, ""));
        var named = Readme.FirstColumn("## Verbs").Select(n => VerbWords().Match(n).Value.TrimEnd()).Where(n => n != "test");
        Assert.Equal(verbs.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_launcher_knows_the_verb_that_is_its_own() =>
        Assert.Contains("    test) ", File.ReadAllText(Path.Combine(Page.Root, "observatory")), StringComparison.Ordinal);

    [Theory]
    [InlineData("README.md")]
    [InlineData("etl-mappings/README.md")]
    [InlineData("etl-mappings/ADD-A-COUNTRY.md")]
    public void Every_command_shown_is_understood(string page)
    {
        var root = (RootCommand)Compose().First().Parents.Single();
        foreach (var command in new Page(page).Commands())
        {
            var words = Word().Matches(command).Select(m => m.Value.Trim('\'', '"')).Skip(1).ToList();
            if (words[0] == "test")
                continue;
            var given = root.Parse(words);
            // Where a verb takes files, an option that it does not know passes for one of them.
            var files = given.CommandResult.Command.Arguments.SelectMany(a => given.CommandResult.GetResult(a)?.Tokens ?? []);
            Assert.True(given.Errors.Count == 0 && given.UnmatchedTokens.Count == 0 && !files.Any(f => f.Value.StartsWith('-')), command);
        }
    }

    [Fact]
    public void Every_environment_variable_that_is_read_stands_in_the_table_of_settings_and_every_one_there_is_read()
    {
        var code = new[] { "src", "tests" }
            .SelectMany(f => Directory.EnumerateFiles(Path.Combine(Page.Root, f), "*.cs", SearchOption.AllDirectories))
            .Select(File.ReadAllText);
        var scripts = new[] { "observatory", "docker-compose.yml" }.Select(f => File.ReadAllText(Path.Combine(Page.Root, f)));
        var read = code.SelectMany(t => ReadInCode().Matches(t))
            .Concat(scripts.SelectMany(t => ReadInScript().Matches(t)))
            .Select(m => m.Groups[1].Value);
        Assert.Equal(read.Distinct().Order(StringComparer.Ordinal), Readme.FirstColumn("## Settings").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_path_of_the_tree_exists()
    {
        var tree = Readme.Blocks.Single(b => b.Heading == "Where things are");
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

    [Theory]
    [InlineData("README.md")]
    [InlineData("etl-mappings/README.md")]
    [InlineData("etl-mappings/ADD-A-COUNTRY.md")]
    [InlineData("FINDINGS.md")]
    public void Every_link_inside_the_repository_leads_somewhere(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Page.Root, page))!;
        Assert.All(new Page(page).Links(), link => Assert.True(Path.Exists(Path.Combine(folder, link)), link));
    }

    /// <summary>The verbs as Program.cs puts them together.</summary>
    private static VerbFrame Compose()
    {
        var texts = Texts.In(Language.En);
        var program = File.ReadAllText(Path.Combine(Page.Root, "src/Observatory.App/Program.cs"));
        var types = typeof(Verb).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Verb)) && !t.IsNested).ToDictionary(t => t.Name);
        var frame = new VerbFrame(texts);
        foreach (var name in NewVerb().Matches(program).Select(m => m.Groups[1].Value))
            frame.Add((Verb)Activator.CreateInstance(types[name], texts)!);
        return frame;
    }

    private static IEnumerable<string> Paths(Command verb, string above) =>
        verb.Subcommands.Count == 0 ? [above + verb.Name] : verb.Subcommands.SelectMany(v => Paths(v, $"{above}{verb.Name} "));

    [GeneratedRegex(@"new (\w+Verb)\(")]
    private static partial Regex NewVerb();

    [GeneratedRegex("^([a-z]+( |$))+")]
    private static partial Regex VerbWords();

    [GeneratedRegex("""'[^']*'|"[^"]*"|\S+""")]
    private static partial Regex Word();

    [GeneratedRegex("""nvironment(?:Variable)?\("(\w+)"\)""")]
    private static partial Regex ReadInCode();

    /// <summary>With a default or an error for none: what comes from outside. What a script sets itself is written without.</summary>
    [GeneratedRegex(@"\$\{([A-Z]\w*):[-?]")]
    private static partial Regex ReadInScript();
}
