using Observatory.Core.Cells;

namespace Observatory.Core.Marking;

/// <summary>A sheet of a workbook that is converted from a file of another format.</summary>
/// <param name="Name">At most 31 letters.</param>
/// <param name="Layout">Its formatting; null if the file gives none.</param>
/// <param name="FirstRow">Number of the source row that becomes row 1.</param>
internal sealed record PlainSheet(string Name, XlsLayout.Sheet? Layout, int FirstRow = 1)
{
    /// <summary>The maximum number of rows of a sheet.</summary>
    public const int MaxRows = 1_048_576;

    public CellRef Locate(CellRef cell) => new(Name, cell.Row - FirstRow + 1, cell.Column);
}
