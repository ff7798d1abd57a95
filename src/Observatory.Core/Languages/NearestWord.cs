using Observatory.Core.Normalising;

namespace Observatory.Core.Languages;

/// <summary>
/// What a person most likely meant by a word that is not known: the candidate that takes the fewest slips of the hand
/// (a letter left out, put in, changed, or two swapped). Case, accents and spaces do not count.
/// </summary>
public static class NearestWord
{
    private const int LongestWord = 200;

    /// <summary>Letters that a word has to share with another to be taken for the beginning of it.</summary>
    private const int LeastBeginning = 2;

    /// <summary>
    /// The nearest candidate as it is written, the first of those equally near; null where all are too far off to be meant.
    /// </summary>
    public static string? To(string word, IEnumerable<string> candidates)
    {
        if (!CanCompare(word))
            return null;
        var key = LabelText.Key(word);
        var tooFar = SlipsAllowed(key.Length) + 1;
        string? nearest = null;
        foreach (var candidate in candidates)
        {
            if (!CanCompare(candidate))
                continue;
            var slips = Slips(key, LabelText.Key(candidate), tooFar);
            if (slips >= tooFar)
                continue;
            nearest = candidate;
            tooFar = slips;
            if (slips == 0)
                break;
        }
        return nearest;
    }

    /// <summary>
    /// What a person most likely meant, however far off: the candidate of <see cref="To"/>; failing that those that begin most like the
    /// word, in their order; failing that the one that takes the fewest slips. Empty only where the word cannot be compared, or there is
    /// no candidate.
    /// </summary>
    /// <param name="most">Candidates at most.</param>
    public static IReadOnlyList<string> Always(string word, IReadOnlyCollection<string> candidates, int most)
    {
        if (To(word, candidates) is { } near)
            return [near];
        if (!CanCompare(word))
            return [];
        var key = LabelText.Key(word);
        var keys = candidates.Where(CanCompare).Select(c => (Word: c, Key: LabelText.Key(c))).ToList();
        var begins = keys.Select(c => (c.Word, Length: key.AsSpan().CommonPrefixLength(c.Key))).ToList();
        var longest = begins.Select(c => c.Length).DefaultIfEmpty().Max();
        if (longest >= LeastBeginning)
            return [.. begins.Where(c => c.Length == longest).Take(most).Select(c => c.Word)];
        return [.. keys.OrderBy(c => Slips(key, c.Key, int.MaxValue)).Take(1).Select(c => c.Word)];
    }

    // Long texts are no slips of the hand, and half a surrogate pair cannot be normalised.
    private static bool CanCompare(string word) =>
        word.Length is > 0 and <= LongestWord && !word.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF');

    private static int SlipsAllowed(int length) =>
        length switch
        {
            < 3 => 0,
            < 6 => 1,
            _ => Math.Clamp(length / 3, 2, 5),
        };

    /// <summary>
    /// Damerau-Levenshtein distance with adjacent swaps (optimal string alignment); gives up at <paramref name="tooFar"/>.
    /// </summary>
    private static int Slips(ReadOnlySpan<char> a, ReadOnlySpan<char> b, int tooFar)
    {
        if (Math.Abs(a.Length - b.Length) >= tooFar)
            return tooFar;
        // Accents taken apart make a key longer than its word, so the rows are sized by the key.
        var width = b.Length + 1;
        var rows = width <= 3 * LongestWord ? stackalloc int[3 * width] : new int[3 * width];
        var beforeLast = rows[..width];
        var last = rows[width..(2 * width)];
        var current = rows[(2 * width)..];
        for (var j = 0; j < width; j++)
            last[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            var least = i;
            for (var j = 1; j < width; j++)
            {
                var slips = Math.Min(Math.Min(last[j], current[j - 1]) + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    slips = Math.Min(slips, beforeLast[j - 2] + 1);
                current[j] = slips;
                least = Math.Min(least, slips);
            }
            if (least >= tooFar)
                return tooFar;
            var spare = beforeLast;
            beforeLast = last;
            last = current;
            current = spare;
        }
        return last[b.Length];
    }
}
