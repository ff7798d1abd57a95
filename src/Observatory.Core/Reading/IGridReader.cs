namespace Observatory.Core.Reading;

/// <summary>Turns the bytes of one file into rows of cells, lazily and in file order.</summary>
public interface IGridReader
{
    /// <summary>
    /// Every row of every sheet, including blank rows, from the start of the stream if it can seek. The stream stays open.
    /// </summary>
    /// <exception cref="Checking.UnreadableFileException">The file breaks a limit or cannot be read to its end.</exception>
    IEnumerable<GridRow> Read(Stream content, FileDialect dialect, ReadLimits limits, CancellationToken ct);
}
