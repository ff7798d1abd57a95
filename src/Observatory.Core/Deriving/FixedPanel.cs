namespace Observatory.Core.Deriving;

/// <summary>
/// The States whose figures make a trend: those with a complete figure in every period that any member has one in.
/// Without it a country's entry looks like a change in crime (methodology section 6, rule 30).
/// </summary>
public static class FixedPanel
{
    /// <param name="complete">The members with a complete figure, by period; a period in which none has one asks nothing of
    /// anybody.</param>
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
