using System.Globalization;
using Observatory.App.Languages;
using Observatory.Core.Deriving;
using Observatory.Core.Languages;
using Observatory.Core.Mappings;
using Observatory.Core.Taxonomy;
using Observatory.Warehouse.Taxonomy;

namespace Observatory.App.Asking;

/// <summary>The texts of notes on figures: note codes in the reader's language, free text as written.</summary>
public sealed class NoteTexts(MappingLibrary library, Language language)
{
    public const char FreeText = '"';

    /// <summary>
    /// The text of a note: a mapping's code such as <c>MEX/sesnsp-state-offences#case-files</c>, a code of the Observatory, or free text.
    /// The code itself if its mapping no longer exists.
    /// </summary>
    public string Of(string note)
    {
        if (note.Length > 0 && note[0] == FreeText)
            return note[1..];
        if (note == SampleCheck.SampleNote)
            return Texts.In(language)["note.sample"];
        if (note.StartsWith(DerivingNotes.Prefix, StringComparison.Ordinal))
            return Texts.In(language).All.GetValueOrDefault("note." + note[DerivingNotes.Prefix.Length..], note);
        if (note.StartsWith(SeriesBreak.NotePrefix, StringComparison.Ordinal))
            return library.Current().Taxonomy.Breaks.FirstOrDefault(b => b.NoteCode == note) is { } found
                ? $"{found.Note.In(language)} ({found.Source})"
                : note;
        if (Preference.OfNote(note) is { } change)
            return Texts
                .In(language)
                .Say(
                    "note.source",
                    ("before", NameOf(change.Before)),
                    ("now", NameOf(change.Now)),
                    ("year", change.Year.ToString(CultureInfo.InvariantCulture))
                );
        var at = note.LastIndexOf('#');
        var mapping = at < 0 ? null : library.Current().Find(note[..at])?.Mapping;
        return mapping is not null && mapping.Notes.TryGetValue(note[(at + 1)..], out var text) ? text.In(language) : note;
    }

    private string NameOf(string provider) => library.Current().Taxonomy.FindProvider(provider)?.Name.In(language) ?? provider;
}
