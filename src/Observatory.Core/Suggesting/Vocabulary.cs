using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Observatory.Core.Suggesting;

/// <summary>
/// The words of headings, labels and footers in the four languages: <c>words.csv</c>, <c>months.csv</c>, <c>breakdown-words.csv</c>. These
/// are words of a language, never of a country: the meaning of a word in a country or an office is in the taxonomy's synonyms.
/// </summary>
internal static class Vocabulary
{
    private static readonly FrozenDictionary<string, string[]> Kinds = ReadKinds();
    private static readonly FrozenDictionary<string, int> MonthWords = ReadMonths();
    private static readonly (string Dimension, string Code, string[] Words)[] Members =
    [
        .. Rows("breakdown-words.csv").Select(r => (r[0], r[1], r[2].Split('|').Select(WordText.Padded).ToArray())),
    ];

    /// <summary>How clearly a heading says that its column is of a kind: 1 all of it, about 0.8 a part of it, 0 nothing.</summary>
    public static double Says(string heading, string kind)
    {
        var padded = WordText.Padded(heading);
        var best = 0.0;
        foreach (var word in Kinds[kind])
        {
            if (word.Length < 3)
                continue;
            if (padded == word)
                return 1;
            if (padded.Contains(word, StringComparison.Ordinal))
                best = Math.Max(best, 0.75 + (0.2 * (word.Length - 2) / Math.Max(1, padded.Length - 2)));
        }
        return best;
    }

    /// <summary>True if a heading is about a time: a year, a month, a quarter, a day or a period.</summary>
    public static bool SaysTime(string heading) =>
        Says(heading, "year") > 0
        || Says(heading, "month") > 0
        || Says(heading, "quarter") > 0
        || Says(heading, "date") > 0
        || Says(heading, "period") > 0;

    /// <summary>True if a label is one of the words of a kind, and nothing more.</summary>
    public static bool Is(string label, string kind)
    {
        var padded = WordText.Padded(label);
        if (padded.Length > 2)
            return Kinds[kind].Contains(padded);
        return kind == "missing" && label.Trim() is "-" or "--" or "–" or "—" or ".." or "..." or "…" or ":";
    }

    /// <summary>True if a label begins with a word of a kind.</summary>
    public static bool Begins(string label, string kind)
    {
        var padded = WordText.Padded(label);
        return Kinds[kind].Any(w => w.Length > 3 && padded.StartsWith(w, StringComparison.Ordinal));
    }

    /// <summary>1 to 12 for a month's name or its usual abbreviation; null for anything else.</summary>
    public static int? Month(string text) => MonthWords.TryGetValue(WordText.Plain(text), out var month) ? month : null;

    /// <summary>The member of a breakdown that a label names, and how clearly; null for none.</summary>
    public static (string Code, double Confidence)? Member(string dimension, string label)
    {
        var padded = WordText.Padded(label);
        (string, double)? best = null;
        foreach (var (of, code, words) in Members)
        {
            if (of != dimension)
                continue;
            foreach (var word in words)
            {
                var confidence =
                    padded == word ? 0.95
                    : padded.Contains(word, StringComparison.Ordinal) ? 0.6 + (0.3 * (word.Length - 2) / (padded.Length - 2))
                    : 0;
                if (confidence > 0 && (best is null || confidence > best.Value.Item2))
                    best = (code, confidence);
            }
        }
        return best;
    }

    internal static IEnumerable<string[]> Rows(string file)
    {
        using var stream = typeof(Vocabulary).Assembly.GetManifestResourceStream("Observatory.Core.Suggesting." + file)
            ?? throw new InvalidOperationException(file + " is not in the assembly.");
        using var parser = new CsvParser(new StreamReader(stream, Encoding.UTF8), new CsvConfiguration(CultureInfo.InvariantCulture));
        parser.Read();
        while (parser.Read())
            yield return parser.Record!;
    }

    private static FrozenDictionary<string, string[]> ReadKinds() =>
        Rows("words.csv")
            .ToFrozenDictionary(
                r => r[0],
                r => r.Skip(1).SelectMany(words => words.Split('|')).Select(WordText.Padded).Distinct(StringComparer.Ordinal).ToArray(),
                StringComparer.Ordinal
            );

    private static FrozenDictionary<string, int> ReadMonths() =>
        Rows("months.csv")
            .SelectMany(r => r[1].Split('|').Select(w => (Word: WordText.Plain(w), Month: int.Parse(r[0], CultureInfo.InvariantCulture))))
            .DistinctBy(w => w.Word)
            .ToFrozenDictionary(w => w.Word, w => w.Month, StringComparer.Ordinal);
}
