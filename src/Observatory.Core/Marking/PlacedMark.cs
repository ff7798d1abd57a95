using Observatory.Core.Cells;

namespace Observatory.Core.Marking;

/// <summary>A marked cell.</summary>
/// <param name="Style">The style that it gets.</param>
/// <param name="Exists">False if the sheet lacks the cell, so that it has to be added.</param>
internal sealed record PlacedMark(int Row, int Column, int Style, bool Exists, CellMark Mark)
{
    public string A1 => new CellRef("", Row, Column).A1;
}
