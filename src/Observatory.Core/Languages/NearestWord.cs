using Observatory.Core.Normalising;

namespace Observatory.Core.Languages;

/// <summary>The right word that a wrong one was most likely meant to be.</summary>
public static class NearestWord
{
    /// <summary>The candidate with the fewest letters to change, add, drop or swap; null where all are too far to be a slip of the pen.</summary>
    public static string? To(string word, IEnumerable<string> candidates)
    {
        var key = LabelText.Key(word);
        string? nearest = null;
        var fewest = int.MaxValue;
        foreach (var candidate in candidates)
        {
            var other = LabelText.Key(candidate);
            var allowed = Math.Max(1, Math.Max(key.Length, other.Length) / 3);
            if (Math.Abs(key.Length - other.Length) > allowed)
                continue;
            var distance = Distance(key, other);
            if (distance > allowed || distance >= fewest)
                continue;
            (nearest, fewest) = (candidate, distance);
        }
        return nearest;
    }

    /// <summary>Damerau-Levenshtein, in the restricted form: no letter is moved twice.</summary>
    private static int Distance(string a, string b)
    {
        var before = new int[b.Length + 1];
        var last = new int[b.Length + 1];
        var now = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
            last[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            now[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = a[i - 1] == b[j - 1] ? 0 : 1;
                now[j] = Math.Min(Math.Min(last[j] + 1, now[j - 1] + 1), last[j - 1] + change);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    now[j] = Math.Min(now[j], before[j - 2] + 1);
            }
            (before, last, now) = (last, now, before);
        }
        return last[b.Length];
    }
}
