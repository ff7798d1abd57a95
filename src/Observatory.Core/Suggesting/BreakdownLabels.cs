using System.Globalization;
using System.Text.RegularExpressions;

namespace Observatory.Core.Suggesting;

/// <summary>Finds the members of breakdowns that labels of a file name.</summary>
internal static partial class BreakdownLabels
{
    /// <summary>The sex that a label names; null for none. A lone M is male beside F and female (mujer) beside H.</summary>
    public static string? Sex(string label, IEnumerable<string> siblings)
    {
        var plain = WordText.Plain(label);
        if (plain.Length == 1)
        {
            var letters = siblings.Select(WordText.Plain).Where(s => s.Length == 1).ToHashSet(StringComparer.Ordinal);
            return plain switch
            {
                "f" => "F",
                "h" => "M",
                "m" when letters.Contains("h") && !letters.Contains("f") => "F",
                "m" when letters.Contains("f") => "M",
                _ => null,
            };
        }
        if (Vocabulary.Is(label, "female"))
            return "F";
        if (Vocabulary.Is(label, "male"))
            return "M";
        if (Vocabulary.Is(label, "both") || Vocabulary.Is(label, "total"))
            return "_T";
        return Vocabulary.Is(label, "unknown") ? "_U" : null;
    }

    /// <summary>The sex that a longer heading names, such as <c>cantidad_victimas_fem</c>; null if it names none or both.</summary>
    public static string? SexWithin(string heading)
    {
        var tokens = WordText.Tokens(heading);
        var female = tokens.Any(t => t.Length > 1 && Vocabulary.Is(t, "female"));
        var male = tokens.Any(t => t.Length > 1 && Vocabulary.Is(t, "male"));
        if (female != male)
            return female ? "F" : "M";
        return !female && tokens.Length > 1 && tokens[^1] is "sd" or "ni" or "nd" ? "_U" : null;
    }

    /// <summary>The age band of the taxonomy that a label is; null if it is none of them exactly.</summary>
    public static string? Age(string label)
    {
        if (Vocabulary.Is(label, "minor"))
            return "Y_LT18";
        if (Vocabulary.Is(label, "adult"))
            return "Y_GE18";
        if (Vocabulary.Is(label, "unknown"))
            return "_U";
        if (Vocabulary.Is(label, "total"))
            return "_T";
        var band = Band().Match(WordText.Plain(label));
        if (!band.Success)
            return null;
        var from = int.Parse(band.Groups["a"].Value, NumberStyles.None, CultureInfo.InvariantCulture);
        var to = int.Parse(band.Groups["b"].Value, NumberStyles.None, CultureInfo.InvariantCulture);
        return (from, to) switch
        {
            (0, 9) => "Y0T9",
            (10, 14) => "Y10T14",
            (15, 17) => "Y15T17",
            (18, 19) => "Y18T19",
            (20, 24) => "Y20T24",
            (25, 29) => "Y25T29",
            (30, 44) => "Y30T44",
            (45, 59) => "Y45T59",
            (15, 29) => "Y15T29",
            (0, 17) => "Y_LT18",
            (0, 14) => "Y_LT15",
            _ => null,
        };
    }

    [GeneratedRegex(@"^(de )?(?<a>\d{1,2}) ?(a|to|y|al|e|ate)? ?(?<b>\d{1,2})( (anos|years|ans|ano))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Band();
}
