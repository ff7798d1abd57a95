using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Marking;
using Observatory.Core.Reading;
using Observatory.Tests.Reading;

namespace Observatory.Tests.Marking;

/// <summary>Files given back with findings, in memory.</summary>
internal static class Marked
{
    public static (byte[] Content, MarkedResult Result) Write(
        byte[] file,
        string name,
        IEnumerable<Finding> findings,
        Language language = Language.En,
        bool asWorkbook = false,
        bool isRedacted = false,
        ReadLimits? limits = null
    )
    {
        using var to = new MemoryStream();
        var result = MarkedFile.Write(
            new MarkingRequest
            {
                File = new SentFile(name, new MemoryStream(file), isRedacted),
                Marks = FindingMarks.Of(findings),
                Language = language,
                Limits = limits ?? ReadLimits.Default,
                OpenScratch = () => new MemoryStream(),
                AsWorkbook = asWorkbook,
            },
            to,
            CancellationToken.None
        );
        return (to.ToArray(), result);
    }

    public static Finding At(
        string sheet,
        int row,
        int column,
        Severity severity = Severity.Blocking,
        string value = "x",
        string code = FindingCodes.ValueNotNumber
    ) => Finding.Of(code, severity, new CellRef(sheet, row, column), ("value", value), ("expected", "1234"));

    public static List<GridRow> Rows(byte[] file, string name, ReadLimits? limits = null) =>
        [.. SourceFile.Open(new MemoryStream(file), name, limits ?? ReadLimits.Default).Rows(CancellationToken.None)];

    /// <summary>Rows as lines that two readings are compared by; those without a cell are left out.</summary>
    public static IEnumerable<string> Lines(IEnumerable<GridRow> rows, Func<string, bool>? ofSheet = null) =>
        rows.Where(r => r.Count > 0 && (ofSheet is null || ofSheet(r.Sheet)))
            .Select(r => $"{r.Sheet}!{r.Number}: {string.Join('|', Files.Cells(r).Select((c, i) => $"{r.KindOf(i + 1)}={c}"))}");
}
