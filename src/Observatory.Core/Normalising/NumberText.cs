using System.Globalization;
using Observatory.Core.Cells;

namespace Observatory.Core.Normalising;

/// <summary>
/// How a column writes its numbers. Nothing is guessed: <c>1.234</c> is a number only if the mapping declares whether the point is a
/// decimal or a group mark.
/// </summary>
/// <param name="DecimalChar">Mark before the fraction; null if the column has none.</param>
/// <param name="GroupChar">
/// Mark between groups of three digits; null if the column has none. A space also matches the no-break spaces.
/// </param>
public sealed record NumberText(char? DecimalChar, char? GroupChar)
{
    /// <summary>True if a power of ten may follow a number: <c>1.2E+3</c>.</summary>
    public bool HasExponent { get; init; }

    // No statistic reaches this, and sums of larger numbers would overflow.
    private const decimal TooLarge = 100_000_000_000_000_000_000m;

    /// <summary>
    /// Reads a cell exactly as written; null if it is not a number in this form, or has more than twenty digits before the fraction.
    /// </summary>
    public decimal? Read(string text, CellKind kind)
    {
        if (kind == CellKind.Number)
            return
                decimal.TryParse(
                    text,
                    NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                    CultureInfo.InvariantCulture,
                    out var typed
                )
                && Math.Abs(typed) < TooLarge
                ? FloatNoise.Without(typed)
                : null;

        // Nearly every cell is a count of a few digits, so try that first.
        if (TryDigits(text, out var count))
            return count;
        var span = text.AsSpan().Trim();
        if (span.IsEmpty || span.Length > 60)
            return null;
        if (HasExponent && span.IndexOfAny('E', 'e') is > 0 and var mark)
            return WithExponent(span[..mark], span[(mark + 1)..]);
        Span<char> plain = stackalloc char[span.Length];
        var length = 0;
        var at = 0;
        if (span[0] is '-' or '+' or '\u2212')
        {
            if (span[0] != '+')
                plain[length++] = '-';
            at = 1;
        }
        var digits = 0;
        var sinceGroup = -1;
        var leadsWithZero = false;
        var fraction = false;
        for (; at < span.Length; at++)
        {
            var letter = span[at];
            if (char.IsAsciiDigit(letter))
            {
                leadsWithZero |= digits == 0 && letter == '0';
                plain[length++] = letter;
                digits++;
                if (sinceGroup >= 0 && !fraction && ++sinceGroup > 3)
                    return null;
            }
            else if (letter == DecimalChar && !fraction)
            {
                if (sinceGroup is >= 0 and not 3)
                    return null;
                fraction = true;
                plain[length++] = '.';
            }
            else if (IsGroupMark(letter) && !fraction)
            {
                // The first group never begins with 0: 0.500 is a half written differently, not five hundred.
                if (digits == 0 || leadsWithZero || (sinceGroup < 0 ? digits > 3 : sinceGroup != 3))
                    return null;
                sinceGroup = 0;
            }
            else
            {
                return null;
            }
        }
        if (digits == 0 || (!fraction && sinceGroup is >= 0 and not 3))
            return null;
        return
            decimal.TryParse(
                plain[..length],
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var value
            )
            && Math.Abs(value) < TooLarge
            ? FloatNoise.Without(value)
            : null;
    }

    /// <summary>The number times a power of ten, exactly; null if it is not a number or the exact product does not fit.</summary>
    private decimal? WithExponent(ReadOnlySpan<char> number, ReadOnlySpan<char> power)
    {
        if (power.Length > 0 && power[0] == '\u2212')
            power = $"-{power[1..]}";
        if (
            power.Length is < 1 or > 3
            || !int.TryParse(power, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent)
            || Math.Abs(exponent) > 28
            || number.IndexOfAny('E', 'e') >= 0
            || char.IsWhiteSpace(number[^1])
            || Read(number.ToString(), CellKind.Text) is not { } value
        )
            return null;
        var scale = 1m;
        for (var i = 0; i < Math.Abs(exponent); i++)
            scale *= 10;
        if (exponent < 0)
            return value / scale * scale == value ? FloatNoise.Without(value / scale) : null;
        // This removes the trailing zeros of the fraction from the product.
        return Math.Abs(value) < TooLarge / scale ? value * scale / 1.0000000000000000000000000000m : null;
    }

    /// <summary>True for one to nine digits and nothing else, which is a number in every form that a column can have.</summary>
    public static bool TryDigits(string text, out int number)
    {
        number = 0;
        if (text.Length is 0 or > 9)
            return false;
        foreach (var letter in text)
        {
            var digit = (uint)(letter - '0');
            if (digit > 9)
                return false;
            number = (number * 10) + (int)digit;
        }
        return true;
    }

    private bool IsGroupMark(char letter) =>
        GroupChar is { } group && (letter == group || (group == ' ' && letter is '\u00A0' or '\u202F'));
}
