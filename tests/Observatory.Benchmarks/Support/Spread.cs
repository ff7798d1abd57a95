using System.Globalization;

namespace Observatory.Benchmarks.Support;

/// <summary>Median, least and most of what several rounds measured.</summary>
internal readonly record struct Spread(double Median, double Least, double Most, int Count)
{
    public static Spread Of(IEnumerable<double> values)
    {
        var ordered = values.Order().ToList();
        return ordered.Count == 0
            ? default
            : new((ordered[(ordered.Count - 1) / 2] + ordered[ordered.Count / 2]) / 2, ordered[0], ordered[^1], ordered.Count);
    }

    /// <summary>The value below which a share of the ordered values lies; 0 of none.</summary>
    public static double Percentile(IReadOnlyList<double> ordered, double share) =>
        ordered.Count == 0 ? 0 : ordered[Math.Min(ordered.Count - 1, (int)(ordered.Count * share))];

    public string Text(string format) =>
        Count > 1
            ? string.Create(CultureInfo.InvariantCulture, $"{Text(Median, format)} ({Text(Least, format)}-{Text(Most, format)})")
            : Text(Median, format);

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
