namespace Observatory.Core.Reading;

/// <summary>
/// Which columns of a sheet are hidden. A look-up happens for every cell, and a file may list any number of ranges; both take constant
/// time.
/// </summary>
internal sealed class HiddenColumns
{
    // A workbook lists each column once; more ranges than there are columns add nothing.
    private const int MostRanges = WorkbookParts.MaxColumn;

    private bool[]? _isHidden;
    private int _ranges;

    /// <summary>Marks a range of columns, counted from 1, as hidden.</summary>
    public void Add(int first, int last)
    {
        (first, last) = (Math.Max(first, 1), Math.Min(last, WorkbookParts.MaxColumn));
        if (first > last || ++_ranges > MostRanges)
            return;
        _isHidden ??= new bool[WorkbookParts.MaxColumn + 1];
        _isHidden.AsSpan(first, last - first + 1).Fill(true);
    }

    public bool Contains(int column) => _isHidden is not null && (uint)column < (uint)_isHidden.Length && _isHidden[column];
}
