namespace Observatory.Core.Reading;

/// <summary>
/// Which columns of a sheet are hidden. Asked of every cell, and told in as many ranges as a file likes: both cost the same however many
/// there are.
/// </summary>
internal sealed class HiddenColumns
{
    // A workbook names each column once; beyond as many ranges as there are columns they say nothing new.
    private const int MostRanges = WorkbookParts.MaxColumn;

    private bool[]? _isHidden;
    private int _ranges;

    /// <summary>Says that the columns from one to another, from 1, are hidden.</summary>
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
