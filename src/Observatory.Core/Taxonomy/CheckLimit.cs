namespace Observatory.Core.Taxonomy;

/// <summary>
/// From where on figures of an indicator are worth a question (<c>check-limits.csv</c>; methodology, rule 40). What is null is not looked
/// at.
/// </summary>
/// <param name="Indicator"><c>*</c> for every indicator that has no row of its own.</param>
/// <param name="ChangePercent">From one year to the next, in percent of the year before, where that has <paramref name="ChangeEvents"/> or
/// more.</param>
/// <param name="ChangeEvents">Below so many events the change is measured in standard errors; null where figures count no events.</param>
/// <param name="ChangeErrors">Standard errors of the difference of two Poisson counts.</param>
/// <param name="RepeatedAbove">The same number two years running, where it is above this.</param>
/// <param name="DigitFigures">How many numbers it takes to judge their last digits.</param>
/// <param name="DigitPercent">More than so many in a hundred that end in 0 or 5; 20 would be expected.</param>
/// <param name="Source">Why these.</param>
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
    /// <summary>Rule 40 as it stands: 30 per cent from 30 events on, 3 standard errors below, repetition above 100.</summary>
    public static CheckLimit Usual { get; } = new("*", 30, 30, 3, 100, 100, 25, "Methodology, rule 40");

    /// <summary>Whether a year is too far from the one before.</summary>
    /// <param name="hasNoise">Places so small that a third more is nothing: there a change has to be beyond both limits.</param>
    public bool IsLargeChange(decimal before, decimal after, bool hasNoise)
    {
        var change = Math.Abs(after - before);
        var isBeyondPercent = ChangePercent is { } percent && change * 100 > percent * Math.Abs(before);
        if (ChangeEvents is not { } events || ChangeErrors is not { } errors)
            return isBeyondPercent;
        // Both years are counts by chance: the variance of their difference is the sum of theirs.
        var isBeyondErrors = change * change > errors * errors * (before + after);
        return before < events ? isBeyondErrors : isBeyondPercent && (!hasNoise || isBeyondErrors);
    }
}

/// <summary>Two indicators of which one counts a part of the other (<c>indicator-pairs.csv</c>).</summary>
/// <param name="Source">Where that is said.</param>
public sealed record IndicatorPair(string Part, string Whole, string Source);
