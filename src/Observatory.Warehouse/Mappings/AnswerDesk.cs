using NodaTime;
using Observatory.Core.Answers;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Warehouse.Taxonomy;

namespace Observatory.Warehouse.Mappings;

/// <summary>What was asked of the desk.</summary>
/// <param name="Codes">Codes by heading; empty to leave the label out.</param>
/// <param name="Note">A remark; the reason where the label is left out.</param>
/// <param name="Author">Who answers: a name or a mark by which the office's people know one another.</param>
public sealed record Answering(
    string Feed,
    string Table,
    IReadOnlyList<string> Labels,
    IReadOnlyDictionary<string, string> Codes,
    string Note,
    string Author
);

/// <param name="IsNew">False where the label was answered so before: nothing was written.</param>
/// <param name="Version">The mapping's version now.</param>
/// <param name="Files">Paths of the files that were written.</param>
public sealed record AnswerReceipt(LabelAnswer Answer, bool IsNew, int Version, IReadOnlyList<string> Files);

/// <summary>
/// Takes an editor's answer about a label and writes it into the folder of its mapping, to be reviewed as a change of text.
/// </summary>
public sealed class AnswerDesk(MappingLibrary library, IClock clock)
{
    /// <exception cref="Refusal">
    /// FEED_UNKNOWN, PARAMETER_MISSING without an author or a reason, and those of <see cref="AnsweredFolder.With"/>: then nothing was
    /// written.
    /// </exception>
    public AnswerReceipt Answer(Answering asked)
    {
        var state = library.Current();
        if (state.Find(asked.Feed) is not { Mapping: { } mapping } feed)
            throw new Refusal(
                RefusalCodes.FeedUnknown,
                ("value", asked.Feed),
                ("nearest", NearestWord.To(asked.Feed, state.Mappings.Select(m => m.Id)) ?? "")
            );
        if (string.IsNullOrWhiteSpace(asked.Author))
            throw new Refusal(RefusalCodes.ParameterMissing, ("value", "--author"));
        if (asked.Codes.Count == 0 && string.IsNullOrWhiteSpace(asked.Note))
            throw new Refusal(RefusalCodes.ParameterMissing, ("value", "--leave-out"));
        var answer = new LabelAnswer
        {
            Table = asked.Table,
            Labels = asked.Labels,
            Codes = asked.Codes,
            Note = asked.Note.Trim(),
            Author = asked.Author.Trim(),
            Date = clock.GetCurrentInstant().InUtc().Date,
        };
        // The files as they are now, not as they were when the library last looked.
        var folder = Folders.Read(feed.Path, feed.Name);
        if (!folder.Files.All(f => feed.Files.Files.TryGetValue(f.Key, out var known) && known.Span.SequenceEqual(f.Value.Span)))
            mapping = Core.Mappings.MappingReader.Read(folder, state.Taxonomy).Mapping
                ?? throw new Refusal(RefusalCodes.MappingsBroken, ("value", feed.Name));
        var answered = AnsweredFolder.With(folder, mapping, state.Taxonomy, answer);
        // The version last: a program that reads in between sees an unchanged version, never a version without its change.
        var written = answered
            .Changed.OrderBy(c => c.Key == Core.Mappings.MappingReader.FileName)
            .ThenBy(c => c.Key, StringComparer.Ordinal)
            .Select(c => Write(Path.Combine(feed.Path, c.Key), c.Value))
            .ToList();
        return new AnswerReceipt(answer, written.Count > 0, answered.Version, written);
    }

    private static string Write(string path, ReadOnlyMemory<byte> content)
    {
        var part = path + ".part";
        File.WriteAllBytes(part, content.ToArray());
        File.Move(part, path, overwrite: true);
        return path;
    }
}
