namespace Observatory.Core.Reading;

/// <summary>Reads files that hold several sheets.</summary>
public interface IWorkbookReader : IGridReader
{
    /// <summary>As <see cref="IGridReader.Read"/>, but only the rows asked for; the rest is passed over without being kept.</summary>
    IEnumerable<GridRow> Read(Stream content, FileDialect dialect, ReadLimits limits, GridScope scope, CancellationToken ct);

    /// <summary>
    /// Names of all sheets in the order in which they are read: that of the workbook, empty ones too, and hidden ones last.
    /// </summary>
    /// <exception cref="Checking.UnreadableFileException">The workbook cannot be read.</exception>
    IReadOnlyList<string> SheetNames(Stream content, FileDialect dialect, ReadLimits limits, CancellationToken ct);
}
