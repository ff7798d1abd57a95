using Observatory.Core.Gathering;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Mappings;

/// <summary>
/// The figures that a cell makes whenever the labels of its row and column are the same: everything except the value and, if they do not
/// follow from the labels, the area and the period. Without figures: the rule that leaves the cell out.
/// </summary>
/// <param name="LeftOutBy">The rule that leaves the cell out; null if it makes figures and no series leaves it out.</param>
/// <param name="MustBeNew">True if the figures must not exist already.</param>
internal sealed record CellTemplate(CellTemplate.Figure[] Figures, string? LeftOutBy, bool MustBeNew)
{
    /// <param name="Subject">Indicator and provider, see <see cref="PackedKey.SubjectOf"/>.</param>
    /// <param name="Least">The smallest whole number allowed here; <paramref name="Most"/> is the largest.</param>
    /// <param name="Whole">True if a fraction is not allowed.</param>
    /// <param name="Span">The periods that the figures of this indicator cover; null if nobody asks.</param>
    internal readonly record struct Figure(
        Emission Pattern,
        ulong Subject,
        long Least,
        long Most,
        decimal? MinValue,
        decimal? MaxValue,
        bool Whole,
        CoveredSpan? Span
    )
    {
        /// <summary>What every figure like this one has in common, whatever its value.</summary>
        public static Figure Of(in Emission emission, Indicator indicator, CoveredSpan? span) =>
            new(
                emission with
                {
                    Value = null,
                },
                PackedKey.SubjectOf(emission.Key.Indicator, emission.Key.Provider),
                indicator.MinValue is { } low ? (long)Math.Ceiling(Within(low)) : long.MinValue,
                indicator.MaxValue is { } high ? (long)Math.Floor(Within(high)) : long.MaxValue,
                indicator.MinValue,
                indicator.MaxValue,
                !emission.Fractions && indicator.Kind == IndicatorKind.Count,
                span
            );

        private static decimal Within(decimal limit) => Math.Clamp(limit, long.MinValue / 2, long.MaxValue / 2);
    }
}
