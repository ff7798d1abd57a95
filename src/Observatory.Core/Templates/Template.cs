namespace Observatory.Core.Templates;

/// <summary>A workbook for an office to fill in, and the feed that reads it back.</summary>
/// <param name="Feed">The feed's name.</param>
/// <param name="Format">What the filled-in workbook is to be sent as: <c>xlsx</c>, or <c>csv</c> or <c>xls</c> where the feed is read from nothing else.</param>
/// <param name="DataSheets">Names of the sheets to be filled in.</param>
/// <param name="PreparedRows">Rows that stand ready, their labels written; 0 where the office writes every row.</param>
public sealed record Template(string Feed, TemplateWorkbook Workbook, string Format, IReadOnlyList<string> DataSheets, int PreparedRows);
