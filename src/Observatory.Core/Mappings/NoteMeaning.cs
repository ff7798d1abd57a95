using System.Security.Cryptography;
using System.Text;
using Observatory.Core.Languages;

namespace Observatory.Core.Mappings;

/// <summary>What the notes of a figure say, whatever their mapping calls them: two mappings of an office may write the same note.</summary>
public static class NoteMeaning
{
    /// <summary>
    /// SHA-256 over the texts in all languages, lower-case hexadecimal; null where none of the notes is one of the mapping.
    /// </summary>
    /// <param name="notes">As figures carry them: codes such as <c>MEX/sesnsp-state-offences#case-files</c>, one a line.</param>
    public static string? Of(string notes, Mapping mapping)
    {
        var prefix = mapping.Id + "#";
        var isKnown = false;
        var said = notes.Split('\n').Select(SaidBy).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return isKnown ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', said)))) : null;

        string SaidBy(string note)
        {
            if (!note.StartsWith(prefix, StringComparison.Ordinal) || !mapping.Notes.TryGetValue(note[prefix.Length..], out var text))
                return note;
            isKnown = true;
            return string.Join('\x1f', LanguageCodes.All.Select(text.In));
        }
    }
}
