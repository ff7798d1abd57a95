using Observatory.Core.Gathering;

namespace Observatory.Core.Mappings;

/// <summary>
/// The figures that a cell makes whenever the labels of its row and column are the same: everything except the value and, if they do not
/// follow from the labels, the area and the period. Without figures: the rule that leaves the cell out.
/// </summary>
/// <param name="Asks">True if the figure must not exist already.</param>
internal sealed record CellTemplate(CellTemplate.Figure[] Figures, string? LeftOutBy, bool Asks)
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
    );
}
