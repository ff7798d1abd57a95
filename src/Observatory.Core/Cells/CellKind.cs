namespace Observatory.Core.Cells;

/// <summary>What kind of value a cell has in its own file. Text files have only text.</summary>
public enum CellKind : byte
{
    Empty,
    Text,
    Number,
    Date,
    Boolean,
    Error,

    /// <summary>
    /// A formula without a stored value: the text is the formula, with <c>=</c> before it. It is never blank and never a number.
    /// </summary>
    Formula,
}
