namespace Observatory.Core.Reading;

/// <summary>The reader for each format.</summary>
public static class GridReaders
{
    private static readonly CsvGridReader Csv = new();
    private static readonly SpreadsheetGridReader Spreadsheet = new();

    public static IGridReader For(FileDialect dialect) => dialect.Format switch
    {
        FileFormat.Csv => Csv,
        FileFormat.Xlsx or FileFormat.Xls => Spreadsheet,
        _ => throw new ArgumentOutOfRangeException(nameof(dialect), dialect.Format, null),
    };
}
