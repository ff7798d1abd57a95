using Observatory.Core.Cells;

namespace Observatory.Core.Reading;

/// <summary>
/// One row of a CSV, XLSX or XLS file. Cells are the text as written: a number of a workbook in its shortest form with a decimal point, to
/// 15 significant digits as a spreadsheet shows it, a date as <c>yyyy-MM-dd</c> (with <c>THH:mm:ss</c> if it has a time). Raised and
/// lowered digits inside a text are written as such (<c>17¹</c>), struck-out text between <c>~~</c>.
/// </summary>
/// <param name="traits">The meaningful formatting of each column's cell; null if no cell of the row has any.</param>
/// <param name="merged">The merged cells of the row's sheet; null in a text file.</param>
public sealed class GridRow(
    string sheet,
    int number,
    string[] cells,
    CellKind[]? kinds = null,
    CellTraits[]? traits = null,
    MergedCells? merged = null
)
{
    /// <summary>Name of the sheet; empty for a text file.</summary>
    public string Sheet { get; } = sheet;

    /// <summary>
    /// Row number in the file, from 1, including blank rows. In a text file it is the line on which the record starts, as an editor shows
    /// it, so a record with line breaks inside quotes takes up several numbers.
    /// </summary>
    public int Number { get; } = number;

    /// <summary>Number of cells in this row; rows of one sheet may differ.</summary>
    public int Count => cells.Length;

    /// <summary>The text of a column counted from 1; empty beyond the row's end.</summary>
    public string this[int column] => column >= 1 && column <= cells.Length ? cells[column - 1] : "";

    /// <summary>
    /// The kind of a column counted from 1. Text files return <see cref="CellKind.Text"/> or <see cref="CellKind.Empty"/>.
    /// </summary>
    public CellKind KindOf(int column)
    {
        if (column < 1 || column > cells.Length || cells[column - 1].Length == 0)
            return CellKind.Empty;
        return kinds is null ? CellKind.Text : kinds[column - 1];
    }

    /// <summary>True if any cell of the row has meaningful formatting.</summary>
    public bool HasTraits => traits is not null;

    /// <summary>The meaningful formatting of the cell in a column, counted from 1.</summary>
    public CellTraits TraitsOf(int column) => traits is null || column < 1 || column > traits.Length ? CellTraits.None : traits[column - 1];

    /// <summary>The merged cells of the row's sheet, complete once the last row of the sheet has been read; null in a text file.</summary>
    public MergedCells? Merged => merged;

    public CellRef At(int column) => new(Sheet, Number, column);

    /// <summary>The same row under another sheet name, for a submission with several files.</summary>
    public GridRow On(string otherSheet) => new(otherSheet, Number, cells, kinds, traits, merged);

    /// <summary>The cells that are not empty, trimmed and joined by a space: the text in which facts are searched.</summary>
    public string JoinedText() => string.Join(' ', cells.Select(c => c.Trim()).Where(c => c.Length > 0));

    public bool IsBlank => cells.All(string.IsNullOrWhiteSpace);
}
