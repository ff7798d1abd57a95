using NodaTime;
using Observatory.Core.Series;

namespace Observatory.Core.Mappings;

/// <summary>How often an office publishes, as <c>publishes</c> of a <c>feed.yaml</c> declares it.</summary>
/// <param name="Every">What each publication completes: a month, a quarter, a half-year, a year.</param>
/// <param name="Within">Days after its end by which the figures should be there.</param>
public sealed record PublishingHabit(Frequency Every, int Within)
{
    /// <summary>The day by which the next figures should be there.</summary>
    /// <param name="lastDay">The last day for which figures were reported.</param>
    public LocalDate DueAfter(LocalDate lastDay) => UnitOf(lastDay.PlusDays(1)).LastDay.PlusDays(Within);

    /// <summary>Days since figures should have been there; 0 if none are missing yet.</summary>
    public int DaysLate(LocalDate lastDay, LocalDate today) => Math.Max(0, Period.DaysBetween(DueAfter(lastDay), today));

    /// <summary>How many periods of a frequency should have been there and are not.</summary>
    public int PeriodsLate(LocalDate lastDay, Frequency of, LocalDate today)
    {
        var reached = lastDay;
        while (DaysLate(reached, today) > 0)
            reached = UnitOf(reached.PlusDays(1)).LastDay;
        return Period.Between(lastDay.PlusDays(1), reached.PlusDays(1), PeriodUnits.Months).Months / (12 / of.PerYear());
    }

    /// <summary>Adapts the habit to figures that come less often than the office publishes: yearly figures are not late in March.</summary>
    public PublishingHabit For(Frequency freq) => freq.PerYear() < Every.PerYear() ? this with { Every = freq } : this;

    private TimePeriod UnitOf(LocalDate day) => TimePeriod.OfMonth(day.Year, day.Month).Within(Every)!.Value;
}
