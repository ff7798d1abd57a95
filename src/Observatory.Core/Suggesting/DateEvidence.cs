using System.Globalization;
using System.Text.RegularExpressions;

namespace Observatory.Core.Suggesting;

/// <summary>What the dates of a column prove about the order of day and month: only a number above 12 says which is the day.</summary>
internal sealed partial class DateEvidence
{
    private readonly Dictionary<char, int> _separators = [];

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

    public bool IsProved => YearLast == 0 || Pattern is not null;

    public bool Contradicts => DayFirst is not null && MonthFirst is not null;

    private string Written(bool dayFirst)
    {
        var mark = _separators.MaxBy(s => s.Value).Key;
        var (day, month) = _short ? ("d", "M") : ("dd", "MM");
        return dayFirst ? $"{day}{mark}{month}{mark}yyyy" : $"{month}{mark}{day}{mark}yyyy";
    }

    [GeneratedRegex(@"^((?<y>(19|20)\d\d)(?<s>[-/.])(?<m>\d{1,2})\k<s>(?<d>\d{1,2})|(?<a>\d{1,2})(?<t>[-/.])(?<b>\d{1,2})\k<t>(19|20)\d\d)(?<time>[T ]\d{1,2}:\d\d.*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
