namespace Observatory.Core.Reading;

/// <summary>
/// Writes formatting that changes the meaning of letters into the plain text of a cell: a raised 1 is a footnote mark and no digit, and
/// struck-out text is no longer valid. Read as plain letters, 17¹ would be 171.
/// </summary>
internal static class MarkedRuns
{
    /// <summary>Written before and after struck-out text. Text with it is read neither as a number nor as a code.</summary>
    public const string Struck = "~~";

    private const string RaisedDigits = "⁰¹²³⁴⁵⁶⁷⁸⁹";
    private const string LoweredDigits = "₀₁₂₃₄₅₆₇₈₉";

    /// <summary>
    /// A digit as a raised (or lowered) character; every other letter stays as it is, because it cannot be mistaken for a digit.
    /// </summary>
    public static char Shifted(char letter, bool raised) =>
        letter is >= '0' and <= '9' ? (raised ? RaisedDigits : LoweredDigits)[letter - '0'] : letter;
}
