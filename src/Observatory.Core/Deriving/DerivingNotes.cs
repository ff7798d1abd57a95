namespace Observatory.Core.Deriving;

/// <summary>Notes that the Observatory adds to the figures it derives. Each has a text in four languages, <c>note.*</c>.</summary>
public static class DerivingNotes
{
    /// <summary>The prefix of these notes; a feed's notes have the feed's name instead.</summary>
    public const string Prefix = "OBSERVATORY#";

    /// <summary>The denominator is a projection (methodology section 4, rule 21).</summary>
    public const string PopulationProjected = Prefix + "population-projected";

    /// <summary>The declared population series has no figure for this area.</summary>
    public const string NoPopulationOfArea = Prefix + "no-population-of-area";

    /// <summary>The declared population series has no figure for this year.</summary>
    public const string NoPopulationOfYear = Prefix + "no-population-of-year";

    /// <summary>The declared population series is not broken down by this category.</summary>
    public const string NoPopulationOfMember = Prefix + "no-population-of-member";

    /// <summary>The numerator does not cover a whole year; such a count is never annualised.</summary>
    public const string CountIncomplete = Prefix + "count-incomplete";

    /// <summary>The bounds are those of the source's own estimate, divided by the population.</summary>
    public const string IntervalOfSource = Prefix + "interval-of-source";

    /// <summary>The denominator of a share is not reported, or not by the same source.</summary>
    public const string NoDenominator = Prefix + "no-denominator";

    /// <summary>The denominator of a share is zero.</summary>
    public const string DenominatorZero = Prefix + "denominator-zero";

    /// <summary>Numerator and denominator come from two sources.</summary>
    public const string TwoSources = Prefix + "two-sources";

    /// <summary>The office's own rate, computed with its own population (methodology section 4, rule 20).</summary>
    public const string RateOfOffice = Prefix + "rate-of-office";

    /// <summary>
    /// There is no count to derive a rate from; the office publishes its own rate, which a question must request by source.
    /// </summary>
    public const string OnlyRateOfOffice = Prefix + "only-rate-of-office";

    /// <summary>The aggregate uses the members of each year.</summary>
    public const string MembersDated = Prefix + "members-dated";

    /// <summary>The aggregate uses the same members in every year.</summary>
    public const string MembersUndated = Prefix + "members-undated";

    /// <summary>OAS: the 35 States of the Americas in every year.</summary>
    public const string MembersOas = Prefix + "members-oas";

    /// <summary>The aggregate uses only members with a complete figure in every year.</summary>
    public const string PanelFixed = Prefix + "panel-fixed";

    /// <summary>Some members have no figure. They are left out, not estimated.</summary>
    public const string MembersMissing = Prefix + "members-missing";

    /// <summary>Too few members, or members with too few people, have figures for an aggregate.</summary>
    public const string CoverageTooLow = Prefix + "coverage-too-low";

    /// <summary>Figures of this indicator cannot be summed over States.</summary>
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
