using System.Globalization;
using System.Text;

namespace Observatory.Core.Normalising;

/// <summary>
/// Decides when two labels are the same: case, accents, white space and footnote marks do not count; everything else does. NFC and NFD
/// forms of a word are therefore equal; a similar letter of another alphabet is not.
/// </summary>
public static class LabelText
{
    /// <summary>The form in which labels are compared. People never see it.</summary>
    public static string Key(string label)
    {
        if (IsPlain(label))
            return label;
        if (Ascii.IsValid(label))
            return OfAscii(WithoutFootnoteMarks(label));
        var bare = Sound(Whole(WithoutFootnoteMarks(label))).Normalize(NormalizationForm.FormD);
        var key = new StringBuilder(bare.Length);
        foreach (var letter in bare)
        {
            if (char.IsWhiteSpace(letter) || CharUnicodeInfo.GetUnicodeCategory(letter) == UnicodeCategory.NonSpacingMark)
                continue;
            key.Append(char.ToUpperInvariant(letter));
        }
        return key.ToString();
    }

    /// <summary>True if the name is the same label as the pattern; a pattern that ends in <c>*</c> needs only the same beginning.</summary>
    public static bool Fits(string pattern, string name) =>
        pattern.EndsWith('*') ? Key(name).StartsWith(Key(pattern[..^1]), StringComparison.Ordinal) : Key(name) == Key(pattern);

    /// <summary>A short path for ASCII: the codes of tens of thousands of areas are compared with one that is unknown.</summary>
    private static string OfAscii(string bare)
    {
        var key = bare.Length <= 256 ? stackalloc char[bare.Length] : new char[bare.Length];
        var length = 0;
        foreach (var letter in bare)
            if (!char.IsWhiteSpace(letter))
                key[length++] = char.ToUpperInvariant(letter);
        return key[..length].ToString();
    }

    /// <summary>
    /// Replaces code units that are no characters (half a surrogate pair, U+FFFE) by the replacement character, because they cannot be
    /// normalised.
    /// </summary>
    public static string Sound(string text)
    {
        var sound = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            sound.Append((rune.Value & 0xFFFE) == 0xFFFE ? Rune.ReplacementChar.ToString() : rune.ToString());
        return sound.ToString();
    }

    /// <summary>
    /// The label without the footnote marks at its end: <c>*</c>, <c>†</c>, <c>‡</c>, raised and lowered digits, <c>(1)</c>.
    /// </summary>
    public static string WithoutFootnoteMarks(string label)
    {
        var text = label.AsSpan().Trim();
        while (text.Length > 1)
        {
            if (IsMark(text[^1]))
            {
                text = text[..^1].TrimEnd();
                continue;
            }
            var open = text.LastIndexOf('(');
            if (text[^1] == ')' && open > 0 && text.Length - open is > 2 and <= 4 && IsNumberOrMark(text[(open + 1)..^1]))
            {
                text = text[..open].TrimEnd();
                continue;
            }
            break;
        }
        return text.ToString();
    }

    // Half a surrogate pair cannot be normalised, and workbooks can contain one.
    private static string Whole(string text) =>
        text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') ? string.Concat(text.EnumerateRunes()) : text;

    private static bool IsPlain(string label)
    {
        foreach (var letter in label)
            if (letter is not ((>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_'))
                return false;
        return true;
    }

    private static bool IsMark(char letter) =>
        letter is '*' or '†' or '‡' or '¹' or '²' or '³' or (>= '⁰' and <= '⁹') or (>= '₀' and <= '₉');

    private static bool IsNumberOrMark(ReadOnlySpan<char> text)
    {
        foreach (var letter in text)
            if (!char.IsAsciiDigit(letter) && !IsMark(letter))
                return false;
        return true;
    }
}
