using System.Globalization;
using Observatory.Core.Cells;

namespace Observatory.Core.Reading;

/// <summary>A range of a sheet that is shown as one cell. Rows and columns are counted from 1.</summary>
public readonly record struct MergedRange(int FirstRow, int FirstColumn, int LastRow, int LastColumn)
{
    /// <summary>The addresses of the corners, such as <c>D2:D3</c>.</summary>
    public override string ToString() => $"{Corner(FirstRow, FirstColumn)}:{Corner(LastRow, LastColumn)}";

    private static string Corner(int row, int column) => new CellRef("", row, column).A1;
}

/// <summary>
/// The merged ranges of a sheet. A workbook may list them after its rows, so they are complete only when the last row of the sheet has been
/// read.
/// </summary>
public sealed class MergedCells
{
    /// <summary>A sheet with more merged ranges is refused; real ones have a few thousand.</summary>
    public const int Most = 1 << 20;

    private readonly List<MergedRange> _ranges = [];

    public IReadOnlyList<MergedRange> Ranges => _ranges;

    /// <summary>Adds a range of at least two cells; ignores any other.</summary>
    /// <exception cref="Checking.UnreadableFileException">There are more merged ranges than any real sheet has.</exception>
    public void Add(MergedRange range)
    {
        if (
            range.FirstRow < 1
            || range.FirstColumn < 1
            || range.LastRow < range.FirstRow
            || range.LastColumn < range.FirstColumn
            || (range.FirstRow == range.LastRow && range.FirstColumn == range.LastColumn)
        )
            return;
        if (_ranges.Count == Most)
            throw Refusals.Limit(null, "merged", Most);
        _ranges.Add(range);
    }

    /// <summary>Adds a range given by its addresses, such as <c>D2:D3</c>; ignores any other text.</summary>
    internal void Add(string? reference)
    {
        if (reference?.IndexOf(':', StringComparison.Ordinal) is not (> 0 and var colon))
            return;
        if (
            TryCorner(reference[..colon], out var firstRow, out var firstColumn)
            && TryCorner(reference[(colon + 1)..], out var lastRow, out var lastColumn)
        )
            Add(new MergedRange(firstRow, firstColumn, lastRow, lastColumn));
    }

    private static bool TryCorner(string text, out int row, out int column)
    {
        (row, column) = (0, WorkbookParts.Column(text) ?? 0);
        return column is > 0 and <= WorkbookParts.MaxColumn
            && int.TryParse(
                text.AsSpan().TrimStart("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out row
            );
    }
}
