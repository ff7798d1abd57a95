using System.Net;
using Cronos;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using NodaTime;
using Npgsql;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Mappings;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Faults;
using Observatory.Warehouse.Records;
using Observatory.Warehouse.Submissions;
using Observatory.Warehouse.Taxonomy;
using Observatory.Warehouse.Watching;

namespace Observatory.Warehouse.Feeds;

/// <summary>The current state of a scheduled source.</summary>
/// <param name="Broken">The findings on its folder; empty if there are none.</param>
public sealed record FeedStatus(FeedFolder Folder, FeedState? State, IReadOnlyList<Finding> Broken);

/// <summary>The result of one run of a feed.</summary>
/// <param name="Receipts">New submissions and known ones.</param>
public sealed record FeedRun(string Feed, IReadOnlyList<Receipt> Receipts)
{
    public IEnumerable<Submission> New => Receipts.Where(r => r.IsNew).Select(r => r.Submission);
}

/// <summary>
/// Fetches scheduled sources. The due date of a source is in its own row, so no run is missed or doubled, whatever the job store does. A
/// source that fails is tried again, later each time, and its state says so.
/// </summary>
/// <param name="inbox">The folder to which relative watched folders belong.</param>
public sealed class FeedDesk(
    DataSources sources,
    MappingLibrary library,
    SubmissionDesk desk,
    IClock clock,
    string inbox,
    IClock machine,
    ILogger<FeedDesk> log
)
{
    private static readonly Duration Lease = Duration.FromMinutes(15);
    private static readonly Duration LongestBackOff = Duration.FromHours(24);

    public string Inbox { get; } = inbox;

    public async Task<IReadOnlyList<FeedStatus>> ListAsync(CancellationToken cancellation)
    {
        var state = library.Current();
        await using var db = ObservatoryContext.Open(sources);
        var rows = await db.Feeds.AsNoTracking().ToDictionaryAsync(f => f.Feed, cancellation);
        return
        [
            .. state.Feeds.Select(f => new FeedStatus(
                f,
                rows.GetValueOrDefault(f.Name)
                    ?? (f.Schedule is null ? null : new FeedState { Feed = f.Name, NextDue = Next(f.Schedule, clock.GetCurrentInstant()) }),
                f.Findings
            )),
        ];
    }

    /// <summary>Names of the feeds that are due now. A feed that is new gets its first due date.</summary>
    public async Task<IReadOnlyList<string>> DueAsync(CancellationToken cancellation)
    {
        var now = clock.GetCurrentInstant();
        var due = new List<string>();
        await using (var db = ObservatoryContext.Open(sources))
        {
            var rows = await db.Feeds.ToDictionaryAsync(f => f.Feed, cancellation);
            foreach (var feed in library.Current().Feeds.Where(f => f is { Schedule: not null, Mapping: not null }))
            {
                if (!rows.TryGetValue(feed.Name, out var row))
                    db.Feeds.Add(new FeedState { Feed = feed.Name, NextDue = Next(feed.Schedule!, now) });
                else if (row.NextDue <= now && (row.LeasedUntil is null || row.LeasedUntil < now))
                    due.Add(feed.Name);
            }
            try
            {
                await db.SaveChangesAsync(cancellation);
            }
            catch (DbUpdateException)
            {
                // Another process recorded the same new feed at the same moment; its date is equally good.
            }
        }
        return due;
    }

    /// <summary>Makes feeds due at once, without changing their schedule.</summary>
    public async Task MakeDueAsync(IReadOnlyList<string> feeds, CancellationToken cancellation)
    {
        await DueAsync(cancellation);
        await using var db = ObservatoryContext.Open(sources);
        var now = clock.GetCurrentInstant();
        await db.Feeds.Where(f => feeds.Contains(f.Feed)).ExecuteUpdateAsync(u => u.SetProperty(f => f.NextDue, now), cancellation);
    }

    /// <summary>Fetches one feed now, due or not. A failure is recorded in the feed's row, and thrown.</summary>
    /// <exception cref="Refusal">FEED_UNKNOWN, FEED_UNSCHEDULED, BUSY if another worker runs it, FEED_SOURCE_UNREACHABLE.</exception>
    public async Task<FeedRun> RunAsync(string name, CancellationToken cancellation)
    {
        var feeds = library.Current();
        var feed = feeds.Find(name)
            ?? throw new Refusal(
                RefusalCodes.FeedUnknown,
                ("value", name),
                ("nearest", NearestWord.To(name, feeds.Feeds.Select(f => f.Name)) ?? "")
            );
        if (feed.Schedule is not { } schedule || feed.Mapping is null)
            throw new Refusal(RefusalCodes.FeedUnscheduled, ("value", name));
        var row = await TakeAsync(name, cancellation) ?? throw new Refusal(RefusalCodes.Busy, ("value", name));
        try
        {
            var receipts = schedule.Folder is { } folder
                ? await FromFolderAsync(name, feed.Mapping, folder, schedule.Files, cancellation)
                : await FromAddressAsync(name, schedule.Address!, row, cancellation);
            await FinishAsync(name, schedule, row, receipts, null);
            return new FeedRun(name, receipts);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            // A full disk of ours is not a failure of the source.
            var text =
                Outage.Of(fault) is { } outage ? outage.Code
                : fault is Refusal refusal ? $"{refusal.Code} {string.Join(" ", refusal.Arguments.Values)}"
                : $"{fault.GetType().Name}: {fault.Message}";
            await FinishAsync(name, schedule, row, [], text);
            log.FeedFailed(name, text);
            throw;
        }
    }

    private static Instant? Next(FeedSchedule schedule, Instant after)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(schedule.TimeZone);
        return CronExpression.Parse(schedule.Cron).GetNextOccurrence(after.ToDateTimeUtc(), zone) is { } next
            ? Instant.FromDateTimeUtc(next)
            : null;
    }

    private async Task<FeedState?> TakeAsync(string name, CancellationToken cancellation)
    {
        await using var db = ObservatoryContext.Open(sources);
        var now = clock.GetCurrentInstant();
        var until = now + Lease;
        if (!await db.Feeds.AnyAsync(f => f.Feed == name, cancellation))
        {
            db.Feeds.Add(new FeedState { Feed = name });
            try
            {
                await db.SaveChangesAsync(cancellation);
            }
            catch (DbUpdateException fault)
                when (fault.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
            {
                // Another worker recorded the new feed at the same moment; the code below decides which of them takes it.
            }
        }
        var taken = await db
            .Feeds.Where(f => f.Feed == name && (f.LeasedUntil == null || f.LeasedUntil < now))
            .ExecuteUpdateAsync(u => u.SetProperty(f => f.LeasedUntil, until).SetProperty(f => f.LastStartedAt, now), cancellation);
        return taken == 0 ? null : await db.Feeds.AsNoTracking().SingleAsync(f => f.Feed == name, cancellation);
    }

    private async Task FinishAsync(string name, FeedSchedule schedule, FeedState row, IReadOnlyList<Receipt> receipts, string? failure)
    {
        var now = clock.GetCurrentInstant();
        var failures = failure is null ? 0 : row.Failures + 1;
        var next = Next(schedule, now);
        if (failure is not null)
        {
            var wait = Duration.FromMinutes(Math.Pow(2, Math.Min(failures, 12)));
            var again = now + Duration.Min(wait, LongestBackOff);
            next = next is { } planned && planned < again ? planned : again;
        }
        var result =
            failure is not null ? "Failed"
            : receipts.Any(r => r.IsNew) ? "Received"
            : "NothingNew";
        var last = receipts.LastOrDefault(r => r.IsNew)?.Submission.SubmissionId ?? row.LastSubmissionId;
        await using var db = ObservatoryContext.Open(sources);
        await db
            .Feeds.Where(f => f.Feed == name)
            .ExecuteUpdateAsync(u =>
                u.SetProperty(f => f.NextDue, next)
                    .SetProperty(f => f.LastFinishedAt, now)
                    .SetProperty(f => f.LastResult, result)
                    .SetProperty(f => f.LastFailure, failure)
                    .SetProperty(f => f.LastSubmissionId, last)
                    .SetProperty(f => f.Failures, failures)
                    .SetProperty(f => f.Etag, row.Etag)
                    .SetProperty(f => f.LastModified, row.LastModified)
                    .SetProperty(f => f.LeasedUntil, (Instant?)null)
            );
    }

    /// <summary>
    /// Submits every file that matches, oldest first, each as a submission; all as one if the mapping joins several files. The files stay
    /// in the folder: files that were sent before are recognised by their bytes.
    /// </summary>
    private async Task<IReadOnlyList<Receipt>> FromFolderAsync(
        string feed,
        Mapping mapping,
        string folder,
        string files,
        CancellationToken cancellation
    )
    {
        var path = Path.GetFullPath(folder, Inbox);
        if (!Directory.Exists(path))
            return [];
        var there = new DirectoryInfo(path)
            .EnumerateFiles(files)
            .Where(f => f.Name[0] != '.' && !f.Name.EndsWith(".part", StringComparison.OrdinalIgnoreCase))
            .OrderBy(f => f.LastWriteTimeUtc)
            .ThenBy(f => f.Name, StringComparer.Ordinal)
            .ToList();
        // Skip a file that is still being written, because half of it would be missing.
        var whole = there
            .Where(f => Instant.FromDateTimeUtc(f.LastWriteTimeUtc) <= machine.GetCurrentInstant() - Duration.FromSeconds(2))
            .ToList();
        if (!mapping.JoinsFiles)
        {
            var receipts = new List<Receipt>();
            Refusal? refused = null;
            foreach (var file in whole)
            {
                try
                {
                    receipts.Add(await SendAsync(feed, [file], cancellation));
                }
                catch (Refusal refusal)
                {
                    // A refused file does not stop those after it; the run fails nevertheless, and reports it.
                    refused ??= refusal;
                }
            }
            return refused is null ? receipts : throw refused;
        }
        return whole.Count == there.Count && whole.Count > 0 ? [await SendAsync(feed, whole, cancellation)] : [];
    }

    private async Task<Receipt> SendAsync(string feed, IReadOnlyList<FileInfo> files, CancellationToken cancellation)
    {
        var opened = new List<DeliveredFile>();
        try
        {
            foreach (var file in files)
                opened.Add(new DeliveredFile(file.Name, file.OpenRead()));
            var isSample = await SampleList.HasAsync(files, cancellation);
            return await desk.ReceiveAsync(
                new Delivery
                {
                    Files = opened,
                    Feed = feed,
                    Through = "schedule",
                    IsSample = isSample,
                },
                Actor.Schedule,
                cancellation
            );
        }
        finally
        {
            foreach (var file in opened)
                await file.Content.DisposeAsync();
        }
    }

    private async Task<IReadOnlyList<Receipt>> FromAddressAsync(string feed, Uri address, FeedState row, CancellationToken cancellation)
    {
        using var client = FeedClient.Create();
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (row.Etag is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", row.Etag);
        if (row.LastModified is not null)
            request.Headers.TryAddWithoutValidation("If-Modified-Since", row.LastModified);
        HttpResponseMessage response;
        try
        {
            response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (HttpRequestException fault)
        {
            throw new Refusal(RefusalCodes.FeedSourceUnreachable, ("value", address.ToString()), ("actual", fault.Message));
        }
        using (response)
        {
            if (response.StatusCode == HttpStatusCode.NotModified)
                return [];
            if (!response.IsSuccessStatusCode)
                throw new Refusal(
                    RefusalCodes.FeedSourceUnreachable,
                    ("value", address.ToString()),
                    ("actual", $"HTTP {(int)response.StatusCode}")
                );
            await using var content = await response.Content.ReadAsStreamAsync(cancellation);
            var name = response.Content.Headers.ContentDisposition?.FileNameStar
                ?? response.Content.Headers.ContentDisposition?.FileName?.Trim('"')
                ?? Uri.UnescapeDataString(address.Segments[^1]);
            var receipt = await desk.ReceiveAsync(
                new Delivery
                {
                    Files = [new DeliveredFile(name, content)],
                    Feed = feed,
                    Through = "schedule",
                },
                Actor.Schedule,
                cancellation
            );
            row.Etag = response.Headers.ETag?.ToString();
            row.LastModified = response.Content.Headers.TryGetValues("Last-Modified", out var modified) ? modified.FirstOrDefault() : null;
            return [receipt];
        }
    }
}
