using System.Globalization;

namespace Observatory.Core.Mappings;

/// <summary>A piece of a pattern: literal text, then a token.</summary>
/// <param name="Token">What stands in braces; null at the end.</param>
/// <param name="Take">How many of its first characters are taken; null for all.</param>
/// <param name="Pad">Length up to which zeros are put in front; null for none.</param>
internal readonly record struct PatternPart(string Literal, string? Token, int? Take, int? Pad);

/// <summary>
/// Text with tokens in braces: <c>{Heading}</c>, <c>{Heading:5}</c> for its first five characters, <c>{Heading:05}</c> padded with zeros to
/// five, <c>{unpivoted}</c>, <c>{header.1}</c>, <c>{fact.year}</c>.
/// </summary>
internal static class TextPattern
{
    public const string FactPrefix = "fact.";
    public const string HeaderPrefix = "header.";
    public const string Unpivoted = "unpivoted";

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
            (int? take, int? pad) = (null, null);
            var colon = token.LastIndexOf(':');
            if (colon > 0 && int.TryParse(token.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length))
            {
                if (token[colon + 1] == '0')
                    pad = length;
                else
                    take = length;
                token = token[..colon];
            }
            yield return new PatternPart(pattern[at..open], token, take, pad);
            at = close + 1;
        }
        yield return new PatternPart(pattern[at..], null, null, null);
    }

    /// <summary>The tokens that name a column of the table.</summary>
    public static IEnumerable<string> Headings(string pattern) => Tokens(pattern).Where(IsHeading);

    public static IEnumerable<string> Tokens(string pattern) => Parts(pattern).Select(p => p.Token).OfType<string>();

    /// <summary>True where a name stands for a column of the table, and for nothing beside it.</summary>
    public static bool IsHeading(string name) => !IsOfColumn(name) && !name.StartsWith(FactPrefix, StringComparison.Ordinal);

    /// <summary>True where a name stands for what is said of the column that a cell is in: then each cell of a row has its own.</summary>
    public static bool IsOfColumn(string name) => name == Unpivoted || LevelOf(name) is not null;

    /// <summary>The level, from 1, of <c>header.1</c>; null for any other name.</summary>
    public static int? LevelOf(string name) =>
        name.StartsWith(HeaderPrefix, StringComparison.Ordinal) && int.TryParse(name.AsSpan(HeaderPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var level) && level > 0
            ? level
            : null;
}
