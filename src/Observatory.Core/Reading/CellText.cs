using System.Globalization;
using ExcelDataReader;

namespace Observatory.Core.Reading;

/// <summary>Writes the typed cells of a workbook as text: the same value always the same way, whatever the display format or culture.</summary>
internal sealed class CellText(IExcelDataReader reader)
{
    /// <summary>Longer durations in days are left as numbers: no span of time can hold them.</summary>
    public const double MaxDays = 10_000_000;

    private const int CachedIntegers = 1024;
    private const int DaysTo1904 = 1462;

    private static readonly string[] Integers =
        [.. Enumerable.Range(0, CachedIntegers).Select(n => n.ToString(CultureInfo.InvariantCulture))];

    private static readonly string[] TimeForms = ["HH:mm:ss", "HH:mm:ss.FFFFFFF"];
    private static readonly string[] DateForms = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF"];
    private static readonly string[] NoCells = [];

    // Columns without content at the end are not kept; kinds are shared while they repeat, as they do down a column.
    private CellKind[] kinds = [];
    private CellKind[] shared = [];

    /// <summary>The row the reader stands on.</summary>
    public GridRow Row(string sheet, int number, IReadOnlyDictionary<long, string>? errors, ReadLimits limits)
    {
        var width = reader.FieldCount;
        while (width > 0 && reader.GetValue(width - 1) is null or "" && ErrorAt(errors, number, width) is null)
            width--;
        if (width == 0)
            return new GridRow(sheet, number, NoCells);
        if (width > limits.MaxColumns)
            throw Refusals.Limit(new CellRef(sheet, number, width), "columns", limits.MaxColumns);

        var cells = new string[width];
        if (kinds.Length < width)
            kinds = new CellKind[width];
        var length = 0;
        for (var i = 0; i < width; i++)
        {
            cells[i] = Write(i, ErrorAt(errors, number, i + 1), out kinds[i]);
            if (cells[i].Length > limits.MaxFieldLength)
                throw Refusals.Limit(new CellRef(sheet, number, i + 1), "field", limits.MaxFieldLength);
            length += cells[i].Length;
            if (length > limits.MaxRecordLength)
                throw Refusals.Limit(new CellRef(sheet, number, 0), "record", limits.MaxRecordLength);
        }

        var used = kinds.AsSpan(0, width);
        if (!used.SequenceEqual(shared))
            shared = used.ToArray();
        return new GridRow(sheet, number, cells, shared);
    }

    /// <summary>The shortest text that gives the number back, with a point and, where a decimal can hold it, without exponent.</summary>
    public static string Number(double value)
    {
        if (value >= 0 && value < CachedIntegers && value == (int)value)
            return Integers[(int)value];
        if (Math.Abs(value) < 1e15 && value == (long)value)
            return ((long)value).ToString(CultureInfo.InvariantCulture);
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        return shortest.Contains('E') && Math.Abs(value) is >= 1e-15 and < 1e28
            ? decimal.Parse(shortest, NumberStyles.Float, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)
            : shortest;
    }

    /// <summary>A whole number whose digits as written are its shortest text already; false for every other text.</summary>
    public static bool TryInteger(ReadOnlySpan<char> digits, out string text)
    {
        text = "";
        if (digits.Length is 0 or > 15 || digits.ContainsAnyExceptInRange('0', '9') || (digits[0] == '0' && digits.Length > 1))
            return false;
        text = digits.Length <= 3 ? Integers[int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture)] : digits.ToString();
        return true;
    }

    /// <summary>The date of a serial number; false where the calendar has none.</summary>
    /// <param name="from1904">Whether days are counted from 1904.</param>
    public static bool TryDate(double serial, bool from1904, out string text)
    {
        // Excel counts a 29 February 1900 that was not: before it, every day is one off.
        var day = from1904 ? serial + DaysTo1904 : serial is >= 0 and < 60 ? serial + 1 : serial;
        var exists = day is > -657435 and < 2958466;
        text = exists ? Date(DateTime.FromOADate(day)) : "";
        return exists;
    }

    /// <summary>A date, time or both that the workbook itself writes by ISO 8601, as we write it; false for every other text.</summary>
    public static bool TryIsoDate(ReadOnlySpan<char> written, out string text)
    {
        text = "";
        written = written.TrimEnd('Z');
        // Excel writes fractions of a second in more digits than a time can hold.
        if (written.IndexOf('.') is >= 0 and var point && written.Length > point + 8)
            written = written[..(point + 8)];
        if (TimeOnly.TryParseExact(written, TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            text = Date(new DateTime(1899, 12, 31).Add(time.ToTimeSpan()));
        else if (DateTime.TryParseExact(written, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            text = Date(date);
        return text.Length > 0;
    }

    /// <summary>Date, with the time of day to the second where there is one; a serial number below 1 is a time alone.</summary>
    public static string Date(DateTime value)
    {
        // A time such as 10:30 is a binary fraction of a day and comes out a few microseconds off.
        var second = new DateTime((value.Ticks + (TimeSpan.TicksPerSecond / 2)) / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, DateTimeKind.Unspecified);
        if (second.TimeOfDay == TimeSpan.Zero)
            return second.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return second.Year < 1900
            ? second.ToString("HH:mm:ss", CultureInfo.InvariantCulture)
            : second.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
    }

    /// <summary>Hours, minutes and seconds, the hours counted on beyond a day.</summary>
    public static string Duration(TimeSpan span)
    {
        var seconds = (long)Math.Round(span.TotalSeconds, MidpointRounding.AwayFromZero);
        var whole = Math.Abs(seconds);
        return string.Create(CultureInfo.InvariantCulture, $"{(seconds < 0 ? "-" : "")}{whole / 3600:00}:{whole / 60 % 60:00}:{whole % 60:00}");
    }

    private static string? ErrorAt(IReadOnlyDictionary<long, string>? errors, int row, int column) =>
        errors is not null && errors.TryGetValue(ErrorCells.Key(row, column), out var text) ? text : null;

    private string Write(int i, string? error, out CellKind kind)
    {
        if (error is not null)
        {
            kind = CellKind.Error;
            return error;
        }

        switch (reader.GetValue(i))
        {
            case null or "":
                kind = CellKind.Empty;
                return "";
            case string text:
                kind = CellKind.Text;
                return text;
            case double number:
                kind = CellKind.Number;
                return Number(number);
            case int number:
                kind = CellKind.Number;
                return Number(number);
            case DateTime date:
                kind = CellKind.Date;
                return Date(date);
            case TimeSpan span:
                kind = CellKind.Date;
                return Duration(span);
            case bool truth:
                kind = CellKind.Boolean;
                return truth ? "TRUE" : "FALSE";
            case var other:
                kind = CellKind.Text;
                return Convert.ToString(other, CultureInfo.InvariantCulture) ?? "";
        }
    }
}
