using Observatory.App.Verbs;
using Observatory.Core.Deriving;
using Observatory.Core.Languages;
using Observatory.Warehouse.Taxonomy;

namespace Observatory.App.Asking;

/// <summary>The texts behind the notes that figures carry: note codes of mappings in the reader's language, free text as written.</summary>
public sealed class NoteTexts(MappingLibrary library, Language language)
{
    public const char FreeText = '"';

    /// <summary>The text of a note code such as <c>MEX/sesnsp-state-offences#case-files</c>, one of the Observatory itself, or a note as written; the code itself where its mapping has gone.</summary>
    public string Of(string note)
    {
        if (note.Length > 0 && note[0] == FreeText)
            return note[1..];
        if (note.StartsWith(DerivingNotes.Prefix, StringComparison.Ordinal))
            return Texts.In(language).All.GetValueOrDefault("note." + note[DerivingNotes.Prefix.Length..], note);
        var at = note.LastIndexOf('#');
        var mapping = at < 0 ? null : library.Current().Find(note[..at])?.Mapping;
        return mapping is not null && mapping.Notes.TryGetValue(note[(at + 1)..], out var text) ? text.In(language) : note;
    }

    public static IReadOnlyList<string> Split(string? notes) => string.IsNullOrEmpty(notes) ? [] : [.. notes.Split('\n').Distinct(StringComparer.Ordinal)];
}
