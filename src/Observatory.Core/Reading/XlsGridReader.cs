using Observatory.Core.Cells;
using Observatory.Core.Checking;

namespace Observatory.Core.Reading;

/// <summary>
/// Reads XLS workbooks of Excel 5 and later, including hidden sheets and rows, hidden sheets last. The workbook's stream is in memory
/// whole, and every record is read within its own length. Any damage becomes an <see cref="UnreadableFileException"/>.
/// </summary>
public sealed class XlsGridReader : IWorkbookReader
{
    /// <summary>Bytes of memory for the process that reads a workbook.</summary>
    public const long MaxMemory = 512L << 20;

    public IEnumerable<GridRow> Read(Stream content, FileDialect dialect, ReadLimits limits, CancellationToken ct) =>
        Read(content, dialect, limits, GridScope.All, ct);

    public IEnumerable<GridRow> Read(Stream content, FileDialect dialect, ReadLimits limits, GridScope scope, CancellationToken ct)
    {
        using var watched = new CancellableStream(content, ct);
        var workbook = Guarded(() => XlsWorkbook.Open(watched, limits));
        var rows = 0;
        foreach (var part in workbook.Sheets.OrderBy(s => s.IsHidden))
        {
            if (!scope.Holds(part.Name))
                continue;
            using var sheet = new XlsSheet(workbook, part, limits).Rows().GetEnumerator();
            while (Guarded(sheet.MoveNext) && scope.Holds(sheet.Current.Number))
            {
                if ((++rows & 1023) == 0)
                    ct.ThrowIfCancellationRequested();
                if (rows > limits.MaxRows)
                    throw Refusals.Limit(new CellRef(part.Name, sheet.Current.Number, 0), "rows", limits.MaxRows);
                yield return sheet.Current;
            }
        }
    }

    public IReadOnlyList<string> SheetNames(Stream content, FileDialect dialect, ReadLimits limits, CancellationToken ct)
    {
        using var watched = new CancellableStream(content, ct);
        return [.. Guarded(() => XlsWorkbook.Open(watched, limits)).Sheets.OrderBy(s => s.IsHidden).Select(s => s.Name)];
    }

    private static T Guarded<T>(Func<T> step)
    {
        try
        {
            return step();
        }
        catch (EndOfStreamException)
        {
            throw Refusals.Of(FindingCodes.FileTruncated);
        }
        catch (OutOfMemoryException)
        {
            throw Refusals.Limit(null, "megabytes", MaxMemory >> 20);
        }
        catch (Exception e) when (e is not (UnreadableFileException or OperationCanceledException))
        {
            throw Refusals.Unreadable();
        }
    }
}
