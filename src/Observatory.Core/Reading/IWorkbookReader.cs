namespace Observatory.Core.Reading;

/// <summary>Reads files that contain several sheets.</summary>
public interface IWorkbookReader : IGridReader
{
    /// <summary>As <see cref="IGridReader.Read"/>, but only the rows in scope; the rest is skipped and not stored in memory.</summary>
    IEnumerable<GridRow> Read(Stream content, FileDialect dialect, ReadLimits limits, GridScope scope, CancellationToken ct);

    /// <summary>
    /// Names of all sheets in the order in which they are read: the order of the workbook, including empty sheets, and hidden ones last.
    /// </summary>
    /// <exception cref="Checking.UnreadableFileException">The workbook cannot be read.</exception>
    IReadOnlyList<string> SheetNames(Stream content, FileDialect dialect, ReadLimits limits, CancellationToken ct);
}
