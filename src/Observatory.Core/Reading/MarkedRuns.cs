namespace Observatory.Core.Reading;

/// <summary>
/// How formatting that changes what a run of letters means is written into the plain text of a cell: a raised 1 is a footnote's and
/// no digit, and what is struck out no longer holds. Read as plain letters, 17¹ would be 171.
/// </summary>
internal static class MarkedRuns
{
    /// <summary>Stands before and after what is struck out. Neither a number nor a code is read with it.</summary>
    public const string Struck = "~~";

    private const string RaisedDigits = "⁰¹²³⁴⁵⁶⁷⁸⁹";
    private const string LoweredDigits = "₀₁₂₃₄₅₆₇₈₉";

    /// <summary>
    /// A digit as it is written above (or below) the line; every other letter stays as it is, because none can be taken for a digit.
    /// </summary>
    public static char Shifted(char letter, bool raised) =>
        letter is >= '0' and <= '9' ? (raised ? RaisedDigits : LoweredDigits)[letter - '0'] : letter;
}
