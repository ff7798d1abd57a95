namespace Observatory.Core.Deriving;

/// <summary>Notes that the Observatory itself puts on figures it derives. Each has a text in four languages, <c>note.*</c>.</summary>
public static class DerivingNotes
{
    /// <summary>What these notes begin with, where a feed's notes begin with its name.</summary>
    public const string Prefix = "OBSERVATORY#";

    /// <summary>The denominator is a projection (methodology section 4, rule 21).</summary>
    public const string PopulationProjected = Prefix + "population-projected";

    /// <summary>The declared population series has nothing for this area.</summary>
    public const string NoPopulationOfArea = Prefix + "no-population-of-area";

    /// <summary>The declared population series has nothing for this year.</summary>
    public const string NoPopulationOfYear = Prefix + "no-population-of-year";

    /// <summary>The declared population series does not tell these people apart.</summary>
    public const string NoPopulationOfMember = Prefix + "no-population-of-member";

    /// <summary>The numerator is not of a whole year: it is never annualised.</summary>
    public const string CountIncomplete = Prefix + "count-incomplete";

    /// <summary>The bounds are those of the source's own estimate, over the population.</summary>
    public const string IntervalOfSource = Prefix + "interval-of-source";

    /// <summary>What a share is a share of is not reported, or not by the same source.</summary>
    public const string NoDenominator = Prefix + "no-denominator";

    /// <summary>What it would be a share of is zero.</summary>
    public const string DenominatorZero = Prefix + "denominator-zero";

    /// <summary>Numerator and denominator come from two sources.</summary>
    public const string TwoSources = Prefix + "two-sources";

    /// <summary>The office's own rate, on its own population (methodology section 4, rule 20).</summary>
    public const string RateOfOffice = Prefix + "rate-of-office";

    /// <summary>There is nothing to derive from; the office publishes a rate of its own, which has to be asked for by source.</summary>
    public const string OnlyRateOfOffice = Prefix + "only-rate-of-office";

    /// <summary>The aggregate takes the members of each year.</summary>
    public const string MembersDated = Prefix + "members-dated";

    /// <summary>The aggregate takes the same members in every year.</summary>
    public const string MembersUndated = Prefix + "members-undated";

    /// <summary>OAS: the 35 States of the Americas in every year.</summary>
    public const string MembersOas = Prefix + "members-oas";

    /// <summary>Only members with a complete figure in every year.</summary>
    public const string PanelFixed = Prefix + "panel-fixed";

    /// <summary>Some members are missing: left out, not estimated.</summary>
    public const string MembersMissing = Prefix + "members-missing";

    /// <summary>Too few members, or too few people, for an aggregate.</summary>
    public const string CoverageTooLow = Prefix + "coverage-too-low";

    /// <summary>Figures of this indicator do not add up over States.</summary>
    public const string DoesNotAddUp = Prefix + "does-not-add-up";

    public static IReadOnlyList<string> All { get; } =
    [
        PopulationProjected,
        NoPopulationOfArea,
        NoPopulationOfYear,
        NoPopulationOfMember,
        CountIncomplete,
        IntervalOfSource,
        NoDenominator,
        DenominatorZero,
        TwoSources,
        RateOfOffice,
        OnlyRateOfOffice,
        MembersDated,
        MembersUndated,
        MembersOas,
        PanelFixed,
        MembersMissing,
        CoverageTooLow,
        DoesNotAddUp,
    ];
}
