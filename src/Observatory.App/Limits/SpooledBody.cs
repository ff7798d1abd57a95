using System.Buffers;
using System.Diagnostics;
using Observatory.Core.Checking;

namespace Observatory.App.Limits;

/// <summary>
/// The body of one response between its maker, who writes to it, and its reader, to whom it is sent at the same time. Bytes in memory are
/// always older than bytes in the file. The file is used as a ring, and from its beginning again whenever the reader has taken everything.
/// </summary>
/// <param name="stop">Cancelled when nobody needs the response any more. It also ends a write that has no token of its own.</param>
internal sealed class SpooledBody(ResponseSpool spool, string caller, CancellationToken stop) : Stream
{
    private const int Piece = 32 << 10;
    private static readonly TimeSpan OthersGive = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly Queue<(byte[] Bytes, int Count)> _memory = new();
    private byte[]? _last;
    private int _lastCount;
    private long _inMemory;
    private FileStream? _file;
    private long _fileLength;
    private long _written;
    private long _taken;
    private long _length;
    private bool _isComplete;
    private TimeSpan _waited;
    private TaskCompletionSource _more = New();
    private TaskCompletionSource _room = New();

    /// <summary>Called each time that memory is full; null for nothing.</summary>
    public Action? WhenFull { get; set; }

    /// <summary>Bytes written so far.</summary>
    public override long Length => _length;

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    /// <exception cref="Refusal">ANSWERS_WAIT.</exception>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!cancellationToken.CanBeCanceled)
            cancellationToken = stop;
        while (buffer.Length > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = IntoMemory(buffer.Span);
            if (count == 0)
            {
                WhenFull?.Invoke();
                count = await IntoFileAsync(buffer, cancellationToken);
            }
            if (count == 0)
                await WaitForRoomAsync(buffer.Length, cancellationToken);
            _length += count;
            buffer = buffer[count..];
        }
    }

    /// <summary>Marks the end of the response.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _isComplete = true;
            _more.TrySetResult();
        }
    }

    /// <summary>Sends everything that is written, until <see cref="Complete"/>; called once.</summary>
    public async Task SendAsync(Stream to, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            while (true)
            {
                var (piece, at, count, wait) = Next(buffer.Length);
                if (wait is not null)
                    await wait.WaitAsync(cancellation);
                else if (piece is not null)
                {
                    try
                    {
                        await to.WriteAsync(piece.AsMemory(0, count), cancellation);
                    }
                    finally
                    {
                        Give(piece);
                    }
                }
                else if (count > 0)
                {
                    await ReadAsync(buffer.AsMemory(0, count), at, cancellation);
                    await to.WriteAsync(buffer.AsMemory(0, count), cancellation);
                }
                else
                    return;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        while (_memory.TryDequeue(out var piece))
            Give(piece.Bytes);
        if (_last is { } last)
            Give(last);
        _last = null;
        if (_file is { } file)
        {
            _file = null;
            // Release the file's bytes, whatever happens to it.
            spool.GiveBytes(caller, _fileLength);
            spool.CloseFile();
            await file.DisposeAsync();
        }
        await base.DisposeAsync();
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Only written without waiting for the reader.");

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The number of bytes stored in memory; 0 if the file has any, because memory must be older.</summary>
    private int IntoMemory(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (_written > _taken)
                return 0;
            if (_last is null || _lastCount == Piece)
            {
                // The first piece is always stored, so that short responses and refusals need no free room.
                if (_length == 0)
                    spool.TakeMemory(Piece);
                else if (_inMemory + Piece > spool.Settings.MemoryOfOne || !spool.TryTakeMemory(Piece))
                    return 0;
                if (_last is { } full)
                    _memory.Enqueue((full, _lastCount));
                (_last, _lastCount) = (ArrayPool<byte>.Shared.Rent(Piece), 0);
                _inMemory += Piece;
            }
            var count = Math.Min(bytes.Length, Piece - _lastCount);
            bytes[..count].CopyTo(_last.AsSpan(_lastCount));
            _lastCount += count;
            _more.TrySetResult();
            return count;
        }
    }

    /// <summary>The number of bytes stored in the file; 0 if it is full.</summary>
    private async ValueTask<int> IntoFileAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        if (_file is null && (_file = spool.TryOpenFile()) is null)
            return 0;
        var capacity = spool.Settings.BytesOfOne;
        long at;
        int count;
        lock (_lock)
        {
            if (_written == _taken)
                _written = _taken = 0;
            at = _written % capacity;
            count = (int)Math.Min(bytes.Length, Math.Min(capacity - at, capacity - (_written - _taken)));
        }
        if (at + count > _fileLength)
        {
            if (!spool.TryTakeBytes(caller, at + count - _fileLength))
                count = (int)Math.Max(0, Math.Min(count, _fileLength - at));
            else
                _fileLength = at + count;
        }
        if (count == 0)
            return 0;
        await RandomAccess.WriteAsync(_file.SafeFileHandle, bytes[..count], at, cancellation);
        lock (_lock)
        {
            _written += count;
            _more.TrySetResult();
        }
        return count;
    }

    /// <param name="bytes">The number of bytes to be written.</param>
    private async Task WaitForRoomAsync(int bytes, CancellationToken cancellation)
    {
        Task room;
        lock (_lock)
        {
            if (_room.Task.IsCompleted)
                _room = New();
            // The reader has taken everything, so other responses use the room; they send no signal when they release it.
            room = _written == _taken && _memory.Count == 0 && _lastCount == 0 ? Task.Delay(OthersGive, cancellation) : _room.Task;
        }
        var began = Stopwatch.GetTimestamp();
        // Do not wait if the caller's own responses use up the caller's share: each would hold one of the few database connections
        // meanwhile.
        var left = spool.IsShareUsed(caller, bytes) ? TimeSpan.Zero : spool.Settings.Patience - _waited;
        if (left <= TimeSpan.Zero)
            throw new Refusal(RefusalCodes.AnswersWait, ("seconds", "30"));
        try
        {
            await room.WaitAsync(left, cancellation);
        }
        catch (TimeoutException)
        {
            throw new Refusal(RefusalCodes.AnswersWait, ("seconds", "30"));
        }
        finally
        {
            _waited += Stopwatch.GetElapsedTime(began);
        }
    }

    /// <summary>
    /// The next piece to send, in memory or as a position in the file; otherwise a task to wait for, or nothing at the end.
    /// </summary>
    private (byte[]? Piece, long At, int Count, Task? Wait) Next(int most)
    {
        lock (_lock)
        {
            if (_memory.TryDequeue(out var piece))
                return (piece.Bytes, 0, piece.Count, null);
            if (_last is { } last && _lastCount > 0)
            {
                var count = _lastCount;
                (_last, _lastCount) = (null, 0);
                return (last, 0, count, null);
            }
            if (_written > _taken)
            {
                var at = _taken % spool.Settings.BytesOfOne;
                return (null, at, (int)Math.Min(most, Math.Min(spool.Settings.BytesOfOne - at, _written - _taken)), null);
            }
            if (_isComplete)
                return default;
            if (_more.Task.IsCompleted)
                _more = New();
            return (null, 0, 0, _more.Task);
        }
    }

    private async Task ReadAsync(Memory<byte> into, long at, CancellationToken cancellation)
    {
        for (var read = 0; read < into.Length; )
        {
            var count = await RandomAccess.ReadAsync(_file!.SafeFileHandle, into[read..], at + read, cancellation);
            if (count == 0)
                throw new EndOfStreamException();
            read += count;
        }
        lock (_lock)
        {
            _taken += into.Length;
            _room.TrySetResult();
        }
    }

    private void Give(byte[] piece)
    {
        ArrayPool<byte>.Shared.Return(piece);
        spool.GiveMemory(Piece);
        lock (_lock)
        {
            _inMemory -= Piece;
            _room.TrySetResult();
        }
    }
}
