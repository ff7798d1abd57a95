namespace Observatory.Core.Suggesting;

/// <summary>
/// The usual meaning of words in names of offences, in the four languages (<c>offence-words.csv</c>). It is never sure: the same word is
/// another offence in another penal code (methodology, rule 33).
/// </summary>
internal static class OffenceWords
{
    private static readonly Rule[] Rules = [.. Vocabulary.Rows("offence-words.csv").Select(Rule.Of)];

    /// <summary>
    /// The indicators that match the words, <c>-</c> for none in the taxonomy, with how many of their conditions are met.
    /// </summary>
    public static IEnumerable<(string Indicator, string Unit, double Weight)> Fitting(string label)
    {
        var padded = WordText.Padded(label);
        // Offices abbreviate words in column names: hom_doloso, tentat_hom.
        var isShortened = label.Contains('_', StringComparison.Ordinal) && !label.Contains(' ', StringComparison.Ordinal);
        var tokens = isShortened ? padded.Split('_', StringSplitOptions.RemoveEmptyEntries).Where(t => t.Length >= 3).ToArray() : [];
        foreach (var rule in Rules)
        {
            if (rule.None.Any(n => Has(padded, tokens, n)))
                continue;
            var length = 0;
            var fits = true;
            foreach (var any in rule.All)
            {
                var found = any.Where(w => Has(padded, tokens, w)).Select(w => w.Length).DefaultIfEmpty(0).Max();
                fits = found > 0;
                if (!fits)
                    break;
                length += found;
            }
            if (fits)
                yield return (rule.Indicator, rule.Unit, rule.All.Length + (0.02 * length) + (rule.None.Length > 0 ? 0.01 : 0));
        }
    }

    private static bool Has(string padded, string[] shortened, string stem) =>
        padded.Contains(stem, StringComparison.Ordinal)
        || (
            shortened.Length > 0
            && stem.IndexOf('_', 1) < 0
            && shortened.Any(t => t.Length < stem.Length - 1 && stem.AsSpan(1).StartsWith(t, StringComparison.Ordinal))
        );

    private sealed record Rule(string Indicator, string Unit, string[][] All, string[] None)
    {
        public static Rule Of(string[] row) =>
            new(
                row[0],
                row[1],
                [.. row[2].Split('+').Select(a => a.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(Stem).ToArray())],
                [.. row[3].Split('|', StringSplitOptions.RemoveEmptyEntries).Select(Stem)]
            );

        private static string Stem(string written) => "_" + written;
    }
}
