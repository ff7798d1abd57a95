using NodaTime;
using Observatory.Core.Series;
using Observatory.Warehouse.Series;
using Observatory.Warehouse.Taxonomy;

namespace Observatory.App.Asking;

/// <summary>How late and how complete the reports of a provider are, compared with what its feed declares.</summary>
/// <param name="DueOn">
/// The day by which the next figures are expected; null if the feed does not declare how often the office publishes.
/// </param>
/// <param name="DaysLate">Days since then; 0 if nothing is overdue, null if nothing is declared.</param>
/// <param name="PeriodsExpected">The periods from the first to the last reported one, or, if declared, to the last that is overdue.</param>
/// <param name="AreasExpected">Null if no complete set of areas is declared, or if absent areas count as zero.</param>
public sealed record Timeliness(LocalDate? DueOn, int? DaysLate, int PeriodsExpected, int? AreasExpected)
{
    public static Timeliness Of(CoverageRow row, IEnumerable<DeclaredScope> scopes, LibraryState library, LocalDate today)
    {
        var parts = scopes.Select(s => s.PartsExpected).ToList();
        var areas = parts.Count == 0 || parts.Contains(null) ? null : parts.Sum();
        var reported = row.Periods + row.Gaps.Length;
        if (library.Find(row.Mapping)?.Publishes is not { } publishes || TimePeriod.TryParse(row.LastPeriod) is not { } last)
            return new Timeliness(null, null, reported, areas);
        var habit = publishes.For(last.Frequency);
        return new Timeliness(
            habit.DueAfter(last.LastDay),
            habit.DaysLate(last.LastDay, today),
            reported + habit.PeriodsLate(last.LastDay, last.Frequency, today),
            areas
        );
    }

    /// <summary>
    /// A mark that changes whenever coverage can change without new figures: with the day, and with declarations of feeds.
    /// </summary>
    public static string Mark(LibraryState library, LocalDate today) =>
        string.Join(
            '\n',
            library
                .Feeds.Where(f => f.Publishes is not null)
                .Select(f => $"{f.Name} {f.Publishes!.Every} {f.Publishes.Within}")
                .Prepend(today.ToString("uuuu-MM-dd", System.Globalization.CultureInfo.InvariantCulture))
        );
}
