using System.Text;
using Observatory.Core.Checking;
using Observatory.Core.Wording;

namespace Observatory.Core.Marking;

/// <summary>The texts of a marked file about one finding.</summary>
/// <param name="Severity">As a word.</param>
/// <param name="Title">The cause in a few words.</param>
/// <param name="What">What happened.</param>
/// <param name="Read">The content of the cell, as the finding gives it; empty if it does not.</param>
/// <param name="Expected">The expected content; empty if the finding does not give it.</param>
/// <param name="Repair">What to do.</param>
/// <param name="Suggestions">Up to three, the nearest first; empty if the finding has none.</param>
internal sealed record MarkText(
    string Code,
    string Severity,
    string Title,
    string What,
    string Read,
    string Expected,
    string Repair,
    IReadOnlyList<string> Suggestions
)
{
    private const int MaxSuggestions = 3;

    private static readonly string[] SuggestionNames = ["nearest", "nearest2", "nearest3", "answer"];

    // A comment has the same limit as a cell; a few findings with long labels stay far below it.
    private const int MaxComment = 30_000;

    public static MarkText Of(Finding finding, MarkWords words)
    {
        var message = Messages.Text(finding, words.Language, words.Names);
        return new MarkText(
            finding.Code,
            words.Of(finding.Severity),
            message.Title,
            message.What,
            First("value", "label", "total"),
            First("expected"),
            message.Repair,
            [
                .. SuggestionNames
                    .Select(n => Messages.Shown(finding, n, words.Language, words.Names))
                    .Where(s => s.Length > 0)
                    .Distinct(StringComparer.Ordinal)
                    .Take(MaxSuggestions),
            ]
        );

        string First(params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
            {
                if (Messages.Shown(finding, name, words.Language, words.Names) is { Length: > 0 } text)
                    return text;
            }

            return "";
        }
    }

    /// <summary>The comment of a cell with these findings: for each, a heading and lines below it.</summary>
    public static IReadOnlyList<(string Heading, string Lines)> Comment(IReadOnlyList<Finding> findings, MarkWords words)
    {
        var parts = new List<(string, string)>();
        var length = 0;
        foreach (var finding in findings)
        {
            var text = Of(finding, words);
            var lines = text.Lines(words);
            length += lines.Length + text.Title.Length;
            if (length > MaxComment)
            {
                parts.Add((words.Say("comment.more", ("count", words.Number(findings.Count - parts.Count))), ""));
                break;
            }

            parts.Add(($"{text.Severity}: {text.Title} ({text.Code})", lines));
        }

        return parts;
    }

    private string Lines(MarkWords words)
    {
        var lines = new StringBuilder(What);
        Line("read", Read);
        Line("expected", Expected);
        Line("repair", Repair);
        Line("suggestions", string.Join("; ", Suggestions));
        return lines.ToString();

        void Line(string key, string text)
        {
            if (text.Length > 0)
                lines.Append('\n').Append(words.Say($"comment.{key}", ("text", text)));
        }
    }
}
