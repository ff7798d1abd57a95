namespace Observatory.Core.Deriving;

/// <summary>
/// The States whose figures are used for a trend: those with a complete figure in every period in which any member has one.
/// Without a fixed panel, a country that begins to report would look like a change in crime (methodology section 6, rule 30).
/// </summary>
public static class FixedPanel
{
    /// <param name="complete">Members with a complete figure, by period. Periods in which no member has one are ignored.</param>
    public static IReadOnlySet<string> Of(IEnumerable<IReadOnlySet<string>> complete)
    {
        HashSet<string>? panel = null;
        foreach (var states in complete.Where(s => s.Count > 0))
            if (panel is null)
                panel = new(states, StringComparer.Ordinal);
            else
                panel.IntersectWith(states);
        return panel ?? new(StringComparer.Ordinal);
    }
}
