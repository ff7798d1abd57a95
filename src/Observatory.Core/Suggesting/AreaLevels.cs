using System.Globalization;
using Observatory.Core.Reading;

namespace Observatory.Core.Suggesting;

/// <summary>
/// What the figures of places prove: a label whose figures are the sum of all others is the whole; if the others add up to it twice, one
/// column has places of two levels.
/// </summary>
internal static class AreaLevels
{
    private const int Least = 3;

    /// <param name="place">The column with the names of the places.</param>
    /// <param name="keys">Columns that say what else a row is about: its period, its offence.</param>
    public static (string? Whole, bool IsNested) Of(
        IReadOnlyList<GridRow> data,
        int place,
        IReadOnlyList<int> keys,
        IReadOnlyList<int> values,
        NumberFormat numbers
    )
    {
        var sums = new Dictionary<string, decimal[]>(StringComparer.Ordinal);
        var wholes = new List<(string Key, string Label, decimal[] Figures)>();
        foreach (var row in data)
        {
            var key = string.Join('\u001f', keys.Select(k => row[k].Trim()));
            var figures = values.Select(v => Read(row[v], numbers)).ToArray();
            if (Vocabulary.Is(row[place], "total") || Vocabulary.Is(row[place], "national"))
            {
                wholes.Add((key, row[place].Trim(), figures));
                continue;
            }
            if (!sums.TryGetValue(key, out var sum))
                sums[key] = sum = new decimal[values.Count];
            for (var i = 0; i < sum.Length; i++)
                sum[i] += figures[i];
        }
        if (
            wholes.Select(w => w.Label).Distinct(StringComparer.OrdinalIgnoreCase).Count() != 1
            || wholes.Select(w => w.Key).Distinct().Count() < wholes.Count
        )
            return (null, false);
        foreach (var levels in new[] { 1, 2 })
        {
            var (same, other) = (0, 0);
            foreach (var (key, _, figures) in wholes)
            {
                for (var i = 0; i < figures.Length; i++)
                {
                    if (figures[i] == 0)
                        continue;
                    if (sums.TryGetValue(key, out var sum) && sum[i] == levels * figures[i])
                        same++;
                    else
                        other++;
                }
            }
            if (same >= Least && other == 0)
                return (wholes[0].Label, levels == 2);
        }
        return (null, false);
    }

    /// <summary>
    /// How many figures of the label of the total are the sums of all other labels' figures with the same key; null if one is not, or there
    /// are too few to prove it.
    /// </summary>
    public static int? Sums(IReadOnlyList<GridRow> data, int place, IReadOnlyList<int> keys, IReadOnlyList<int> values)
    {
        var proved = 0;
        foreach (var rows in data.GroupBy(r => string.Join('\u001f', keys.Select(k => r[k].Trim()))))
        {
            var wholes = rows.Where(r => Vocabulary.Is(r[place], "total")).ToList();
            if (wholes.Count == 0)
                continue;
            if (wholes.Count > 1)
                return null;
            foreach (var value in values)
            {
                var sum = 0m;
                foreach (var row in rows.Where(r => r != wholes[0]))
                    sum += Whole(row[value]) ?? 0;
                if (Whole(wholes[0][value]) is not { } whole || whole != sum)
                    return null;
                proved += whole != 0 ? 1 : 0;
            }
        }
        return proved >= Least ? proved : null;
    }

    // Only whole numbers without any mark are compared.
    private static decimal? Whole(string text) =>
        decimal.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < NumberEvidence.TooLarge
            ? number
            : null;

    private static decimal Read(string text, NumberFormat numbers)
    {
        text = text.Trim();
        if (numbers.Group is { } group)
            text = text.Replace(group.ToString(), "", StringComparison.Ordinal)
                .Replace(group == ' ' ? "\u00A0" : group.ToString(), "", StringComparison.Ordinal);
        if (numbers.Decimal is { } point)
            text = text.Replace(point, '.');
        return
            decimal.TryParse(
                text,
                NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var number
            )
            && Math.Abs(number) < NumberEvidence.TooLarge
            ? number
            : 0;
    }
}
