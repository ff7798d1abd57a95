using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Text;
using Observatory.Core.Series;

namespace Observatory.Core.Normalising;

/// <summary>
/// Periods and dates as offices write them: SDMX forms, year and month as number or word in the four languages, quarters and half-years,
/// ranges of months, ISO dates, dates in a format that the mapping declares, and years that begin in a month other than January.
/// </summary>
public static partial class PeriodText
{
    /// <summary>The date format of serial numbers: days since 30 December 1899, as spreadsheets count.</summary>
    public const string SerialDates = "serial";

    private const int DaysTo1904 = 1462;

    private static readonly SearchValues<char> ClockSigns = SearchValues.Create("0123456789:.");

    /// <summary>The names of the twelve months in English, Spanish, French and Portuguese, for reading.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> MonthNames { get; } =
    [
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
        ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"],
        ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"],
        ["janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"],
    ];

    private static readonly Dictionary<string, int> MonthWords = MonthWordTable();

    /// <summary>
    /// Reads a period of the given frequency; a finer date or month gives the period that contains it. Null if the text is not a period, or
    /// is coarser than the frequency.
    /// </summary>
    /// <param name="dateFormat">A Noda Time pattern such as <c>dd/MM/yyyy</c> for the dates; null for ISO.</param>
    public static TimePeriod? TryParse(string text, Frequency frequency, string? dateFormat)
    {
        var found = dateFormat is null ? null : TryDate(text, dateFormat);
        if (found is { Year: > 1799 and < 2200 } date)
            return TimePeriod.OfMonth(date.Year, date.Month).Within(frequency);
        return (Parse(text, frequency) ?? PartOfYearText.TryParse(text, frequency))?.Within(frequency);
    }

    /// <summary>
    /// Reads a year and two months, such as <c>2019 ENERO - JUNIO</c>: the period of the frequency that contains them, and whether they are
    /// only a part of it. Null if the text is no such range, or spans several periods.
    /// </summary>
    public static (TimePeriod Period, bool IsPartial)? TryRange(string text, Frequency frequency)
    {
        var words = Words().Matches(text);
        int? year = null;
        var months = new List<int>();
        foreach (var word in words.Select(w => w.Value))
        {
            if (word.Length == 4 && Number(word, out var number) && number is > 1799 and < 2200)
            {
                if (year is not null && year != number)
                    return null;
                year = number;
            }
            else if (MonthWords.TryGetValue(LabelText.Key(word), out var month))
            {
                months.Add(month);
            }
        }
        if (year is not { } of || months is not [var first, var last] || last < first)
            return null;
        var (from, to) = (TimePeriod.OfMonth(of, first).Within(frequency)!.Value, TimePeriod.OfMonth(of, last).Within(frequency)!.Value);
        return from == to ? (from, first != from.FirstMonth.Month || last != from.LastMonth.Month) : null;
    }

    /// <summary>
    /// Reads a fiscal year: <c>2019/20</c>, <c>2019-2020</c>, <c>FY 2019/20</c>, or a single year. It is named by the calendar year in
    /// which it begins, like the reporting years of SDMX. Null if the text is no fiscal year.
    /// </summary>
    /// <param name="namedByEnd">True if a single year names the one in which the fiscal year ends.</param>
    public static TimePeriod? TryFiscalYear(string text, bool namedByEnd)
    {
        var match = FiscalForm().Match(text.Trim());
        if (!match.Success || !Number(match.Groups[1].Value, out var first) || first is < 1800 or > 2199)
            return null;
        if (!match.Groups[2].Success)
            return TimePeriod.OfYear(namedByEnd ? first - 1 : first);
        var digits = match.Groups[2].Value;
        return Number(digits, out var second) && second == (first + 1) % (digits.Length == 2 ? 100 : 10_000)
            ? TimePeriod.OfYear(first)
            : null;
    }

    /// <summary>
    /// Converts a day number of a workbook that counts from 1904 to one that counts from 1900; returns any other text unchanged.
    /// </summary>
    public static string From1904(string text) =>
        decimal.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var serial)
        && serial is >= 0 and < 2_958_466
            ? (serial + DaysTo1904).ToString(CultureInfo.InvariantCulture)
            : text;

    /// <summary>
    /// A day in ISO form, in the given format, or with the month as a word and a year of four digits; null if it is none of these.
    /// </summary>
    public static LocalDate? TryDate(string text, string? dateFormat)
    {
        text = text.Trim();
        if (dateFormat == SerialDates)
        {
            if (
                decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var serial)
                && serial is >= 1 and < 2_958_466
            )
                return new LocalDate(1899, 12, 30).PlusDays((int)serial);
        }
        else if (dateFormat is not null)
        {
            var parsed = LocalDatePattern.CreateWithInvariantCulture(dateFormat).Parse(text);
            if (parsed.Success)
                return parsed.Value;
            if (MonthWordDates.TryFormat(text, dateFormat) is { } worded)
                return worded;
        }
        // Databases write midnight after a day.
        var day =
            text.Length > 10 && (text[10] == 'T' || (text[10] == ' ' && !text.AsSpan(11).ContainsAnyExcept(ClockSigns)))
                ? text[..10]
                : text;
        var iso = LocalDatePattern.Iso.Parse(day);
        if (iso.Success)
            return iso.Value;
        var parts = text.Split('-', StringSplitOptions.TrimEntries);
        if (
            parts.Length == 3
            && Number(parts[0], out var year)
            && MonthOf(parts[1]) is { } month
            && Number(parts[2], out var number)
            && year is > 1799 and < 2200
            && number >= 1
            && number <= CalendarSystem.Iso.GetDaysInMonth(year, month)
        )
            return new LocalDate(year, month, number);
        return MonthWordDates.TryDay(text);
    }

    /// <summary>
    /// True for a text that may be part of a period: a year of four digits, a number or name of a month, or a letter with a number, such as
    /// <c>T1</c>.
    /// </summary>
    public static bool IsPart(string text) =>
        MonthOf(text) is not null
        || (Number(text, out var year) && year is > 1799 and < 2200)
        || (text.Trim() is [_, >= '1' and <= '4'] && char.IsAsciiLetter(text.Trim()[0]));

    /// <summary>
    /// The year, 1950 to 2100, that a spreadsheet shows as this date in ISO form because its cell is formatted as a date: days since 30
    /// December 1899, or since 1 January 1904. Null for any other date.
    /// </summary>
    public static int? TypedYear(string date)
    {
        if (LocalDatePattern.Iso.Parse(date) is not { Success: true, Value: var day } || day.Year is not (1905 or 1909))
            return null;
        var serial = Period.DaysBetween(day.Year == 1905 ? new LocalDate(1899, 12, 30) : new LocalDate(1904, 1, 1), day);
        return serial is >= 1950 and <= 2100 ? serial : null;
    }

    /// <summary>
    /// 1 to 12 for a month's number, its full name or its usual abbreviation in English, Spanish, French or Portuguese; null for anything
    /// else.
    /// </summary>
    public static int? MonthOf(string text)
    {
        if (Number(text, out var number))
            return number is >= 1 and <= 12 ? number : null;
        return MonthWords.TryGetValue(LabelText.Key(text), out var month) ? month : null;
    }

    private static TimePeriod? Parse(string text, Frequency frequency)
    {
        text = text.Trim();
        if (TimePeriod.TryParse(text) is { } period)
            return period;
        var cut = text.IndexOfAny(['-', 'm', 'M', '/']);
        if (
            cut == 4
            && Number(text[..4], out var year)
            && year is > 1799 and < 2200
            && MonthOf(text[5..]) is { } month
            && (text[cut] is 'm' or 'M' || SaysMonth(text[5..], frequency))
        )
            return TimePeriod.OfMonth(year, month);
        // 9/2023: a month, or a part of a year, followed by a year of four digits.
        if (
            cut is 1 or 2
            && text[cut] is '/' or '-'
            && text.Length == cut + 5
            && Number(text[(cut + 1)..], out year)
            && year is > 1799 and < 2200
            && MonthOf(text[..cut]) is { } before
            && SaysMonth(text[..cut], frequency)
        )
            return TimePeriod.OfMonth(year, before);
        // Days in ISO form are the most frequent and the cheapest to read.
        if (TryDate(text, null) is { Year: > 1799 and < 2200 } date)
            return TimePeriod.OfMonth(date.Year, date.Month);
        return MonthWordDates.TryMonth(text);
    }

    /// <summary>
    /// Beside a year, 2 may be a quarter or a half-year in a table of that frequency; 02 and February are always a month.
    /// </summary>
    private static bool SaysMonth(string month, Frequency frequency) =>
        frequency is not (Frequency.Quarterly or Frequency.Semester) || month.Trim() is not [>= '0' and <= '9'];

    private static bool Number(string text, out int number) =>
        int.TryParse(text.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static Dictionary<string, int> MonthWordTable()
    {
        string[][] shortForms =
        [
            ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
            ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"],
            ["janv", "févr", "mars", "avr", "mai", "juin", "juil", "août", "sept", "oct", "nov", "déc"],
            ["jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez"],
        ];
        var table = new Dictionary<string, int>(StringComparer.Ordinal) { [LabelText.Key("setiembre")] = 9 };
        foreach (var language in MonthNames.Concat(shortForms))
        {
            for (var month = 0; month < 12; month++)
            {
                table[LabelText.Key(language[month])] = month + 1;
                table[LabelText.Key(language[month] + ".")] = month + 1;
            }
        }
        return table;
    }

    [GeneratedRegex(@"\w+\.?")]
    private static partial Regex Words();

    [GeneratedRegex(
        @"^(?:FY|AF|EF|AÑO FISCAL|ANO FISCAL|EXERCICE|FISCAL YEAR)?\s*(\d{4})(?:\s*[-/\u2013]\s*(\d{2}|\d{4}))?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex FiscalForm();
}
