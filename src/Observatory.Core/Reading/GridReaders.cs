namespace Observatory.Core.Reading;

/// <summary>The reader for each format.</summary>
public static class GridReaders
{
    private static readonly CsvGridReader Csv = new();
    private static readonly XlsxGridReader Xlsx = new();
    private static readonly XlsGridReader Xls = new();

    public static IGridReader For(FileDialect dialect, ReadLimits limits) =>
        dialect.Format == FileFormat.Csv ? Csv : ForWorkbook(dialect, limits);

    /// <exception cref="ArgumentOutOfRangeException">The format is not a workbook format.</exception>
    public static IWorkbookReader ForWorkbook(FileDialect dialect, ReadLimits limits) =>
        dialect.Format switch
        {
            FileFormat.Xlsx => Xlsx,
            FileFormat.Xls => limits.XlsReader ?? Xls,
            _ => throw new ArgumentOutOfRangeException(nameof(dialect), dialect.Format, null),
        };
}
