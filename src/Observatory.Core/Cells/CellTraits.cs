namespace Observatory.Core.Cells;

/// <summary>
/// Formatting of a workbook cell that matters besides its text. It does not change how the cell is read, but whoever is responsible for a
/// figure has to know about it.
/// </summary>
[Flags]
public enum CellTraits : ushort
{
    None = 0,

    /// <summary>The sheet is hidden.</summary>
    HiddenSheet = 1,

    /// <summary>The row is hidden.</summary>
    HiddenRow = 2,

    /// <summary>The column is hidden.</summary>
    HiddenColumn = 4,

    /// <summary>The number format shows nothing for this number, as <c>;;;</c> does.</summary>
    Invisible = 8,

    /// <summary>The whole cell is formatted as superscript or subscript.</summary>
    Raised = 16,

    /// <summary>The whole cell is formatted as struck out.</summary>
    Struck = 32,

    /// <summary>The cell has a formula whose stored value may be outdated: the workbook marks it for recalculation.</summary>
    Stale = 64,

    /// <summary>The number format shows the number times 100 with a percent sign.</summary>
    Percent = 128,

    /// <summary>The workbook counts days from 1904: the same day is a number 1,462 higher in a workbook that counts from 1900.</summary>
    From1904 = 256,
}
