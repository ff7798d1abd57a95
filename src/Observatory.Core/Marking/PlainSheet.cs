using Observatory.Core.Reading;

namespace Observatory.Core.Marking;

/// <summary>A sheet of a workbook that is made from a file of another format.</summary>
/// <param name="Name">Of at most 31 letters.</param>
/// <param name="Layout">How it looks; null where the file says nothing of that.</param>
/// <param name="FirstRow">Number of the source's row that stands in row 1.</param>
internal sealed record PlainSheet(string Name, XlsLayout.Sheet? Layout, int FirstRow = 1)
{
    /// <summary>The most rows of a sheet.</summary>
    public const int MaxRows = 1_048_576;

    public CellRef Locate(CellRef cell) => new(Name, cell.Row - FirstRow + 1, cell.Column);
}
