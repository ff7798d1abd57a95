using Observatory.Core.Cells;

namespace Observatory.Core.Reading;

/// <summary>Collects the cells of one row of a workbook and enforces the limits of rows.</summary>
internal sealed class RowBuilder(string sheet, ReadLimits limits)
{
    private static readonly string[] NoCells = [];

    private string[] _cells = new string[16];
    private CellKind[] _kinds = new CellKind[16];
    private CellTraits[] _traits = new CellTraits[16];
    private bool _hasTraits;
    private int _width;

    // Kinds usually repeat from row to row, so rows share one array.
    private CellKind[] _sharedKinds = [];

    /// <summary>The merged cells of the sheet, shared by its rows.</summary>
    public MergedCells Merged { get; } = new();

    /// <summary>A row without cells.</summary>
    public GridRow Blank(int row) => new(sheet, row, NoCells, merged: Merged);

    /// <summary>The row of the collected cells, without empty cells at its end; the next row begins empty.</summary>
    public GridRow Take(int row)
    {
        var used = _width;
        var looks = _hasTraits;
        (_width, _hasTraits) = (0, false);
        while (used > 0 && _kinds[used - 1] == CellKind.Empty)
            used--;
        if (used == 0)
            return Blank(row);
        var taken = _cells.AsSpan(0, used).ToArray();
        var length = 0;
        foreach (var cell in taken)
            length += cell.Length;
        if (length > limits.MaxRecordLength)
            throw Refusals.Limit(new CellRef(sheet, row, 0), "record", limits.MaxRecordLength);
        if (!_kinds.AsSpan(0, used).SequenceEqual(_sharedKinds))
            _sharedKinds = _kinds.AsSpan(0, used).ToArray();
        return new GridRow(sheet, row, taken, _sharedKinds, looks ? _traits.AsSpan(0, used).ToArray() : null, Merged);
    }

    /// <summary>Sets the content of a cell; a later call for the same cell replaces it.</summary>
    public void Set(int row, int column, string cell, CellKind kind, CellTraits look)
    {
        if (cell.Length == 0)
            (kind, look) = (CellKind.Empty, CellTraits.None);
        if (column > limits.MaxColumns)
        {
            if (kind != CellKind.Empty)
                throw Refusals.Limit(new CellRef(sheet, row, column), "columns", limits.MaxColumns);
            return;
        }

        if (column > _cells.Length)
        {
            var size = Math.Max(column, Math.Min(limits.MaxColumns, _cells.Length * 2));
            Array.Resize(ref _cells, size);
            Array.Resize(ref _kinds, size);
            Array.Resize(ref _traits, size);
        }

        if (column > _width)
        {
            _cells.AsSpan(_width, column - _width).Fill("");
            _kinds.AsSpan(_width, column - _width).Clear();
            _traits.AsSpan(_width, column - _width).Clear();
            _width = column;
        }

        _cells[column - 1] = cell;
        _kinds[column - 1] = kind;
        _traits[column - 1] = look;
        _hasTraits |= look != CellTraits.None;
    }
}
