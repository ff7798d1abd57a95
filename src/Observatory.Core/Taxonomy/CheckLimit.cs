namespace Observatory.Core.Taxonomy;

/// <summary>
/// The limits beyond which figures of an indicator raise a question (<c>check-limits.csv</c>; methodology, rule 40). Null switches a check
/// off.
/// </summary>
/// <c>*</c> for every indicator without a row of its own.
/// <param name="ChangePercent">
/// Change from one year to the next, in percent of the year before, if that has at least <paramref name="ChangeEvents"/>.
/// </param>
/// <param name="ChangeEvents">
/// Below this number of events the change is measured in standard errors; null if figures do not count events.
/// </param>
/// <param name="ChangeErrors">The number of standard errors of the difference of two Poisson counts.</param>
/// <param name="RepeatedAbove">The same number in two consecutive years raises a question if it is above this.</param>
/// <param name="DigitFigures">How many numbers are needed to judge their last digits.</param>
/// <param name="DigitPercent">Raises a question if more than this percentage ends in 0 or 5; 20 would be expected.</param>
/// <param name="Source">The reason for these limits.</param>
public sealed record CheckLimit(
    string Indicator,
    decimal? ChangePercent,
    decimal? ChangeEvents,
    decimal? ChangeErrors,
    decimal? RepeatedAbove,
    int? DigitFigures,
    decimal? DigitPercent,
    string Source
)
{
    /// <summary>Rule 40 as published: 30 per cent from 30 events on, 3 standard errors below, repetition above 100.</summary>
    public static CheckLimit Usual { get; } = new("*", 30, 30, 3, 100, 100, 25, "Methodology, rule 40");

    /// <summary>Whether a year differs too much from the one before.</summary>
    /// <param name="hasNoise">
    /// True for places so small that a change of a third means nothing: there a change has to exceed both limits.
    /// </param>
    public bool IsLargeChange(decimal before, decimal after, bool hasNoise)
    {
        var change = Math.Abs(after - before);
        var isBeyondPercent = ChangePercent is { } percent && change * 100 > percent * Math.Abs(before);
        if (ChangeEvents is not { } events || ChangeErrors is not { } errors)
            return isBeyondPercent;
        // Both years are random counts: the variance of their difference is the sum of their variances.
        var isBeyondErrors = change * change > errors * errors * (before + after);
        return before < events ? isBeyondErrors : isBeyondPercent && (!hasNoise || isBeyondErrors);
    }
}

/// <summary>Two indicators, one of which counts a part of the other (<c>indicator-pairs.csv</c>).</summary>
/// <param name="Source">The source of the relation.</param>
public sealed record IndicatorPair(string Part, string Whole, string Source);
