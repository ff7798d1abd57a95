using System.Globalization;
using System.Text.RegularExpressions;

namespace Observatory.Core.Suggesting;

/// <summary>Recognises periods in the texts of cells and headings, with month words of the four languages.</summary>
internal static partial class Periods
{
    /// <summary>The year and, if the text has one, the month; null if the text is not a period by itself.</summary>
    public static (int Year, int? Month)? Of(string text)
    {
        text = text.Trim();
        if (YearMonth(text) is { } found)
            return (found.Year, found.Month);
        return null;
    }

    /// <summary>A month of a year in one of its usual forms: 2014m01, 2023-01, 01/2023, enero 2023, ene-23.</summary>
    public static (int Year, int Month)? YearMonth(string text)
    {
        text = text.Trim();
        if (Numbered().Match(text) is { Success: true } numbered)
        {
            var (year, month) = (Int(numbered.Groups["y"].Value), Int(numbered.Groups["m"].Value));
            return month is >= 1 and <= 12 ? (year, month) : null;
        }
        if (Named().Match(text) is not { Success: true } named)
            return null;
        var word = named.Groups["w"].Value.Length > 0 ? named.Groups["w"].Value : named.Groups["w2"].Value;
        var number = named.Groups["y"].Value.Length > 0 ? named.Groups["y"].Value : named.Groups["y2"].Value;
        if (Vocabulary.Month(word) is not { } of)
            return null;
        return (number.Length == 2 ? 2000 + Int(number) : Int(number), of);
    }

    /// <summary>The month of a day whose month is a word: 28 dic. 2018, 5 de mayo de 2020, May 5, 2020. Null for anything else.</summary>
    public static (int Year, int Month)? WordedDay(string text)
    {
        if (DayForm().Match(text.Trim()) is not { Success: true } match || Int(match.Groups["d"].Value) is < 1 or > 31)
            return null;
        return Vocabulary.Month(match.Groups["w"].Value) is { } month ? (Int(match.Groups["y"].Value), month) : null;
    }

    /// <summary>A range of months such as ENERO - DICIEMBRE; null for anything else.</summary>
    public static (int From, int To)? Range(string text)
    {
        var words = WordText.Plain(text).Split(' ').Where(w => w is not ("a" or "al" or "to" or "de")).ToArray();
        return words.Length == 2 && Vocabulary.Month(words[0]) is { } from && Vocabulary.Month(words[1]) is { } to ? (from, to) : null;
    }

    /// <summary>A quarter of a year: T1 2023, 2023-Q1, 1er trimestre 2023, III trimestre de 2022. Null for anything else.</summary>
    public static (int Year, int Quarter)? YearQuarter(string text)
    {
        if (text.Length > 40 || YearsIn(text).Take(2).ToList() is not [var year])
            return null;
        var rest = string.Join(
            ' ',
            WordText
                .Tokens(text.Replace(year.ToString(CultureInfo.InvariantCulture), " ", StringComparison.Ordinal))
                .Where(w => w is not ("de" or "del" or "du" or "of" or "do"))
        );
        return Quarter(rest) is { } quarter ? (year, quarter) : null;
    }

    /// <summary>
    /// The year in which a year such as 2019/20 begins; null for anything else. A text that could also be a month, 2010/11, is such a year
    /// only if its siblings are.
    /// </summary>
    public static int? Fiscal(string text, IReadOnlyCollection<string> siblings)
    {
        if (FiscalOf(text) is not { } found)
            return null;
        return
            found.IsPlain
            || (siblings.Count > 1 && siblings.Any(s => FiscalOf(s) is { IsPlain: true }))
            || (siblings.Count > 2 && siblings.All(s => FiscalOf(s) is not null))
            ? found.Year
            : null;
    }

    private static (int Year, bool IsPlain)? FiscalOf(string text)
    {
        if (FiscalForm().Match(text.Trim()) is not { Success: true } match)
            return null;
        var (from, to) = (Int(match.Groups["a"].Value), match.Groups["b"].Value);
        if (Int(to) != (to.Length == 4 ? from + 1 : (from + 1) % 100))
            return null;
        return (from, to.Length == 4 || Int(to) is 0 or > 12);
    }

    /// <summary>
    /// The first month of a year that a text describes as going from one month to the month before it, such as "July to June"; null if none
    /// does.
    /// </summary>
    public static int? StartIn(string text)
    {
        var words = WordText
            .Tokens(text)
            .Where(w => w is not ("a" or "al" or "to" or "de" or "of" or "au" or "du" or "the" or "do" or "until"))
            .Where(w => !w.All(char.IsAsciiDigit))
            .ToList();
        for (var i = 1; i < words.Count; i++)
            if (Vocabulary.Month(words[i - 1]) is { } from && Vocabulary.Month(words[i]) is { } to && from == (to % 12) + 1 && from > 1)
                return from;
        return null;
    }

    public static int? Quarter(string text)
    {
        if (RomanForm().Match(WordText.Plain(text)) is { Success: true } roman)
            return roman.Groups["r"].Value switch
            {
                "i" => 1,
                "ii" => 2,
                "iii" => 3,
                _ => 4,
            };
        var match = QuarterForm().Match(WordText.Plain(text));
        return match.Success ? Int(match.Groups["q"].Value) : null;
    }

    /// <summary>The year in a heading that is only a year: "Año 2019", "2019 (p)", "2020*", "2019 Total".</summary>
    public static int? LoneYear(string text)
    {
        var years = YearsIn(text).ToList();
        return years.Count == 1 && text.Length <= 14 ? years[0] : null;
    }

    public static IEnumerable<int> YearsIn(string text) => YearForm().Matches(text).Select(m => Int(m.Value));

    private static int Int(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^((?<y>(19|20)\d\d)\s?[-/mM. ]\s?(?<m>\d{1,2})|(?<m>\d{1,2})\s?[-/]\s?(?<y>(19|20)\d\d))$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Numbered();

    [GeneratedRegex(
        @"^((?<w>\p{L}{3,10})\.?[\s/-]*(de |del |of )?(?<y>(19|20)\d\d|\d\d)|(?<y2>(19|20)\d\d)[\s/-]+(?<w2>\p{L}{3,10}))$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Named();

    [GeneratedRegex(
        @"^((?<d>\d{1,2})[\s/-]+(de )?(?<w>\p{L}{3,10})|(?<w>\p{L}{3,10})\.? (?<d>\d{1,2})),?\.?[\s/-]+(de |del )?(?<y>(19|20)\d\d)$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex DayForm();

    [GeneratedRegex(
        @"^((q|t|trim|trimestre|quarter|qtr|trimestre no) ?(?<q>[1-4])|"
            + @"(?<q>[1-4]) ?(er|do|ro|to|e|o|eme|st|nd|rd|th)? ?(q|t|trim|trimestre|quarter))$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex QuarterForm();

    [GeneratedRegex(@"^(?:FY ?)?(?<a>(19|20)\d\d) ?[-/\u2013] ?(?<b>\d{4}|\d\d)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex FiscalForm();

    [GeneratedRegex(@"^((t|trim|trimestre) (?<r>iii|ii|iv|i)|(?<r>iii|ii|iv|i) (t|trim|trimestre))$", RegexOptions.CultureInvariant)]
    private static partial Regex RomanForm();

    [GeneratedRegex(@"(?<!\d)(19|20)\d\d(?!\d)", RegexOptions.CultureInvariant)]
    private static partial Regex YearForm();
}
