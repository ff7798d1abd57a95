using System.Collections.Concurrent;
using System.Threading.RateLimiting;

namespace Observatory.App.Limits;

/// <summary>What came of asking a bucket.</summary>
/// <param name="Left">How many times more at this moment.</param>
/// <param name="Wait">Until there is one again; zero where there is.</param>
internal sealed record RateDecision(RatePolicy Policy, bool IsGranted, long Left, TimeSpan Wait)
{
    /// <summary>
    /// In the form of the IETF draft "RateLimit header fields for HTTP": what is left, and seconds until all is there again.
    /// </summary>
    public string Header =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"\"{Policy.Name}\";r={Left};t={(int)Math.Ceiling((Policy.Quota - Left) * Policy.Window.TotalSeconds / Policy.Quota)}"
        );
}

/// <summary>
/// The token buckets of one policy, one for each caller. There are never more than a fixed number: who comes when all are in use shares one
/// with some others, so that a flood of addresses takes neither memory nor anybody's own bucket.
/// </summary>
internal sealed class RateBuckets(RatePolicy policy) : IDisposable
{
    /// <summary>Buckets of one caller alone; about a third of a kilobyte each.</summary>
    public const int MostOwn = 20_000;

    /// <summary>Buckets that all others share.</summary>
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

    /// <summary>Buckets in memory.</summary>
    public int Count => _own.Count + _shared.Count;

    /// <param name="who">Name or address of the caller.</param>
    /// <param name="times">0 to look whether there is one left, and take none.</param>
    public RateDecision Take(string who, int times = 1)
    {
        var bucket = Of(who);
        bucket.TryReplenish();
        using var lease = bucket.AttemptAcquire(times);
        var left = bucket.GetStatistics()!.CurrentAvailablePermits;
        // Who only looks is told of a part of one as if it were one.
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

    /// <summary>A bucket that is full again knows nothing that a new one would not.</summary>
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
