using System.Globalization;

namespace Observatory.Core.Mappings;

/// <summary>Text with tokens in braces: <c>{Heading}</c>, <c>{Heading:5}</c> for its first five characters, <c>{unpivoted}</c>, <c>{fact.year}</c>.</summary>
internal static class TextPattern
{
    public const string FactPrefix = "fact.";
    public const string Unpivoted = "unpivoted";

    /// <summary>The parts in order: literal text, then a token (null at the end), and how many characters of it are taken (null for all).</summary>
    public static IEnumerable<(string Literal, string? Token, int? Take)> Parts(string pattern)
    {
        var at = 0;
        while (at < pattern.Length)
        {
            var open = pattern.IndexOf('{', at);
            var close = open < 0 ? -1 : pattern.IndexOf('}', open);
            if (close < 0)
                break;
            var token = pattern[(open + 1)..close];
            int? take = null;
            var colon = token.LastIndexOf(':');
            if (colon > 0 && int.TryParse(token.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length))
            {
                take = length;
                token = token[..colon];
            }
            yield return (pattern[at..open], token, take);
            at = close + 1;
        }
        yield return (pattern[at..], null, null);
    }

    /// <summary>The tokens that name a column of the table.</summary>
    public static IEnumerable<string> Headings(string pattern) =>
        Tokens(pattern).Where(t => t != Unpivoted && !t.StartsWith(FactPrefix, StringComparison.Ordinal));

    public static IEnumerable<string> Tokens(string pattern) => Parts(pattern).Select(p => p.Token).OfType<string>();
}
