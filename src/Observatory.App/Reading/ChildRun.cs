using System.Diagnostics;
using System.Text;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Reading;

namespace Observatory.App.Reading;

/// <summary>
/// One run of a reading process, from its parent's side. If the child dies, hangs, floods the pipe or sends invalid data,
/// <see cref="Next"/> returns null. The child never outlives this object.
/// </summary>
internal sealed class ChildRun : IDisposable
{
    private const int MaxSheets = 4096;

    private static readonly int EveryTrait = Enum.GetValues<CellTraits>().Aggregate(0, (all, t) => all | (int)t);

    private readonly Process _process;
    private readonly ReadLimits _limits;
    private readonly Stream _rows;
    private readonly Stopwatch _waited = new();
    private readonly TimeSpan _time;
    private readonly Timer _clock;
    private readonly CancellationTokenRegistration _cancelled;
    private readonly byte[] _header = new byte[RowFrames.HeaderLength];
    private byte[] _frame = new byte[RowFrames.UsualLength];
    private BinaryReader? _batch;
    private CellKind[] _kinds = [];
    private MergedCells _merged = new();
    private string _sheet = "";
    private int _previous;
    private int _count;

    public ChildRun(ProcessStartInfo start, RowRequest request, byte[] content, TimeSpan time, CancellationToken ct)
    {
        _limits = request.Limits;
        _time = time;
        _process = Process.Start(start)!;
        _rows = _process.StandardOutput.BaseStream;
        _clock = new Timer(_ => TimeUp());
        _cancelled = ct.Register(Kill);
        _ = SendAsync(_process.StandardInput.BaseStream, request, content);
        _ = DrainAsync(_process.StandardError.BaseStream);
    }

    /// <summary>True if the child reported its end, and everything that it sent was valid.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>True if the child exceeded its time.</summary>
    public bool IsTimedOut { get; private set; }

    /// <summary>The finding for which the child refused the file; null if it sent none.</summary>
    public Finding? Finding { get; private set; }

    /// <summary>Names of the sheets received so far.</summary>
    public List<string> Sheets { get; } = [];

    public int ProcessId => _process.Id;

    /// <summary>The next row; null if there are no more, for whatever reason.</summary>
    public GridRow? Next()
    {
        try
        {
            while (!IsComplete)
            {
                if (_batch is { } batch && batch.BaseStream.Position < batch.BaseStream.Length)
                    return Row(batch);
                Receive();
            }
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException or FormatException or ObjectDisposedException)
        {
            // The child died, or sent invalid data.
        }

        return null;
    }

    public void Dispose()
    {
        _cancelled.Dispose();
        _clock.Dispose();
        Kill();
        _process.WaitForExit();
        _process.Dispose();
        _batch?.Dispose();
    }

    private void Receive()
    {
        Waiting(() => _rows.ReadExactly(_header));
        var (kind, length) = RowFrames.ReadHeader(_header);
        if (length > _frame.Length)
            _frame = new byte[length];
        Waiting(() => _rows.ReadExactly(_frame, 0, length));
        var content = new BinaryReader(new MemoryStream(_frame, 0, length, writable: false), Encoding.UTF8);
        switch (kind)
        {
            case FrameKind.Rows:
                _batch = content;
                break;
            case FrameKind.Sheet:
                if (Sheets.Count == MaxSheets)
                    throw new InvalidDataException();
                _sheet = content.ReadText(_limits.MaxFieldLength);
                Sheets.Add(_sheet);
                (_previous, _merged) = (0, new MergedCells());
                break;
            case FrameKind.Merged:
                while (content.BaseStream.Position < content.BaseStream.Length)
                    TakeMerged(content);
                break;
            case FrameKind.Finding:
                Finding = content.ReadFinding(_limits.MaxFieldLength);
                break;
            default:
                IsComplete = true;
                break;
        }
    }

    // Only waiting time counts: a child whose rows nobody takes does no work.
    private void Waiting(Action read)
    {
        var left = _time - _waited.Elapsed;
        if (left <= TimeSpan.Zero)
            TimeUp();
        else
            _clock.Change(left, Timeout.InfiniteTimeSpan);
        _waited.Start();
        try
        {
            read();
        }
        finally
        {
            _waited.Stop();
            _clock.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private void TimeUp()
    {
        IsTimedOut = true;
        Kill();
    }

    private GridRow Row(BinaryReader batch)
    {
        var number = batch.Read7BitEncodedInt();
        var count = batch.Read7BitEncodedInt();
        if (number <= _previous || number > _limits.MaxSheetRows || count < 0 || count > _limits.MaxColumns || ++_count > _limits.MaxRows)
            throw new InvalidDataException();
        _previous = number;
        if (count == 0)
            return new GridRow(_sheet, number, [], merged: _merged);
        if (!batch.ReadBoolean())
            _kinds = [.. batch.ReadBytes(count).Select(k => k <= (byte)CellKind.Formula ? (CellKind)k : throw new InvalidDataException())];
        if (_kinds.Length != count)
            throw new InvalidDataException();
        var traits = batch.ReadBoolean() ? new CellTraits[count] : null;
        for (var i = 0; i < traits?.Length; i++)
            traits[i] = batch.ReadUInt16() is var t && (t & ~EveryTrait) == 0 ? (CellTraits)t : throw new InvalidDataException();
        var cells = new string[count];
        for (var i = 0; i < count; i++)
            cells[i] = batch.ReadText(_limits.MaxFieldLength);
        return new GridRow(_sheet, number, cells, _kinds, traits, _merged);
    }

    private void TakeMerged(BinaryReader content)
    {
        if (_merged.Ranges.Count == MergedCells.Most)
            throw new InvalidDataException();
        var (row, column, lastRow, lastColumn) = (
            content.Read7BitEncodedInt(),
            content.Read7BitEncodedInt(),
            content.Read7BitEncodedInt(),
            content.Read7BitEncodedInt()
        );
        _merged.Add(new MergedRange(row, column, lastRow, lastColumn));
    }

    private void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (Exception gone) when (gone is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // The child has ended by itself.
        }
    }

    // Leave the stream open: its end would tell the child that its parent has gone.
    private static async Task SendAsync(Stream input, RowRequest request, byte[] content)
    {
        try
        {
            using var head = new MemoryStream();
            await using var writer = new BinaryWriter(head);
            request.Write(writer);
            writer.Write((long)content.Length);
            writer.Flush();
            await input.WriteAsync(head.ToArray());
            await input.WriteAsync(content);
            await input.FlushAsync();
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            // The child ended without reading the file; its output, or the lack of it, shows why.
        }
    }

    private static async Task DrainAsync(Stream error)
    {
        try
        {
            var words = new byte[4096];
            while (await error.ReadAsync(words) > 0) { }
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            // Nobody reads this output.
        }
    }
}
