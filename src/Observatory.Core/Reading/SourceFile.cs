using Observatory.Core.Checking;

namespace Observatory.Core.Reading;

/// <summary>One file that passed the guard: its dialect is known and its rows can be read repeatedly.</summary>
public sealed class SourceFile
{
    private readonly Stream _content;
    private readonly ReadLimits _limits;

    private SourceFile(Stream content, string name, FileDialect dialect, ReadLimits limits)
    {
        _content = content;
        _limits = limits;
        Name = name;
        Dialect = dialect;
    }

    /// <summary>The name under which the file was sent: only text, never a path to open.</summary>
    public string Name { get; }

    public FileDialect Dialect { get; }

    /// <summary>The limits for reading this file.</summary>
    public ReadLimits Limits => _limits;

    /// <summary>Inspects and sniffs a seekable stream, which the caller closes.</summary>
    /// <exception cref="UnreadableFileException">The guard refuses the file, or no supported encoding fits.</exception>
    public static SourceFile Open(Stream content, string fileName, ReadLimits limits)
    {
        if (FileGuard.Inspect(content, fileName, limits) is { } refusal)
            throw new UnreadableFileException(refusal);
        return new SourceFile(content, fileName, FileSniffer.Sniff(content, fileName), limits);
    }

    /// <summary>The same file, read in the dialect that a mapping gives.</summary>
    public SourceFile As(FileDialect dialect) => new(_content, Name, dialect, _limits);

    /// <summary>The same file under the sender's name for it.</summary>
    internal SourceFile Named(string name) => new(_content, name, Dialect, _limits);

    /// <summary>Every row of every sheet, in file order. Only one enumeration at a time, because all share the stream.</summary>
    public IEnumerable<GridRow> Rows(CancellationToken ct) => GridReaders.For(Dialect, _limits).Read(_content, Dialect, _limits, ct);

    /// <summary>The rows of one sheet by its exact name; none if there is no such sheet.</summary>
    public IEnumerable<GridRow> Rows(string sheet, CancellationToken ct) =>
        Dialect.Format == FileFormat.Csv
            ? Rows(ct).Where(_ => sheet.Length == 0)
            : GridReaders.ForWorkbook(Dialect, _limits).Read(_content, Dialect, _limits, new GridScope(Sheet: sheet), ct);

    /// <summary>The rows of every sheet up to a row number, to recognise a file without reading all of it.</summary>
    public IEnumerable<GridRow> Preview(int lastRow, CancellationToken ct) =>
        Dialect.Format == FileFormat.Csv
            ? Rows(ct).TakeWhile(r => r.Number <= lastRow)
            : GridReaders.ForWorkbook(Dialect, _limits).Read(_content, Dialect, _limits, new GridScope(LastRow: lastRow), ct);

    /// <summary>Reads to the end and discards the rows, to check that the file is complete.</summary>
    /// <exception cref="UnreadableFileException">The file cannot be read to its end.</exception>
    public void ReadThrough(CancellationToken ct)
    {
        foreach (var _ in Rows(ct)) { }
    }

    /// <summary>
    /// Names of the sheets in the order in which they are read, including empty sheets, hidden ones last; one empty name for a text file.
    /// </summary>
    public IReadOnlyList<string> SheetNames(CancellationToken ct) =>
        Dialect.Format == FileFormat.Csv ? [""] : GridReaders.ForWorkbook(Dialect, _limits).SheetNames(_content, Dialect, _limits, ct);
}
