using System.Security.Cryptography;
using System.Text;
using Observatory.Core.Languages;

namespace Observatory.Core.Mappings;

/// <summary>The meaning of a figure's notes, whatever their mapping calls them: two mappings of an office may have the same note.</summary>
public static class NoteMeaning
{
    /// <summary>SHA-256 over the texts in all languages, lower-case hexadecimal; null if the mapping has none of the notes.</summary>
    /// <param name="notes">As figures have them: codes such as <c>MEX/sesnsp-state-offences#case-files</c>, one per line.</param>
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
