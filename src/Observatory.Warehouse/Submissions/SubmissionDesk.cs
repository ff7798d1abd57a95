using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using NodaTime;
using Npgsql;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Reading;
using Observatory.Core.Submissions;
using Observatory.Core.Taxonomy;
using Observatory.Warehouse.Access;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Files;
using Observatory.Warehouse.Keeping;
using Observatory.Warehouse.Loading;
using Observatory.Warehouse.Records;
using Observatory.Warehouse.Taxonomy;

namespace Observatory.Warehouse.Submissions;

/// <param name="IsNew">False if the same bytes were sent before; the submission is then the first one.</param>
/// <param name="Before">The latest earlier submission of the same bytes that led to nothing; null if there is none.</param>
public sealed record Receipt(Submission Submission, bool IsNew, Submission? Before = null);

/// <summary>Receives files and reports what became of them.</summary>
/// <param name="uploads">The limits of an office that has none of its own; null for <see cref="UploadLimits.Usual"/>.</param>
public sealed class SubmissionDesk(
    DataSources sources,
    FileStore files,
    MappingLibrary library,
    IClock clock,
    ReadLimits limits,
    AccessRules rules,
    UploadLimits? uploads = null
)
{
    private const int MaxNameLength = 255;
    private const int MaxAttempts = 5;

    // Static: all desks in this process share one CPU limit.
    private static readonly SemaphoreSlim Readings = new(Environment.ProcessorCount);

    /// <summary>Stores files as one submission; the same bytes for the same feed return the first submission.</summary>
    /// <exception cref="Refusal">
    /// FEED_UNKNOWN, FILE_REFUSED, FILE_NAME_TWICE; PERSONAL_DATA_UNREADABLE and PERSONAL_DATA_STRANGE if columns that must never be stored
    /// cannot be removed, and then nothing is stored; SIGN_IN_NEEDED, NOT_ALLOWED; COUNTRY_FOREIGN for a feed of an office that the sender
    /// may not speak for; UPLOADS_ENOUGH if their office has reached its limit for today.
    /// </exception>
    public async Task<Receipt> ReceiveAsync(Delivery delivery, Actor actor, CancellationToken cancellation)
    {
        rules.Demand(actor, Permission.Submit);
        // Check the comment before anything is stored, because it becomes part of the same conversation as later ones.
        if (delivery.Comment is not null)
            delivery = delivery with { Comment = string.IsNullOrWhiteSpace(delivery.Comment) ? null : CommentText.Of(delivery.Comment) };
        var state = library.Current();
        var feed = delivery.Feed is not { } name
            ? null
            : state.Find(name)?.Mapping
                ?? throw new Refusal(
                    RefusalCodes.FeedUnknown,
                    ("value", name),
                    ("nearest", NearestWord.To(name, state.Mappings.Select(m => m.Id)) ?? "")
                );
        if (feed is not null)
            rules.Demand(actor, Permission.Submit, feed.Provider.Country, feed.Provider.Code);
        if (delivery.Files.Count == 0)
            throw new Refusal(RefusalCodes.ParameterMissing, ("value", "file"));
        var named = delivery.Files.Select(f => f with { Name = NameOf(f.Name) }).OrderBy(f => f.Name, StringComparer.Ordinal).ToList();
        if (named.GroupBy(f => f.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new Refusal(RefusalCodes.FileNameTwice, ("file", twice.Key));
        var arrived = new List<(string Name, SpooledFile File)>();
        try
        {
            foreach (var file in named)
                arrived.Add((file.Name, await files.SpoolAsync(file.Content, limits.MaxFileBytes, cancellation)));
            var sha256 = FileSet.Sha256Of([.. arrived.Select(a => a.File.Sha256)]);
            if (await FirstWithAsync(sha256, delivery, actor, cancellation) is { } first)
            {
                await HealAsync(first, arrived, state, actor, cancellation);
                return new Receipt(first, false);
            }
            // Reading occupies a processor, so many senders wait here, and not on threads that everybody needs.
            await Readings.WaitAsync(cancellation);
            try
            {
                if (await FirstWithAsync(sha256, delivery, actor, cancellation) is { } meanwhile)
                    return new Receipt(meanwhile, false);
                // Everything that can be refused is refused before anything is written.
                var guarded = Intake.RuleOf(arrived, feed, state, limits, cancellation);
                var recognised = delivery.Feed ?? guarded?.Id;
                var provider = recognised is null ? null : state.Find(recognised)!.Mapping!.Provider;
                if (provider is not null)
                    rules.Demand(actor, Permission.Submit, provider.Country, provider.Code);
                // The size of a copy without columns is not known yet.
                await DemandAllowanceAsync(actor, arrived.Count, guarded is null ? arrived.Sum(a => a.File.Bytes) : 1, cancellation);
                var kept = await Intake.KeepAsync(files, arrived, guarded, limits, cancellation);
                return await NoteAsync(delivery with { Feed = recognised }, provider, sha256, kept, actor, cancellation);
            }
            finally
            {
                Readings.Release();
            }
        }
        finally
        {
            foreach (var (_, file) in arrived)
                await file.DisposeAsync();
        }
    }

    /// <summary>The files of a submission, ordered by name.</summary>
    public async Task<IReadOnlyList<SubmissionFileRow>> FilesAsync(Actor actor, Guid id, CancellationToken cancellation)
    {
        rules.Demand(actor, Permission.ReadSubmission);
        await using var connection = await sources.OpenDeskAsync(actor, Permission.ReadSubmission, cancellation);
        return await FileQueries.OfSubmission.ListAsync(connection, new { submission_id = id }, cancellation);
    }

    /// <summary>Names of those among the newest files that the store lacks, and how many were checked.</summary>
    public async Task<(int Looked, IReadOnlyList<string> Missing)> MissingFilesAsync(int newest, CancellationToken cancellation)
    {
        await using var connection = await sources.Writer.OpenConnectionAsync(cancellation);
        var noted = await SubmissionQueries.NewestFiles.ListAsync(connection, new { take = newest }, cancellation);
        return (noted.Count, [.. noted.Where(f => !files.Holds(f.StoredSha256)).Select(f => f.Name)]);
    }

    /// <exception cref="Refusal">SUBMISSION_UNKNOWN.</exception>
    public async Task<Submission> FindAsync(Actor actor, Guid id, CancellationToken cancellation)
    {
        rules.Demand(actor, Permission.ReadSubmission);
        await using var db = await ObservatoryContext.OpenDeskAsync(sources, actor, Permission.ReadSubmission, cancellation);
        return Shown(
            actor,
            await db.Submissions.AsNoTracking().FirstOrDefaultAsync(s => s.SubmissionId == id, cancellation),
            id.ToString()
        );
    }

    /// <summary>By its identifier or by its number.</summary>
    /// <exception cref="Refusal">SUBMISSION_UNKNOWN.</exception>
    public async Task<Submission> FindAsync(Actor actor, string idOrNumber, CancellationToken cancellation)
    {
        rules.Demand(actor, Permission.ReadSubmission);
        if (Guid.TryParse(idOrNumber, out var id))
            return await FindAsync(actor, id, cancellation);
        await using var db = await ObservatoryContext.OpenDeskAsync(sources, actor, Permission.ReadSubmission, cancellation);
        var found = int.TryParse(idOrNumber, System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? await db.Submissions.AsNoTracking().FirstOrDefaultAsync(s => s.Number == number, cancellation)
            : null;
        return Shown(actor, found, idOrNumber);
    }

    /// <summary>The submissions that the caller may see, the newest first.</summary>
    /// <param name="state">Null for all.</param>
    /// <param name="waiting">Only those that wait for a person or a worker, the longest wait first.</param>
    public async Task<IReadOnlyList<Submission>> ListAsync(
        Actor actor,
        int skip,
        int take,
        CancellationToken cancellation,
        SubmissionState? state = null,
        bool waiting = false
    )
    {
        rules.Demand(actor, Permission.ReadSubmission);
        await using var db = await ObservatoryContext.OpenDeskAsync(sources, actor, Permission.ReadSubmission, cancellation);
        var asked = db.Submissions.AsNoTracking().Where(s => state == null || s.State == state);
        var ordered = waiting
            ? asked.Where(s => SubmissionStates.Open.Contains(s.State)).OrderBy(s => s.StateSince).ThenBy(s => s.Number)
            : asked.OrderByDescending(s => s.Number);
        return await ordered.Skip(skip).Take(take).ToListAsync(cancellation);
    }

    /// <summary>Whether the mapping has changed since it last loaded the files; false if they are not loaded.</summary>
    public async Task<bool> IsCorrectedSinceAsync(Actor actor, Submission submission, CancellationToken cancellation)
    {
        rules.Demand(actor, Permission.ReadSubmission);
        if (
            submission.State != SubmissionState.Loaded
            || submission.Feed is null
            || library.Current().Find(submission.Feed)?.Mapping is not { } mapping
        )
            return false;
        await using var connection = await sources.OpenDeskAsync(actor, Permission.ReadSubmission, cancellation);
        return await SubmissionQueries.MappingOfNewest.MaybeAsync(
                connection,
                new { number = submission.AppliesTo ?? submission.Number },
                cancellation
            )
                is { } newest
            && newest.Checksum != mapping.Checksum;
    }

    public async Task<IReadOnlyList<SubmissionEvent>> EventsAsync(Actor actor, Guid id, CancellationToken cancellation)
    {
        rules.Demand(actor, Permission.ReadSubmission);
        await using var db = await ObservatoryContext.OpenDeskAsync(sources, actor, Permission.ReadSubmission, cancellation);
        return await db.Events.AsNoTracking().Where(e => e.SubmissionId == id).OrderBy(e => e.SubmissionEventId).ToListAsync(cancellation);
    }

    public async Task<IReadOnlyList<StoredFinding>> FindingsAsync(Actor actor, Guid id, int skip, int take, CancellationToken cancellation)
    {
        rules.Demand(actor, Permission.ReadSubmission);
        await using var db = await ObservatoryContext.OpenDeskAsync(sources, actor, Permission.ReadSubmission, cancellation);
        return await db
            .Findings.AsNoTracking()
            .Where(f => f.SubmissionId == id)
            .OrderBy(f => f.Ordinal)
            .Skip(skip)
            .Take(take)
            .ToListAsync(cancellation);
    }

    /// <summary>
    /// What its load revised or withdrew, the largest differences first, then what it added. While it waits for review or loading: what it
    /// would change, as compared when it was staged. Otherwise empty.
    /// </summary>
    /// <param name="kind"><c>added</c>, <c>revised</c>, <c>withdrawn</c>; null for all.</param>
    public async Task<IReadOnlyList<ChangeRow>> ChangesAsync(
        Actor actor,
        Guid id,
        string? kind,
        int skip,
        int take,
        CancellationToken cancellation
    )
    {
        var submission = await FindAsync(actor, id, cancellation);
        if (submission.LoadId is not { } load)
            return await ChangePreview.AskAsync(sources, submission, p => p.ListAsync(kind, skip, take), cancellation) ?? [];
        await using var connection = await sources.OpenDeskAsync(actor, Permission.ReadSubmission, cancellation);
        var changes =
            kind == "added"
                ? []
                : await LoadQueries.Changes.ListAsync(
                    connection,
                    new
                    {
                        load_id = load,
                        kind,
                        skip,
                        take,
                    },
                    cancellation
                );
        if (changes.Count == take || kind is not (null or "added"))
            return changes;
        var before =
            kind == "added" || await TotalsAsync(actor, id, cancellation) is not { } totals ? 0 : totals.Revised + totals.Withdrawn;
        var additions = await LoadQueries.Additions.ListAsync(
            connection,
            new
            {
                load_id = load,
                skip = Math.Max(0, skip - before),
                take = take - changes.Count,
            },
            cancellation
        );
        return [.. changes, .. additions];
    }

    /// <summary>The changes that it would make; null if it does not wait for review or loading.</summary>
    /// <param name="withWaiting">Whether to include other waiting submissions with the same figures.</param>
    public async Task<ChangesAhead?> PreviewAsync(Actor actor, Guid id, bool withWaiting, CancellationToken cancellation)
    {
        var submission = await FindAsync(actor, id, cancellation);
        if (submission.LoadId is not null)
            return null;
        IReadOnlyList<int>? within = null;
        if (withWaiting)
        {
            // The comparison runs with the rights of a worker, who sees everything, so it must only mention what the caller may see.
            await using var connection = await sources.OpenDeskAsync(actor, Permission.ReadSubmission, cancellation);
            within = await SubmissionQueries.WaitingNumbers.ListAsync(connection, null, cancellation);
        }
        return await ChangePreview.AskAsync(sources, submission, p => p.SumAsync(within), cancellation);
    }

    /// <summary>How many figures its load changed, by kind, or would change; null if unknown.</summary>
    public async Task<LoadTotals?> TotalsAsync(Actor actor, Guid id, CancellationToken cancellation)
    {
        var submission = await FindAsync(actor, id, cancellation);
        if (submission.LoadId is not { } load)
            return (await PreviewAsync(actor, id, withWaiting: false, cancellation))?.Totals;
        await using var connection = await sources.OpenDeskAsync(actor, Permission.ReadSubmission, cancellation);
        return await LoadTotalsQueries.Totals.OneAsync(connection, new { load_id = load }, cancellation);
    }

    /// <summary>The same bytes were sent again: they replace stored files that are lost or damaged.</summary>
    private async Task HealAsync(
        Submission first,
        IReadOnlyList<(string Name, SpooledFile File)> arrived,
        LibraryState state,
        Actor actor,
        CancellationToken cancellation
    )
    {
        IReadOnlyList<SubmissionFileRow> rows;
        await using (var connection = await sources.OpenDeskAsync(actor, Permission.Submit, cancellation))
            rows = await FileQueries.OfSubmission.ListAsync(connection, new { submission_id = first.SubmissionId }, cancellation);
        var broken = rows.Where(r => !files.IsWhole(r.StoredSha256, cancellation)).ToList();
        if (broken.Count == 0)
            return;
        foreach (var row in broken.Where(r => !r.IsRedacted))
        {
            var content = arrived.First(a => a.File.Sha256 == row.Sha256).File.Content;
            content.Position = 0;
            await files.KeepAsync(content, long.MaxValue, cancellation);
        }
        // A copy without the columns about persons is made again as it was made then.
        if (broken.Any(r => r.IsRedacted))
        {
            var guarded = Intake.RuleOf(arrived, first.Feed is { } name ? state.Find(name)?.Mapping : null, state, limits, cancellation);
            await Intake.KeepAsync(files, arrived, guarded, limits, cancellation);
        }
        await using var writer = await sources.Writer.OpenConnectionAsync(cancellation);
        foreach (var row in broken)
            await KeepingQueries.NoteFileCheck.RunAsync(
                writer,
                new
                {
                    sha256 = row.StoredSha256,
                    checked_at = clock.GetCurrentInstant(),
                    fault = files.Examine(row.StoredSha256, cancellation).Fault,
                },
                cancellation
            );
        await SubmissionQueries.TryAgainNow.RunAsync(
            writer,
            new { submission_id = first.SubmissionId, now = clock.GetCurrentInstant() },
            cancellation
        );
    }

    /// <summary>
    /// The office may have reached its limit while the sender waited. No lock is taken here: the final count locks the office.
    /// </summary>
    /// <exception cref="Refusal">UPLOADS_ENOUGH.</exception>
    private async Task DemandAllowanceAsync(Actor actor, int count, long bytes, CancellationToken cancellation)
    {
        if (actor.Office is not { } office)
            return;
        await using var connection = await sources.OpenDeskAsync(actor, Permission.Submit, cancellation);
        var allowance = await UploadLimitDesk.AllowanceOfAsync(
            connection,
            null,
            office,
            clock.GetCurrentInstant(),
            uploads ?? UploadLimits.Usual,
            cancellation
        );
        if (count > allowance.FilesLeft || bytes > allowance.BytesLeft)
            throw UploadLimitDesk.Enough(allowance);
    }

    /// <summary>Inserts the submission's row, or returns the row of whoever sent the same bytes at the same moment and was first.</summary>
    private async Task<Receipt> NoteAsync(
        Delivery delivery,
        Provider? provider,
        string sha256,
        IReadOnlyList<ReceivedFile> kept,
        Actor actor,
        CancellationToken cancellation
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var receipt = await InsertAsync(delivery, provider, sha256, kept, actor, cancellation);
                return receipt.IsNew ? receipt with { Before = await BeforeAsync(receipt.Submission, actor, cancellation) } : receipt;
            }
            catch (DbUpdateException fault)
                when (attempt < MaxAttempts && fault.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
            {
                // The failed submission has been retried since we looked, so it exists now.
            }
        }
    }

    private async Task<Receipt> InsertAsync(
        Delivery delivery,
        Provider? provider,
        string sha256,
        IReadOnlyList<ReceivedFile> kept,
        Actor actor,
        CancellationToken cancellation
    )
    {
        var now = clock.GetCurrentInstant();
        await using var db = await ObservatoryContext.OpenDeskAsync(sources, actor, Permission.Submit, cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var (connection, own) = ((NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction)transaction.GetDbTransaction());
        // Lock, so that nobody else adds anything between checking the bytes, counting the office's uploads, and inserting.
        await SubmissionQueries.HoldBytes.RunAsync(connection, new { sha256 }, cancellation, own);
        if (await FirstWithAsync(db, sha256, delivery, cancellation) is { } first)
            return new Receipt(first, false);
        if (actor.Office is { } office)
        {
            await AccessQueries.HoldOffice.RunAsync(connection, new { office }, cancellation, own);
            var allowance = await UploadLimitDesk.AllowanceOfAsync(
                connection,
                own,
                office,
                now,
                uploads ?? UploadLimits.Usual,
                cancellation
            );
            if (kept.Count > allowance.FilesLeft || kept.Sum(k => k.Stored.Bytes) > allowance.BytesLeft)
                throw UploadLimitDesk.Enough(allowance);
        }
        var number = provider is null
            ? null
            : await LoadQueries.ProviderNumber.MaybeAsync(connection, new { code = provider.Code }, cancellation, own);
        if (provider is not null && number is null && actor.Office is not null)
            throw new Refusal(RefusalCodes.DatabaseBehind, ("value", "taxonomy"));
        var submission = new Submission
        {
            SubmissionId = Guid.CreateVersion7(),
            Feed = delivery.Feed,
            FileName = string.Join(", ", kept.Select(k => k.Name)),
            Sha256 = sha256,
            State = SubmissionState.Received,
            StateSince = now,
            ReceivedAt = now,
            ReceivedBy = actor.Name,
            ReceivedThrough = delivery.Through,
            IsSample = delivery.IsSample,
            PublicationDate = delivery.PublicationDate,
            Comment = delivery.Comment,
            Office = actor.Office,
            Owner = actor.Office ?? provider?.Code,
            Country = provider is null ? actor.Country : provider.Country,
            ProviderId = number,
        };
        // Insert in a fixed order, so that two senders of the same files cannot deadlock.
        foreach (var file in kept.Select(k => k.Stored).OrderBy(f => f.Sha256, StringComparer.Ordinal))
            await SubmissionQueries.KeepSourceFile.RunAsync(
                connection,
                new
                {
                    sha256 = file.Sha256,
                    bytes = file.Bytes,
                    stored_at = now,
                },
                cancellation,
                own
            );
        db.Submissions.Add(submission);
        for (short i = 0; i < kept.Count; i++)
            db.SubmissionFiles.Add(
                new SubmissionFile
                {
                    SubmissionId = submission.SubmissionId,
                    Ordinal = (short)(i + 1),
                    Name = kept[i].Name,
                    Sha256 = kept[i].Sha256,
                    StoredSha256 = kept[i].Stored.Sha256,
                    IsRedacted = kept[i].IsRedacted,
                }
            );
        db.Events.Add(
            new SubmissionEvent
            {
                SubmissionId = submission.SubmissionId,
                At = now,
                State = SubmissionState.Received,
                Actor = actor.Name,
            }
        );
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return new Receipt(submission, true);
    }

    private async Task<Submission?> FirstWithAsync(string sha256, Delivery delivery, Actor actor, CancellationToken cancellation)
    {
        await using var db = await ObservatoryContext.OpenDeskAsync(sources, actor, Permission.Submit, cancellation);
        return await FirstWithAsync(db, sha256, delivery, cancellation);
    }

    /// <summary>The first submission of these bytes. A rejected one counts only while the rules that rejected it are unchanged.</summary>
    private Task<Submission?> FirstWithAsync(ObservatoryContext db, string sha256, Delivery delivery, CancellationToken cancellation)
    {
        var (feed, isSample) = (delivery.Feed, delivery.IsSample);
        var rules = library.Current().Rules;
        return db
            .Submissions.AsNoTracking()
            .Where(s =>
                s.Sha256 == sha256
                && s.AppliesTo == null
                && s.IsSample == isSample
                && (feed == null || s.Feed == null || s.Feed == feed)
                && (s.State != SubmissionState.Rejected || s.Rules == rules)
                && s.State != SubmissionState.Returned
                && s.State != SubmissionState.Withdrawn
                // A submission that killed its workers is not sent anew, least of all by a watched folder: an operator has to retry it.
                && (s.State != SubmissionState.Failed || s.Deaths >= SubmissionLease.MostDeaths)
            )
            // A submission that was rejected as a duplicate comes after the one it duplicates.
            .OrderBy(s => s.State == SubmissionState.Rejected)
            .ThenBy(s => s.Number)
            .FirstOrDefaultAsync(cancellation);
    }

    /// <summary>The latest earlier submission of the same bytes; null if there was none.</summary>
    private async Task<Submission?> BeforeAsync(Submission made, Actor actor, CancellationToken cancellation)
    {
        await using var db = await ObservatoryContext.OpenDeskAsync(sources, actor, Permission.Submit, cancellation);
        return await db
            .Submissions.AsNoTracking()
            .Where(s =>
                s.Sha256 == made.Sha256
                && s.AppliesTo == null
                && s.IsSample == made.IsSample
                && s.Number < made.Number
                && (made.Feed == null || s.Feed == null || s.Feed == made.Feed)
            )
            .OrderByDescending(s => s.Number)
            .FirstOrDefaultAsync(cancellation);
    }

    /// <exception cref="Refusal">SUBMISSION_UNKNOWN.</exception>
    private Submission Shown(Actor actor, Submission? found, string asked) =>
        found is not null && rules.Shows(actor, Permission.ReadSubmission, found.Country, found.Owner)
            ? found
            : throw new Refusal(RefusalCodes.SubmissionUnknown, ("value", asked));

    private static string NameOf(string name)
    {
        var last = name.Split('/', '\\')[^1];
        var clean = CommentText.PlainLine(last);
        if (clean.Length > MaxNameLength)
            // Do not begin with half a surrogate pair, because no database stores one.
            clean = CommentText.PlainLine(clean[^MaxNameLength..]);
        return clean.Length == 0 ? "file" : clean;
    }
}
