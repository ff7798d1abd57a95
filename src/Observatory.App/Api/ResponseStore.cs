using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Caching.Memory;

namespace Observatory.App.Api;

/// <summary>Cached responses, limited by bytes of memory; keys and overhead are counted too.</summary>
/// <param name="mostBytes">The limit. Entries unused for longest are removed first; a response that does not fit is not cached.</param>
internal sealed class ResponseStore(long mostBytes) : IOutputCacheStore, IDisposable
{
    /// <summary>Overhead of an entry in bytes, beside its key and its response.</summary>
    private const int BesideOfOne = 512;

    private readonly MemoryCache _cached = new(
        new MemoryCacheOptions
        {
            SizeLimit = mostBytes,
            CompactionPercentage = 0.1,
            TrackStatistics = true,
        }
    );

    /// <summary>Bytes in use, by our own count.</summary>
    public long Bytes => _cached.GetCurrentStatistics()?.CurrentEstimatedSize ?? 0;

    /// <summary>The number of cached responses.</summary>
    public int Count => _cached.Count;

    public ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken) => ValueTask.FromResult(_cached.Get<byte[]>(key));

    public ValueTask SetAsync(string key, byte[] value, string[]? tags, TimeSpan validFor, CancellationToken cancellationToken)
    {
        _cached.Set(
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

    /// <summary>Removes all cached responses.</summary>
    public void Clear() => _cached.Clear();

    /// <summary>Does nothing, because no entry has a tag: changed data has another key.</summary>
    public ValueTask EvictByTagAsync(string tag, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public void Dispose() => _cached.Dispose();
}
