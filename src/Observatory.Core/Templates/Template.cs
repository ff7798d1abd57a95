namespace Observatory.Core.Templates;

/// <summary>A workbook for an office to fill in, and the feed that reads it back.</summary>
/// <param name="Feed">The feed's name.</param>
/// <param name="Format">What the filled-in workbook is to be sent as: <c>xlsx</c>, or <c>csv</c> or <c>xls</c> where the feed is read from
/// nothing else.</param>
/// <param name="FileName">A name to keep it under, ending in <c>.xlsx</c>; where the feed reads something in the name of a file, one that
/// says it as the sample does.</param>
/// <param name="DataSheets">Names of the sheets to be filled in.</param>
/// <param name="PreparedRows">Rows that stand ready, their labels written; 0 where the office writes every row.</param>
public sealed record Template(
    string Feed,
    TemplateWorkbook Workbook,
    string Format,
    string FileName,
    IReadOnlyList<string> DataSheets,
    int PreparedRows
);
