using System.Collections.Concurrent;
using MathNet.Numerics.Distributions;

namespace Observatory.Core.Deriving;

/// <summary>
/// The exact interval of a count of events (Garwood 1936, by quantiles of chi-square): what the count might have been in another year
/// of the same risk. In events; divide by the population for the interval of a rate.
/// </summary>
public readonly record struct PoissonInterval(double Lower, double Upper)
{
    /// <summary>The share of such intervals that hold the true mean. 95 %, as methodology section 5 asks.</summary>
    public const double Level = 0.95;

    // A quantile is searched for step by step, ten times as long as all else that a rate takes; tables ask for the same counts again and
    // again.
    private const int MostKept = 50_000;
    private static readonly ConcurrentDictionary<decimal, PoissonInterval> Kept = new();
    private static int _kept;

    /// <param name="events">A whole number of events, zero or more: an estimate that is none has an interval of its own kind.</param>
    /// <exception cref="ArgumentOutOfRangeException">Below zero, or not whole.</exception>
    public static PoissonInterval Of(decimal events)
    {
        if (events < 0 || events != decimal.Truncate(events))
            throw new ArgumentOutOfRangeException(nameof(events), events, "Only a whole count of events has a Poisson interval.");
        if (Kept.TryGetValue(events, out var known))
            return known;
        var interval = Make((double)events);
        if (Volatile.Read(ref _kept) < MostKept && Kept.TryAdd(events, interval))
            Interlocked.Increment(ref _kept);
        return interval;
    }

    private static PoissonInterval Make(double count)
    {
        const double tail = (1 - Level) / 2;
        return new(
            // No count is less than none: the quantile of no degrees of freedom does not exist.
            count == 0
                ? 0
                : ChiSquared.InvCDF(2 * count, tail) / 2,
            ChiSquared.InvCDF((2 * count) + 2, 1 - tail) / 2
        );
    }
}
