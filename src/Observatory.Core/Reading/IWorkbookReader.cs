namespace Observatory.Core.Reading;

/// <summary>Reads files that hold several sheets.</summary>
public interface IWorkbookReader : IGridReader
{
    /// <summary>As <see cref="IGridReader.Read"/>, but only the rows asked for; the rest is passed over without being kept.</summary>
    IEnumerable<GridRow> Read(Stream content, FileDialect dialect, ReadLimits limits, GridScope scope, CancellationToken ct);

    /// <summary>Names of all sheets in the order of the workbook, empty and hidden ones too.</summary>
    /// <exception cref="Checking.UnreadableFileException">The workbook cannot be read.</exception>
    IReadOnlyList<string> SheetNames(Stream content, FileDialect dialect, ReadLimits limits, CancellationToken ct);
}
