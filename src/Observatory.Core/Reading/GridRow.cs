namespace Observatory.Core.Reading;

/// <summary>What a cell holds by its file's own type. Text files hold only text.</summary>
public enum CellKind : byte
{
    Empty,
    Text,
    Number,
    Date,
    Boolean,
    Error,

    /// <summary>
    /// A formula whose value the file does not hold: the text is the formula, with <c>=</c> before it. It is never blank and never a
    /// number.
    /// </summary>
    Formula,
}

/// <summary>
/// One row of a CSV, XLSX or XLS file. Cells are the text as written: a number cell of a workbook in its shortest
/// form with a point, to 15 significant digits as a spreadsheet shows it, a date cell as <c>yyyy-MM-dd</c> (with <c>THH:mm:ss</c> where it
/// has a time). Raised and lowered figures inside a text are written as such (<c>17¹</c>), struck-out ones between <c>~~</c>.
/// </summary>
/// <param name="traits">What a cell's look says beside its text, a column each; null where no cell of the row has any.</param>
/// <param name="merged">The merged cells of its sheet; null in a text file.</param>
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
    /// Row number in the file, from 1, blank rows counted. In a text file it is the line on which the record starts, as an
    /// editor shows it: a record with line breaks inside quotes takes up several numbers.
    /// </summary>
    public int Number { get; } = number;

    /// <summary>Number of cells in this row; rows of one sheet may differ.</summary>
    public int Count => cells.Length;

    /// <summary>The text of a column counted from 1; empty beyond the row's end.</summary>
    public string this[int column] => column >= 1 && column <= cells.Length ? cells[column - 1] : "";

    /// <summary>
    /// The kind of a column counted from 1. Text files answer <see cref="CellKind.Text"/> or <see cref="CellKind.Empty"/>.
    /// </summary>
    public CellKind KindOf(int column)
    {
        if (column < 1 || column > cells.Length || cells[column - 1].Length == 0)
            return CellKind.Empty;
        return kinds is null ? CellKind.Text : kinds[column - 1];
    }

    /// <summary>True where any cell of the row looks such that somebody should know.</summary>
    public bool HasTraits => traits is not null;

    /// <summary>What the look of a column's cell says, counted from 1.</summary>
    public CellTraits TraitsOf(int column) => traits is null || column < 1 || column > traits.Length ? CellTraits.None : traits[column - 1];

    /// <summary>The merged cells of its sheet, complete once the last row of the sheet is taken; null in a text file.</summary>
    public MergedCells? Merged => merged;

    public CellRef At(int column) => new(Sheet, Number, column);

    /// <summary>The same row, said to be on another sheet: that of a submission with several files.</summary>
    public GridRow On(string otherSheet) => new(otherSheet, Number, cells, kinds, traits, merged);

    public bool IsBlank => cells.All(string.IsNullOrWhiteSpace);
}
