using Observatory.Benchmarks.Support;

namespace Observatory.Benchmarks.Asking;

/// <summary>What one block of questions took.</summary>
/// <param name="Milliseconds">In order.</param>
internal sealed record Latencies(IReadOnlyList<double> Milliseconds, double Seconds)
{
    public double Median => Spread.Percentile(Milliseconds, 0.5);

    public double Percentile99 => Spread.Percentile(Milliseconds, 0.99);

    public double PerSecond => Milliseconds.Count / Seconds;
}
