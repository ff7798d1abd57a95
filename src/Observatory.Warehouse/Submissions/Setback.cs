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

namespace Observatory.Warehouse.Submissions;

/// <summary>This worker was taken for dead and another has the submission: nothing it did may be written.</summary>
public sealed class LostLeaseException() : Exception("Another worker has taken this submission.");

/// <summary>
/// What happens to a submission when a worker could not do its step: it waits longer each time, and at last asks for an operator.
/// </summary>
internal static class Setback
{
    // How long work waits for a disk or a database that was found wanting, the first time and every further time.
    private static readonly Duration OutageBegins = Duration.FromSeconds(10);
    private static readonly Duration OutageLasts = Duration.FromSeconds(30);

    private static readonly TimeSpan[] Pauses = [.. new[] { 1, 2, 4, 8, 15, 15, 15, 0 }.Select(s => TimeSpan.FromSeconds(s))];

    /// <summary>
    /// The files are read once more, and a person has to agree once more: what was agreed to has gone with a breakdown of the database
    /// server, or may no longer be loaded.
    /// </summary>
    /// <param name="from">In what state it is.</param>
    /// <param name="why">What its history says of it.</param>
    /// <returns>False where it has moved in between.</returns>
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
                        // Due at this moment: a worker is woken for it.
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

    /// <summary>
    /// The submission has ended its workers, one after the other: it is given up with a finding, until an operator has it tried again.
    /// </summary>
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
        var text = KeptFailure.Of(new Refusal(FindingCodes.WorkerEnded, ("count", count)));
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
        // First: a worker that hangs may still hold the staged figures, and every act waits for the one before.
        await Staging.ClearAsync(connection, own, submission.Number, cancellation);
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>
    /// A person has to agree once more: since it was agreed to, a newer version was loaded, and the older one would take it back.
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
    /// Notes that a step did not succeed. Where the database itself stands in the way, that is tried for a minute; after it the lease ends
    /// by itself, and the
    /// next worker goes on.
    /// </summary>
    /// <param name="place">Where the worker keeps its own files, for the log: a disk that is full does not always say which.</param>
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
        // Neither a worker that is stopped nor a disk that is full is a trial of the file: nothing is used up.
        var isTrial = !cancelled && outage is null;
        var state = isTrial && submission.Attempts >= maxAttempts ? SubmissionState.Failed : back;
        var text = cancelled ? null : KeptFailure.Of(outage?.ToRefusal() ?? fault);
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
        // Nobody takes it up again: what was staged of it is of no more use.
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
