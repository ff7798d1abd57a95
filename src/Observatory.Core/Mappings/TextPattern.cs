using System.Globalization;

namespace Observatory.Core.Mappings;

/// <summary>A piece of a pattern: literal text, then a token.</summary>
/// <param name="Token">The text in braces; null at the end.</param>
/// <param name="Steps">The steps to apply to its text, in this order.</param>
internal readonly record struct PatternPart(string Literal, string? Token, IReadOnlyList<PatternStep> Steps)
{
    /// <summary>The text of the token, padded and cut as the pattern says.</summary>
    public string Shaped(string text)
    {
        foreach (var (length, pads) in Steps)
            text =
                pads ? text.PadLeft(length, '0')
                : text.Length > length ? text[..length]
                : text;
        return text;
    }
}

/// <summary>One step of a token: pad with zeros to a length, or take the first characters.</summary>
internal readonly record struct PatternStep(int Length, bool Pads);

/// <summary>
/// Text with tokens in braces: <c>{Heading}</c>, <c>{Heading:5}</c> for its first five characters, <c>{Heading:05}</c> padded with zeros to
/// five, <c>{Heading:05:2}</c> padded to five and then cut to two, <c>{unpivoted}</c>, <c>{header.1}</c>, <c>{fact.year}</c>.
/// </summary>
internal static class TextPattern
{
    public const string FactPrefix = "fact.";
    public const string HeaderPrefix = "header.";
    public const string Unpivoted = "unpivoted";
    private const int MostCharacters = 1000;

    public static IEnumerable<PatternPart> Parts(string pattern)
    {
        var at = 0;
        while (at < pattern.Length)
        {
            var open = pattern.IndexOf('{', at);
            var close = open < 0 ? -1 : pattern.IndexOf('}', open);
            if (close < 0)
                break;
            var token = pattern[(open + 1)..close];
            var steps = new List<PatternStep>();
            for (
                var colon = token.LastIndexOf(':');
                colon > 0 && int.TryParse(token.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length);
                colon = token.LastIndexOf(':')
            )
            {
                steps.Insert(0, new PatternStep(length, token[colon + 1] == '0'));
                token = token[..colon];
            }
            yield return new PatternPart(pattern[at..open], token, steps);
            at = close + 1;
        }
        yield return new PatternPart(pattern[at..], null, []);
    }

    /// <summary>
    /// A token with a step that has no effect: the same step twice, or a length of 0 or longer than any code. Null if every step has an
    /// effect.
    /// </summary>
    public static string? Idle(string pattern) =>
        Parts(pattern)
            .Where(p =>
                p.Steps.Any(s => s.Length is < 1 or > MostCharacters) || p.Steps.Count(s => s.Pads) > 1 || p.Steps.Count(s => !s.Pads) > 1
            )
            .Select(p => p.Token)
            .FirstOrDefault();

    /// <summary>The tokens that name a column of the table.</summary>
    public static IEnumerable<string> Headings(string pattern) => Tokens(pattern).Where(IsHeading);

    public static IEnumerable<string> Tokens(string pattern) => Parts(pattern).Select(p => p.Token).OfType<string>();

    /// <summary>True if a name is a column of the table and nothing else.</summary>
    public static bool IsHeading(string name) => !IsOfColumn(name) && !name.StartsWith(FactPrefix, StringComparison.Ordinal);

    /// <summary>True if a name refers to the column of a cell, so that each cell of a row has its own value.</summary>
    public static bool IsOfColumn(string name) => name == Unpivoted || LevelOf(name) is not null;

    /// <summary>The level, from 1, of <c>header.1</c>; null for any other name.</summary>
    public static int? LevelOf(string name) =>
        name.StartsWith(HeaderPrefix, StringComparison.Ordinal)
        && int.TryParse(name.AsSpan(HeaderPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var level)
        && level > 0
            ? level
            : null;
}
