using System.Collections.Concurrent;
using MathNet.Numerics.Distributions;

namespace Observatory.Core.Deriving;

/// <summary>
/// The exact 95 % interval of a count of events (Garwood 1936, by quantiles of chi-square): the range of the count in another year with the
/// same risk. The unit is events; divide by the population for the interval of a rate.
/// </summary>
public readonly record struct PoissonInterval(double Lower, double Upper)
{
    /// <summary>The share of such intervals that contain the true mean: 95 %, as methodology section 5 requires.</summary>
    public const double Level = 0.95;

    // Cached: the search for a quantile takes ten times as long as the rest of a rate, and tables repeat the same counts.
    private const int MostCached = 50_000;
    private static readonly ConcurrentDictionary<decimal, PoissonInterval> Cached = new();
    private static int _cachedCount;

    /// <param name="events">
    /// A whole number of events, zero or more. A count that is not whole is an estimate and has its own interval.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below zero or not whole.</exception>
    public static PoissonInterval Of(decimal events)
    {
        if (events < 0 || events != decimal.Truncate(events))
            throw new ArgumentOutOfRangeException(nameof(events), events, "Only a whole count of events has a Poisson interval.");
        if (Cached.TryGetValue(events, out var known))
            return known;
        var interval = Make((double)events);
        if (Volatile.Read(ref _cachedCount) < MostCached && Cached.TryAdd(events, interval))
            Interlocked.Increment(ref _cachedCount);
        return interval;
    }

    private static PoissonInterval Make(double count)
    {
        const double tail = (1 - Level) / 2;
        return new(
            // The lower bound of a count of zero is zero: chi-square with zero degrees of freedom has no quantile.
            count == 0
                ? 0
                : ChiSquared.InvCDF(2 * count, tail) / 2,
            ChiSquared.InvCDF((2 * count) + 2, 1 - tail) / 2
        );
    }
}
