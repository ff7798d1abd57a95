using System.Diagnostics;
using System.Globalization;
using Observatory.Core.Checking;
using Observatory.Core.Reading;

namespace Observatory.App.Reading;

/// <summary>
/// Reads XLS files in a separate process, so that a file on which the reader hangs or exceeds its memory costs only that process. A child
/// that dies is replaced once; a file on which two children die is refused.
/// </summary>
public sealed class ChildXlsReader : IWorkbookReader
{
    private const int Attempts = 2;

    private readonly ChildLimits _limits;
    private readonly Func<TimeSpan, ProcessStartInfo> _command;

    public ChildXlsReader(ChildLimits limits)
        : this(limits, time => ChildCommand.Of(limits, time)) { }

    internal ChildXlsReader(ChildLimits limits, Func<TimeSpan, ProcessStartInfo> command)
    {
        _limits = limits;
        _command = command;
    }

    public IEnumerable<GridRow> Read(Stream content, FileDialect dialect, ReadLimits limits, CancellationToken ct) =>
        Read(content, dialect, limits, GridScope.All, ct);

    public IEnumerable<GridRow> Read(Stream content, FileDialect dialect, ReadLimits limits, GridScope scope, CancellationToken ct)
    {
        var request = new RowRequest(NamesOnly: false, scope, limits);
        var bytes = Bytes(content, limits);
        var given = 0L;
        for (var attempt = 1; ; attempt++)
        {
            ct.ThrowIfCancellationRequested();
            using var child = Start(request, bytes, ct);
            var seen = 0L;
            while (child.Next() is { } row)
            {
                // The same file gives the same rows, so skip those that the first child already returned.
                if (++seen <= given)
                    continue;
                given = seen;
                yield return row;
            }

            if (IsDone(child, attempt, bytes.Length, ct))
                yield break;
        }
    }

    public IReadOnlyList<string> SheetNames(Stream content, FileDialect dialect, ReadLimits limits, CancellationToken ct)
    {
        var request = new RowRequest(NamesOnly: true, GridScope.All, limits);
        var bytes = Bytes(content, limits);
        for (var attempt = 1; ; attempt++)
        {
            ct.ThrowIfCancellationRequested();
            using var child = Start(request, bytes, ct);
            while (child.Next() is not null) { }

            if (IsDone(child, attempt, bytes.Length, ct))
                return child.Sheets;
        }
    }

    private static byte[] Bytes(Stream content, ReadLimits limits)
    {
        if (content.Length > limits.MaxXlsBytes)
            throw new UnreadableFileException(Finding.Blocking(FindingCodes.FileTooLarge, null, ("limit", Number(limits.MaxXlsBytes))));
        var bytes = new byte[content.Length];
        content.Position = 0;
        content.ReadExactly(bytes);
        return bytes;
    }

    private ChildRun Start(RowRequest request, byte[] bytes, CancellationToken ct)
    {
        var time = _limits.TimeFor(bytes.Length);
        return new ChildRun(_command(time), request, bytes, time, ct);
    }

    private bool IsDone(ChildRun child, int attempt, long length, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (child.Finding is { } finding)
            throw new UnreadableFileException(finding);
        if (child.IsComplete)
            return true;
        // Do not retry after a timeout: the second child would take as long.
        if (child.IsTimedOut)
            throw new UnreadableFileException(
                Finding.Blocking(
                    FindingCodes.FileLimit,
                    null,
                    ("measure", "seconds"),
                    ("limit", Number((long)_limits.TimeFor(length).TotalSeconds))
                )
            );
        return attempt < Attempts ? false : throw new UnreadableFileException(Finding.Blocking(FindingCodes.FileUnreadable, null));
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
