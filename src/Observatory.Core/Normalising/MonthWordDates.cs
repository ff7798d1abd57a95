using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;
using Observatory.Core.Series;

namespace Observatory.Core.Normalising;

/// <summary>
/// Dates whose month is a word in one of the four languages: <c>28 dic. 2018</c>, <c>3 de março de 2019</c>, <c>Sept. 4, 2020</c>. With a
/// year of four digits they are unambiguous; <c>ene-23</c> may be a day or a year, and needs a format such as <c>MMM-yy</c>.
/// </summary>
internal static partial class MonthWordDates
{
    // As in the patterns of Noda Time: 31 and later belong to the last century.
    private const int LastShortYear = 30;

    private static readonly HashSet<string> Between = new(StringComparer.Ordinal) { "DE", "DEL", "DU", "DO", "OF", "LE", "EL", "THE" };
    private static readonly HashSet<string> Ordinals = new(StringComparer.Ordinal) { "ST", "ND", "RD", "TH", "ER", "RO", "O" };

    /// <summary>The month of a text that consists of a month word, a year of four digits, and at most a day; null for any other.</summary>
    public static TimePeriod? TryMonth(string text) => TryWords(text) is { } found ? TimePeriod.OfMonth(found.Year, found.Month) : null;

    /// <summary>The day of a text that consists of a day, a month word and a year of four digits; null for any other.</summary>
    public static LocalDate? TryDay(string text) =>
        TryWords(text) is { Day: { } day } found ? new LocalDate(found.Year, found.Month, day) : null;

    /// <summary>
    /// A date whose parts are in the order of a format with <c>MMM</c>, whatever marks are between them; a format without a day gives the
    /// first of the month. Null if the text is no such date.
    /// </summary>
    public static LocalDate? TryFormat(string text, string format)
    {
        var fields = Fields().Matches(format).Select(f => f.Value).ToList();
        if (
            !fields.Exists(f => f.StartsWith("MMM", StringComparison.Ordinal))
            || Literals().IsMatch(format)
            || Words(text) is not { } words
            || words.Count != fields.Count
        )
            return null;
        int? year = null,
            month = null,
            day = null;
        for (var i = 0; i < words.Count; i++)
        {
            var isNumber = int.TryParse(words[i], NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            switch (fields[i])
            {
                case "yyyy" or "uuuu" when isNumber && words[i].Length == 4:
                    year = number;
                    break;
                case "yy" or "uu" when isNumber && words[i].Length == 2:
                    year = number + (number <= LastShortYear ? 2000 : 1900);
                    break;
                // A year written in full is more precise than the format requires.
                case "yy" or "uu" when isNumber && words[i].Length == 4:
                    year = number;
                    break;
                case "MMM" or "MMMM" when !isNumber:
                    month = PeriodText.MonthOf(words[i]);
                    break;
                case "d" or "dd" when isNumber:
                    day = number;
                    break;
                default:
                    return null;
            }
        }
        return Day(year, month, day ?? 1);
    }

    private static (int Year, int Month, int? Day)? TryWords(string text)
    {
        if (Words(text) is not { Count: 2 or 3 } words)
            return null;
        int? year = null,
            month = null,
            day = null;
        foreach (var word in words)
        {
            if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                if (month is not null || PeriodText.MonthOf(word) is not { } named)
                    return null;
                month = named;
            }
            else if (word.Length == 4 && year is null)
            {
                year = number;
            }
            else if (word.Length <= 2 && day is null)
            {
                day = number;
            }
            else
            {
                return null;
            }
        }
        return Day(year, month, day ?? 1) is { } found ? (found.Year, found.Month, day) : null;
    }

    private static LocalDate? Day(int? year, int? month, int day) =>
        year is > 1799 and < 2200 && month is { } of && day >= 1 && day <= CalendarSystem.Iso.GetDaysInMonth(year.Value, of)
            ? new LocalDate(year.Value, of, day)
            : null;

    /// <summary>The words and numbers of a text, without particles and ordinal endings; null if the text contains anything else.</summary>
    private static List<string>? Words(string text)
    {
        if (text.Length > 60 || !Shape().IsMatch(text))
            return null;
        var words = new List<string>();
        foreach (Match match in Word().Matches(text))
        {
            var key = LabelText.Key(match.Value);
            if (Between.Contains(key))
                continue;
            if (Ordinals.Contains(key) && words.Count > 0 && char.IsAsciiDigit(words[^1][0]) && char.IsAsciiDigit(text[match.Index - 1]))
                continue;
            words.Add(match.Value);
        }
        return words;
    }

    [GeneratedRegex(@"^[\s\p{L}0-9.,/'\u2019\u00BA\u00AA\u00B0\u2013-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();

    [GeneratedRegex(@"[\p{L}-[\u00BA\u00AA]]+|[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex("d+|M+|y+|u+", RegexOptions.CultureInvariant)]
    private static partial Regex Fields();

    // Quoted text and time-of-day fields are left to Noda Time.
    [GeneratedRegex(@"['""\\<HhmstfFcgl]", RegexOptions.CultureInvariant)]
    private static partial Regex Literals();
}
