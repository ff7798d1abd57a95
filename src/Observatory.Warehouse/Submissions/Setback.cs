using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using NodaTime;
using Npgsql;
using Observatory.Core.Access;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Submissions;

/// <summary>This worker was taken for dead and another has the submission: nothing it did may be written.</summary>
public sealed class LostLeaseException() : Exception("Another worker has taken this submission.");

/// <summary>What happens to a submission when a worker could not do its step: it waits longer each time, and at last asks for an operator.</summary>
internal static class Setback
{
    /// <summary>The files are read once more, and a person has to agree once more: what was agreed to has gone with a breakdown of the database server.</summary>
    public static async Task ReadAgainAsync(DataSources sources, IClock clock, Guid id, int fence, CancellationToken cancellation)
    {
        var db = ObservatoryContext.Open(sources);
        await using (db.ConfigureAwait(false))
        {
            var now = clock.GetCurrentInstant();
            var moved = await db.Submissions.Where(s => s.SubmissionId == id && s.Fence == fence)
                .ExecuteUpdateAsync(
                    u => u.SetProperty(s => s.State, SubmissionState.Received).SetProperty(s => s.StateSince, now).SetProperty(s => s.WorkedOnUntil, (Instant?)null)
                        .SetProperty(s => s.ReviewedBy, (string?)null).SetProperty(s => s.Attempts, 0),
                    cancellation).ConfigureAwait(false);
            if (moved == 0)
                return;
            db.Events.Add(new SubmissionEvent { SubmissionId = id, At = now, State = SubmissionState.Received, Actor = Actor.Worker.Name, Detail = EventDetails.StagingLost });
            await db.SaveChangesAsync(cancellation).ConfigureAwait(false);
        }
    }

    public static async Task RecordAsync(DataSources sources, IClock clock, Guid id, int fence, SubmissionState back, int maxAttempts, Exception fault)
    {
        var db = ObservatoryContext.Open(sources);
        await using (db.ConfigureAwait(false))
        {
            var submission = await db.Submissions.AsNoTracking().SingleOrDefaultAsync(s => s.SubmissionId == id && s.Fence == fence).ConfigureAwait(false);
            if (submission is null || fault is LostLeaseException)
                return;
            var now = clock.GetCurrentInstant();
            var cancelled = fault is OperationCanceledException;
            var state = submission.Attempts >= maxAttempts && !cancelled ? SubmissionState.Failed : back;
            Instant? retry = cancelled ? null : now + Duration.FromSeconds(Math.Min(3600, 5 * Math.Pow(4, submission.Attempts - 1)));
            var text = cancelled ? null : KeptFailure.Of(fault);
            var transaction = await db.Database.BeginTransactionAsync().ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var moved = await db.Submissions.Where(s => s.SubmissionId == id && s.Fence == fence)
                    .ExecuteUpdateAsync(u => u.SetProperty(s => s.State, state).SetProperty(s => s.StateSince, now).SetProperty(s => s.WorkedOnUntil, (Instant?)null)
                        .SetProperty(s => s.RetryAt, retry).SetProperty(s => s.Failure, text)).ConfigureAwait(false);
                if (moved == 0)
                    return;
                db.Events.Add(new SubmissionEvent { SubmissionId = id, At = now, State = state, Actor = Actor.Worker.Name, Detail = text });
                await db.SaveChangesAsync().ConfigureAwait(false);
                // Nobody takes it up again: what was staged of it is of no more use.
                if (state == SubmissionState.Failed)
                    await Staging.ClearAsync(
                        (NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction)transaction.GetDbTransaction(), submission.Number, CancellationToken.None).ConfigureAwait(false);
                await transaction.CommitAsync().ConfigureAwait(false);
            }
        }
    }
}
