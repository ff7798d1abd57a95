using Observatory.Core.Cells;

namespace Observatory.Core.Reading;

/// <summary>
/// Reads XLSX workbooks, including hidden sheets and rows, in one forward pass that enforces every limit. Nothing is allocated by the size
/// that a file claims, so a file can neither inflate memory nor hang the reader. Hidden sheets come last, so that a hidden draft is never
/// taken for the table that everybody sees.
/// </summary>
public sealed class XlsxGridReader : IWorkbookReader
{
    public IEnumerable<GridRow> Read(Stream content, FileDialect dialect, ReadLimits limits, CancellationToken ct) =>
        Read(content, dialect, limits, GridScope.All, ct);

    public IEnumerable<GridRow> Read(Stream content, FileDialect dialect, ReadLimits limits, GridScope scope, CancellationToken ct)
    {
        using var watched = new CancellableStream(content, ct);
        using var workbook = WorkbookParts.Guarded(null, () => XlsxWorkbook.Open(watched, limits));
        var rows = 0;
        foreach (var (name, part, isHidden) in workbook.Sheets.OrderBy(s => s.IsHidden))
        {
            if (!scope.Holds(name))
                continue;
            // A sheet that is listed but missing was lost, so the workbook is not the one that was saved.
            if (part is null)
                throw Refusals.Unreadable(name);
            using var sheet = new XlsxSheet(workbook, name, part, isHidden, limits).Rows().GetEnumerator();
            while (WorkbookParts.Guarded(part, sheet.MoveNext) && scope.Holds(sheet.Current.Number))
            {
                var row = sheet.Current;
                if (++rows > limits.MaxRows)
                    throw Refusals.Limit(new CellRef(name, row.Number, 0), "rows", limits.MaxRows);
                if ((rows & 1023) == 0)
                    ct.ThrowIfCancellationRequested();
                yield return row;
            }
        }
    }

    public IReadOnlyList<string> SheetNames(Stream content, FileDialect dialect, ReadLimits limits, CancellationToken ct)
    {
        using var watched = new CancellableStream(content, ct);
        using var workbook = WorkbookParts.Guarded(null, () => XlsxWorkbook.Open(watched, limits, namesOnly: true));
        return [.. workbook.Sheets.OrderBy(s => s.IsHidden).Select(s => s.Name)];
    }
}
