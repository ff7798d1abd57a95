namespace Observatory.Core.Deriving;

/// <summary>Thresholds that the methodology marks as policy: a statistician may change them here, and nowhere else.</summary>
public static class DerivingPolicy
{
    /// <summary>A rate of fewer events a year is of low reliability (status U). Methodology section 5, rule 25.</summary>
    public const int FewEvents = 20;

    /// <summary>The share of a group's population that the members with data must hold at least. Methodology section 6, rule 28.</summary>
    public const decimal LeastPopulationShare = 0.80m;

    /// <summary>
    /// The share of a group's members that must have data at least: in the Americas two States alone hold half of the people. Rule 28.
    /// </summary>
    public const decimal LeastMemberShare = 0.50m;

    /// <summary>The unit of amounts in the money of each country: they add up within it and not over countries.</summary>
    public const string LocalMoney = "MILLION_LCU";

    /// <summary>
    /// The group that the word OAS asks for: the 35 States in every year, whatever became of their membership. Methodology section 6, rule
    /// 31.
    /// </summary>
    public const string Oas = "OAS";

    /// <summary>
    /// Dimensions that say who is counted and where: a rate broken down by them needs the population of the same member.
    /// The others say how or why it happened, and concern the numerator only.
    /// </summary>
    public static IReadOnlyList<string> OfPopulation { get; } = ["SEX", "AGE", "AREA", "CITIZENSHIP"];

    /// <summary>The indicator that is the declared population series itself.</summary>
    public const string PopulationIndicator = "POP_TOT";

    /// <summary>The dimensions that the declared population series is broken down by.</summary>
    public static IReadOnlyList<string> OfDeclaredPopulation { get; } = ["SEX", "AGE"];
}
