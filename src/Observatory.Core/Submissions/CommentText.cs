using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Observatory.Core.Checking;

namespace Observatory.Core.Submissions;

/// <summary>
/// The text of a comment: plain, of limited length, with line breaks but no other character that controls a terminal or changes the
/// direction of neighbouring text.
/// </summary>
public static class CommentText
{
    /// <summary>The greatest length, in UTF-16 code units.</summary>
    public const int Longest = 4000;

    /// <summary>The text as it is stored: trimmed, with plain line breaks.</summary>
    /// <exception cref="Refusal">COMMENT_UNFIT.</exception>
    public static string Of(string? text)
    {
        var plain = (text ?? "").ReplaceLineEndings("\n").Trim();
        // Half a surrogate pair is read as the replacement character.
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
    /// True if a name or label is one line without control characters and without marks that change the direction of writing.
    /// </summary>
    public static bool IsPlainLine(string text) => !text.EnumerateRunes().Any(IsUnfitInLine);

    /// <summary>A name without the characters that <see cref="IsPlainLine"/> refuses.</summary>
    public static string PlainLine(string text) =>
        IsPlainLine(text) ? text : string.Concat(text.EnumerateRunes().Where(r => !IsUnfitInLine(r)));

    /// <summary>
    /// SHA-256 of a stored text, in lower-case hexadecimal. The audit stores only the hash, which proves that the text was not changed.
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
