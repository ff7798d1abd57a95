using NodaTime;
using Observatory.Core.Series;
using Observatory.Warehouse.Series;
using Observatory.Warehouse.Taxonomy;

namespace Observatory.App.Asking;

/// <summary>How late and how complete what somebody reports is, beside what is declared of it.</summary>
/// <param name="DueOn">The day by which the figures that follow are expected; null where the feed does not say how often the office
/// publishes.</param>
/// <param name="DaysLate">Days since then; 0 where none are missing yet, null where nothing is declared.</param>
/// <param name="PeriodsExpected">From the first period to the last, and to the last that is overdue where something is declared.</param>
/// <param name="AreasExpected">Null where no whole is declared, or one in which absent parts count as zero.</param>
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

    /// <summary>Changes where any of the answers does, though no figure has: with the day, and with what feeds declare.</summary>
    public static string Mark(LibraryState library, LocalDate today) =>
        string.Join(
            '\n',
            library
                .Feeds.Where(f => f.Publishes is not null)
                .Select(f => $"{f.Name} {f.Publishes!.Every} {f.Publishes.Within}")
                .Prepend(today.ToString("uuuu-MM-dd", System.Globalization.CultureInfo.InvariantCulture))
        );
}
