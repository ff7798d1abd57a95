using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;

namespace Observatory.Core.Marking;

/// <summary>What is wanted of a marked file.</summary>
public sealed record MarkingRequest
{
    /// <summary>As it was kept; a redacted copy says so of itself.</summary>
    public required SentFile File { get; init; }

    /// <summary>The findings of this file, their sheets named as inside it.</summary>
    public required FindingMarks Marks { get; init; }

    public required Language Language { get; init; }

    public required ReadLimits Limits { get; init; }

    /// <summary>
    /// Opens an empty stream to write, read and seek in, for a workbook that is made on the way. It stays the caller's to close.
    /// </summary>
    public required Func<Stream> OpenScratch { get; init; }

    /// <summary>The mapping it was read by, for the encoding that it may insist on; null where there is none.</summary>
    public Mapping? Mapping { get; init; }

    /// <summary>Whether a text file is wanted as a workbook, with colours and comments.</summary>
    public bool AsWorkbook { get; init; }
}

/// <param name="Name">To save it under: the name it was sent under, with a word for what was done, and the ending of its format. Only text,
/// never a path.</param>
public sealed record MarkedResult(string Name, string ContentType);

/// <summary>
/// An office's own file, given back with what was found in it: a workbook with the cells in question coloured and commented and one sheet
/// more that lists
/// everything; a text file with columns more. The same file and findings give the same bytes.
/// </summary>
public static class MarkedFile
{
    private const string WorkbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private const int MaxNameLength = 120;

    private static readonly string[] OtherTextEndings = [".tsv", ".txt"];

    /// <summary>
    /// Writes the marked file. The guard and the reader go through the original first; one that they refuse is not touched, and what comes
    /// is a workbook that
    /// says what was found of it.
    /// </summary>
    /// <param name="to">Empty, to write and seek in.</param>
    public static MarkedResult Write(MarkingRequest request, Stream to, CancellationToken cancellation)
    {
        var words = MarkWords.In(request.Language);
        try
        {
            var file = SourceFiles.OpenOne(request.File, request.Mapping, request.Limits);
            file.ReadThrough(cancellation);
            return file.Dialect.Format switch
            {
                FileFormat.Csv when !request.AsWorkbook => Text(request, file, words, to, cancellation),
                FileFormat.Xlsx => Workbook(
                    request,
                    request.File.Content,
                    words,
                    [request.File.IsRedacted ? "how.copy" : "how"],
                    c => c,
                    to,
                    cancellation
                ),
                _ => Made(request, file, words, to, cancellation),
            };
        }
        catch (UnreadableFileException)
        {
            to.SetLength(0);
            to.Position = 0;
            var empty = request.OpenScratch();
            PlainWorkbook.Write([], [], _ => 0, empty, cancellation);
            return Workbook(request, empty, words, ["how.none"], c => c, to, cancellation);
        }
    }

    /// <summary>The name of a marked file: without what steers a path, a header or the direction of a text.</summary>
    public static string NameOf(string name, Language language, string extension)
    {
        var dot = name.LastIndexOf('.');
        var stem = new string([.. (dot > 0 ? name[..dot] : name).Select(c => IsPlain(c) ? c : '_')]).Trim(' ', '.');
        if (stem.Length > MaxNameLength)
            stem = stem[..MaxNameLength];
        return $"{(stem.Length == 0 ? "file" : stem)}-{MarkWords.In(language)["name"]}{extension}";

        static bool IsPlain(char c) => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_' or '.' or '(' or ')' or ',' or '+';
    }

    private static MarkedResult Text(MarkingRequest request, SourceFile file, MarkWords words, Stream to, CancellationToken cancellation)
    {
        MarkedText.Write(file, request.File.Content, request.Marks, words, [.. RemarksOf(request)], to, cancellation);
        var extension = OtherTextEndings.FirstOrDefault(e => request.File.Name.TrimEnd().EndsWith(e, StringComparison.OrdinalIgnoreCase))
            ?? ".csv";
        return new MarkedResult(NameOf(request.File.Name, request.Language, extension), $"text/csv; charset={file.Dialect.Encoding}");
    }

    private static MarkedResult Workbook(
        MarkingRequest request,
        Stream content,
        MarkWords words,
        IReadOnlyList<string> how,
        Func<CellRef, CellRef> locate,
        Stream to,
        CancellationToken cancellation
    )
    {
        List<string> remarks = [.. how];
        remarks.AddRange(RemarksOf(request));
        MarkedWorkbook.Write(content, request.Marks, words, request.File.Name, remarks, locate, request.Limits, to, cancellation);
        return new MarkedResult(NameOf(request.File.Name, request.Language, ".xlsx"), WorkbookType);
    }

    /// <summary>A workbook made of a file of another format, and marked.</summary>
    private static MarkedResult Made(MarkingRequest request, SourceFile file, MarkWords words, Stream to, CancellationToken cancellation)
    {
        var made = request.OpenScratch();
        Func<CellRef, CellRef> locate;
        var isText = file.Dialect.Format == FileFormat.Csv;
        if (isText)
        {
            var dot = file.Name.LastIndexOf('.');
            // A text file may be longer than a sheet: it goes on on another.
            var last = file.Rows(cancellation).Aggregate(1, (_, r) => r.Number);
            var sheets = new List<PlainSheet>();
            for (var first = 1; first <= last; first += PlainSheet.MaxRows)
                sheets.Add(
                    new PlainSheet(
                        PlainWorkbook.SheetName(dot > 0 ? file.Name[..dot] : file.Name, [.. sheets.Select(s => s.Name)]),
                        null,
                        first
                    )
                );
            PlainWorkbook.Write(sheets, file.Rows(cancellation), r => (r.Number - 1) / PlainSheet.MaxRows, made, cancellation);
            locate = cell => (cell.Row - 1) / PlainSheet.MaxRows is >= 0 and var at && at < sheets.Count ? sheets[at].Locate(cell) : cell;
        }
        else
        {
            var layout = XlsLayout.Of(request.File.Content);
            var names = file.SheetNames(cancellation);
            var sheets = new List<PlainSheet>();
            foreach (var name in names)
                sheets.Add(
                    new PlainSheet(PlainWorkbook.SheetName(name, [.. sheets.Select(s => s.Name)]), layout.Of(name) ?? new XlsLayout.Sheet())
                );
            // Names of the old format can be names of the new; where one had to be changed all the same, findings still say the old.
            var numbers = names.Select((n, i) => (n, i)).DistinctBy(n => n.n).ToDictionary(n => n.n, n => n.i, StringComparer.Ordinal);
            PlainWorkbook.Write(sheets, file.Rows(cancellation), r => numbers[r.Sheet], made, cancellation);
            locate = cell => numbers.TryGetValue(cell.Sheet, out var at) ? sheets[at].Locate(cell) : cell;
        }

        // Escaped letters of a value may take more room than the file that it came from.
        var roomy = request with { Limits = request.Limits with { MaxInflatedBytes = long.MaxValue, MaxInflationRatio = int.MaxValue } };
        return Workbook(roomy, made, words, [isText ? "how.csv" : "how.xls"], locate, to, cancellation);
    }

    private static IEnumerable<string> RemarksOf(MarkingRequest request)
    {
        if (request.File.IsRedacted)
            yield return "redacted";
        if (request.Marks.IsAbridged)
            yield return "abridged";
        if (request.Marks.Missing > 0)
            yield return "missing";
    }
}
