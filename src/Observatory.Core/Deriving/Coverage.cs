namespace Observatory.Core.Deriving;

/// <summary>Which States of a group an aggregate contains.</summary>
/// <param name="Present">Codes of the members with a complete figure, in ordinal order.</param>
/// <param name="Missing">Codes of the members without one, in ordinal order.</param>
/// <param name="PopulationShare">
/// The share of the group's population that lives in the present members, from 0 to 1; null if the declared population of any member is
/// unknown.
/// </param>
public sealed record Coverage(IReadOnlyList<string> Present, IReadOnlyList<string> Missing, decimal? PopulationShare)
{
    /// <summary>The number of States with a complete figure.</summary>
    public int Members => Present.Count;

    /// <summary>The number of States that were members in that year.</summary>
    public int MembersExpected => Present.Count + Missing.Count;

    /// <summary>Whether an aggregate may be published: it must pass both tests of methodology section 6, rule 28.</summary>
    public bool Suffices =>
        Members > 0
        && PopulationShare >= DerivingPolicy.LeastPopulationShare
        && Members >= DerivingPolicy.LeastMemberShare * MembersExpected;

    /// <summary>The coverage of a group by those of its members that have a complete figure.</summary>
    /// <param name="expected">The members in that year.</param>
    /// <param name="present">States with a complete figure; States that are not members are ignored.</param>
    /// <param name="populationOf">Mid-year population of a State in that year, all sexes and ages, in persons; null if unknown.</param>
    public static Coverage Of(IEnumerable<string> expected, IReadOnlySet<string> present, Func<string, long?> populationOf)
    {
        var (covered, whole, known) = (0L, 0L, true);
        var (with, without) = (new List<string>(), new List<string>());
        foreach (var state in expected.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var persons = populationOf(state);
            known &= persons is not null;
            whole += persons ?? 0;
            if (!present.Contains(state))
            {
                without.Add(state);
                continue;
            }
            with.Add(state);
            covered += persons ?? 0;
        }
        return new Coverage(with, without, known && whole > 0 ? (decimal)covered / whole : null);
    }
}
