using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;
using NodaTime;
using Npgsql;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Faults;
using Observatory.Warehouse.Records;
using Observatory.Warehouse.Watching;

namespace Observatory.Warehouse.Submissions;

/// <summary>This worker was taken for dead and another has the submission: nothing it did may be written.</summary>
public sealed class LostLeaseException() : Exception("Another worker has taken this submission.");

/// <summary>
/// Handles a worker's failure to do a step of a submission: the submission waits longer each time, and finally needs an operator.
/// </summary>
internal static class Setback
{
    // How long work waits after a failure of a disk or the database, the first time and every further time.
    private static readonly Duration OutageBegins = Duration.FromSeconds(10);
    private static readonly Duration OutageLasts = Duration.FromSeconds(30);

    private static readonly TimeSpan[] Pauses = [.. new[] { 1, 2, 4, 8, 15, 15, 15, 0 }.Select(s => TimeSpan.FromSeconds(s))];

    /// <summary>
    /// The files are read again, and a person has to approve again, because the approved figures were lost in a crash of the database
    /// server, or may no longer be loaded.
    /// </summary>
    /// <param name="from">The current state of the submission.</param>
    /// <param name="why">The reason for its history.</param>
    /// <returns>False if its state has changed meanwhile.</returns>
    public static async Task<bool> ReadAgainAsync(
        DataSources sources,
        IClock clock,
        Guid id,
        int fence,
        SubmissionState from,
        CancellationToken cancellation,
        string why = EventDetails.StagingLost
    )
    {
        await using var db = ObservatoryContext.Open(sources);
        var now = clock.GetCurrentInstant();
        var moved = await db
            .Submissions.Where(s => s.SubmissionId == id && s.Fence == fence && s.State == from)
            .ExecuteUpdateAsync(
                u =>
                    u.SetProperty(s => s.State, SubmissionState.Received)
                        .SetProperty(s => s.StateSince, now)
                        .SetProperty(s => s.WorkedOnUntil, (Instant?)null)
                        // It is due at this moment, so a worker is woken for it.
                        .SetProperty(s => s.RetryAt, now)
                        .SetProperty(s => s.ReviewedBy, (string?)null)
                        .SetProperty(s => s.Attempts, 0),
                cancellation
            );
        if (moved == 0)
            return false;
        db.Events.Add(
            new SubmissionEvent
            {
                SubmissionId = id,
                At = now,
                State = SubmissionState.Received,
                Actor = Actor.Worker.Name,
                Detail = why,
            }
        );
        await db.SaveChangesAsync(cancellation);
        return true;
    }

    /// <summary>The submission has killed one worker after the other: it fails with a finding, until an operator retries it.</summary>
    public static async Task GiveUpAsync(DataSources sources, IClock clock, Guid id, int fence, int deaths, CancellationToken cancellation)
    {
        await using var db = ObservatoryContext.Open(sources);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var submission = await db.Submissions.SingleOrDefaultAsync(s => s.SubmissionId == id && s.Fence == fence, cancellation);
        if (submission is null)
            return;
        var (connection, own) = ((NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction)transaction.GetDbTransaction());
        var count = deaths.ToString(CultureInfo.InvariantCulture);
        var finding = Finding.Blocking(FindingCodes.WorkerEnded, null, ("count", count));
        var text = StoredFailure.Of(new Refusal(FindingCodes.WorkerEnded, ("count", count)));
        var now = clock.GetCurrentInstant();
        await SubmissionQueries.AddFinding.RunAsync(
            connection,
            new
            {
                submission_id = id,
                code = finding.Code,
                severity = finding.Severity.ToString(),
                sheet = (string?)null,
                row = (int?)null,
                column = (int?)null,
                arguments = JsonSerializer.Serialize(finding.Arguments),
                cause = JsonSerializer.Serialize(CauseTally.CauseOf(finding)),
            },
            cancellation,
            own
        );
        var counts = submission.FindingCounts is null
            ? []
            : JsonSerializer.Deserialize<SortedDictionary<string, int>>(submission.FindingCounts)!;
        counts[finding.Code] = 1;
        (submission.FindingCounts, submission.Blocking) = (JsonSerializer.Serialize(counts), submission.Blocking + 1);
        (submission.State, submission.StateSince, submission.WorkedOnUntil, submission.RetryAt, submission.Failure) = (
            SubmissionState.Failed,
            now,
            null,
            null,
            text
        );
        db.Events.Add(
            new SubmissionEvent
            {
                SubmissionId = id,
                At = now,
                State = SubmissionState.Failed,
                Actor = Actor.Worker.Name,
                Detail = text,
            }
        );
        // Clear first: a worker that hangs may still lock the staged figures, and every audit entry waits for the one before.
        await Staging.ClearAsync(connection, own, submission.Number, cancellation);
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>
    /// A person has to approve again: since the approval a newer version was loaded, and the older one would overwrite it.
    /// </summary>
    public static async Task AskAgainAsync(DataSources sources, IClock clock, Guid id, int fence, CancellationToken cancellation)
    {
        await using var db = ObservatoryContext.Open(sources);
        var now = clock.GetCurrentInstant();
        var moved = await db
            .Submissions.Where(s => s.SubmissionId == id && s.Fence == fence)
            .ExecuteUpdateAsync(
                u =>
                    u.SetProperty(s => s.State, SubmissionState.Staged)
                        .SetProperty(s => s.StateSince, now)
                        .SetProperty(s => s.WorkedOnUntil, (Instant?)null)
                        .SetProperty(s => s.ReviewedBy, (string?)null)
                        .SetProperty(s => s.Attempts, 0)
                        .SetProperty(s => s.Failure, (string?)null),
                cancellation
            );
        if (moved == 0)
            return;
        db.Events.Add(
            new SubmissionEvent
            {
                SubmissionId = id,
                At = now,
                State = SubmissionState.Staged,
                Actor = Actor.Worker.Name,
                Detail = EventDetails.NewerLoaded,
            }
        );
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>
    /// Records that a step failed. If the database itself is the obstacle, this is tried for a minute; after that the lease expires, and
    /// the next worker continues.
    /// </summary>
    /// <param name="place">
    /// The folder of the worker's own files, for the log, because the error of a full disk does not always name it.
    /// </param>
    public static async Task RecordAsync(
        DataSources sources,
        IClock clock,
        Guid id,
        int fence,
        SubmissionState back,
        int maxAttempts,
        Exception fault,
        ILogger log,
        string? place = null
    )
    {
        if (Outage.Of(fault) is { } outage)
            log.WorkStopped(fault, id, outage.Code, FreeSpace.Say(new[] { outage.Place, place }.OfType<string>()));
        foreach (var pause in Pauses)
        {
            try
            {
                await RecordAsync(sources, clock, id, fence, back, maxAttempts, fault);
                return;
            }
            catch (Exception again) when (Outage.Of(again) is not null)
            {
                await Task.Delay(pause);
            }
        }
    }

    private static async Task RecordAsync(
        DataSources sources,
        IClock clock,
        Guid id,
        int fence,
        SubmissionState back,
        int maxAttempts,
        Exception fault
    )
    {
        await using var db = ObservatoryContext.Open(sources);
        var submission = await db.Submissions.AsNoTracking().SingleOrDefaultAsync(s => s.SubmissionId == id && s.Fence == fence);
        if (submission is null || fault is LostLeaseException)
            return;
        var now = clock.GetCurrentInstant();
        var cancelled = fault is OperationCanceledException;
        var outage = Outage.Of(fault);
        // Stopping a worker or a full disk is not an attempt at the file, so no attempt is used up.
        var isTrial = !cancelled && outage is null;
        var state = isTrial && submission.Attempts >= maxAttempts ? SubmissionState.Failed : back;
        var text = cancelled ? null : StoredFailure.Of(outage?.ToRefusal() ?? fault);
        Instant? retry = cancelled
            ? null
            : now
                + (
                    isTrial ? Duration.FromSeconds(Math.Min(3600, 5 * Math.Pow(4, submission.Attempts - 1)))
                    : submission.Failure == text ? OutageLasts
                    : OutageBegins
                );
        var attempts = Math.Max(0, submission.Attempts - (isTrial ? 0 : 1));
        await using var transaction = await db.Database.BeginTransactionAsync();
        var moved = await db
            .Submissions.Where(s => s.SubmissionId == id && s.Fence == fence)
            .ExecuteUpdateAsync(u =>
                u.SetProperty(s => s.State, state)
                    .SetProperty(s => s.StateSince, now)
                    .SetProperty(s => s.WorkedOnUntil, (Instant?)null)
                    .SetProperty(s => s.RetryAt, retry)
                    .SetProperty(s => s.Failure, text)
                    .SetProperty(s => s.Attempts, attempts)
            );
        if (moved == 0)
            return;
        db.Events.Add(
            new SubmissionEvent
            {
                SubmissionId = id,
                At = now,
                State = state,
                Actor = Actor.Worker.Name,
                Detail = text,
            }
        );
        await db.SaveChangesAsync();
        // Nobody continues with it, so its staged figures are of no use.
        if (state == SubmissionState.Failed)
            await Staging.ClearAsync(
                (NpgsqlConnection)db.Database.GetDbConnection(),
                (NpgsqlTransaction)transaction.GetDbTransaction(),
                submission.Number,
                CancellationToken.None
            );
        await transaction.CommitAsync();
    }
}
