using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Reading;

namespace Observatory.Core.Mappings;

/// <summary>
/// Cells without a stored value. If one is read as a figure, a code or a period, or decides what happens to a row, it blocks the file:
/// blank, zero and the formula's text would all be guesses.
/// </summary>
internal static class NotCalculated
{
    /// <summary>The finding on a cell; null if it has its value.</summary>
    /// <param name="where">Its address in the file.</param>
    /// <param name="heading">The name of its column; empty if it has no heading.</param>
    public static Finding? In(GridRow row, int column, CellRef where, string heading)
    {
        if (row.KindOf(column) != CellKind.Formula)
            return null;
        return heading.Length == 0
            ? Finding.Blocking(FindingCodes.FormulaNotCalculated, where, ("value", row[column]))
            : Finding.Blocking(FindingCodes.FormulaNotCalculated, where, ("value", row[column]), ("column", heading));
    }
}
