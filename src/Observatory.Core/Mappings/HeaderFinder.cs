using Observatory.Core.Reading;

namespace Observatory.Core.Mappings;

/// <summary>
/// Looks for a table's header among the rows of a sheet: at the row that the mapping gives, or at the row with all its headings. A header
/// of several rows is the lowest set of rows that has them, since a title above the header may contain the same words.
/// </summary>
internal sealed class HeaderFinder(MappingTable table)
{
    /// <summary>A header is never lower than this: title blocks of real files have had up to about twenty rows.</summary>
    public const int Within = 200;

    private readonly List<GridRow> _window = [];
    private HeadingRows? _held;
    private int _seen;

    /// <summary>The row that came nearest, and its missing headings; null if no row was checked.</summary>
    public (int Row, List<string> Missing)? Nearest { get; private set; }

    /// <summary>Findings on headings of the nearest row that are formulas without a value: they may be the missing ones.</summary>
    public IReadOnlyList<Checking.Finding> NotCalculated { get; private set; } = [];

    /// <summary>True once no header can follow. The rows before the header are searched for facts; those of the header are not.</summary>
    public bool IsPastLimit => table.HeaderRow is null && _seen > Within;

    public void Restart()
    {
        _window.Clear();
        _held = null;
        _seen = 0;
        Nearest = null;
        NotCalculated = [];
    }

    /// <summary>
    /// The complete header, once the row after its last was offered or if it needs only one row; null if it is not complete.
    /// </summary>
    /// <param name="isBelow">True if the offered row is no longer part of the header.</param>
    public HeadingRows? Offer(GridRow row, out bool isBelow)
    {
        isBelow = false;
        if (table.HeaderRow == 0)
        {
            isBelow = true;
            return new HeadingRows([], row.Sheet, table.Dialect);
        }
        if (table.HeaderRow is { } first && (row.Number < first || row.Number >= first + table.Dialect.HeaderRows))
            return null;
        // If the header repeats, each block has its own limit of two hundred rows.
        if (table.HeaderRow is null && ++_seen > Within && _held is null)
            return null;
        _window.Add(row);
        if (_window.Count > table.Dialect.HeaderRows)
            _window.RemoveAt(0);
        var candidate = _window.Count == table.Dialect.HeaderRows ? Fitting() : null;
        if (table.Dialect.HeaderRows == 1 || table.HeaderRow is not null)
            return candidate;
        if (candidate is null && _held is not null)
        {
            isBelow = true;
            return _held;
        }
        _held = candidate;
        return null;
    }

    /// <summary>The header that is complete when a sheet ends right below it; null for none.</summary>
    public HeadingRows? AtEnd() => _held;

    private HeadingRows? Fitting()
    {
        var candidate = new HeadingRows(_window, _window[0].Sheet, table.Dialect);
        var missing = TableHeader.Missing(candidate, table);
        if (missing.Count == 0)
            return candidate;
        if (Nearest is null || missing.Count < Nearest.Value.Missing.Count)
        {
            Nearest = (_window[^1].Number, missing);
            NotCalculated = [.. candidate.NotCalculated.Select(n => Mappings.NotCalculated.In(n.Row, n.Column, n.Row.At(n.Column), "")!)];
        }
        return null;
    }
}
