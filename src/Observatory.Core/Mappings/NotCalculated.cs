using Observatory.Core.Checking;
using Observatory.Core.Reading;

namespace Observatory.Core.Mappings;

/// <summary>
/// Cells whose value the file does not hold. Where one is read as a figure, a code or a period, or decides what becomes of a row, it blocks
/// the
/// file: blank, zero and the formula's words would all be guesses.
/// </summary>
internal static class NotCalculated
{
    /// <summary>The finding on a cell; null where its value is there.</summary>
    /// <param name="where">Its address in the file.</param>
    /// <param name="heading">What its column is called; empty where it has no heading.</param>
    public static Finding? In(GridRow row, int column, CellRef where, string heading)
    {
        if (row.KindOf(column) != CellKind.Formula)
            return null;
        return heading.Length == 0
            ? Finding.Blocking(FindingCodes.FormulaNotCalculated, where, ("value", row[column]))
            : Finding.Blocking(FindingCodes.FormulaNotCalculated, where, ("value", row[column]), ("column", heading));
    }
}
