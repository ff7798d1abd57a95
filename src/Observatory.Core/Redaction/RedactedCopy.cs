using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Reading;

namespace Observatory.Core.Redaction;

/// <summary>Compares a redacted copy with its original.</summary>
internal static class RedactedCopy
{
    /// <summary>The name under which a copy is read: a workbook in the old format was rewritten as XLSX.</summary>
    public static string NameOf(string name, FileFormat format) => format == FileFormat.Xls ? name + ".xlsx" : name;

    /// <summary>The first cell whose content in the copy is wrong; null if there is none.</summary>
    /// <param name="delimiter">The delimiter that the mapping declares; null if it is to be detected.</param>
    public static CellRef? FirstDifference(
        SourceFile original,
        IReadOnlyList<RedactedSheet> sheets,
        Stream copy,
        char? delimiter,
        ReadLimits limits,
        CancellationToken cancellation
    )
    {
        try
        {
            var read = SourceFile.Open(copy, NameOf(original.Name, original.Dialect.Format), limits);
            // The copy may have lost the only letters by which the encoding could be detected.
            if (original.Dialect.Format == FileFormat.Csv)
                read = read.As(original.Dialect with { Delimiter = delimiter ?? read.Dialect.Delimiter });
            else if (!read.SheetNames(cancellation).SequenceEqual(original.SheetNames(cancellation), StringComparer.Ordinal))
                return new CellRef("", 1, 1);
            return Compare(
                Filled(original, cancellation),
                Filled(read, cancellation),
                sheets.ToDictionary(s => s.Name, StringComparer.Ordinal)
            );
        }
        catch (UnreadableFileException fault)
        {
            return fault.Finding.Where ?? new CellRef("", 1, 1);
        }
    }

    private static CellRef? Compare(IEnumerable<GridRow> original, IEnumerable<GridRow> copy, Dictionary<string, RedactedSheet> sheets)
    {
        using var ours = copy.GetEnumerator();
        foreach (var row in original)
        {
            var sheet = sheets.GetValueOrDefault(row.Sheet);
            var isBelow = sheet is not null && row.Number > sheet.HeaderRow;
            // A row that has only redacted cells is blank in the copy.
            if (
                isBelow
                && !sheet!.IdenticalRows.Contains(row.Number)
                && Enumerable.Range(1, row.Count).All(at => string.IsNullOrWhiteSpace(row[at]) || sheet.Columns.Contains(at))
            )
                continue;
            if (!ours.MoveNext() || ours.Current.Sheet != row.Sheet || ours.Current.Number != row.Number)
                return row.At(1);
            for (var at = 1; at <= Math.Max(row.Count, ours.Current.Count); at++)
            {
                var found = ours.Current[at];
                if (isBelow && sheet!.Columns.Contains(at))
                {
                    var mark = at == sheet.MarkColumn && sheet.IdenticalRows.Contains(row.Number) ? SentFile.IdenticalMark : "";
                    if (found.Trim() != mark)
                        return row.At(at);
                }
                else if (found != row[at] || ours.Current.KindOf(at) != row.KindOf(at))
                {
                    return row.At(at);
                }
            }
        }
        return ours.MoveNext() ? ours.Current.At(1) : null;
    }

    private static IEnumerable<GridRow> Filled(SourceFile file, CancellationToken cancellation) =>
        file.Rows(cancellation).Where(r => !r.IsBlank);
}
