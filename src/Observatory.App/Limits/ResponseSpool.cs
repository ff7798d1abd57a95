using System.Collections.Concurrent;
using Observatory.Core.Checking;
using Observatory.Warehouse.Files;

namespace Observatory.App.Limits;

/// <summary>
/// Decouples the making of responses from their sending: a response is made as fast as the database delivers rows, and sent as fast as the
/// reader takes it. The part in between is buffered in memory, and beyond a size in a nameless file. A slow reader therefore occupies a
/// limited number of bytes, and no database connection.
/// </summary>
internal sealed class ResponseSpool(SpoolSettings settings, FileStore files)
{
    private readonly ConcurrentDictionary<string, long> _bytesOf = new(StringComparer.Ordinal);
    private long _memory;
    private long _bytes;
    private int _files;

    public SpoolSettings Settings => settings;

    /// <summary>The number of files in use now.</summary>
    public int FilesInUse => Volatile.Read(ref _files);

    /// <summary>Bytes of files and memory in use now.</summary>
    public long BytesInUse => Interlocked.Read(ref _bytes) + Interlocked.Read(ref _memory);

    /// <summary>
    /// Makes a response and sends it. Nothing is sent before the response exceeds the memory for one response, so that early failures can
    /// still be refused.
    /// </summary>
    /// <param name="caller">The caller of the request; each caller has a share of the files.</param>
    /// <param name="make">Writes the response.</param>
    /// <exception cref="Refusal">ANSWERS_WAIT if there is no room for the part that the reader has not taken.</exception>
    public async Task SendAsync(
        HttpContext context,
        string caller,
        Func<Stream, CancellationToken, Task> make,
        CancellationToken cancellation
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task? sending = null;
        var body = new SpooledBody(this, caller, stop.Token);
        await using (body)
        {
            body.WhenFull = () => sending ??= SendOnAsync();
            try
            {
                await make(body, stop.Token);
                body.Complete();
            }
            catch (Exception fault) when (sending is not null)
            {
                await stop.CancelAsync();
                await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                // A response that has begun cannot be refused any more, and this refusal is not a fault of ours to be logged.
                if (fault is Refusal)
                    throw Cut(context);
                throw;
            }
            stop.CancelAfter(settings.TimeFor(body.Length));
            try
            {
                if (sending is null)
                {
                    context.Response.ContentLength = body.Length;
                    sending = body.SendAsync(context.Response.Body, stop.Token);
                }
                await sending;
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                // The reader is too slow.
                throw Cut(context);
            }
        }

        async Task SendOnAsync()
        {
            try
            {
                await body.SendAsync(context.Response.Body, stop.Token);
            }
            catch
            {
                // The reader has gone, so stop making the response.
                await stop.CancelAsync();
                throw;
            }
        }
    }

    /// <summary>Cuts the connection, so that nobody takes a part of a response for the whole.</summary>
    private static OperationCanceledException Cut(HttpContext context)
    {
        context.Abort();
        return new OperationCanceledException(context.RequestAborted);
    }

    internal FileStream? TryOpenFile()
    {
        if (Interlocked.Increment(ref _files) > settings.Files)
        {
            CloseFile();
            return null;
        }
        try
        {
            return files.Nameless();
        }
        catch
        {
            CloseFile();
            throw;
        }
    }

    internal void CloseFile() => Interlocked.Decrement(ref _files);

    internal bool TryTakeMemory(long bytes) => TryTake(ref _memory, bytes, settings.MemoryOfAll);

    /// <summary>Takes memory even if none is left: for the minimum that every response needs.</summary>
    internal void TakeMemory(long bytes) => Interlocked.Add(ref _memory, bytes);

    internal void GiveMemory(long bytes) => Interlocked.Add(ref _memory, -bytes);

    /// <summary>Whether the caller's other responses use up the caller's share, so that waiting for other callers would not help.</summary>
    internal bool IsShareUsed(string caller, long bytes) => _bytesOf.GetValueOrDefault(caller) + bytes > settings.BytesOfCaller;

    internal bool TryTakeBytes(string caller, long bytes)
    {
        if (!TryTake(ref _bytes, bytes, settings.BytesOfAll))
            return false;
        if (_bytesOf.AddOrUpdate(caller, bytes, (_, before) => before + bytes) <= settings.BytesOfCaller)
            return true;
        GiveBytes(caller, bytes);
        return false;
    }

    internal void GiveBytes(string caller, long bytes)
    {
        Interlocked.Add(ref _bytes, -bytes);
        if (_bytesOf.AddOrUpdate(caller, 0, (_, before) => before - bytes) == 0)
            _bytesOf.TryRemove(KeyValuePair.Create(caller, 0L));
    }

    private static bool TryTake(ref long taken, long bytes, long most)
    {
        if (Interlocked.Add(ref taken, bytes) <= most)
            return true;
        Interlocked.Add(ref taken, -bytes);
        return false;
    }
}
