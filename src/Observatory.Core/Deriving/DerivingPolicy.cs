namespace Observatory.Core.Deriving;

/// <summary>Thresholds that the methodology marks as policy: a statistician may change them, and they are defined only here.</summary>
public static class DerivingPolicy
{
    /// <summary>A rate with fewer events per year has low reliability (status U). Methodology section 5, rule 25.</summary>
    public const int FewEvents = 20;

    /// <summary>
    /// The least share of a group's population that must live in members with data, from 0 to 1. Methodology section 6, rule 28.
    /// </summary>
    public const decimal LeastPopulationShare = 0.80m;

    /// <summary>
    /// The least share of a group's members that must have data, from 0 to 1. Rule 28. The population share alone is not enough: in the
    /// Americas two States have half of the population.
    /// </summary>
    public const decimal LeastMemberShare = 0.50m;

    /// <summary>The unit of amounts in each country's own currency: they can be summed within a country, not over countries.</summary>
    public const string LocalMoney = "MILLION_LCU";

    /// <summary>
    /// The group that the word OAS means in a question: the 35 States in every year, regardless of changes in membership. Methodology
    /// section 6, rule 31.
    /// </summary>
    public const string Oas = "OAS";

    /// <summary>
    /// Dimensions that describe the people counted: a rate broken down by them needs the population of the same category. The other
    /// dimensions describe the event and concern the numerator only.
    /// </summary>
    public static IReadOnlyList<string> OfPopulation { get; } = ["SEX", "AGE", "AREA", "CITIZENSHIP"];

    /// <summary>The indicator of the declared population series itself.</summary>
    public const string PopulationIndicator = "POP_TOT";

    /// <summary>The dimensions by which the declared population series is broken down.</summary>
    public static IReadOnlyList<string> OfDeclaredPopulation { get; } = ["SEX", "AGE"];
}
