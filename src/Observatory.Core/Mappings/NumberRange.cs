using System.Globalization;

namespace Observatory.Core.Mappings;

/// <summary>
/// A range of whole numbers, such as ages: <c>15..29</c>, <c>60..</c>, <c>..17</c>; both ends are included, null means open.
/// </summary>
internal sealed record NumberRange(decimal? From, decimal? To)
{
    /// <summary>The range that a label gives; null if it gives none.</summary>
    public static NumberRange? TryParse(string label)
    {
        var text = label.AsSpan().Trim();
        var dots = text.IndexOf("..");
        if (dots < 0 || text.Length < 3)
            return null;
        var (from, to) = (Number(text[..dots]), Number(text[(dots + 2)..]));
        if ((dots > 0 && from is null) || (dots + 2 < text.Length && to is null) || from > to)
            return null;
        return new NumberRange(from, to);
    }

    /// <summary>True for the text of a number within the range; a fraction belongs to the range of its whole part.</summary>
    public bool Holds(string text) =>
        Number(text) is { } number && (From is not { } from || number >= from) && (To is not { } to || decimal.Floor(number) <= to);

    /// <summary>True if some number is in both ranges.</summary>
    public bool Overlaps(NumberRange other) => !(To < other.From) && !(other.To < From);

    private static decimal? Number(ReadOnlySpan<char> text) =>
        decimal.TryParse(
            text,
            NumberStyles.AllowDecimalPoint
                | NumberStyles.AllowLeadingSign
                | NumberStyles.AllowLeadingWhite
                | NumberStyles.AllowTrailingWhite,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : null;
}
