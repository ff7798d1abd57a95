using System.Globalization;
using System.Text;

namespace Observatory.Core.Languages;

/// <summary>Numbers as a person reads them in each language. Whatever a machine reads keeps the invariant form.</summary>
public static class WrittenNumber
{
    private const char Blank = '\u00A0';

    // Four digits are read at a glance, and a year stays a year.
    private const int LongestWithoutBlanks = 4;

    public static string Of(decimal value, Language language) => Of(value.ToString(CultureInfo.InvariantCulture), language);

    /// <summary>A number in the invariant form as the language writes it; a text that is no such number stays as it is.</summary>
    public static string Of(string text, Language language)
    {
        var digits = text.AsSpan(text.StartsWith('-') ? 1 : 0);
        var point = digits.IndexOf('.');
        var whole = point < 0 ? digits : digits[..point];
        var fraction = point < 0 ? [] : digits[(point + 1)..];
        if (whole.IsEmpty || (point >= 0 && fraction.IsEmpty) || !AreDigits(whole) || !AreDigits(fraction))
            return text;
        var sign = text.StartsWith('-') ? "-" : "";
        var mark = language == Language.En ? '.' : ',';
        return sign + Grouped(whole) + (point < 0 ? "" : $"{mark}{fraction}");
    }

    private static bool AreDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');

    private static string Grouped(ReadOnlySpan<char> digits)
    {
        if (digits.Length <= LongestWithoutBlanks)
            return digits.ToString();
        var text = new StringBuilder(digits.Length * 4 / 3);
        for (var at = 0; at < digits.Length; at++)
        {
            if (at > 0 && (digits.Length - at) % 3 == 0)
                text.Append(Blank);
            text.Append(digits[at]);
        }
        return text.ToString();
    }
}
