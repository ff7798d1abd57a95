using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Caching.Memory;

namespace Observatory.App.Api;

/// <summary>Answers that are kept, in so many bytes of memory: their keys and what keeping them costs are counted with them.</summary>
/// <param name="mostBytes">What does not fit any more is not kept; what has not been asked for the longest goes first.</param>
internal sealed class ResponseStore(long mostBytes) : IOutputCacheStore, IDisposable
{
    /// <summary>Bytes that an entry takes beside its key and its answer: the objects that hold it.</summary>
    private const int BesideOfOne = 512;

    private readonly MemoryCache _kept = new(
        new MemoryCacheOptions
        {
            SizeLimit = mostBytes,
            CompactionPercentage = 0.1,
            TrackStatistics = true,
        }
    );

    /// <summary>Bytes in use as they are counted.</summary>
    public long Bytes => _kept.GetCurrentStatistics()?.CurrentEstimatedSize ?? 0;

    /// <summary>Answers that are kept.</summary>
    public int Count => _kept.Count;

    public ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken) => ValueTask.FromResult(_kept.Get<byte[]>(key));

    public ValueTask SetAsync(string key, byte[] value, string[]? tags, TimeSpan validFor, CancellationToken cancellationToken)
    {
        _kept.Set(
            key,
            value,
            new MemoryCacheEntryOptions
            {
                AbsoluteExpirationRelativeToNow = validFor,
                Size = value.Length + (2L * key.Length) + BesideOfOne,
            }
        );
        return ValueTask.CompletedTask;
    }

    /// <summary>Forgets all that is kept.</summary>
    public void Clear() => _kept.Clear();

    /// <summary>Nothing carries a tag: what changes is asked for under another key.</summary>
    public ValueTask EvictByTagAsync(string tag, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public void Dispose() => _kept.Dispose();
}
