namespace Observatory.Core.Mappings;

/// <summary>A column that a lookup brings to each cell of a row.</summary>
/// <param name="At">The place of the column in what the lookup brings.</param>
/// <param name="On">The texts that are its key.</param>
internal sealed record CellLookup(LookupRows Rows, int At, IReadOnlyList<TextOrigin> On)
{
    /// <summary>
    /// What it brings to each column, by the column's number, if its key does not depend on the row; null if it does.
    /// </summary>
    public Dictionary<int, string[]?>? OfColumns { get; } = On.Any(o => o.RowColumns.Any() || o.Facts.Any()) ? null : [];
}
