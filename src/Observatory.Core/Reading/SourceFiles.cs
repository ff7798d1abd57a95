namespace Observatory.Core.Reading;

/// <summary>
/// The files of one submission, read one after another in the order of their names. If there are several, a row's sheet names its file: the
/// file's name for a text file, <c>[file.xlsx]Sheet</c> for a workbook.
/// </summary>
public sealed class SourceFiles
{
    private const string OldWorkbook = ".xls";

    private readonly IReadOnlyList<(SourceFile File, bool IsRedacted)> _files;

    private SourceFiles(IReadOnlyList<(SourceFile File, bool IsRedacted)> files)
    {
        _files = files;
        // Every row asks for the names, so build them once.
        Names = [.. files.Select(f => f.File.Name)];
    }

    /// <summary>The names of the files, joined by a comma.</summary>
    public string Name => string.Join(", ", _files.Select(f => f.File.Name));

    /// <summary>The format of the files as they were sent; if they differ, that of the first.</summary>
    public FileFormat Format => IsOldWorkbook(_files[0].File.Name) && _files[0].IsRedacted ? FileFormat.Xls : _files[0].File.Dialect.Format;

    public IReadOnlyList<string> Names { get; }

    /// <summary>True if the columns that must never be stored were already removed.</summary>
    public bool IsRedacted => _files.Any(f => f.IsRedacted);

    /// <exception cref="Checking.UnreadableFileException">The guard refuses one of the files, or no supported encoding fits it.</exception>
    public static SourceFiles Open(IReadOnlyList<SentFile> files, ReadLimits limits)
    {
        ArgumentOutOfRangeException.ThrowIfZero(files.Count);
        return new SourceFiles([.. files.OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => (Open(f, limits), f.IsRedacted))]);
    }

    /// <summary>
    /// A single file, with its text in an encoding and separated by a delimiter; null for either keeps what the text shows.
    /// </summary>
    /// <exception cref="Checking.UnreadableFileException">The guard refuses the file, or no supported encoding fits.</exception>
    public static SourceFile OpenOne(SentFile file, string? encoding, char? delimiter, ReadLimits limits) =>
        Open([file], limits).As(encoding, delimiter)._files[0].File;

    /// <summary>The same files, with text separated by a delimiter.</summary>
    public SourceFiles By(char delimiter) => As(null, delimiter);

    /// <summary>
    /// The same files, with text in an encoding and separated by a delimiter; null for either keeps what the text shows. Workbooks stay as
    /// they are.
    /// </summary>
    public SourceFiles As(string? encoding, char? delimiter) =>
        encoding is null && delimiter is null
            ? this
            : new([
                .. _files.Select(f =>
                    f.File.Dialect.Format != FileFormat.Csv
                        ? f
                        : (
                            f.File.As(
                                f.File.Dialect with
                                {
                                    Encoding = encoding ?? f.File.Dialect.Encoding,
                                    Delimiter = delimiter ?? f.File.Dialect.Delimiter,
                                }
                            ),
                            f.IsRedacted
                        )
                ),
            ]);

    public IEnumerable<GridRow> Rows(CancellationToken cancellation) => _files.SelectMany(f => RowsOf(f.File, cancellation));

    /// <summary>The first rows of every sheet of every file.</summary>
    public IReadOnlyList<GridRow> Preview(int rows, CancellationToken cancellation) =>
        [.. _files.SelectMany(f => OnSheets(f.File, f.File.Preview(rows, cancellation)))];

    /// <summary>Reads every file to its end, to check that all can be read.</summary>
    /// <exception cref="Checking.UnreadableFileException">One of the files cannot be read.</exception>
    public void ReadThrough(CancellationToken cancellation)
    {
        foreach (var (file, _) in _files)
            file.ReadThrough(cancellation);
    }

    /// <summary>The name of the file that contains a sheet's rows.</summary>
    public string FileOf(string sheet) => SubmittedSheet.Of(sheet, Names).File;

    private static SourceFile Open(SentFile file, ReadLimits limits)
    {
        // The redacted copy of an XLS workbook is an XLSX workbook under the name that was sent.
        if (file.IsRedacted && IsOldWorkbook(file.Name))
            return SourceFile.Open(file.Content, file.Name + "x", limits).Named(file.Name);
        return SourceFile.Open(file.Content, file.Name, limits);
    }

    private static bool IsOldWorkbook(string name) => name.TrimEnd().EndsWith(OldWorkbook, StringComparison.OrdinalIgnoreCase);

    /// <summary>The name of a sheet without its file's name; empty for a text file.</summary>
    public static string SheetOf(string sheet)
    {
        var close = sheet.IndexOf(']', StringComparison.Ordinal);
        return sheet.StartsWith('[') && close > 0 ? sheet[(close + 1)..] : "";
    }

    /// <summary>The format of the file that contains a sheet's rows.</summary>
    public FileFormat FormatOf(string sheet)
    {
        if (_files.Count == 1)
            return Format;
        var name = FileOf(sheet);
        return _files.First(f => f.File.Name == name).File.Dialect.Format;
    }

    /// <summary>The rows of the files whose names satisfy a condition.</summary>
    public IEnumerable<GridRow> Rows(Func<string, bool> ofFile, CancellationToken cancellation) =>
        _files.Where(f => ofFile(f.File.Name)).SelectMany(f => RowsOf(f.File, cancellation));

    private IEnumerable<GridRow> RowsOf(SourceFile file, CancellationToken cancellation) => OnSheets(file, file.Rows(cancellation));

    private IEnumerable<GridRow> OnSheets(SourceFile file, IEnumerable<GridRow> rows) =>
        _files.Count == 1 ? rows : rows.Select(r => r.On(file.Dialect.Format == FileFormat.Csv ? file.Name : $"[{file.Name}]{r.Sheet}"));
}
