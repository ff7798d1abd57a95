using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;
using NodaTime;
using Npgsql;
using Observatory.Core.Access;
using Observatory.Core.Answers;
using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Plausibility;
using Observatory.Core.Reading;
using Observatory.Core.Submissions;
using Observatory.Core.Taxonomy;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Files;
using Observatory.Warehouse.Loading;
using Observatory.Warehouse.Records;
using Observatory.Warehouse.Taxonomy;
using Observatory.Warehouse.Watching;

namespace Observatory.Warehouse.Submissions;

/// <summary>
/// Takes a submission from its files to being staged or rejected. Every step may be repeated: a worker that dies leaves nothing behind that
/// the next one does not replace.
/// </summary>
public sealed class SubmissionPipeline(
    DataSources sources,
    FileStore files,
    MappingLibrary library,
    IClock clock,
    ReadLimits limits,
    ILogger<SubmissionPipeline> log
)
{
    private const int MaxAttempts = 5;
    private const int FiguresAtOnce = 50_000;

    /// <summary>Reads, maps, checks and stages. Does nothing if another worker has the submission, or it is past this step.</summary>
    public async Task ProcessAsync(Guid id, CancellationToken cancellation)
    {
        await using var lease = await SubmissionLease.TryTakeAsync(
            sources,
            clock,
            id,
            SubmissionState.Received,
            SubmissionState.Processing,
            cancellation
        );
        if (lease is null)
            return;
        using var scope = log.Of(lease.Number, lease.Feed);
        using var stage = Telemetry.Begin("read", lease.Number, lease.Feed);
        try
        {
            stage.Outcome = await ProcessAsync(id, lease.Fence, cancellation) ? "done" : "refused";
        }
        catch (Exception fault)
        {
            await Setback.RecordAsync(sources, clock, id, lease.Fence, SubmissionState.Received, MaxAttempts, fault, log, files.Local);
            throw;
        }
    }

    /// <returns>False if the file has blocking findings.</returns>
    private async Task<bool> ProcessAsync(Guid id, int fence, CancellationToken cancellation)
    {
        await using var db = ObservatoryContext.Open(sources);
        var submission = await db.Submissions.SingleAsync(s => s.SubmissionId == id, cancellation);
        var state = library.Current();
        var started = clock.GetCurrentInstant();
        await db.Database.OpenConnectionAsync(cancellation);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var progress = new ReadingProgress(sources, clock, id);
        await using var told = progress;
        FileReading reading;
        using var scratch = new Scratch(files.Scratch);
        var noted = await OpenedFiles.RowsAsync(connection, id, cancellation);
        // Do not occupy a connection while a long file is hashed and read.
        await db.Database.CloseConnectionAsync();
        using (var kept = OpenedFiles.Open(noted, files, cancellation))
        {
            progress.Bytes = kept.Sent.Sum(s => s.Content.Length);
            var feed = submission.Feed is { } name ? state.Find(name)?.Mapping : null;
            var today = started.InUtc().Date.PlusDays(1);
            reading = FileReading.Of(
                kept.Sent,
                feed,
                state.Mappings,
                state.Taxonomy,
                today,
                limits,
                cancellation,
                noteOnAll: submission.IsSample ? SampleCheck.SampleNote : null,
                openScratch: scratch.Open,
                onRows: rows => progress.Rows = rows,
                office: submission.Office
            );
            if (!submission.IsSample)
                TellOfSamples(kept.Rows, reading, state);
        }
        if (reading.Mapping is { } read)
        {
            var order = FeedOrder.Of(state.Mappings, read.Id);
            (submission.StandsBefore, submission.YieldsTo, submission.Continues) = (
                [.. order.StandsBefore],
                [.. order.YieldsTo],
                [.. order.Continues]
            );
        }
        progress.Step = ReadingProgress.Staging;
        var wasOfNoFeed = submission.Feed is null;
        MustBeOfItsOffice(submission, reading, state.Taxonomy);
        await db.Database.OpenConnectionAsync(cancellation);
        connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await using (var transaction = await db.Database.BeginTransactionAsync(cancellation))
        {
            var own = (NpgsqlTransaction)transaction.GetDbTransaction();
            // Figures that are outside memory are counted while they are staged, and not by reading them again.
            submission.ComparedVintage = reading.IsBlocked
                ? null
                : await StageAsync(submission, reading, state, connection, own, progress, cancellation);
            progress.Step = ReadingProgress.Finishing;
            if (wasOfNoFeed && await SentForItsFeedAsync(db, submission, reading, connection, own, cancellation))
            {
                submission.ComparedVintage = null;
                await Staging.ClearAsync(connection, own, submission.Number, cancellation);
            }
            await DescribeAsync(submission, reading, state, connection, own, cancellation);
            await db.Findings.Where(f => f.SubmissionId == id).ExecuteDeleteAsync(cancellation);
            await db.FindingGroups.Where(g => g.SubmissionId == id).ExecuteDeleteAsync(cancellation);
            db.Findings.AddRange(Kept(id, reading, state));
            db.FindingGroups.AddRange(StoredGroup.Of(id, reading, state.Taxonomy, state.Answers));
            await FinishAsync(db, submission, fence, reading, cancellation);
            await KeepAskedAboutAsync(id, reading, connection, own, cancellation);
            await transaction.CommitAsync(cancellation);
        }
        log.SubmissionRead(
            submission.Number,
            submission.Feed ?? "",
            reading.Mapped?.ObservationCount ?? 0,
            reading.Findings.Total,
            (clock.GetCurrentInstant() - started).TotalSeconds
        );
        Telemetry.Figures.Add(reading.Mapped?.ObservationCount ?? 0, new KeyValuePair<string, object?>("stage", "read"));
        foreach (var group in reading.Findings.Groups.GroupBy(g => g.Severity))
            Telemetry.Findings.Add(group.Sum(g => g.Count), new KeyValuePair<string, object?>("severity", group.Key.ToString()));
        return !reading.IsBlocked;
    }

    /// <summary>
    /// An office speaks for its own country, and an office without a country only for itself: neither a file for another office's feed, nor
    /// a row about another country or under another office's name, becomes a figure. Files that no office sent belong to the office of the
    /// feed.
    /// </summary>
    private static void MustBeOfItsOffice(Submission submission, FileReading reading, TaxonomyCatalogue taxonomy)
    {
        if (reading.Mapping is not { Provider: var own })
            return;
        var isSent = submission.Office is not null and not Actor.ObservatoryOffice;
        if (!isSent)
            (submission.Owner, submission.Country) = (submission.Owner ?? own.Code, own.Country);
        var (office, country) = (isSent ? submission.Office! : own.Code, submission.Country);
        // Whoever maintains the mappings may fetch, for an organisation, what it has collected from others.
        if (isSent || own.Country is not null)
            foreach (
                var provider in (reading.Mapped?.Providers ?? [])
                    .Select(taxonomy.FindProvider)
                    .OfType<Provider>()
                    .Prepend(own)
                    .DistinctBy(p => p.Code)
            )
            {
                if (provider.Country is null ? country is null && provider.Code == office : provider.Country == country)
                    continue;
                reading.Findings.Add(
                    provider.Country is null
                        ? Finding.Blocking(FindingCodes.OfficeForeign, null, ("value", provider.Code), ("expected", office))
                        : Finding.Blocking(FindingCodes.CountryForeign, null, ("value", provider.Country), ("expected", country ?? office))
                );
            }
        if (own.Country is null || reading.Mapped is not { } mapped)
            return;
        foreach (
            var other in mapped
                .Areas.Select(a => CountryOf(a, mapped, taxonomy))
                .Where(c => c is not null && c != own.Country)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
        )
            reading.Findings.Add(Finding.Blocking(FindingCodes.CountryForeign, null, ("value", other!), ("expected", own.Country)));
    }

    /// <summary>
    /// Whether the same bytes are being processed, or are loaded, for the feed that this reading found: then that submission stays, and
    /// this one gets a finding. Until the transaction ends nobody else can send them for that feed.
    /// </summary>
    private static async Task<bool> SentForItsFeedAsync(
        ObservatoryContext db,
        Submission submission,
        FileReading reading,
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        CancellationToken cancellation
    )
    {
        if (reading is not { Mapping.Id: var feed, IsBlocked: false })
            return false;
        await SubmissionQueries.HoldBytes.RunAsync(connection, new { sha256 = submission.Sha256 }, cancellation, transaction);
        var (id, sha256, isSample, country, owner) = (
            submission.SubmissionId,
            submission.Sha256,
            submission.IsSample,
            submission.Country,
            submission.Owner
        );
        var other = await db
            .Submissions.AsNoTracking()
            .Where(s =>
                s.SubmissionId != id
                && s.Sha256 == sha256
                && s.AppliesTo == null
                && s.IsSample == isSample
                && s.Feed == feed
                && s.Country == country
                && (country != null || s.Owner == owner)
                && s.State != SubmissionState.Rejected
                && s.State != SubmissionState.Returned
                && s.State != SubmissionState.Withdrawn
                && s.State != SubmissionState.Failed
            )
            .OrderBy(s => s.Number)
            .FirstOrDefaultAsync(cancellation);
        if (other is null)
            return false;
        reading.Findings.Add(
            Finding.Blocking(
                FindingCodes.SentAlready,
                null,
                ("value", other.Number.ToString(CultureInfo.InvariantCulture)),
                ("mapping", feed)
            )
        );
        return true;
    }

    private static string? CountryOf(string area, MappedFile mapped, TaxonomyCatalogue taxonomy) =>
        (mapped.BroughtAreas.TryGetValue(area, out var brought) ? brought : taxonomy.FindArea(area))?.Country;

    /// <summary>Stages what was read, compares it with the current figures, and reports what a reviewer has to see.</summary>
    /// <returns>The newest load that it was compared with; null if there were no current figures to compare with.</returns>
    private async Task<int?> StageAsync(
        Submission submission,
        FileReading reading,
        LibraryState state,
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        ReadingProgress progress,
        CancellationToken cancellation
    )
    {
        var mapped = reading.Mapped!;
        var checks = new FigureChecks(mapped, state.Taxonomy);
        var numbers = await new Staging(sources, submission.Number).WriteAsync(
            connection,
            transaction,
            mapped,
            submission.Feed ?? reading.Mapping!.Id,
            checks,
            cancellation
        );
        checks.End();
        progress.Step = ReadingProgress.Comparing;
        if (reading.IsBlocked)
        {
            // Only the comparison of figures with each other shows it; none of them may be loaded.
            checks.Tell();
            await Staging.ClearAsync(connection, transaction, submission.Number, cancellation);
            return null;
        }
        var staged = new LoadInProgress(sources, connection, transaction, loadId: 0, submission.Number, cancellation);
        await staged.RunAsync(LoadQueries.ShowIncoming);
        await OtherFeeds.ShowAsync(connection, transaction, submission, submission.Feed ?? reading.Mapping!.Id, cancellation);
        var compared = await StoredComparison.KeepAsync(staged, mapped.ObservationCount);
        if (compared is not null && await OtherFeeds.FindAsync(staged) is { Count: > 0 } taken)
        {
            foreach (var finding in taken)
                mapped.Findings.Add(finding);
            checks.Tell();
            await staged.RunAsync(LoadQueries.ForgetViews);
            await Staging.ClearAsync(connection, transaction, submission.Number, cancellation);
            return null;
        }
        await StagedChecks.TellAsync(
            connection,
            transaction,
            submission.Number,
            mapped,
            compared is not null,
            state.Taxonomy,
            submission.PublicationDate ?? mapped.PublicationDate ?? submission.ReceivedAt.InUtc().Date,
            !string.IsNullOrWhiteSpace(submission.Comment),
            cancellation
        );
        await checks.HoldAsync(wanted => Counterparts.FindAsync(connection, transaction, wanted, numbers, cancellation));
        checks.Tell();
        await staged.RunAsync(LoadQueries.ForgetViews);
        return compared;
    }

    /// <summary>
    /// Reports that files have the same bytes as a sample. An office may use a file of its own as the sample of its feed, so only a person
    /// knows whether such figures are invented.
    /// </summary>
    private static void TellOfSamples(IEnumerable<SubmissionFileRow> files, FileReading reading, LibraryState state)
    {
        var samples = state
            .Feeds.Select(f => (f.Name, Sha256: SampleCheck.ShaOfSample(f.Files)))
            .ToLookup(s => s.Sha256, s => s.Name, StringComparer.Ordinal);
        foreach (var file in files.Where(f => samples[f.Sha256].Any()))
            reading.Findings.Add(
                Finding.Warning(FindingCodes.SampleSent, null, ("file", file.Name), ("mapping", string.Join(", ", samples[file.Sha256])))
            );
    }

    /// <summary>
    /// A version by its number, and by the beginning of its checksum if another has the same number because its author forgot to increment
    /// it.
    /// </summary>
    private static string VersionOf(int version, string checksum, int other) =>
        version.ToString(CultureInfo.InvariantCulture) + (version == other ? $" ({checksum[..Math.Min(8, checksum.Length)]})" : "");

    private static async Task DescribeAsync(
        Submission submission,
        FileReading reading,
        LibraryState state,
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        CancellationToken cancellation
    )
    {
        if (
            reading is { Mapping: { } read, IsBlocked: false }
            && await LoadQueries.NewestMapping.MaybeAsync(connection, new { feed = read.Id }, cancellation, transaction) is { } newest
            && newest.Checksum != read.Checksum
        )
            reading.Findings.Add(
                Finding.Warning(
                    FindingCodes.MappingChanged,
                    null,
                    ("mapping", read.Id),
                    ("expected", VersionOf(newest.Version, newest.Checksum, read.Version)),
                    ("actual", VersionOf(read.Version, read.Checksum, newest.Version))
                )
            );
        submission.FindingCounts = JsonSerializer.Serialize(
            reading.Findings.Counts.OrderBy(c => c.Key, StringComparer.Ordinal).ToDictionary(c => c.Key, c => c.Value)
        );
        submission.Blocking = reading.Findings.Groups.Where(g => g.Severity == Severity.Blocking).Sum(g => g.Count);
        submission.Warnings = reading.Findings.Groups.Where(g => g.Severity == Severity.Warning).Sum(g => g.Count);
        submission.Rules = state.Rules;
        if (reading.Mapped is { } mapped)
        {
            submission.Accounting = AccountingReport.Of(mapped).ToJson();
            submission.Observations = mapped.ObservationCount;
            submission.PublicationDate ??= mapped.PublicationDate;
        }
        if (reading.Mapping is not { } mapping)
            return;
        submission.Feed ??= mapping.Id;
        submission.ProviderId = await LoadQueries.ProviderNumber.MaybeAsync(
            connection,
            new { code = mapping.Provider.Code },
            cancellation,
            transaction
        );
        submission.TaxonomyVersionId = await LoadQueries.TaxonomyNumber.MaybeAsync(
            connection,
            new { checksum = state.Taxonomy.Version },
            cancellation,
            transaction
        ) ?? throw new Refusal(RefusalCodes.DatabaseBehind, ("value", "taxonomy"));
        var version = await LoadQueries.RegisterMapping.OneAsync(
            connection,
            new
            {
                mapping = mapping.Id,
                version = mapping.Version,
                checksum = mapping.Checksum,
            },
            cancellation,
            transaction
        );
        submission.MappingVersionId = version;
        foreach (
            var (name, bytes) in state
                .Find(mapping.Id)!
                .Files.Files.Where(f =>
                    f.Key == MappingReader.FileName
                    || f.Key.EndsWith(".csv", StringComparison.Ordinal)
                        && !f.Key.StartsWith("sample", StringComparison.Ordinal)
                        && f.Key is not (SampleCheck.ExpectedFile or AnswerLog.FileName)
                )
        )
            await LoadQueries.KeepMappingFile.RunAsync(
                connection,
                new
                {
                    mapping_version_id = version,
                    name,
                    content = bytes.ToArray(),
                },
                cancellation,
                transaction
            );
    }

    private async Task FinishAsync(
        ObservatoryContext db,
        Submission submission,
        int fence,
        FileReading reading,
        CancellationToken cancellation
    )
    {
        var now = clock.GetCurrentInstant();
        submission.State = reading.IsBlocked ? SubmissionState.Rejected : SubmissionState.Staged;
        submission.StateSince = now;
        submission.WorkedOnUntil = null;
        submission.Attempts = 0;
        submission.Deaths = 0;
        submission.Failure = null;
        if (submission.Fence != fence)
            throw new LostLeaseException();
        db.Events.Add(
            new SubmissionEvent
            {
                SubmissionId = submission.SubmissionId,
                At = now,
                State = submission.State,
                Actor = Actor.Worker.Name,
            }
        );
        var entry = db.Entry(submission);
        while (true)
        {
            try
            {
                await db.SaveChangesAsync(cancellation);
                return;
            }
            catch (DbUpdateConcurrencyException)
            {
                // The row has changed: either by our own heartbeat, or by a worker that took it from us. The fence shows which.
                var current = await entry.GetDatabaseValuesAsync(cancellation) ?? throw new LostLeaseException();
                if (current.GetValue<int>(nameof(Submission.Fence)) != fence)
                    throw new LostLeaseException();
                entry.OriginalValues[nameof(Submission.Version)] = current[nameof(Submission.Version)];
            }
        }
    }

    /// <summary>
    /// Stores the figures that warnings ask about, because the office's explanation is published with each of them. Blocking findings need
    /// a correction and not an explanation.
    /// </summary>
    private static async Task KeepAskedAboutAsync(
        Guid id,
        FileReading reading,
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        CancellationToken cancellation
    )
    {
        if (reading.IsBlocked)
            return;
        foreach (
            var some in reading
                .Findings.Groups.SelectMany((g, ordinal) => g.AskedAbout.Select(f => (Ordinal: ordinal, Figure: f)))
                .Chunk(FiguresAtOnce)
        )
            await SubmissionQueries.AddFindingFigures.RunAsync(
                connection,
                new
                {
                    submission_id = id,
                    ordinals = some.Select(s => s.Ordinal).ToArray(),
                    areas = some.Select(s => s.Figure.Area).ToArray(),
                    periods = some.Select(s => s.Figure.Period).ToArray(),
                },
                cancellation,
                transaction
            );
    }

    private static IEnumerable<StoredFinding> Kept(Guid id, FileReading reading, LibraryState state)
    {
        var ordinal = 0;
        foreach (
            var finding in reading
                .Findings.Kept.Select(f => state.Answers.Remind(f, reading.Mapping))
                .OrderByDescending(f => f.Severity)
                .ThenBy(f => f.Code, StringComparer.Ordinal)
        )
            yield return new StoredFinding
            {
                SubmissionId = id,
                Ordinal = ordinal++,
                Code = finding.Code,
                Severity = finding.Severity.ToString(),
                Sheet = finding.Where?.Sheet,
                RowNumber = finding.Where?.Row,
                ColumnNumber = finding.Where?.Column,
                Arguments = JsonSerializer.Serialize(finding.Arguments),
            };
    }
}
