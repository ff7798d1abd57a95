using System.Globalization;
using System.Text;
using Observatory.Core.Normalising;

namespace Observatory.Core.Suggesting;

/// <summary>Labels and headings as plain words: without case, accents and marks, split at spaces, underscores and inner capitals.</summary>
internal static class WordText
{
    /// <summary>
    /// The words with an underscore before, between and after them, such as <c>_robo_con_violencia_</c>, for comparison with the word
    /// lists.
    /// </summary>
    public static string Padded(string text)
    {
        var padded = new StringBuilder("_", text.Length + 8);
        var before = ' ';
        foreach (var letter in LabelText.Sound(text).Normalize(NormalizationForm.FormC))
        {
            // Half of a surrogate pair contains no words and cannot be split.
            if (char.IsSurrogate(letter))
                continue;
            // SubDelito and IndicatorCode are two words, UNIDAD is one.
            if (char.IsUpper(letter) && char.IsLower(before) && padded[^1] != '_')
                padded.Append('_');
            before = letter;
            foreach (var part in letter.ToString().Normalize(NormalizationForm.FormD))
            {
                if (CharUnicodeInfo.GetUnicodeCategory(part) == UnicodeCategory.NonSpacingMark)
                    continue;
                if (char.IsLetterOrDigit(part) || part == '%')
                    padded.Append(char.ToLowerInvariant(part));
                else if (padded[^1] != '_')
                    padded.Append('_');
            }
        }
        if (padded[^1] != '_')
            padded.Append('_');
        return padded.ToString();
    }

    /// <summary>The same words with single spaces between them.</summary>
    public static string Plain(string text) => Padded(text).Trim('_').Replace('_', ' ');

    public static string[] Tokens(string text) => Padded(text).Split('_', StringSplitOptions.RemoveEmptyEntries);
}
