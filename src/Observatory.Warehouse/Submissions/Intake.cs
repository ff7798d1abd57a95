using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Observatory.Core.Redaction;
using Observatory.Warehouse.Faults;
using Observatory.Warehouse.Files;
using Observatory.Warehouse.Taxonomy;

namespace Observatory.Warehouse.Submissions;

/// <summary>A stored file.</summary>
/// <param name="Sha256">Of the bytes as sent.</param>
/// <param name="Stored">The file in the store.</param>
public sealed record ReceivedFile(string Name, string Sha256, StoredFile Stored, bool IsRedacted);

/// <summary>
/// Handles files between arrival and storage: columns about persons are removed first, and if that is impossible nothing is stored.
/// </summary>
internal static class Intake
{
    /// <summary>The mapping that says which columns have to be removed; null if there are none. Nothing is written yet.</summary>
    public static Mapping? RuleOf(
        IReadOnlyList<(string Name, SpooledFile File)> arrived,
        Mapping? feed,
        LibraryState state,
        ReadLimits limits,
        CancellationToken cancellation
    ) => state.Mappings.Any(m => PersonalColumns.Of(m).Count > 0) ? RuleOf(SentOf(arrived), feed, state, limits, cancellation) : null;

    /// <summary>Stores files, without the columns that a mapping says must never be stored.</summary>
    /// <param name="guarded">That mapping; null if the files may be stored as they are.</param>
    public static async Task<IReadOnlyList<ReceivedFile>> KeepAsync(
        FileStore store,
        IReadOnlyList<(string Name, SpooledFile File)> arrived,
        Mapping? guarded,
        ReadLimits limits,
        CancellationToken cancellation
    )
    {
        var sent = SentOf(arrived);
        var kept = new List<ReceivedFile>();
        var redactor = guarded is null ? null : new Redactor(guarded, limits);
        var copies = new List<FileStream?>();
        try
        {
            foreach (var file in sent)
                copies.Add(redactor is null ? null : CopyOf(file, redactor, guarded!, store, limits, cancellation));
            if (redactor is { IsIncomplete: true })
                throw Unreadable(string.Join(", ", sent.Select(s => s.Name)), guarded!, FindingCodes.HeaderNotFound);
            for (var i = 0; i < arrived.Count; i++)
            {
                var content = copies[i] ?? arrived[i].File.Content;
                content.Position = 0;
                var stored = await store.KeepAsync(content, long.MaxValue, cancellation);
                // Between arrival and storage the file was on a disk, so compare its checksum.
                if (copies[i] is null && stored.Sha256 != arrived[i].File.Sha256)
                    throw new StorageException(
                        store.Local,
                        new IOException(
                            $"{arrived[i].File.Sha256} was read back as {stored.Sha256}: the disk does not keep what is written."
                        )
                    );
                kept.Add(new ReceivedFile(arrived[i].Name, arrived[i].File.Sha256, stored, copies[i] is not null));
            }
            return kept;
        }
        finally
        {
            foreach (var copy in copies.OfType<FileStream>())
                await copy.DisposeAsync();
        }
    }

    private static List<SentFile> SentOf(IReadOnlyList<(string Name, SpooledFile File)> arrived) =>
        [.. arrived.Select(a => new SentFile(a.Name, a.File.Content))];

    /// <summary>The mapping whose columns have to be removed; null if the files may be stored as they are.</summary>
    private static Mapping? RuleOf(
        IReadOnlyList<SentFile> sent,
        Mapping? feed,
        LibraryState state,
        ReadLimits limits,
        CancellationToken cancellation
    )
    {
        var names = string.Join(", ", sent.Select(s => s.Name));
        try
        {
            var files = SourceFiles.Open(sent, limits);
            if (feed is not null && PersonalColumns.Of(feed).Count > 0)
                return feed.Recognise.Format.Count == 0 || feed.Recognise.Format.Contains(Recogniser.NameOf(files.Format))
                    ? feed
                    : throw Unreadable(names, feed, FindingCodes.MappingNotThisFile);
            var mapping =
                feed is null ? Recogniser.Find(files, state.Mappings, cancellation).Mapping
                : Recogniser.Fits(feed, files.As(feed.Encoding, feed.Delimiter).Preview(Recogniser.PreviewRows, cancellation), files.Format)
                    ? feed
                : null;
            if (mapping is not null)
                return PersonalColumns.Of(mapping).Count > 0 ? mapping : null;
        }
        catch (UnreadableFileException fault) when (feed is not null && PersonalColumns.Of(feed).Count > 0)
        {
            throw Unreadable(names, feed, fault.Finding.Code);
        }
        catch (UnreadableFileException)
        {
            // The file will be rejected with that finding, and may be stored unless it has columns that must not be.
        }
        foreach (var file in sent)
            if (PersonalColumns.Shown(file, state.Mappings, limits, cancellation) is var (shown, headings))
                throw new Refusal(
                    RefusalCodes.PersonalDataStrange,
                    ("file", file.Name),
                    ("mapping", shown.Id),
                    ("columns", string.Join(", ", headings))
                );
        return null;
    }

    /// <summary>The copy of a file that may be stored; null if the file may be stored as it is.</summary>
    private static FileStream? CopyOf(
        SentFile file,
        Redactor redactor,
        Mapping mapping,
        FileStore store,
        ReadLimits limits,
        CancellationToken cancellation
    )
    {
        try
        {
            var source = SourceFiles.OpenOne(file, mapping.Encoding, mapping.Delimiter, limits);
            var sheets = redactor.Find(source, cancellation);
            if (sheets.Count == 0)
                return null;
            var copy = store.Nameless();
            try
            {
                redactor.Write(source, file.Content, sheets, copy, cancellation);
                return copy;
            }
            catch
            {
                copy.Dispose();
                throw;
            }
        }
        catch (UnreadableFileException fault)
        {
            throw Unreadable(file.Name, mapping, fault.Finding.Code);
        }
    }

    private static Refusal Unreadable(string file, Mapping mapping, string code) =>
        new(
            RefusalCodes.PersonalDataUnreadable,
            ("file", file),
            ("mapping", mapping.Id),
            ("columns", string.Join(", ", PersonalColumns.Of(mapping))),
            ("code", code)
        );
}
