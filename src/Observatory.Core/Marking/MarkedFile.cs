using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Marking;

/// <summary>The request for a marked file.</summary>
public sealed record MarkingRequest
{
    /// <summary>The file as it was stored; <see cref="SentFile.IsRedacted"/> marks a redacted copy.</summary>
    public required SentFile File { get; init; }

    /// <summary>The findings of this file, with sheet names as inside it.</summary>
    public required FindingMarks Marks { get; init; }

    public required Language Language { get; init; }

    /// <summary>What codes in messages are called; null shows them as codes.</summary>
    public TaxonomyCatalogue? Names { get; init; }

    public required ReadLimits Limits { get; init; }

    /// <summary>Opens an empty stream to write, read and seek in, for an intermediate workbook. The caller closes it.</summary>
    public required Func<Stream> OpenScratch { get; init; }

    /// <summary>The mapping that read the file, for the encoding that it may require; null if there is none.</summary>
    public Mapping? Mapping { get; init; }

    /// <summary>Whether a text file should become a workbook, with colours and comments.</summary>
    public bool AsWorkbook { get; init; }
}

/// <param name="Name">
/// The file name for saving: the name under which the file was sent, with a word for the marking, and the extension of its format. Only
/// text, never a path.
/// </param>
public sealed record MarkedResult(string Name, string ContentType);

/// <summary>
/// An office's own file, returned with its findings: a workbook with the cells coloured and commented and an additional sheet that lists
/// everything; a text file with additional columns. The same file and findings give the same bytes.
/// </summary>
public static class MarkedFile
{
    private const string WorkbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private const int MaxNameLength = 120;

    private static readonly string[] OtherTextEndings = [".tsv", ".txt"];

    /// <summary>
    /// Writes the marked file. The guard and the reader check the original first. A file that they refuse is not changed; the result is
    /// then a workbook with the findings about it.
    /// </summary>
    /// <param name="to">Empty, to write and seek in.</param>
    public static MarkedResult Write(MarkingRequest request, Stream to, CancellationToken cancellation)
    {
        var words = MarkWords.In(request.Language).With(request.Names);
        try
        {
            var file = SourceFiles.OpenOne(request.File, request.Mapping?.Encoding, request.Mapping?.Delimiter, request.Limits);
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

    /// <summary>The name of a marked file, without characters that affect a path, a header or the direction of text.</summary>
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

    /// <summary>Converts a file of another format into a workbook and marks it.</summary>
    private static MarkedResult Made(MarkingRequest request, SourceFile file, MarkWords words, Stream to, CancellationToken cancellation)
    {
        var made = request.OpenScratch();
        Func<CellRef, CellRef> locate;
        var isText = file.Dialect.Format == FileFormat.Csv;
        if (isText)
        {
            var dot = file.Name.LastIndexOf('.');
            // A text file may be longer than a sheet; it continues on the next one.
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
            // Names of the XLS format can be names of the XLSX format; if one had to be changed nevertheless, findings still have the old
            // name.
            var numbers = names.Select((n, i) => (n, i)).DistinctBy(n => n.n).ToDictionary(n => n.n, n => n.i, StringComparer.Ordinal);
            PlainWorkbook.Write(sheets, file.Rows(cancellation), r => numbers[r.Sheet], made, cancellation);
            locate = cell => numbers.TryGetValue(cell.Sheet, out var at) ? sheets[at].Locate(cell) : cell;
        }

        // Escaped letters may take more room than in the original file.
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
