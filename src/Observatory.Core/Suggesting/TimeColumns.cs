using Observatory.Core.Normalising;

namespace Observatory.Core.Suggesting;

/// <summary>Finds the columns of years, months, days and other periods.</summary>
internal sealed class TimeColumns(TableEvidence table)
{
    public void AssignTime()
    {
        foreach (var column in table.Free.ToList())
        {
            var heading = column.FullHeading;
            if (
                !column.IsNumeric
                && column.Labels.Count is > 0 and < 100
                && column.Labels.Keys.All(l => Periods.Fiscal(l, [.. column.Labels.Keys]) is not null)
            )
            {
                table.HasFiscalColumn = true;
                table.Set(column, ColumnRole.Period, 0.93, "column.fiscal", ("text", column.Labels.Keys.First()));
            }
            else if (column.IsDate && !column.IsNumeric)
            {
                var proved = column.IsDateProved ? 0.95 : 0.75;
                table.Set(
                    column,
                    ColumnRole.Date,
                    Vocabulary.Says(heading, "date") > 0 ? proved : proved - 0.1,
                    "column.date",
                    ("text", column.Dates.Sample ?? column.Labels.Keys.First())
                );
            }
            else if (
                !column.IsNumeric
                && column.Labels.Count > 0
                && column.Labels.Keys.Take(200).Count(l => Periods.WordedDay(l) is not null) >= 0.9 * Math.Min(200, column.Labels.Count)
            )
            {
                table.Set(
                    column,
                    ColumnRole.Date,
                    Vocabulary.Says(heading, "date") > 0 ? 0.95 : 0.85,
                    "column.date",
                    ("text", column.Labels.Keys.First())
                );
            }
            else if (column.IsWhole && column.Years >= 0.98 * column.Said && column.Labels.Count < 150)
            {
                table.Set(column, ColumnRole.Year, Vocabulary.Says(heading, "year") > 0 ? 0.99 : 0.85, "column.year");
            }
            else if (column.MonthNames >= 0.9 * column.Said && column.Said > 0)
            {
                table.Set(column, ColumnRole.Month, 0.97, "column.month");
            }
            else if (
                column.IsWhole
                && column.UpToTwelve >= 0.99 * column.Said
                && column.Labels.Count <= 12
                && Vocabulary.Says(heading, "month") >= 0.85
            )
            {
                table.Set(column, ColumnRole.Month, 0.95, "column.month");
            }
            else if (
                Vocabulary.Says(heading, "quarter") >= 0.85
                && column.Labels.Count <= 4
                && Periods.YearQuarter(heading) is null
                && Periods.Quarter(heading) is null
                && column.Labels.Keys.All(l => l is "1" or "2" or "3" or "4" || Periods.Quarter(l) is not null || !column.IsNumeric)
            )
            {
                table.Set(column, ColumnRole.Quarter, 0.9, "column.quarter");
            }
            else if (
                !column.IsNumeric
                && column.Labels.Count > 0
                && column.Labels.Keys.Take(200).Count(l => Periods.Of(l) is not null || Periods.YearQuarter(l) is not null)
                    >= 0.9 * Math.Min(200, column.Labels.Count)
            )
            {
                table.Set(
                    column,
                    ColumnRole.Period,
                    Vocabulary.Says(heading, "period") > 0 ? 0.95 : 0.85,
                    "column.period",
                    ("text", column.Labels.Keys.First())
                );
            }
        }
        // A range of months beside a year says how much of the year is covered.
        foreach (var column in table.Free.ToList())
            if (
                Vocabulary.Says(column.FullHeading, "period") > 0
                && column.Labels.Count <= 24
                && column.Labels.Keys.All(l => Periods.Range(l) is not null)
            )
                table.Set(column, ColumnRole.Period, 0.9, "column.range", ("text", column.Labels.Keys.First()));
        KeepOne(ColumnRole.Year, "time.years");
        if (table.Holder(ColumnRole.Year) is { } ofYear)
            foreach (var day in table.Holders(ColumnRole.Date).Where(d => !LiesIn(d, ofYear)).ToList())
                table.Set(day, ColumnRole.Unknown, 0.3, "column.otherTime", ("other", ofYear.FullHeading));
        KeepOne(ColumnRole.Date, "time.dates");
        if (table.Holder(ColumnRole.Date) is { } dates)
            HoldAgainstWeekdays(dates);
        if (table.Holder(ColumnRole.Year) is { } year && table.Holder(ColumnRole.Month) is not null)
            foreach (var period in table.Holders(ColumnRole.Period).Where(p => p.Labels.Keys.All(l => Periods.Range(l) is null)).ToList())
                table.SetRepeats(period, year, 0.9);
    }

    /// <summary>
    /// Compares dates with a column of weekdays: dates that agree with it only when day and month are swapped were swapped.
    /// </summary>
    private void HoldAgainstWeekdays(ColumnProfile dates)
    {
        if (dates.Dates is { YearLast: > 0, Pattern: null })
            return;
        foreach (
            var column in table.Columns.Where(c =>
                c != dates && c.Labels.Count is > 1 and <= 14 && c.Labels.Keys.All(l => WeekdayText.Of(l) is not null)
            )
        )
        {
            var turns = new DateTurns();
            foreach (var row in table.Bounds.Data)
            {
                if (
                    WeekdayText.Of(row[column.At]) is { } weekday
                    && DateEvidence.Day(row[dates.At], dates.Dates.DayFirst is not null) is { } day
                )
                    turns.Add(day, isTyped: false, weekday);
            }
            if (turns.Find() is { Evidence: TurnEvidence.Weekday })
                dates.TurnedBy = column.FullHeading;
        }
    }

    /// <summary>
    /// True if the days are in the year that the row names: then they give the same time more precisely; otherwise they are about something
    /// else.
    /// </summary>
    private bool LiesIn(ColumnProfile date, ColumnProfile year)
    {
        var (within, outside) = (0, 0);
        foreach (var row in table.Bounds.Data.Take(2000))
        {
            if (row[date.At].Length == 0)
                continue;
            if (row[date.At].Contains(row[year.At].Trim(), StringComparison.Ordinal))
                within++;
            else
                outside++;
        }
        return within > 20 * outside && date.Labels.Count > 12;
    }

    /// <summary>Of several columns of one kind, keeps the one whose heading names it most clearly, and asks a person.</summary>
    private void KeepOne(ColumnRole role, string question)
    {
        var all = table.Holders(role).ToList();
        if (all.Count < 2)
            return;
        var kept = all.OrderByDescending(c => table.Roles[c.At].Confidence)
            .ThenByDescending(c => role == ColumnRole.Date ? TimeWords(c) : 0)
            .ThenByDescending(c => c.Labels.Count)
            .First();
        foreach (var other in all.Where(c => c != kept))
        {
            if (table.Follows(kept, other) && table.Follows(other, kept))
                table.SetRepeats(other, kept, 0.8);
            else
                table.Set(other, ColumnRole.Unknown, 0.3, "column.otherTime", ("other", kept.FullHeading));
        }
        table.Questions.Add(
            new Question(
                "TIME_PERIOD",
                3,
                Reason.Of(question, ("columns", string.Join(", ", all.Select(c => c.FullHeading))), ("column", kept.FullHeading))
            )
        );
    }

    // The day of the event comes before the day on which it was recorded.
    private static int TimeWords(ColumnProfile column) => Vocabulary.Says(column.FullHeading, "incidents") > 0 ? 1 : 0;
}
