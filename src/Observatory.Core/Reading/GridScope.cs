namespace Observatory.Core.Reading;

/// <summary>Which rows of a workbook to read.</summary>
/// <param name="Sheet">Exact name of the one sheet to read; null for all.</param>
/// <param name="LastRow">Number of the last row to read of each sheet; null for all.</param>
public sealed record GridScope(string? Sheet = null, int? LastRow = null)
{
    public static GridScope All { get; } = new();

    public bool Holds(string sheet) => Sheet is null || Sheet == sheet;

    public bool Holds(int row) => LastRow is null || row <= LastRow;
}
