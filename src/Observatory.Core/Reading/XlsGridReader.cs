using ExcelDataReader;
using ExcelDataReader.Exceptions;
using Observatory.Core.Checking;

namespace Observatory.Core.Reading;

/// <summary>
/// Reads XLS workbooks, hidden sheets and rows too. The library fails in many ways on damaged files; every one of them
/// becomes an <see cref="UnreadableFileException"/>. It can also loop or overrun its memory, which only a limit from outside the
/// process can end: see <see cref="ReadLimits.XlsReader"/>.
/// </summary>
public sealed class XlsGridReader : IWorkbookReader
{
    /// <summary>Bytes of memory that the process reading a workbook is given.</summary>
    public const long MaxMemory = 512L << 20;

    public IEnumerable<GridRow> Read(Stream content, FileDialect dialect, ReadLimits limits, CancellationToken ct) =>
        Read(content, dialect, limits, GridScope.All, ct);

    public IEnumerable<GridRow> Read(Stream content, FileDialect dialect, ReadLimits limits, GridScope scope, CancellationToken ct)
    {
        using var watched = new CancellableStream(content, ct);
        var errors = Guarded(() => ErrorCells.Find(watched));
        using var reader = Guarded(() => Open(watched));
        var cells = new CellText(reader);
        do
        {
            var name = Guarded(() => reader.Name) ?? "";
            if (!scope.Holds(name))
                continue;
            var errorsHere = errors.Of(name);
            RefuseArea(reader, name, limits);
            for (var number = 1; scope.Holds(number) && Guarded(reader.Read); number++)
            {
                if ((number & 1023) == 0)
                    ct.ThrowIfCancellationRequested();
                if (number > limits.MaxSheetRows)
                    throw Refusals.Limit(new CellRef(name, number, 0), "rows", limits.MaxSheetRows);
                var at = number;
                yield return Guarded(() => cells.Row(name, at, errorsHere, limits));
            }
        }
        while (Guarded(reader.NextResult));
    }

    public IReadOnlyList<string> SheetNames(Stream content, FileDialect dialect, ReadLimits limits, CancellationToken ct)
    {
        using var watched = new CancellableStream(content, ct);
        using var reader = Guarded(() => Open(watched));
        var names = new List<string>();
        do
            names.Add(Guarded(() => reader.Name) ?? "");
        while (names.Count <= limits.MaxZipEntries && Guarded(reader.NextResult));
        return names;
    }

    private static IExcelDataReader Open(Stream content)
    {
        var settings = new ExcelReaderConfiguration
        {
            FallbackEncoding = TextEncodings.Strict(TextEncodings.Windows1252),
            LeaveOpen = true,
        };
        content.Position = 0;
        return ExcelReaderFactory.CreateBinaryReader(content, settings);
    }

    private static void RefuseArea(IExcelDataReader reader, string name, ReadLimits limits)
    {
        var (rows, columns) = Guarded(() => (reader.RowCount, reader.FieldCount));
        if ((long)rows * columns > limits.MaxSheetArea)
            throw Refusals.Limit(new CellRef(name, rows, columns), "area", limits.MaxSheetArea);
    }

    private static T Guarded<T>(Func<T> step)
    {
        try
        {
            return step();
        }
        catch (InvalidPasswordException)
        {
            throw Refusals.Of(FindingCodes.FileEncrypted);
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
