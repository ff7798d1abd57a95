using System.Globalization;
using Observatory.Core.Cells;

namespace Observatory.Core.Reading;

/// <summary>
/// Writes the typed cells of a workbook as text: the same value always the same way, whatever the display format or culture.
/// </summary>
internal static class CellText
{
    /// <summary>Longer durations, in days, stay numbers because they do not fit into a <see cref="TimeSpan"/>.</summary>
    public const double MaxDays = 10_000_000;

    private const int CachedIntegers = 1024;
    private const int SignificantDigits = 15;
    private const int DaysTo1904 = 1462;

    private static readonly string[] Integers =
    [
        .. Enumerable.Range(0, CachedIntegers).Select(n => n.ToString(CultureInfo.InvariantCulture)),
    ];

    private static readonly string[] TimeForms = ["HH:mm:ss", "HH:mm:ss.FFFFFFF"];
    private static readonly string[] DateForms =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mm",
        "yyyy-MM-dd'T'HH:mm:ss",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
    ];

    /// <summary>
    /// The number with a decimal point, without exponent if a decimal can represent it, to 15 significant digits as every spreadsheet shows
    /// and accepts. Further digits of a binary number are rounding noise (<c>0.1 + 0.2</c> is stored as 0.30000000000000004). Fewer digits
    /// if they give the same number back.
    /// </summary>
    public static string Number(double value)
    {
        if (value >= 0 && value < CachedIntegers && value == (int)value)
            return Integers[(int)value];
        if (Math.Abs(value) < 1e15 && value == (long)value)
            return ((long)value).ToString(CultureInfo.InvariantCulture);
        var shown = value.ToString("R", CultureInfo.InvariantCulture);
        // Nearly every number has fewer digits. Longer whole numbers are identifiers written by other programs than spreadsheets, so every
        // digit counts.
        if (shown.Length > SignificantDigits && Math.Abs(value) < 1e15)
            shown = value.ToString("G15", CultureInfo.InvariantCulture);
        return shown.Contains('E') && Math.Abs(value) is >= 1e-15 and < 1e28
            ? decimal.Parse(shown, NumberStyles.Float, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)
            : shown;
    }

    /// <summary>Succeeds for a whole number whose digits as written are already its shortest text; false for any other text.</summary>
    public static bool TryInteger(ReadOnlySpan<char> digits, out string text)
    {
        text = "";
        if (digits.Length is 0 or > 15 || digits.ContainsAnyExceptInRange('0', '9') || (digits[0] == '0' && digits.Length > 1))
            return false;
        text = digits.Length <= 3 ? Integers[int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture)] : digits.ToString();
        return true;
    }

    /// <summary>The date of a serial number; false if the calendar has no such day or a spreadsheet shows none.</summary>
    /// <param name="from1904">Whether days are counted from 1904.</param>
    public static bool TryDate(double serial, bool from1904, out string text)
    {
        text = "";
        // No spreadsheet has days before its first one, so such a number stays a number. Day 0 of the calendar from 1900 is no date; a
        // fraction of it is a time.
        if (serial < 0 || (serial == 0 && !from1904))
            return false;
        if (serial < 1 && !from1904)
            return TryTime(serial, out text);
        // Excel counts a 29 February 1900, which did not exist: every day before it is one off.
        var day =
            from1904 ? serial + DaysTo1904
            : serial < 60 ? serial + 1
            : serial;
        if (day >= 2958466)
            return false;
        text = Date(DateTime.FromOADate(day));
        return true;
    }

    /// <summary>A time of day, from the fraction of the day that has passed; false if the number is no such fraction.</summary>
    public static bool TryTime(double serial, out string text)
    {
        text = "";
        if (serial is not (>= 0 and < 1))
            return false;
        var seconds = (int)Math.Round(serial * 86_400, MidpointRounding.AwayFromZero) % 86_400;
        text = string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}");
        return true;
    }

    /// <summary>What the format shows for a number (a date, a time, a duration, or the number itself), and its kind.</summary>
    public static string Shown(double number, NumberMeaning meaning, bool from1904, out CellKind kind)
    {
        kind = CellKind.Date;
        if (meaning == NumberMeaning.Time && TryTime(number, out var time))
            return time;
        if (meaning is NumberMeaning.Date or NumberMeaning.Time && TryDate(number, from1904, out var date))
            return date;
        if (meaning == NumberMeaning.Duration && Math.Abs(number) < MaxDays)
            return Duration(TimeSpan.FromDays(number));
        kind = CellKind.Number;
        return Number(number);
    }

    /// <summary>
    /// An ISO 8601 date, time, date and time or duration that the workbook itself writes, in our form; false for any other text.
    /// </summary>
    public static bool TryIsoDate(ReadOnlySpan<char> written, out string text)
    {
        text = "";
        written = written.TrimEnd('Z');
        if (written.StartsWith('P') || written.StartsWith("-P"))
            return TryIsoDuration(written.ToString(), out text);
        // Excel writes fractions of a second with more digits than a time can represent.
        if (written.IndexOf('.') is >= 0 and var point && written.Length > point + 8)
            written = written[..(point + 8)];
        if (TimeOnly.TryParseExact(written, TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return TryTime(time.ToTimeSpan().TotalDays, out text);
        if (DateTime.TryParseExact(written, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            text = Date(date);
        return text.Length > 0;
    }

    private static bool TryIsoDuration(string written, out string text)
    {
        text = "";
        try
        {
            // Months and years have no fixed length.
            if (!written.Split('T')[0].AsSpan().ContainsAny('Y', 'M'))
                text = Duration(System.Xml.XmlConvert.ToTimeSpan(written));
        }
        catch (Exception wrong) when (wrong is FormatException or OverflowException)
        {
            // The text is not a duration.
        }

        return text.Length > 0;
    }

    /// <summary>The date, with the time of day to the second if there is one; a serial number below 1 is a time alone.</summary>
    public static string Date(DateTime value)
    {
        // A time such as 10:30 is stored as a binary fraction of a day, which is a few microseconds off.
        var second = new DateTime(
            (value.Ticks + (TimeSpan.TicksPerSecond / 2)) / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond,
            DateTimeKind.Unspecified
        );
        if (second.TimeOfDay == TimeSpan.Zero)
            return second.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return second.Year < 1900
            ? second.ToString("HH:mm:ss", CultureInfo.InvariantCulture)
            : second.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
    }

    /// <summary>Hours, minutes and seconds; hours are not folded into days.</summary>
    public static string Duration(TimeSpan span)
    {
        var seconds = (long)Math.Round(span.TotalSeconds, MidpointRounding.AwayFromZero);
        var whole = Math.Abs(seconds);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(seconds < 0 ? "-" : "")}{whole / 3600:00}:{whole / 60 % 60:00}:{whole % 60:00}"
        );
    }
}
