using System.Globalization;
using Observatory.Core.Checking;

namespace Observatory.Core.Plausibility;

/// <summary>Turns doubts into findings: the largest in full, the number of all, and a list of the next largest.</summary>
internal static class Said
{
    public static string Number(decimal value) => value.ToString(CultureInfo.InvariantCulture);

    /// <param name="more">Arguments of this code beside those that every doubt has.</param>
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

    /// <summary>The tallies that have findings, ordered by their number of figures, most first.</summary>
    public static IEnumerable<(string Indicator, CheckTally Tally)> Ordered(Dictionary<string, CheckTally> tallies) =>
        tallies.OrderByDescending(t => t.Value.Count).ThenBy(t => t.Key, StringComparer.Ordinal).Select(t => (t.Key, t.Value));

    public static CheckTally Of(Dictionary<string, CheckTally> tallies, string indicator)
    {
        if (!tallies.TryGetValue(indicator, out var tally))
            tallies.Add(indicator, tally = new CheckTally());
        return tally;
    }
}
