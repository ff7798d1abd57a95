using System.Globalization;
using NodaTime;

namespace Observatory.Core.Series;

/// <summary>
/// A reference period of a figure: a year, half-year, quarter or month of the Gregorian calendar. A year and its months are different
/// periods; use <see cref="Within"/>, never text, to find which period contains another.
/// </summary>
/// <param name="Ordinal">The number of the period within its year, from 1; always 1 for a year.</param>
public readonly record struct TimePeriod(Frequency Frequency, int Year, int Ordinal)
{
    private const int FinenessStep = 1_000_000;

    public static TimePeriod OfYear(int year) => new(Frequency.Annual, year, 1);

    public static TimePeriod OfMonth(int year, int month) => new(Frequency.Monthly, year, month);

    /// <summary>
    /// The number of the period in the database: one digit for the frequency (1 years, 2 half-years, 3 quarters, 4 months), four for the
    /// year, and two for the period within the year, 00 for the year itself. Numbers of one frequency are in order and separate from those
    /// of other frequencies.
    /// </summary>
    public int Id => (Fineness(Frequency) * FinenessStep) + (Year * 100) + (Frequency == Frequency.Annual ? 0 : Ordinal);

    public static TimePeriod FromId(int id)
    {
        var (fineness, year, ordinal) = (id / FinenessStep, id % FinenessStep / 100, id % 100);
        Frequency? frequency = fineness switch
        {
            1 => Frequency.Annual,
            2 => Frequency.Semester,
            3 => Frequency.Quarterly,
            4 => Frequency.Monthly,
            _ => null,
        };
        if (frequency is Frequency.Annual && ordinal == 0)
            return OfYear(year);
        return frequency is { } finer && finer != Frequency.Annual && ordinal >= 1 && ordinal <= finer.PerYear()
            ? new(finer, year, ordinal)
            : throw new ArgumentOutOfRangeException(nameof(id), id, "No period has this number.");
    }

    public YearMonth FirstMonth => new(Year, ((Ordinal - 1) * MonthsEach) + 1);

    public YearMonth LastMonth => new(Year, Ordinal * MonthsEach);

    public LocalDate FirstDay => FirstMonth.OnDayOfMonth(1);

    public LocalDate LastDay => LastMonth.ToDateInterval().End;

    private static int Fineness(Frequency frequency) =>
        frequency switch
        {
            Frequency.Annual => 1,
            Frequency.Semester => 2,
            Frequency.Quarterly => 3,
            Frequency.Monthly => 4,
            _ => throw new InvalidOperationException(),
        };

    private int MonthsEach => 12 / Frequency.PerYear();

    /// <summary>The period of a coarser or equal frequency that contains this one; null if the given frequency is finer.</summary>
    public TimePeriod? Within(Frequency coarser)
    {
        if (coarser.PerYear() > Frequency.PerYear())
            return null;
        return new TimePeriod(coarser, Year, ((FirstMonth.Month - 1) / (12 / coarser.PerYear())) + 1);
    }

    /// <summary>The SDMX form: <c>2017</c>, <c>2017-S1</c>, <c>2017-Q3</c>, <c>2017-07</c>.</summary>
    public override string ToString() =>
        Frequency switch
        {
            Frequency.Annual => Year.ToString("0000", CultureInfo.InvariantCulture),
            Frequency.Monthly => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}-{Ordinal:00}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}-{Frequency.Code()}{Ordinal}"),
        };

    /// <summary>Parses the SDMX form; null if the text is not in it, or the year is outside 1800 to 2199.</summary>
    public static TimePeriod? TryParse(string? text)
    {
        text = text?.Trim() ?? "";
        if (text.Length < 4 || !int.TryParse(text.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year))
            return null;
        if (year is < 1800 or > 2199)
            return null;
        if (text.Length == 4)
            return OfYear(year);
        if (text[4] != '-')
            return null;
        var rest = text[5..];
        var (frequency, digits) =
            rest.Length > 0 && char.ToUpperInvariant(rest[0]) is 'Q' or 'S' or 'M' or 'A'
                ? (FrequencyCodes.TryParse(char.ToUpperInvariant(rest[0]).ToString())!.Value, rest[1..])
                : (Frequency.Monthly, rest);
        if (frequency == Frequency.Monthly && digits.Length != 2)
            return null;
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal))
            return null;
        return ordinal >= 1 && ordinal <= frequency.PerYear() ? new TimePeriod(frequency, year, ordinal) : null;
    }
}
