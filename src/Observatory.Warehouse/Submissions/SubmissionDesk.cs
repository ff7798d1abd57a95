using Microsoft.EntityFrameworkCore;
using NodaTime;
using Npgsql;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Reading;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Loading;
using Observatory.Warehouse.Taxonomy;

namespace Observatory.Warehouse.Submissions;

/// <summary>A file handed in.</summary>
public sealed record Delivery
{
    public required Stream Content { get; init; }
    /// <summary>The sender's name for it: kept as text, never used as a path.</summary>
    public required string FileName { get; init; }
    /// <summary>The feed it is for; null to recognise it.</summary>
    public string? Feed { get; init; }
    /// <summary>The day the office published it; null where the sender does not say.</summary>
    public LocalDate? PublicationDate { get; init; }
    public string? Comment { get; init; }
    /// <summary><c>upload</c>, <c>verb</c> or <c>schedule</c>.</summary>
    public required string Through { get; init; }
}

/// <param name="IsNew">False where the same bytes were sent before: the submission is then the first one.</param>
public sealed record Receipt(Submission Submission, bool IsNew);

/// <summary>Takes files in and tells what became of them.</summary>
public sealed class SubmissionDesk(DataSources sources, FileStore files, MappingLibrary library, IClock clock, ReadLimits limits)
{
    private const int MaxNameLength = 255;

    /// <summary>Keeps a file and makes it a submission; the same bytes for the same feed are the first submission again.</summary>
    /// <exception cref="Refusal">FEED_UNKNOWN, FILE_REFUSED.</exception>
    public async Task<Receipt> ReceiveAsync(Delivery delivery, Actor actor, CancellationToken cancellation)
    {
        if (delivery.Feed is { } feed && library.Current().Find(feed)?.Mapping is null)
            throw new Refusal(
                RefusalCodes.FeedUnknown, ("value", feed), ("nearest", NearestWord.To(feed, library.Current().Mappings.Select(m => m.Id)) ?? ""));
        var stored = await files.KeepAsync(delivery.Content, limits.MaxFileBytes, cancellation).ConfigureAwait(false);
        var db = ObservatoryContext.Open(sources);
        await using (db.ConfigureAwait(false))
        {
            if (await FirstWithAsync(db, stored.Sha256, delivery.Feed, cancellation).ConfigureAwait(false) is { } first)
                return new Receipt(first, false);
            var now = clock.GetCurrentInstant();
            if (!await db.SourceFiles.AnyAsync(f => f.Sha256 == stored.Sha256, cancellation).ConfigureAwait(false))
                db.SourceFiles.Add(new SourceFile { Sha256 = stored.Sha256, Bytes = stored.Bytes, StoredAt = now });
            var submission = new Submission
            {
                SubmissionId = Guid.CreateVersion7(), Feed = delivery.Feed, FileName = NameOf(delivery.FileName), Sha256 = stored.Sha256,
                State = SubmissionState.Received, StateSince = now, ReceivedAt = now, ReceivedBy = actor.Name, ReceivedThrough = delivery.Through,
                PublicationDate = delivery.PublicationDate, Comment = delivery.Comment,
            };
            db.Submissions.Add(submission);
            db.Events.Add(new SubmissionEvent { SubmissionId = submission.SubmissionId, At = now, State = SubmissionState.Received, Actor = actor.Name });
            try
            {
                await db.SaveChangesAsync(cancellation).ConfigureAwait(false);
            }
            catch (DbUpdateException fault) when (fault.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
            {
                // Somebody sent the same bytes at the same moment and was first.
                db.ChangeTracker.Clear();
                if (await FirstWithAsync(db, stored.Sha256, delivery.Feed, cancellation).ConfigureAwait(false) is { } winner)
                    return new Receipt(winner, false);
                return await ReceiveAgainAsync(delivery, stored, actor, cancellation).ConfigureAwait(false);
            }
            return new Receipt(submission, true);
        }
    }

    /// <exception cref="Refusal">SUBMISSION_UNKNOWN.</exception>
    public async Task<Submission> FindAsync(Guid id, CancellationToken cancellation)
    {
        var db = ObservatoryContext.Open(sources);
        await using (db.ConfigureAwait(false))
            return await db.Submissions.AsNoTracking().FirstOrDefaultAsync(s => s.SubmissionId == id, cancellation).ConfigureAwait(false)
                ?? throw new Refusal(RefusalCodes.SubmissionUnknown, ("value", id.ToString()));
    }

    /// <summary>By its identifier or by its number.</summary>
    /// <exception cref="Refusal">SUBMISSION_UNKNOWN.</exception>
    public async Task<Submission> FindAsync(string idOrNumber, CancellationToken cancellation)
    {
        if (Guid.TryParse(idOrNumber, out var id))
            return await FindAsync(id, cancellation).ConfigureAwait(false);
        var db = ObservatoryContext.Open(sources);
        await using (db.ConfigureAwait(false))
        {
            var found = int.TryParse(idOrNumber, System.Globalization.CultureInfo.InvariantCulture, out var number)
                ? await db.Submissions.AsNoTracking().FirstOrDefaultAsync(s => s.Number == number, cancellation).ConfigureAwait(false)
                : null;
            return found ?? throw new Refusal(RefusalCodes.SubmissionUnknown, ("value", idOrNumber));
        }
    }

    /// <summary>The newest first.</summary>
    public async Task<IReadOnlyList<Submission>> ListAsync(int skip, int take, CancellationToken cancellation)
    {
        var db = ObservatoryContext.Open(sources);
        await using (db.ConfigureAwait(false))
            return await db.Submissions.AsNoTracking().OrderByDescending(s => s.Number).Skip(skip).Take(take).ToListAsync(cancellation).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<SubmissionEvent>> EventsAsync(Guid id, CancellationToken cancellation)
    {
        var db = ObservatoryContext.Open(sources);
        await using (db.ConfigureAwait(false))
            return await db.Events.AsNoTracking().Where(e => e.SubmissionId == id).OrderBy(e => e.SubmissionEventId).ToListAsync(cancellation).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<KeptFinding>> FindingsAsync(Guid id, int skip, int take, CancellationToken cancellation)
    {
        var db = ObservatoryContext.Open(sources);
        await using (db.ConfigureAwait(false))
            return await db.Findings.AsNoTracking().Where(f => f.SubmissionId == id).OrderBy(f => f.Ordinal).Skip(skip).Take(take).ToListAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>What its load added, revised or withdrew, largest first; empty while it is not loaded.</summary>
    /// <param name="kind"><c>added</c>, <c>revised</c>, <c>withdrawn</c>; null for all.</param>
    public async Task<IReadOnlyList<ChangeRow>> ChangesAsync(Guid id, string? kind, int skip, int take, CancellationToken cancellation)
    {
        var submission = await FindAsync(id, cancellation).ConfigureAwait(false);
        if (submission.LoadId is not { } load)
            return [];
        var connection = await sources.Writer.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
            return await LoadQueries.Changes.ListAsync(connection, new { load_id = load, kind, skip, take }, cancellation).ConfigureAwait(false);
    }

    private async Task<Receipt> ReceiveAgainAsync(Delivery delivery, StoredFile stored, Actor actor, CancellationToken cancellation)
    {
        // Only the file's row collided: the file is there now, so a second try can only succeed or find the winner.
        var content = files.Open(stored.Sha256);
        await using (content.ConfigureAwait(false))
            return await ReceiveAsync(delivery with { Content = content }, actor, cancellation).ConfigureAwait(false);
    }

    /// <summary>The first submission of these bytes. One that was turned down counts only while the rules are those it was turned down by.</summary>
    private Task<Submission?> FirstWithAsync(ObservatoryContext db, string sha256, string? feed, CancellationToken cancellation)
    {
        var rules = library.Current().Rules;
        return db.Submissions.AsNoTracking()
            .Where(s => s.Sha256 == sha256 && (feed == null || s.Feed == null || s.Feed == feed)
                && (s.State != SubmissionState.Rejected || s.Rules == rules) && s.State != SubmissionState.Returned && s.State != SubmissionState.Failed)
            .OrderBy(s => s.Number)
            .FirstOrDefaultAsync(cancellation);
    }

    private static string NameOf(string name)
    {
        var last = name.Split('/', '\\')[^1];
        var clean = new string([.. last.Where(c => !char.IsControl(c))]);
        return clean.Length == 0 ? "file" : clean.Length > MaxNameLength ? clean[^MaxNameLength..] : clean;
    }
}
