using System.Globalization;
using Observatory.Core.Mappings;
using Observatory.Core.Normalising;
using Observatory.Core.Series;

namespace Observatory.Core.Templates;

/// <summary>The columns of a sheet that give the period, and their content for each period asked for.</summary>
/// <param name="Headings">Empty if the period is not in columns of its own but in a title or in the columns of figures.</param>
/// <param name="Rows">A text for each heading, a row for each period; null if the office writes dates that nobody can list.</param>
internal sealed record PeriodColumns(IReadOnlyList<string> Headings, IReadOnlyList<IReadOnlyList<string>>? Rows)
{
    public static PeriodColumns Of(FeedLayout layout, int fromYear, int toYear)
    {
        var sources = LabelOptions.Sources(layout.Tables).Where(s => s.Concept == Concepts.TimePeriod).Select(s => s.Source).ToList();
        var headings = sources
            .SelectMany(s => s.Columns.Where(TextPattern.IsHeading).Concat(s.Pattern is { } p ? TextPattern.Headings(p) : []))
            .DistinctBy(LabelText.Key)
            .ToList();
        if (headings.Count == 0)
            return new PeriodColumns(
                [],
                [
                    [],
                ]
            );
        var frequency = FrequencyCodes.TryParse(
            LabelOptions.Sources(layout.Tables).FirstOrDefault(s => s.Concept == Concepts.Freq).Source?.Value
        );
        if (
            sources.Count != 1
            || sources[0] is not { DateFormat: null, Codes: null, Fiscal: null, Without: null }
            || frequency is not { } each
        )
            return new PeriodColumns(headings, null);
        var years = Enumerable.Range(fromYear, Math.Max(0, toYear - fromYear + 1)).ToList();
        var seen = layout
            .Below.Select(r => headings.Select(h => r[ColumnOf(layout, h)].Trim()).ToList())
            .Where(t => t.All(c => c.Length > 0))
            .Take(2000)
            .ToList();
        if (headings.Count == 1)
        {
            if (
                seen.All(t => t[0].Length == 4 && TimePeriod.TryParse(t[0]) is not null)
                && (sources[0].Pattern is not null || each == Frequency.Annual)
            )
                return new PeriodColumns(headings, [.. years.Select(y => (IReadOnlyList<string>)[Text(y)])]);
            if (sources[0].Pattern is null && seen.All(t => TimePeriod.TryParse(t[0])?.Frequency == each))
                return new PeriodColumns(
                    headings,
                    [.. years.SelectMany(y => OfYear(y, each)).Select(p => (IReadOnlyList<string>)[p.ToString()])]
                );
            return new PeriodColumns(headings, null);
        }
        // A year and a month in columns of their own, the month as the office writes it.
        if (
            headings.Count != 2
            || each != Frequency.Monthly
            || sources[0].Pattern is not { } pattern
            || !pattern.Contains("}-{", StringComparison.Ordinal)
            || !seen.All(t => TimePeriod.TryParse(t[0])?.Frequency == Frequency.Annual && PeriodText.MonthOf(t[1]) is not null)
        )
            return new PeriodColumns(headings, null);
        var months = Months([.. seen.Select(t => t[1]).Distinct(StringComparer.Ordinal)]);
        return new PeriodColumns(headings, [.. years.SelectMany(y => months.Select(m => (IReadOnlyList<string>)[Text(y), m]))]);
    }

    public static IEnumerable<TimePeriod> OfYear(int year, Frequency frequency) =>
        Enumerable.Range(1, frequency.PerYear()).Select(n => new TimePeriod(frequency, year, n));

    public static int ColumnOf(FeedLayout layout, string heading)
    {
        var key = LabelText.Key(heading);
        for (var i = 0; i < layout.Headings.Count; i++)
            if (LabelText.Key(layout.Headings[i]) == key)
                return i + 1;
        return 0;
    }

    /// <summary>The twelve months in the language of those in the sample; as numbers if it has none.</summary>
    private static List<string> Months(IReadOnlyList<string> seen)
    {
        foreach (var words in PeriodText.MonthNames)
            if (seen.Count > 0 && seen.All(s => words.Any(w => LabelText.Key(w) == LabelText.Key(s))))
                return [.. words.Select(w => seen.FirstOrDefault(s => LabelText.Key(s) == LabelText.Key(w)) ?? w)];
        return [.. Enumerable.Range(1, 12).Select(m => m.ToString("00", CultureInfo.InvariantCulture))];
    }

    private static string Text(int year) => year.ToString("0000", CultureInfo.InvariantCulture);
}
