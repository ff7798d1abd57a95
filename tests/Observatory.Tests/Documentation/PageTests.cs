using System.Text.RegularExpressions;
using Xunit;

namespace Observatory.Tests.Documentation;

/// <summary>What holds for every page of the repository.</summary>
public sealed partial class PageTests
{
    public static TheoryData<string> Pages => [.. Page.All];

    [Fact]
    public void There_is_a_page_for_each_reader() =>
        Assert.Superset(
            new HashSet<string>([
                "README.md",
                "CONTRIBUTING.md",
                "CHANGELOG.md",
                "SECURITY.md",
                "docs/officer.md",
                "docs/analyst.md",
                "docs/operator.md",
                "docs/developer.md",
                "etl-mappings/ADD-A-COUNTRY.md",
            ]),
            Page.All.ToHashSet(StringComparer.Ordinal)
        );

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_command_shown_is_understood(string page)
    {
        var root = ProgramVerbs.Root();
        foreach (var command in new Page(page).Commands())
        {
            var words = Word().Matches(command).Select(m => m.Value.Trim('\'', '"')).Skip(1).ToList();
            if (words[0] == "test")
                continue;
            var given = root.Parse(words);
            // If a verb takes files, an option that it does not know passes for one of them.
            var files = given.CommandResult.Command.Arguments.SelectMany(a => given.CommandResult.GetResult(a)?.Tokens ?? []);
            Assert.True(given.Errors.Count == 0 && given.UnmatchedTokens.Count == 0 && !files.Any(f => f.Value.StartsWith('-')), command);
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_inside_the_repository_leads_somewhere(string page)
    {
        var folder = Path.GetDirectoryName(page)!;
        foreach (var link in new Page(page).Links())
        {
            var (path, anchor) = link.Split('#') is [var before, var after] ? (before, after) : (link, "");
            var target = path.Length == 0 ? page : Path.Combine(folder, path);
            Assert.True(Path.Exists(Path.Combine(Page.Root, target)), $"{page}: {link}");
            Assert.True(anchor.Length == 0 || new Page(target).Anchors().Contains(anchor), $"{page}: {link}");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_path_of_the_repository_that_a_page_names_exists(string page)
    {
        foreach (var path in new Page(page).Codes().Where(c => OwnPath().IsMatch(c)))
            Assert.True(Path.Exists(Path.Combine(Page.Root, path)), $"{page}: {path}");
    }

    [GeneratedRegex("""'[^']*'|"[^"]*"|\S+""")]
    private static partial Regex Word();

    [GeneratedRegex(@"^(src|sql|tests|docs|etl-mappings)/[\w./-]*$")]
    private static partial Regex OwnPath();
}
