namespace Observatory.Core.Reading;

/// <summary>A sheet as its workbook names it.</summary>
/// <param name="Start">Where its records begin in the workbook's stream.</param>
internal sealed record XlsSheetPart(string Name, int Start, bool IsHidden);
