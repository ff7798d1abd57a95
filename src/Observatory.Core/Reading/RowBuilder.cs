using Observatory.Core.Cells;

namespace Observatory.Core.Reading;

/// <summary>Collects the cells of one row of a workbook and enforces the limits of rows.</summary>
internal sealed class RowBuilder(string sheet, ReadLimits limits)
{
    private static readonly string[] NoCells = [];

    private string[] cells = new string[16];
    private CellKind[] kinds = new CellKind[16];
    private CellTraits[] traits = new CellTraits[16];
    private bool hasTraits;
    private int width;

    // Kinds usually repeat from row to row, so rows share one array.
    private CellKind[] sharedKinds = [];

    /// <summary>The merged cells of the sheet, shared by its rows.</summary>
    public MergedCells Merged { get; } = new();

    /// <summary>A row without cells.</summary>
    public GridRow Blank(int row) => new(sheet, row, NoCells, merged: Merged);

    /// <summary>The row of the collected cells, without empty cells at its end; the next row begins empty.</summary>
    public GridRow Take(int row)
    {
        var used = width;
        var looks = hasTraits;
        (width, hasTraits) = (0, false);
        while (used > 0 && kinds[used - 1] == CellKind.Empty)
            used--;
        if (used == 0)
            return Blank(row);
        var taken = cells.AsSpan(0, used).ToArray();
        var length = 0;
        foreach (var cell in taken)
            length += cell.Length;
        if (length > limits.MaxRecordLength)
            throw Refusals.Limit(new CellRef(sheet, row, 0), "record", limits.MaxRecordLength);
        if (!kinds.AsSpan(0, used).SequenceEqual(sharedKinds))
            sharedKinds = kinds.AsSpan(0, used).ToArray();
        return new GridRow(sheet, row, taken, sharedKinds, looks ? traits.AsSpan(0, used).ToArray() : null, Merged);
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

        if (column > cells.Length)
        {
            var size = Math.Max(column, Math.Min(limits.MaxColumns, cells.Length * 2));
            Array.Resize(ref cells, size);
            Array.Resize(ref kinds, size);
            Array.Resize(ref traits, size);
        }

        if (column > width)
        {
            cells.AsSpan(width, column - width).Fill("");
            kinds.AsSpan(width, column - width).Clear();
            traits.AsSpan(width, column - width).Clear();
            width = column;
        }

        cells[column - 1] = cell;
        kinds[column - 1] = kind;
        traits[column - 1] = look;
        hasTraits |= look != CellTraits.None;
    }
}
