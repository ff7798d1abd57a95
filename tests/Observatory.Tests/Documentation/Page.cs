using System.Text.RegularExpressions;
using Observatory.Hosting.Homes;
using Xunit;

namespace Observatory.Tests.Documentation;

/// <summary>A page of documentation of the repository, taken apart as far as the tests ask.</summary>
internal sealed partial class Page
{
    private readonly string _path;

    public Page(string path)
    {
        _path = Path.Combine(Root, path);
        Lines = File.ReadAllLines(_path);
        Blocks = [.. ReadBlocks()];
    }

    public static string Root => HomeFolder.Root();

    /// <summary>Every page of the repository, by its path in it.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Directory
            .EnumerateFiles(Root, "*.md", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'))
            .Where(f => !f.Split('/').SkipLast(1).Any(IsOfBuilds))
            .Order(StringComparer.Ordinal),
    ];

    public string[] Lines { get; }

    public IReadOnlyList<Block> Blocks { get; }

    /// <summary>
    /// The words in code marks in the first column of the tables below a heading, deeper headings included; of all tables without one.
    /// </summary>
    public IEnumerable<string> FirstColumn(string? heading = null) =>
        Section(heading)
            .Where(l => l.StartsWith("| ", StringComparison.Ordinal))
            .SelectMany(l => Code().Matches(l.Split(" | ")[0]).Select(m => m.Groups[1].Value));

    /// <summary>Where links inside the repository lead: a path, a heading behind <c>#</c>, or both.</summary>
    public IEnumerable<string> Links() => Text().SelectMany(l => Link().Matches(l)).Select(m => m.Groups[1].Value);

    /// <summary>What stands in code marks below a heading, deeper headings included; on the whole page without one.</summary>
    public IEnumerable<string> Codes(string? heading = null) =>
        Text(heading).SelectMany(l => Code().Matches(l)).Select(m => m.Groups[1].Value);

    /// <summary>The names by which links reach the headings of the page.</summary>
    public IEnumerable<string> Anchors() =>
        Text()
            .Where(l => Heading().IsMatch(l))
            .Select(l => NotOfAnchor().Replace(l.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    /// <summary>The points of a numbered list below a heading, each with the lines that continue it.</summary>
    public IReadOnlyList<string> Steps(string heading)
    {
        var steps = new List<string>();
        foreach (var line in Section(heading))
            if (Numbered().IsMatch(line))
                steps.Add(line);
            else if (steps.Count > 0 && line.StartsWith("   ", StringComparison.Ordinal))
                steps[^1] += "\n" + line;
        return steps;
    }

    /// <summary>Commands of the launcher in blocks of shell.</summary>
    public IEnumerable<string> Commands() =>
        Blocks
            .Where(b => b.Language == "sh")
            .SelectMany(b => b.Text.Split('\n'))
            .Select(l => Command().Match(l))
            .Where(m => m.Success)
            .Select(m => m.Groups[1].Value);

    /// <summary>Puts another text into a block: how a changed expectation is accepted.</summary>
    public void Replace(Block block, string text) =>
        File.WriteAllText(
            _path,
            string.Join('\n', [.. Lines[..(block.Line + 1)], .. text.TrimEnd('\n').Split('\n'), .. Lines[block.End..]]) + "\n"
        );

    /// <summary>
    /// Holds the part of the page between the marks of generated text to what is given. With <c>OBSERVATORY_APPROVE=1</c> the part is
    /// written anew.
    /// </summary>
    public static void HoldGenerated(string path, string text)
    {
        const string begin = "<!-- generated -->\n";
        const string end = "<!-- /generated -->\n";
        var file = Path.Combine(Root, path);
        var page = File.ReadAllText(file);
        var from = page.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        var to = page.IndexOf(end, StringComparison.Ordinal);
        Assert.True(from >= begin.Length && to >= from, $"{path} has no marks of a generated part.");
        if (Environment.GetEnvironmentVariable("OBSERVATORY_APPROVE") == "1")
            File.WriteAllText(file, page[..from] + text + page[to..]);
        else
            Assert.Equal(text, page[from..to]);
    }

    private static bool IsOfBuilds(string folder) => folder is "artifacts" or "bin" or "obj" || folder.StartsWith('.');

    /// <summary>The lines outside fenced blocks.</summary>
    private IEnumerable<string> Text(string? heading = null)
    {
        var isFenced = false;
        foreach (var line in Section(heading))
        {
            var isFence = line.StartsWith("```", StringComparison.Ordinal);
            if (isFence)
                isFenced = !isFenced;
            else if (!isFenced)
                yield return line;
        }
    }

    private IEnumerable<string> Section(string? heading)
    {
        if (heading is null)
            return Lines;
        var depth = heading.Length - heading.TrimStart('#').Length;
        return Lines.SkipWhile(l => l != heading).Skip(1).TakeWhile(l => !l.StartsWith('#') || l.Length - l.TrimStart('#').Length > depth);
    }

    private IEnumerable<Block> ReadBlocks()
    {
        var heading = "";
        var before = "";
        for (var at = 0; at < Lines.Length; at++)
        {
            var line = Lines[at];
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                var end = Array.IndexOf(Lines, "```", at + 1);
                var names = Code().Matches(before).Select(m => m.Groups[1].Value).ToList();
                yield return new Block(
                    heading,
                    line[3..],
                    names,
                    before,
                    string.Concat(Lines[(at + 1)..end].Select(l => l + "\n")),
                    at,
                    end
                );
                at = end;
                before = "";
                continue;
            }
            if (line.StartsWith('#'))
                heading = line.TrimStart('#', ' ');
            if (line.Length > 0)
                before = line;
        }
    }

    /// <summary>With settings before it and a remark behind it, or without.</summary>
    [GeneratedRegex(@"^(?:\w+=\S+ )*(\./observatory [^#]+)")]
    private static partial Regex Command();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\((?!https?:|mailto:)([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#{1,6} ")]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotOfAnchor();

    [GeneratedRegex(@"^\d+\. ")]
    private static partial Regex Numbered();
}

/// <summary>A fenced block.</summary>
/// <param name="Names">What stands in code marks on the line before it: the file it is, then its sheet.</param>
/// <param name="Line">Index of the fence that opens it.</param>
/// <param name="End">Index of the fence that closes it.</param>
internal sealed record Block(string Heading, string Language, IReadOnlyList<string> Names, string Before, string Text, int Line, int End);
