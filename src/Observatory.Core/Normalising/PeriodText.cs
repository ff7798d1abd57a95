using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Observatory.Core.Series;

namespace Observatory.Core.Normalising;

/// <summary>
/// Periods and dates as offices write them: SDMX forms, year and month number or month word in the four languages, ISO dates,
/// and dates in a form that the mapping declares.
/// </summary>
public static class PeriodText
{
    /// <summary>The twelve months in English, Spanish, French and Portuguese, as they are read.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> MonthNames { get; } =
    [
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
        ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"],
        ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"],
        ["janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"],
    ];

    private static readonly Dictionary<string, int> MonthWords = MonthWordTable();

    /// <summary>
    /// Reads a period of the given frequency; a date or month that is finer is taken to the period it lies in.
    /// Null when the text is no period, or is coarser than the frequency.
    /// </summary>
    /// <param name="dateFormat">A Noda Time pattern such as <c>dd/MM/yyyy</c> when dates are written in it; null for ISO.</param>
    public static TimePeriod? TryParse(string text, Frequency frequency, string? dateFormat)
    {
        var found = dateFormat is null ? null : TryDate(text, dateFormat);
        if (found is { Year: > 1799 and < 2200 } date)
            return TimePeriod.OfMonth(date.Year, date.Month).Within(frequency);
        return Parse(text)?.Within(frequency);
    }

    /// <summary>A day, in ISO form, in the form given, or as year, month word and day joined by hyphens; null when it is none.</summary>
    public static LocalDate? TryDate(string text, string? dateFormat)
    {
        text = text.Trim();
        if (dateFormat is not null)
        {
            var parsed = LocalDatePattern.CreateWithInvariantCulture(dateFormat).Parse(text);
            if (parsed.Success)
                return parsed.Value;
        }
        var day = text.Length > 10 && text[10] == 'T' ? text[..10] : text;
        var iso = LocalDatePattern.Iso.Parse(day);
        if (iso.Success)
            return iso.Value;
        var parts = text.Split('-', StringSplitOptions.TrimEntries);
        if (parts.Length != 3 || !Number(parts[0], out var year) || MonthOf(parts[1]) is not { } month || !Number(parts[2], out var number))
            return null;
        return year is > 1799 and < 2200 && number >= 1 && number <= CalendarSystem.Iso.GetDaysInMonth(year, month)
            ? new LocalDate(year, month, number)
            : null;
    }

    /// <summary>1 to 12 for a month's number or its full name in English, Spanish, French or Portuguese; null for anything else.</summary>
    public static int? MonthOf(string text)
    {
        if (Number(text, out var number))
            return number is >= 1 and <= 12 ? number : null;
        return MonthWords.TryGetValue(LabelText.Key(text), out var month) ? month : null;
    }

    private static TimePeriod? Parse(string text)
    {
        text = text.Trim();
        if (TimePeriod.TryParse(text) is { } period)
            return period;
        var cut = text.IndexOfAny(['-', 'm', 'M', '/']);
        if (cut == 4 && Number(text[..4], out var year) && year is > 1799 and < 2200 && MonthOf(text[5..]) is { } month)
            return TimePeriod.OfMonth(year, month);
        return TryDate(text, null) is { Year: > 1799 and < 2200 } date ? TimePeriod.OfMonth(date.Year, date.Month) : null;
    }

    private static bool Number(string text, out int number) =>
        int.TryParse(text.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static Dictionary<string, int> MonthWordTable()
    {
        var table = new Dictionary<string, int>(StringComparer.Ordinal) { [LabelText.Key("setiembre")] = 9 };
        foreach (var language in MonthNames)
            for (var month = 0; month < 12; month++)
                table[LabelText.Key(language[month])] = month + 1;
        return table;
    }
}
