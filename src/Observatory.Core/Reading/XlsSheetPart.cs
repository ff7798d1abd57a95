namespace Observatory.Core.Reading;

/// <summary>A sheet as its workbook lists it.</summary>
/// <param name="Start">The position of its first record in the workbook's stream.</param>
internal sealed record XlsSheetPart(string Name, int Start, bool IsHidden);
