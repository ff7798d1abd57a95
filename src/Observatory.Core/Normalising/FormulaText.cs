using System.Buffers;
using System.Globalization;

namespace Observatory.Core.Normalising;

/// <summary>Prevents a spreadsheet program from evaluating text of others as a formula (OWASP ASVS 5.0, 1.2.10).</summary>
public static class FormulaText
{
    private const NumberStyles Numbers = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    // The characters that start a formula in a spreadsheet program, including their full-width forms of East Asia.
    private static readonly SearchValues<char> Starts = SearchValues.Create("=+-@\t\r\n\0＝＋－＠");

    /// <summary>
    /// The text with a quote before it if it would be a formula; otherwise unchanged. A number stays a number, including a negative one.
    /// </summary>
    public static string Harmless(string text) =>
        text.Length > 0 && Starts.Contains(text[0]) && !decimal.TryParse(text, Numbers, CultureInfo.InvariantCulture, out _)
            ? "'" + text
            : text;
}
