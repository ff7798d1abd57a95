using System.Globalization;
using System.Text.RegularExpressions;
using Observatory.Core.Series;

namespace Observatory.Core.Normalising;

/// <summary>
/// Quarters and half-years as offices write them in the four languages: <c>1T2023</c>, <c>T2 2023</c>, <c>2023 Q4</c>, <c>Q1-2024</c>,
/// <c>IV trimestre 2023</c>, <c>2e trimestre 2021</c>, <c>primer semestre de 2022</c>.
/// </summary>
internal static partial class PartOfYearText
{
    private static readonly Dictionary<string, int> Ordinals = new(StringComparer.Ordinal)
    {
        ["i"] = 1,
        ["ii"] = 2,
        ["iii"] = 3,
        ["iv"] = 4,
        ["first"] = 1,
        ["second"] = 2,
        ["third"] = 3,
        ["fourth"] = 4,
        ["primer"] = 1,
        ["primero"] = 1,
        ["segundo"] = 2,
        ["tercer"] = 3,
        ["tercero"] = 3,
        ["cuarto"] = 4,
        ["premier"] = 1,
        ["deuxieme"] = 2,
        ["troisieme"] = 3,
        ["quatrieme"] = 4,
        ["primeiro"] = 1,
        ["terceiro"] = 3,
        ["quarto"] = 4,
    };

    private const string Roman = "(?<which>i{1,3}|iv)";
    private const string Which =
        "(?<which>[1-4]|i{1,3}|iv|first|second|third|fourth|primero?|segundo|tercero?|cuarto|premier|deuxieme|troisieme|quatrieme|"
        + "primeiro|terceiro|quarto)";
    private const string Ending = "(?:\\.?[\u00BA\u00AA\u00B0]|\\.|er|ero|eme|e|st|nd|rd|th|do|o)?";
    private const string Unit = "(?<unit>trimestres?|trim\\.?|quarter|semestres?|half(?:-?year)?|[tqsh])";

    // "Sem 1" is just as often a week; after an ordinal that is not feminine it is a half-year.
    private const string UnitBehind = "(?<unit>trimestres?|trim\\.?|quarter|semestres?|(?<!\u00AA)sem\\.?|half(?:-?year)?|[tqsh])";
    private const string Year = "(?<year>[0-9]{4})";
    private const string Gap = "(?:[-/._,\u2013]|del?|of|du|do)?";

    /// <summary>
    /// The quarter or half-year; null for any other text. A bare Roman numeral beside a year counts only if the table has that frequency.
    /// </summary>
    public static TimePeriod? TryParse(string text, Frequency frequency)
    {
        if (text.Length > 40)
            return null;
        // Case, accents and white space do not count.
        var plain = LabelText.Key(text).ToLowerInvariant();
        if (Form().Match(plain) is { Success: true } match)
            return Of(match, match.Groups["unit"].Value[0] is 's' or 'h' ? Frequency.Semester : Frequency.Quarterly);
        return frequency is Frequency.Quarterly or Frequency.Semester && Alone().Match(plain) is { Success: true } alone
            ? Of(alone, frequency)
            : null;
    }

    private static TimePeriod? Of(Match match, Frequency frequency)
    {
        var (year, which) = (
            int.Parse(match.Groups["year"].Value, NumberStyles.None, CultureInfo.InvariantCulture),
            match.Groups["which"].Value
        );
        var ordinal = which is [>= '1' and <= '4'] ? which[0] - '0' : Ordinals[which];
        return year is > 1799 and < 2200 && ordinal <= frequency.PerYear() ? new TimePeriod(frequency, year, ordinal) : null;
    }

    [GeneratedRegex(
        "^(?:"
            + Which
            + Ending
            + UnitBehind
            + Gap
            + Year
            + "|"
            + Unit
            + Which
            + Gap
            + Year
            + "|"
            + Year
            + Gap
            + Which
            + Ending
            + UnitBehind
            + "|"
            + Year
            + Gap
            + Unit
            + Which
            + ")$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Form();

    [GeneratedRegex("^(?:" + Roman + Gap + Year + "|" + Year + Gap + Roman + ")$", RegexOptions.CultureInvariant)]
    private static partial Regex Alone();
}
