using Observatory.Core.Gathering;

namespace Observatory.Core.Mappings;

/// <summary>
/// The figures that a cell makes wherever the labels of its row and column are the same, all but the value, and where these do not
/// follow from the labels, the area and the period. Without figures: the rule that leaves the cell out.
/// </summary>
/// <param name="Asks">True where a figure must not be there already.</param>
internal sealed record CellTemplate(CellTemplate.Figure[] Figures, string? LeftOutBy, bool Asks)
{
    /// <param name="Subject">Indicator and provider, see <see cref="PackedKey.SubjectOf"/>.</param>
    /// <param name="Least">The least whole number that may stand here; <paramref name="Most"/> the most.</param>
    /// <param name="Whole">True where a fraction may not.</param>
    /// <param name="Span">The periods that the figures of this indicator cover; null where nobody asks.</param>
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
