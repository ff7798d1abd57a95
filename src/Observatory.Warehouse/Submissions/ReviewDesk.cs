using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using NodaTime;
using Npgsql;
using Observatory.Core.Checking;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Submissions;

/// <summary>Where a person agrees to a submission, or sends it back.</summary>
public sealed class ReviewDesk(DataSources sources, IClock clock)
{
    /// <exception cref="Refusal">SUBMISSION_UNKNOWN; SUBMISSION_STATE where it does not wait for review.</exception>
    public Task ApproveAsync(Guid id, Actor actor, string? reason, CancellationToken cancellation) =>
        MoveAsync(id, SubmissionState.Approved, actor, reason, cancellation);

    /// <param name="reason">What the office is asked to do; required.</param>
    /// <exception cref="Refusal">SUBMISSION_UNKNOWN; SUBMISSION_STATE where it does not wait for review; PARAMETER_MISSING without a reason.</exception>
    public Task ReturnAsync(Guid id, Actor actor, string reason, CancellationToken cancellation) =>
        string.IsNullOrWhiteSpace(reason)
            ? throw new Refusal(RefusalCodes.ParameterMissing, ("value", "reason"))
            : MoveAsync(id, SubmissionState.Returned, actor, reason, cancellation);

    private async Task MoveAsync(Guid id, SubmissionState to, Actor actor, string? reason, CancellationToken cancellation)
    {
        var db = ObservatoryContext.Open(sources);
        await using (db.ConfigureAwait(false))
        {
            var submission = await db.Submissions.SingleOrDefaultAsync(s => s.SubmissionId == id, cancellation).ConfigureAwait(false)
                ?? throw new Refusal(RefusalCodes.SubmissionUnknown, ("value", id.ToString()));
            if (!SubmissionStates.CanMove(submission.State, to))
                throw new Refusal(RefusalCodes.SubmissionState, ("value", submission.Number.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("actual", submission.State.ToString()), ("expected", to.ToString()));
            var now = clock.GetCurrentInstant();
            submission.State = to;
            submission.StateSince = now;
            submission.ReviewedBy = actor.Name;
            submission.ReviewReason = reason;
            submission.Attempts = 0;
            db.Events.Add(new SubmissionEvent { SubmissionId = id, At = now, State = to, Actor = actor.Name, Detail = reason });
            try
            {
                var transaction = await db.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    await db.SaveChangesAsync(cancellation).ConfigureAwait(false);
                    // What is sent back is never loaded: its figures go, its findings stay.
                    if (SubmissionStates.IsEnd(to))
                        await Staging.ClearAsync((NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction)transaction.GetDbTransaction(), submission.Number, cancellation).ConfigureAwait(false);
                    await transaction.CommitAsync(cancellation).ConfigureAwait(false);
                }
            }
            catch (DbUpdateConcurrencyException)
            {
                throw new Refusal(RefusalCodes.SubmissionState, ("value", submission.Number.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("actual", ""), ("expected", to.ToString()));
            }
        }
    }
}
