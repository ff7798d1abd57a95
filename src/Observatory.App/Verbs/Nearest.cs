namespace Observatory.App.Verbs;

/// <summary>The word that somebody probably meant.</summary>
public static class Nearest
{
    /// <summary>The known word with the fewest changed letters; null if none is similar.</summary>
    public static string? To(string word, IEnumerable<string> known) =>
        known
            .Select(k => (Word: k, Changes: Changes(word, k)))
            .Where(c => c.Changes <= Math.Max(2, word.TrimStart('-').Length / 2))
            .OrderBy(c => c.Changes)
            .ThenBy(c => c.Word, StringComparer.Ordinal)
            .Select(c => c.Word)
            .FirstOrDefault();

    /// <summary>Insertions, deletions, replacements and swaps of neighbours (Damerau's distance); a common beginning costs one.</summary>
    private static int Changes(string from, string to)
    {
        if (from.TrimStart('-').Length > 1 && to.StartsWith(from, StringComparison.Ordinal))
        {
            return 1;
        }

        var cost = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                cost[i, j] =
                    i == 0 ? j
                    : j == 0 ? i
                    : Math.Min(Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1, cost[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[from.Length, to.Length];
    }
}
