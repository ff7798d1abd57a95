using System.Globalization;
using System.Text.RegularExpressions;

namespace Observatory.Core.Suggesting;

/// <summary>What the dates of a column prove about the order of day and month: only a number above 12 says which is the day.</summary>
internal sealed partial class DateEvidence
{
    private const int LeastOutside = 10;

    /// <summary>Of the days of a month, twelve can be months as well; one of them reads the same both ways.</summary>
    private const double ShareOfOpenDays = 12 / 30.4;

    private readonly Dictionary<char, int> _separators = [];
    private readonly Dictionary<(int Year, int Month), int> _proved = [];
    private readonly Dictionary<(int Year, int First, int Second), int> _open = [];

    public int Iso { get; private set; }

    public int YearFirst { get; private set; }

    public int YearLast { get; private set; }

    /// <summary>A text whose first number can only be the day; null where there is none.</summary>
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
        Remember(int.Parse(match.Groups["yy"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture), a, b);
        if (a > 12)
            DayFirst ??= text.Trim();
        if (b > 12)
            MonthFirst ??= text.Trim();
        return true;
    }

    /// <summary>The pattern that the column proves; null where it is ISO, or where nothing proves the order.</summary>
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

    public bool IsProved => YearLast == 0 || (Pattern is not null && !LooksTurned);

    /// <summary>
    /// True where a spreadsheet seems to have turned some dates round. Dates that can be read in one order alone show which months the file
    /// covers. Those that can be read in both lie in other months, and far more of them than chance would leave before the thirteenth.
    /// </summary>
    public bool LooksTurned
    {
        get
        {
            if (DayFirst is null == MonthFirst is null || _proved.Count == 0)
                return false;
            var isDayFirst = DayFirst is not null;
            var open = _open.GroupBy(o => (o.Key.Year, Month: isDayFirst ? o.Key.Second : o.Key.First)).ToDictionary(g => g.Key, g => g.Sum(o => o.Value));
            // The last month may only have begun when the file was made.
            var last = open.Keys.Concat(_proved.Keys).Max();
            var outside = open.Where(o => o.Key != last && !_proved.ContainsKey(o.Key)).ToList();
            var expected = open.Keys.Concat(_proved.Keys).Distinct().Select(m => open.GetValueOrDefault(m) + _proved.GetValueOrDefault(m)).Sum(dates => dates * Math.Pow(ShareOfOpenDays, dates));
            return outside.Count >= 2 && outside.Sum(o => o.Value) >= LeastOutside + (3 * expected);
        }
    }

    private void Remember(int year, int first, int second)
    {
        if (first > 12 || second > 12)
            _proved[(year, Math.Min(first, second))] = _proved.GetValueOrDefault((year, Math.Min(first, second))) + 1;
        else if (first != second)
            _open[(year, first, second)] = _open.GetValueOrDefault((year, first, second)) + 1;
    }

    /// <summary>The day that a text stands for where its first number is the day; null where it is no such date.</summary>
    public static DateOnly? Day(string text, bool dayFirst)
    {
        if (Form().Match(text.Trim()) is not { Success: true } match || match.Groups["y"].Success)
            return null;
        var (a, b, year) = (int.Parse(match.Groups["a"].ValueSpan, CultureInfo.InvariantCulture), int.Parse(match.Groups["b"].ValueSpan, CultureInfo.InvariantCulture), int.Parse(match.Groups["yy"].ValueSpan, CultureInfo.InvariantCulture));
        var (day, month) = dayFirst ? (a, b) : (b, a);
        return month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new DateOnly(year, month, day) : null;
    }

    public bool Contradicts => DayFirst is not null && MonthFirst is not null;

    private string Written(bool dayFirst)
    {
        var mark = _separators.MaxBy(s => s.Value).Key;
        var (day, month) = _short ? ("d", "M") : ("dd", "MM");
        return dayFirst ? $"{day}{mark}{month}{mark}yyyy" : $"{month}{mark}{day}{mark}yyyy";
    }

    [GeneratedRegex(@"^((?<y>(19|20)\d\d)(?<s>[-/.])(?<m>\d{1,2})\k<s>(?<d>\d{1,2})|(?<a>\d{1,2})(?<t>[-/.])(?<b>\d{1,2})\k<t>(?<yy>(19|20)\d\d))(?<time>[T ]\d{1,2}:\d\d.*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
