using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;
using Observatory.Core.Normalising;

namespace Observatory.Core.Suggesting;

/// <summary>What the dates of a column prove about the order of day and month: only a number above 12 shows which is the day.</summary>
internal sealed partial class DateEvidence
{
    // A column of days has a few thousand different ones; a column with more is not one.
    private const int MostDays = 200_000;

    private readonly Dictionary<char, int> _separators = [];
    private readonly HashSet<(int Year, int First, int Second)> _yearLast = [];
    private readonly HashSet<LocalDate> _yearFirst = [];
    private readonly HashSet<LocalDate> _typed = [];

    public int Iso { get; private set; }

    public int YearFirst { get; private set; }

    public int YearLast { get; private set; }

    /// <summary>A text whose first number can only be the day; null if there is none.</summary>
    public string? DayFirst { get; private set; }

    public string? MonthFirst { get; private set; }

    public int Count => Iso + YearFirst + YearLast;

    public string? Sample { get; private set; }

    private bool _short;

    private bool _time;

    public static bool LooksLikeDate(string text) => Form().IsMatch(text.Trim());

    public bool Add(string text)
    {
        var match = Form().Match(text.Trim());
        if (!match.Success)
            return false;
        int Of(string group) => int.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        _time |= match.Groups["time"].Length > 0;
        if (match.Groups["y"].Success)
        {
            if (match.Groups["s"].Value == "-")
                Iso++;
            else
                YearFirst++;
            if (Day(text, dayFirst: false) is { } day && _yearFirst.Count < MostDays)
                _yearFirst.Add(day);
            return Of("m") is >= 1 and <= 12 && Of("d") is >= 1 and <= 31;
        }
        var (a, b) = (Of("a"), Of("b"));
        if (a is 0 or > 31 || b is 0 or > 31 || (a > 12 && b > 12))
            return false;
        YearLast++;
        Sample ??= text.Trim();
        _short |= match.Groups["a"].Length < 2 || match.Groups["b"].Length < 2;
        var mark = match.Groups["t"].Value[0];
        _separators[mark] = _separators.GetValueOrDefault(mark) + 1;
        if (_yearLast.Count < MostDays)
            _yearLast.Add((Of("yy"), a, b));
        if (a > 12)
            DayFirst ??= text.Trim();
        if (b > 12)
            MonthFirst ??= text.Trim();
        return true;
    }

    /// <summary>The pattern that the column proves; null if it is ISO, or if nothing proves the order.</summary>
    public string? Pattern
    {
        get
        {
            if (YearLast == 0)
                return YearFirst > 0 ? "yyyy/MM/dd" : null;
            if (DayFirst is null == MonthFirst is null)
                return null;
            return Written(DayFirst is not null);
        }
    }

    public bool IsProved => (YearLast == 0 || Pattern is not null) && !LooksTurned;

    /// <summary>Adds a cell that the workbook itself marks as a date.</summary>
    public void AddTyped(string text)
    {
        if (Day(text, dayFirst: false) is { } day && _typed.Count < MostDays)
            _typed.Add(day);
    }

    /// <summary>
    /// True if a spreadsheet seems to have swapped day and month of some dates, by the same rule as in reading: <see cref="DateTurns"/>.
    /// </summary>
    public bool LooksTurned
    {
        get
        {
            if (YearLast > 0 && Pattern is null)
                return false;
            var turns = new DateTurns();
            foreach (var (year, first, second) in _yearLast)
                if ((DayFirst is not null ? DateOf(year, second, first) : DateOf(year, first, second)) is { } day)
                    turns.Add(day, isTyped: false, weekday: null);
            foreach (var day in _yearFirst)
                turns.Add(day, isTyped: false, weekday: null);
            foreach (var day in _typed)
                turns.Add(day, isTyped: true, weekday: null);
            return turns.Find() is not null;
        }
    }

    /// <summary>The day of a text that ends with its year, in the given order; null if it is not a date.</summary>
    public static LocalDate? Day(string text, bool dayFirst)
    {
        if (Form().Match(text.Trim()) is not { Success: true } match)
            return null;
        int Of(string group) => int.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        return match.Groups["y"].Success ? DateOf(Of("y"), Of("m"), Of("d"))
            : dayFirst ? DateOf(Of("yy"), Of("b"), Of("a"))
            : DateOf(Of("yy"), Of("a"), Of("b"));
    }

    private static LocalDate? DateOf(int year, int month, int day) =>
        month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new LocalDate(year, month, day) : null;

    public bool Contradicts => DayFirst is not null && MonthFirst is not null;

    private string Written(bool dayFirst)
    {
        var mark = _separators.MaxBy(s => s.Value).Key;
        var (day, month) = _short ? ("d", "M") : ("dd", "MM");
        return dayFirst ? $"{day}{mark}{month}{mark}yyyy" : $"{month}{mark}{day}{mark}yyyy";
    }

    [GeneratedRegex(
        @"^((?<y>(19|20)\d\d)(?<s>[-/.])(?<m>\d{1,2})\k<s>(?<d>\d{1,2})|"
            + @"(?<a>\d{1,2})(?<t>[-/.])(?<b>\d{1,2})\k<t>(?<yy>(19|20)\d\d))(?<time>[T ]\d{1,2}:\d\d.*)?$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Form();
}
