namespace Observatory.Core.Series;

/// <summary>
/// The notes of one figure, each once, in the order in which they were added: note codes, or free texts from a file.
/// </summary>
public sealed class NoteSet : IEquatable<NoteSet>
{
    /// <summary>The prefix of a free text; a note without it is a code.</summary>
    public const char FreeText = '"';

    private const char Separator = '\n';

    private readonly string _text;

    private NoteSet(string[] notes) => (Notes, _text) = (notes, string.Join(Separator, notes));

    public static NoteSet None { get; } = new([]);

    public IReadOnlyList<string> Notes { get; }

    /// <param name="text">Notes joined by a line feed; null or empty for none.</param>
    public static NoteSet Parse(string? text) =>
        string.IsNullOrEmpty(text) ? None : Of(text.Split(Separator, StringSplitOptions.RemoveEmptyEntries));

    public static NoteSet Of(params IEnumerable<string> notes)
    {
        var each = notes.Distinct(StringComparer.Ordinal).ToArray();
        return each.Length == 0 ? None : new NoteSet(each);
    }

    public bool Contains(string note) => Notes.Contains(note);

    public NoteSet With(params IEnumerable<string> more) => Of(Notes.Concat(more));

    public bool Equals(NoteSet? other) => other is not null && _text == other._text;

    public override bool Equals(object? obj) => Equals(obj as NoteSet);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_text);

    /// <summary>The notes joined by a line feed; empty for none.</summary>
    public override string ToString() => _text;
}
