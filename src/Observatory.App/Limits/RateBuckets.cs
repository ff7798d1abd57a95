using System.Collections.Concurrent;
using System.Threading.RateLimiting;

namespace Observatory.App.Limits;

/// <summary>The result of taking from a bucket.</summary>
/// <param name="Left">How many more requests are allowed at this moment.</param>
/// <param name="Wait">Time until a request is allowed again; zero if one is allowed now.</param>
internal sealed record RateDecision(RatePolicy Policy, bool IsGranted, long Left, TimeSpan Wait)
{
    /// <summary>
    /// The header value of the IETF draft "RateLimit header fields for HTTP": the remaining quota, and the seconds until it is full again.
    /// </summary>
    public string Header =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"\"{Policy.Name}\";r={Left};t={(int)Math.Ceiling((Policy.Quota - Left) * Policy.Window.TotalSeconds / Policy.Quota)}"
        );
}

/// <summary>
/// The token buckets of one policy, one for each caller. Their number is limited: when all are in use, further callers share buckets, so
/// that a flood of addresses takes neither memory nor the bucket of an existing caller.
/// </summary>
internal sealed class RateBuckets(RatePolicy policy) : IDisposable
{
    /// <summary>The greatest number of buckets for single callers; each takes about a third of a kilobyte.</summary>
    public const int MostOwn = 20_000;

    /// <summary>The number of buckets that all other callers share.</summary>
    public const int MostShared = 1_024;

    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromSeconds(1);

    private readonly TokenBucketRateLimiterOptions _options = new()
    {
        TokenLimit = policy.Quota,
        TokensPerPeriod = 1,
        ReplenishmentPeriod = policy.Window / policy.Quota,
        AutoReplenishment = false,
        QueueLimit = 0,
    };
    private readonly ConcurrentDictionary<string, TokenBucketRateLimiter> _own = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, TokenBucketRateLimiter> _shared = new();
    private int _count;
    private long _swept = Environment.TickCount64;

    public RatePolicy Policy => policy;

    /// <summary>The number of buckets in memory.</summary>
    public int Count => _own.Count + _shared.Count;

    /// <param name="who">Name or address of the caller.</param>
    /// <param name="times">The number of tokens to take; 0 only checks whether one is left.</param>
    public RateDecision Take(string who, int times = 1)
    {
        var bucket = Of(who);
        bucket.TryReplenish();
        using var lease = bucket.AttemptAcquire(times);
        var left = bucket.GetStatistics()!.CurrentAvailablePermits;
        // A check without taking succeeds even on a fraction of a token, so require a whole one.
        var isGranted = lease.IsAcquired && (times > 0 || left > 0);
        return new RateDecision(policy, isGranted, left, isGranted ? TimeSpan.Zero : _options.ReplenishmentPeriod);
    }

    public void Dispose()
    {
        foreach (var bucket in _own.Values.Concat(_shared.Values))
            bucket.Dispose();
    }

    private TokenBucketRateLimiter Of(string who)
    {
        if (_own.TryGetValue(who, out var known))
            return known;
        if (Volatile.Read(ref _count) >= MostOwn)
            Sweep();
        if (Volatile.Read(ref _count) >= MostOwn)
            return _shared.GetOrAdd(
                (int)((uint)string.GetHashCode(who, StringComparison.Ordinal) % MostShared),
                static (_, o) => new(o),
                _options
            );
        var made = new TokenBucketRateLimiter(_options);
        if (_own.TryAdd(who, made))
        {
            Interlocked.Increment(ref _count);
            return made;
        }
        made.Dispose();
        return Of(who);
    }

    /// <summary>Removes full buckets, which are the same as new ones.</summary>
    private void Sweep()
    {
        var (now, before) = (Environment.TickCount64, Volatile.Read(ref _swept));
        if (now - before < BetweenSweeps.TotalMilliseconds || Interlocked.CompareExchange(ref _swept, now, before) != before)
            return;
        foreach (var (who, bucket) in _own)
        {
            bucket.TryReplenish();
            if (bucket.GetStatistics()!.CurrentAvailablePermits >= policy.Quota && _own.TryRemove(who, out _))
                Interlocked.Decrement(ref _count);
        }
    }
}
