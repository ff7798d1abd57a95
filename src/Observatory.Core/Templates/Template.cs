namespace Observatory.Core.Templates;

/// <summary>A workbook for an office to fill in, and the feed that reads it back.</summary>
/// <param name="Feed">The feed's name.</param>
/// <param name="Format">
/// The format in which to send the filled-in workbook: <c>xlsx</c>, or <c>csv</c> or <c>xls</c> if the feed reads nothing else.
/// </param>
/// <param name="FileName">
/// A file name that ends in <c>.xlsx</c>; if the feed reads something from a file's name, one that has it in the form of the sample.
/// </param>
/// <param name="DataSheets">Names of the sheets to fill in.</param>
/// <param name="PreparedRows">The number of prepared rows with labels; 0 if the office writes every row.</param>
public sealed record Template(
    string Feed,
    TemplateWorkbook Workbook,
    string Format,
    string FileName,
    IReadOnlyList<string> DataSheets,
    int PreparedRows
);
