using System.Buffers;
using System.Globalization;

namespace Observatory.Core.Normalising;

/// <summary>
/// Keeps a text that others wrote from being worked out as a formula by the spreadsheet program it is opened with (OWASP ASVS 5.0, 1.2.10).
/// </summary>
public static class FormulaText
{
    private const NumberStyles Numbers = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    // What a spreadsheet program takes for the beginning of a formula, the wide forms of East Asia too.
    private static readonly SearchValues<char> Starts = SearchValues.Create("=+-@\t\r\n\0＝＋－＠");

    /// <summary>
    /// The text with a quote before it where it would be a formula; else as it is. A number stays one, also a negative one.
    /// </summary>
    public static string Harmless(string text) =>
        text.Length > 0 && Starts.Contains(text[0]) && !decimal.TryParse(text, Numbers, CultureInfo.InvariantCulture, out _)
            ? "'" + text
            : text;
}
