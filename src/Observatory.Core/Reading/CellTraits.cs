namespace Observatory.Core.Reading;

/// <summary>
/// What a workbook's look says of a cell beside its text: none of it changes what is read, but whoever answers for a figure has to know.
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

    /// <summary>The number format shows nothing of such a number, as <c>;;;</c> does.</summary>
    Invisible = 8,

    /// <summary>The whole cell is formatted as superscript or subscript.</summary>
    Raised = 16,

    /// <summary>The whole cell is formatted as struck out.</summary>
    Struck = 32,

    /// <summary>The value of a formula that the workbook says is to be calculated anew.</summary>
    Stale = 64,

    /// <summary>The number format shows a number times a hundred, with a percent sign.</summary>
    Percent = 128,

    /// <summary>The workbook counts days from 1904: a number that is meant as a day is 1,462 more in any other.</summary>
    From1904 = 256,
}
