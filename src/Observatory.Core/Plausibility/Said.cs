using System.Globalization;
using Observatory.Core.Checking;

namespace Observatory.Core.Plausibility;

/// <summary>How doubts become findings: the largest in full, how many there are, and the next ones in a row.</summary>
internal static class Said
{
    public static string Number(decimal value) => value.ToString(CultureInfo.InvariantCulture);

    /// <param name="more">Arguments that the code has beside those of every doubt.</param>
    public static Finding Of(string code, string indicator, CheckTally tally, params ReadOnlySpan<(string Name, string Value)> more)
    {
        var largest = tally.Largest;
        return Finding.Of(
            code,
            Severity.Warning,
            largest.Where,
            [
                ("indicator", indicator),
                ("area", largest.Area),
                ("period", largest.Period),
                ("actual", Number(largest.Value)),
                ("expected", largest.Before is { } before ? Number(before) : ""),
                ("previous", largest.Previous ?? ""),
                ("count", Number(tally.Count)),
                ("others", tally.Others),
                .. more,
            ]
        ) with
        {
            AskedAbout = tally.All,
        };
    }

    /// <summary>The tallies with what is told of them, those of most figures first.</summary>
    public static IEnumerable<(string Indicator, CheckTally Tally)> Ordered(Dictionary<string, CheckTally> tallies) =>
        tallies.OrderByDescending(t => t.Value.Count).ThenBy(t => t.Key, StringComparer.Ordinal).Select(t => (t.Key, t.Value));

    public static CheckTally Of(Dictionary<string, CheckTally> tallies, string indicator)
    {
        if (!tallies.TryGetValue(indicator, out var tally))
            tallies.Add(indicator, tally = new CheckTally());
        return tally;
    }
}
