using Observatory.Core.Taxonomy;

namespace Observatory.Core.Suggesting;

/// <summary>
/// Finds the areas behind headings such as "N.L.", "Que." and "Alta.". One abbreviation proves nothing; several together are areas if each
/// can be only one area of the country and no two are the same.
/// </summary>
internal static class AbbreviatedAreas
{
    private const int LongestHeading = 8;
    private const int Least = 4;

    /// <summary>The area of each heading, in order; null if too few of them can be identified.</summary>
    public static IReadOnlyList<string?>? Of(IReadOnlyList<string> headings, string country, TaxonomyCatalogue taxonomy)
    {
        var areas = taxonomy.Areas.Where(a => a.Country == country && a.Level == AreaLevel.Subdivision).ToList();
        var written = headings.Select(h => h.Trim().Length is > 0 and <= LongestHeading ? Letters(h) : "").ToList();
        if (areas.Count == 0 || written.Count(s => s.Length > 0) < Least)
            return null;
        var found = new string?[headings.Count];
        // The strongest likeness comes first: an area that it takes is no longer available for a weaker one.
        foreach (var fits in new Func<string, Area, bool>[] { IsCode, AreInitials, IsBeginning, IsWithin })
        {
            var free = areas.Where(a => !found.Contains(a.Code)).ToList();
            for (var i = 0; i < found.Length; i++)
                if (
                    found[i] is null
                    && written[i].Length > 1
                    && free.Where(a => fits(written[i], a)).Select(a => a.Code).ToList() is [var only]
                )
                    found[i] = only;
        }
        var told = found.Where(f => f is not null).ToList();
        return told.Count >= Least && told.Distinct().Count() == told.Count && told.Count >= 0.8 * written.Count(s => s.Length > 0)
            ? found
            : null;
    }

    private static bool IsCode(string letters, Area area) => area.Code.EndsWith("-" + letters, StringComparison.OrdinalIgnoreCase);

    private static bool AreInitials(string letters, Area area) =>
        Names(area).Any(n => n.Length > 1 && string.Concat(n.Select(w => w[0])) == letters);

    private static bool IsBeginning(string letters, Area area) =>
        letters.Length >= 3 && Names(area).Any(n => string.Concat(n).StartsWith(letters, StringComparison.Ordinal));

    /// <summary>All letters in order, the first of them at the beginning: Alta. in Alberta.</summary>
    private static bool IsWithin(string letters, Area area) =>
        letters.Length >= 3
        && Names(area)
            .Any(n =>
            {
                var (name, at) = (string.Concat(n), 0);
                if (name[0] != letters[0])
                    return false;
                foreach (var letter in name)
                    if (at < letters.Length && letter == letters[at])
                        at++;
                return at == letters.Length;
            });

    private static IEnumerable<string[]> Names(Area area) =>
        new[] { area.Label.En, area.Label.Es, area.Label.Fr, area.Label.Pt }
            .Distinct(StringComparer.Ordinal)
            .Select(WordText.Tokens)
            .Where(t => t.Length > 0);

    private static string Letters(string heading) => heading.Any(char.IsAsciiDigit) ? "" : string.Concat(WordText.Tokens(heading));
}
