using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Observatory.Core.Checking;

namespace Observatory.Core.Submissions;

/// <summary>
/// The text of a comment: plain and bounded, with line breaks and nothing else that steers a terminal or turns the direction of what stands
/// beside it.
/// </summary>
public static class CommentText
{
    /// <summary>In UTF-16 code units.</summary>
    public const int Longest = 4000;

    /// <summary>The text as it is kept: without blanks around it, with plain line breaks.</summary>
    /// <exception cref="Refusal">COMMENT_UNFIT.</exception>
    public static string Of(string? text)
    {
        var plain = (text ?? "").ReplaceLineEndings("\n").Trim();
        // Half a pair of surrogates is read as the replacement character.
        var unfit = plain.EnumerateRunes().Where(IsUnfit).Select(r => $"U+{r.Value:X4}").FirstOrDefault();
        return plain.Length is > 0 and <= Longest && unfit is null
            ? plain
            : throw new Refusal(
                RefusalCodes.CommentUnfit,
                ("limit", Longest.ToString(CultureInfo.InvariantCulture)),
                ("actual", plain.Length.ToString(CultureInfo.InvariantCulture)),
                ("value", unfit ?? "")
            );
    }

    /// <summary>
    /// True where a name or a label is one line without control characters and without marks that change the direction of writing.
    /// </summary>
    public static bool IsPlainLine(string text) => !text.EnumerateRunes().Any(IsUnfitInLine);

    /// <summary>A name without all that has no place in one.</summary>
    public static string PlainLine(string text) =>
        IsPlainLine(text) ? text : string.Concat(text.EnumerateRunes().Where(r => !IsUnfitInLine(r)));

    /// <summary>
    /// SHA-256 of a text as it is kept, in lower-case hexadecimal: by it the audit proves that words which are kept once were not changed.
    /// </summary>
    public static string Sha256(string plain) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(plain)));

    private static bool IsUnfitInLine(Rune rune) =>
        rune.Value == '\n'
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || IsUnfit(rune);

    private static bool IsUnfit(Rune rune) =>
        rune.Value != '\n'
        && (
            Rune.GetUnicodeCategory(rune) == UnicodeCategory.Control
            || rune == Rune.ReplacementChar
            || rune.Value is >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069
        );
}
