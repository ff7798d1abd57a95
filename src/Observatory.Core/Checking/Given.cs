using System.Diagnostics.CodeAnalysis;
using NodaTime;
using NodaTime.Text;

namespace Observatory.Core.Checking;

/// <summary>
/// Reads texts, days, instants and addresses of callers, in the same way for every caller. It refuses values that no part of the program
/// could store.
/// </summary>
public static class Given
{
    /// <summary>The first year that a day or an instant may have.</summary>
    public const int FirstYear = 1;

    /// <summary>The last year that a day or an instant may have: a day can still be added to each.</summary>
    public const int LastYear = 9998;

    private const string Day1 = "2024-05-31";

    /// <summary>A text that the database can store: without U+0000, and without half a surrogate pair; null for null.</summary>
    /// <param name="column">The caller's name for the parameter.</param>
    /// <exception cref="Refusal">PARAMETER_VALUE.</exception>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Text(string column, string? text) =>
        text is null || IsSound(text)
            ? text
            : throw Wrong(
                column,
                string.Concat(text.EnumerateRunes().Select(r => r.Value == 0 ? "\u2400" : r.ToString())),
                "U+0001 – U+10FFFF"
            );

    /// <summary>Whether a text can be stored.</summary>
    public static bool IsSound(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\0')
                return false;
            if (!char.IsSurrogate(text[at]))
                continue;
            if (at + 1 == text.Length || !char.IsSurrogatePair(text[at], text[at + 1]))
                return false;
            at++;
        }
        return true;
    }

    /// <summary>A day in the years <see cref="FirstYear"/> to <see cref="LastYear"/>; null for null.</summary>
    /// <exception cref="Refusal">PARAMETER_VALUE.</exception>
    public static LocalDate? Day(string column, string? text) =>
        text is null ? null
        : LocalDatePattern.Iso.Parse(text) is { Success: true } day && IsOfTime(day.Value.Year) ? day.Value
        : throw Wrong(column, text, Day1);

    /// <summary>An instant with an offset or Z, or a day, which means its last instant. Null for null.</summary>
    /// <exception cref="Refusal">PARAMETER_VALUE.</exception>
    public static Instant? Instant(string column, string? text)
    {
        if (text is null)
            return null;
        if (InstantPattern.ExtendedIso.Parse(text) is { Success: true } instant && IsOfTime(instant.Value.InUtc().Year))
            return instant.Value;
        if (OffsetDateTimePattern.ExtendedIso.Parse(text) is { Success: true } offset && IsOfTime(offset.Value.Year))
            return offset.Value.ToInstant();
        if (LocalDatePattern.Iso.Parse(text) is { Success: true } day && IsOfTime(day.Value.Year))
            return day.Value.PlusDays(1).AtStartOfDayInZone(DateTimeZone.Utc).ToInstant() - Duration.Epsilon;
        throw Wrong(column, text, $"{Day1}, {Day1}T12:00:00Z");
    }

    /// <summary>
    /// An absolute address in printable ASCII. A host name in other letters is encoded as DNS needs it (RFC 5891), so that the address that
    /// is checked and stored is the one that is connected to. Null if the text is no such address.
    /// </summary>
    public static Uri? Address(string text)
    {
        if (!IsSound(text) || !Uri.TryCreate(text, UriKind.Absolute, out var address))
            return null;
        try
        {
            return System.Text.Ascii.IsValid(address.AbsoluteUri) ? address
                : Uri.TryCreate(
                    new UriBuilder(address) { Host = address.IdnHost }
                        .Uri
                        .AbsoluteUri,
                    UriKind.Absolute,
                    out var plain
                ) && System.Text.Ascii.IsValid(plain.AbsoluteUri)
                    ? plain
                : null;
        }
        catch (Exception fault) when (fault is UriFormatException or ArgumentException)
        {
            // No host can have this name.
            return null;
        }
    }

    private static bool IsOfTime(int year) => year is >= FirstYear and <= LastYear;

    private static Refusal Wrong(string column, string value, string expected) =>
        new(RefusalCodes.ParameterValue, ("column", column), ("value", value), ("expected", expected), ("nearest", expected));
}
