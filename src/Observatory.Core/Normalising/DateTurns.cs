using NodaTime;

namespace Observatory.Core.Normalising;

/// <summary>
/// The evidence that dates of a column have day and month swapped. The names are those of the message catalogue, in lower case.
/// </summary>
public enum TurnEvidence
{
    /// <summary>Dates that can be read both ways are in other months than those that can be read one way only.</summary>
    Months,

    /// <summary>Only dates that can be read both ways became dates of the workbook; the others stayed text.</summary>
    Typed,

    /// <summary>A column with the day of the week disagrees with the dates as written, and agrees with them swapped.</summary>
    Weekday,
}

/// <summary>Dates of a column that seem to have day and month swapped.</summary>
/// <param name="Count">How many different dates are in doubt; for <see cref="TurnEvidence.Weekday"/>, how many rows.</param>
/// <param name="Sure">
/// First and last month, such as <c>2023-01 … 2023-05</c>, of the dates that can be read one way only; empty if there are none.
/// </param>
/// <param name="Doubtful">First and last month of the dates in doubt, as they are written.</param>
public sealed record DateTurn(TurnEvidence Evidence, int Count, string Sure, string Doubtful);

/// <summary>
/// Tests whether a spreadsheet swapped day and month of some dates of a column. A spreadsheet does so with dates that it can read in its
/// own order, those with a day of 12 or less, which can be read both ways. A date with a day above 12 can be read one way only, and so
/// shows in which months the column's events really are.
/// <para>
/// Months: each different date that can be read both ways is looked up twice, as written and swapped. It counts as swapped if only the
/// swapped date is in a month that has dates of the sure kind, and as correct if only the date as written is. In a correct column both
/// counts are about equal, since swapping only moves dates within a year; a finding needs at least ten more of the first kind, and three
/// standard deviations beyond chance. A dozen dates that are more than a month outside the span of the sure dates, but inside it when
/// swapped, are enough too: of correct dates, two in five have a day of 12 or less, and a dozen in a row has a chance of one in 70,000.
/// </para>
/// Typed: ten different dates of the workbook's own kind, all with a day of 12 or less (one in 10,000), beside five in text that all have a
/// day above 12. Weekday: five rows whose weekday disagrees with the date as written and agrees with it swapped, and three times as many as
/// agree with neither.
/// </summary>
public sealed class DateTurns
{
    private const int LeastMore = 10;
    private const int LeastOutside = 12;
    private const int LeastTyped = 10;
    private const int LeastText = 5;
    private const int LeastWeekdays = 5;
    private const int LastMonth = 12;

    // A column has a few thousand different days; a column with more is not a column of days, and no finding is made.
    private const int MostDays = 200_000;

    private readonly HashSet<LocalDate> _days = [];
    private readonly HashSet<LocalDate> _typed = [];
    private int _text;
    private int _textOneWay;
    private int _turnedAgree;
    private int _neither;
    private (LocalDate First, LocalDate Last)? _disagreeing;

    /// <summary>Adds the date of a row.</summary>
    /// <param name="isTyped">True if the file itself marks the cell as a date; false if it is text.</param>
    /// <param name="weekday">The day of the week that another column gives; null if none does.</param>
    public void Add(LocalDate date, bool isTyped, IsoDayOfWeek? weekday)
    {
        if (_days.Count < MostDays && _days.Add(date))
        {
            if (isTyped)
                _typed.Add(date);
            else
                (_text, _textOneWay) = (_text + 1, _textOneWay + (ReadsBothWays(date) ? 0 : 1));
        }
        if (weekday is not { } stated || stated == date.DayOfWeek || !ReadsBothWays(date) || date.Day == date.Month)
            return;
        if (Turned(date).DayOfWeek == stated)
        {
            _turnedAgree++;
            _disagreeing = _disagreeing is var (first, last) ? (LocalDate.Min(first, date), LocalDate.Max(last, date)) : (date, date);
        }
        else
        {
            _neither++;
        }
    }

    /// <summary>The evidence that dates are swapped; null if there is none.</summary>
    public DateTurn? Find()
    {
        var sure = _days.Where(d => !ReadsBothWays(d)).ToList();
        var span = sure.Count == 0 ? "" : Span(sure.Min(), sure.Max());
        if (_turnedAgree >= LeastWeekdays && _turnedAgree >= 3 * _neither && _disagreeing is var (first, last))
            return new DateTurn(TurnEvidence.Weekday, _turnedAgree, span, Span(first, last));
        if (_typed.Count >= LeastTyped && _typed.All(ReadsBothWays) && _text >= LeastText && _textOneWay == _text)
            return new DateTurn(TurnEvidence.Typed, _typed.Count, span, Span(_typed.Min(), _typed.Max()));
        if (sure.Count == 0)
            return null;
        var months = sure.Select(Month).ToHashSet();
        var doubtful = _days.Where(d => ReadsBothWays(d) && d.Day != d.Month).ToList();
        var speaking = doubtful.Where(d => !months.Contains(Month(d)) && months.Contains(Month(Turned(d)))).ToList();
        var against = doubtful.Count(d => months.Contains(Month(d)) && !months.Contains(Month(Turned(d))));
        var more = speaking.Count - against;
        if (more >= LeastMore && more * more >= 10 * (speaking.Count + against))
            return new DateTurn(TurnEvidence.Months, speaking.Count, span, Span(speaking.Min(), speaking.Max()));
        var (from, to) = (months.Min(), months.Max());
        var outside = doubtful
            .Where(d => (Month(d) < from - 1 || Month(d) > to + 1) && Month(Turned(d)) >= from && Month(Turned(d)) <= to)
            .ToList();
        return outside.Count >= LeastOutside
            ? new DateTurn(TurnEvidence.Months, outside.Count, span, Span(outside.Min(), outside.Max()))
            : null;
    }

    private static bool ReadsBothWays(LocalDate date) => date.Day <= LastMonth;

    private static LocalDate Turned(LocalDate date) => new(date.Year, date.Day, date.Month);

    private static int Month(LocalDate date) => (date.Year * LastMonth) + date.Month;

    private static string Span(LocalDate first, LocalDate last)
    {
        var (from, to) = (
            Series.TimePeriod.OfMonth(first.Year, first.Month).ToString(),
            Series.TimePeriod.OfMonth(last.Year, last.Month).ToString()
        );
        return from == to ? from : $"{from} … {to}";
    }
}
