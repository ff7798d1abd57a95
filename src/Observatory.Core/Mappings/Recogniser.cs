using Observatory.Core.Checking;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;

namespace Observatory.Core.Mappings;

/// <summary>
/// Decides by content which mapping a file is for: every table of the mapping must find its header. A file name can decide between two
/// mappings that fit, but never makes one fit.
/// </summary>
public static class Recogniser
{
    /// <summary>The number of rows of each sheet to look at.</summary>
    public const int PreviewRows = 200;

    /// <summary>
    /// Exactly one mapping, or the finding that says why not. If no mapping fits, those that give a delimiter are tried with it.
    /// </summary>
    /// <exception cref="UnreadableFileException">A file cannot be read.</exception>
    public static (Mapping? Mapping, Finding? Finding) Find(
        SourceFiles files,
        IReadOnlyCollection<Mapping> mappings,
        CancellationToken cancellation,
        string? office = null
    )
    {
        var shown = Find(files.Preview(PreviewRows, cancellation), files.Name, files.Format, mappings, office);
        if (shown.Mapping is not null || files.Format != FileFormat.Csv || shown.Finding!.Code != FindingCodes.MappingNoneFits)
            return shown;
        foreach (var named in mappings.Where(m => m.Delimiter is not null).GroupBy(m => m.Delimiter!.Value).OrderBy(g => g.Key))
        {
            var found = Find(files.By(named.Key).Preview(PreviewRows, cancellation), files.Name, files.Format, [.. named]);
            if (found.Mapping is not null)
                return found;
        }
        return shown;
    }

    /// <summary>Exactly one mapping, or the finding that says why not.</summary>
    /// <param name="preview">The first <see cref="PreviewRows"/> rows of every sheet.</param>
    /// <param name="office">
    /// The office that sends the file: if no mapping fits, one of its own is named before another. Null if it is unknown.
    /// </param>
    public static (Mapping? Mapping, Finding? Finding) Find(
        IReadOnlyList<GridRow> preview,
        string fileName,
        FileFormat format,
        IReadOnlyCollection<Mapping> mappings,
        string? office = null
    )
    {
        var usual = new UsualHeaders(preview);
        var fitting = mappings.Where(m => Fits(m, preview, format, usual)).ToList();
        if (fitting.Count > 1)
        {
            var named = fitting.Where(m => NameFits(m, fileName)).ToList();
            if (named.Count == 1)
                fitting = named;
        }
        return fitting.Count switch
        {
            1 => (fitting[0], null),
            0 => (
                null,
                Finding.Blocking(
                    FindingCodes.MappingNoneFits,
                    null,
                    [("file", fileName), .. Nearest(preview, fileName, format, mappings, usual, office)]
                )
            ),
            _ => (
                null,
                Finding.Blocking(
                    FindingCodes.MappingSeveralFit,
                    null,
                    ("file", fileName),
                    ("mappings", string.Join(", ", fitting.Select(m => m.Id).Order(StringComparer.Ordinal)))
                )
            ),
        };
    }

    public static bool Fits(Mapping mapping, IReadOnlyList<GridRow> preview, FileFormat format) =>
        Fits(mapping, preview, format, new UsualHeaders(preview));

    private static bool Fits(Mapping mapping, IReadOnlyList<GridRow> preview, FileFormat format, UsualHeaders usual)
    {
        var recognise = mapping.Recognise;
        if (recognise.Format.Count > 0 && !recognise.Format.Contains(NameOf(format)))
            return false;
        if (recognise.Title is { } title && !preview.Any(r => Enumerable.Range(1, r.Count).Any(c => title.IsMatch(r[c].Trim()))))
            return false;
        return mapping.Tables.All(t =>
            Headers(t, preview, usual)
                .Any(h =>
                    TableHeader.Missing(h, t).Count == 0
                    && recognise.Columns.All(c => h.ColumnOf(c) > 0)
                    && !recognise.WithoutColumns.Any(c => h.ColumnOf(c) > 0)
                )
        );
    }

    /// <summary>Every candidate for the table's header in the preview.</summary>
    private static IEnumerable<HeadingRows> Headers(MappingTable table, IReadOnlyList<GridRow> preview, UsualHeaders usual)
    {
        if (table.Dialect is { HeaderRows: 1, Names.Count: 0, AlsoCalled.Count: 0, Transpose: false, HeaderRow: null or > 0 })
        {
            foreach (var header in usual.All)
                if (
                    (table.HeaderRow is null || header.Row.Number == table.HeaderRow)
                    && (table.Sheet is null || LabelText.Fits(table.Sheet, SheetName(header.Row.Sheet)))
                )
                    yield return header;
            yield break;
        }
        foreach (
            var sheet in preview.GroupBy(r => r.Sheet).Where(s => table.Sheet is null || LabelText.Fits(table.Sheet, SheetName(s.Key)))
        )
        {
            if (table.HeaderRow == 0)
                yield return new HeadingRows([], sheet.Key, table.Dialect);
            var rows = (table.Dialect.Transpose ? TransposedRows.Of(sheet) : sheet).ToList();
            for (var at = table.Dialect.HeaderRows - 1; at < rows.Count; at++)
            {
                var first = rows[at - table.Dialect.HeaderRows + 1];
                if (table.HeaderRow is null || first.Number == table.HeaderRow)
                    yield return new HeadingRows(rows[(at - table.Dialect.HeaderRows + 1)..(at + 1)], sheet.Key, table.Dialect);
            }
        }
    }

    // Only for a submission with several files; the name of a sheet alone never begins with a bracket.
    private static string SheetName(string sheet) => sheet.StartsWith('[') ? SourceFiles.SheetOf(sheet) : sheet;

    public static bool NameFits(Mapping mapping, string fileName) =>
        mapping.Recognise.FileName is { } pattern && NameFits(pattern, fileName);

    /// <summary>True if a name matches a pattern with <c>*</c>; case does not count.</summary>
    public static bool NameFits(string pattern, string fileName)
    {
        var at = 0;
        var parts = pattern.Split('*');
        for (var i = 0; i < parts.Length; i++)
        {
            var found = fileName.IndexOf(parts[i], at, StringComparison.OrdinalIgnoreCase);
            if (found < 0 || (i == 0 && found != 0))
                return false;
            at = found + parts[i].Length;
        }
        return parts[^1].Length == 0 || fileName.EndsWith(parts[^1], StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The word of <c>recognise.format</c> for a format.</summary>
    public static string NameOf(FileFormat format) =>
        format switch
        {
            FileFormat.Csv => "csv",
            FileFormat.Xlsx => "xlsx",
            FileFormat.Xls => "xls",
            _ => throw new ArgumentOutOfRangeException(nameof(format)),
        };

    /// <summary>
    /// The mapping that comes nearest, with the missing headings and the sheet, which is what a person would ask first. A mapping of the
    /// office itself comes before others, and one with less than half of its columns in the file is not near.
    /// </summary>
    private static (string Name, string Value)[] Nearest(
        IReadOnlyList<GridRow> preview,
        string fileName,
        FileFormat format,
        IReadOnlyCollection<Mapping> mappings,
        UsualHeaders usual,
        string? office
    )
    {
        var nearest = (
            from mapping in mappings
            where mapping.Recognise.Format.Count == 0 || mapping.Recognise.Format.Contains(NameOf(format))
            from table in mapping.Tables
            from header in Headers(table, preview, usual)
            let missing = TableHeader
                .Missing(header, table)
                .Concat(mapping.Recognise.Columns.Where(c => header.ColumnOf(c) == 0))
                .Distinct(StringComparer.Ordinal)
                .ToList()
            let needed = TableHeader.Needed(table).Count + mapping.Recognise.Columns.Count + (table.UnpivotMatching is null ? 0 : 1)
            where missing.Count * 2 <= needed && missing.Count < needed
            orderby mapping.Provider.Code != office, (double)missing.Count / needed, missing.Count
            select (Mapping: mapping, Header: header, Missing: missing)
        ).FirstOrDefault();
        if (nearest.Mapping is null)
            return [("nearest", "")];
        var foreign = nearest.Mapping.Recognise.WithoutColumns.Where(c => nearest.Header.ColumnOf(c) > 0);
        // If no column is missing and none is foreign, the title that the mapping requires is missing.
        var title = nearest.Missing.Count == 0 && !foreign.Any() ? nearest.Mapping.Recognise.Title?.ToString() ?? "" : "";
        var sheet = SheetName(nearest.Header.Row.Sheet);
        return
        [
            ("nearest", nearest.Mapping.Id),
            ("sheet", sheet.Length > 0 ? sheet : fileName),
            ("expected", string.Join(", ", nearest.Missing)),
            ("actual", string.Join(", ", foreign)),
            ("title", title),
        ];
    }

    /// <summary>Every row of the preview as a header of one row, which nearly all mappings need; built once for all of them.</summary>
    private sealed class UsualHeaders(IReadOnlyList<GridRow> preview)
    {
        private List<HeadingRows>? _all;

        public IReadOnlyList<HeadingRows> All =>
            _all ??= [.. preview.Where(r => !r.IsBlank).Select(r => new HeadingRows([r], r.Sheet, TableDialect.Default))];
    }
}
