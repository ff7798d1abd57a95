using System.Diagnostics.CodeAnalysis;
using NodaTime;
using NodaTime.Text;

namespace Observatory.Core.Checking;

/// <summary>
/// Text, days, instants and addresses as callers give them, read in one way wherever they are given: what no part of the program could hold
/// is refused here.
/// </summary>
public static class Given
{
    /// <summary>The first year that a day or an instant may be of.</summary>
    public const int FirstYear = 1;

    /// <summary>The last one: a day can still be added to each.</summary>
    public const int LastYear = 9998;

    private const string Day1 = "2024-05-31";

    /// <summary>A text that the database can keep: without U+0000, and without half a pair of surrogates.</summary>
    /// <param name="column">What the caller calls it.</param>
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

    /// <summary>Whether a text can be kept.</summary>
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

    /// <summary>A day of the years <see cref="FirstYear"/> to <see cref="LastYear"/>; null for null.</summary>
    /// <exception cref="Refusal">PARAMETER_VALUE.</exception>
    public static LocalDate? Day(string column, string? text) =>
        text is null ? null
        : LocalDatePattern.Iso.Parse(text) is { Success: true } day && IsOfTime(day.Value.Year) ? day.Value
        : throw Wrong(column, text, Day1);

    /// <summary>An instant, with an offset or Z, or a day: the last instant of it. Null for null.</summary>
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
    /// An absolute address in printable ASCII alone: the name of a host in other letters is written as the net asks for it (RFC 5891), so
    /// that what is judged
    /// and kept is what is connected to. Null where it is none.
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
            // A name that no host can have.
            return null;
        }
    }

    private static bool IsOfTime(int year) => year is >= FirstYear and <= LastYear;

    private static Refusal Wrong(string column, string value, string expected) =>
        new(RefusalCodes.ParameterValue, ("column", column), ("value", value), ("expected", expected), ("nearest", expected));
}
