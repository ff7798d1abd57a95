using System.Text.RegularExpressions;
using Observatory.App.Hosting;

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

    public string[] Lines { get; }

    public IReadOnlyList<Block> Blocks { get; }

    /// <summary>
    /// The words in code marks in the first column of the tables below a heading, deeper headings included; of all tables without one.
    /// </summary>
    public IEnumerable<string> FirstColumn(string? heading = null) =>
        Section(heading)
            .Where(l => l.StartsWith("| ", StringComparison.Ordinal))
            .SelectMany(l => Code().Matches(l.Split(" | ")[0]).Select(m => m.Groups[1].Value));

    public IEnumerable<string> Links() => Lines.SelectMany(l => Link().Matches(l)).Select(m => m.Groups[1].Value);

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

    [GeneratedRegex(@"\]\((?!https?:)([^)#]+)\)")]
    private static partial Regex Link();
}

/// <summary>A fenced block.</summary>
/// <param name="Names">What stands in code marks on the line before it: the file it is, then its sheet.</param>
/// <param name="Line">Index of the fence that opens it.</param>
/// <param name="End">Index of the fence that closes it.</param>
internal sealed record Block(string Heading, string Language, IReadOnlyList<string> Names, string Before, string Text, int Line, int End);
