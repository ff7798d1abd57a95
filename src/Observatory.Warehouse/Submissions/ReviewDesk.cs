using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using NodaTime;
using Npgsql;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Access;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Records;

namespace Observatory.Warehouse.Submissions;

/// <summary>A person approves or returns a submission here, and its sender withdraws it.</summary>
public sealed class ReviewDesk(DataSources sources, IClock clock, AccessRules rules)
{
    /// <exception cref="Refusal">
    /// SIGN_IN_NEEDED, NOT_ALLOWED; SUBMISSION_UNKNOWN, also if the caller may not see it; OWN_SUBMISSION if the caller sent it, or sent it
    /// with a key that the same person is accountable for; COUNTRY_FOREIGN if the caller's office may not approve figures of its office;
    /// SUBMISSION_STATE if it does not wait for review; NEWER_LOADED if a submission that was received later, with the same publication
    /// date and figures, is loaded.
    /// </exception>
    /// <param name="despite">The number of that newer submission, to decide that the older one applies; null for no decision.</param>
    public Task ApproveAsync(Guid id, Actor actor, string? reason, CancellationToken cancellation, int? despite = null) =>
        MoveAsync(id, Permission.Review, SubmissionState.Approved, actor, reason, cancellation, despite);

    /// <param name="reason">What the office should do; required.</param>
    /// <exception cref="Refusal">
    /// SIGN_IN_NEEDED, NOT_ALLOWED; SUBMISSION_UNKNOWN; SUBMISSION_STATE if it does not wait for review; PARAMETER_MISSING without a
    /// reason.
    /// </exception>
    public Task ReturnAsync(Guid id, Actor actor, string reason, CancellationToken cancellation) =>
        MoveAsync(id, Permission.Review, SubmissionState.Returned, actor, reason, cancellation);

    /// <summary>The office withdraws its submission, as long as nobody has approved it.</summary>
    /// <exception cref="Refusal">
    /// SIGN_IN_NEEDED, NOT_ALLOWED; SUBMISSION_UNKNOWN; SUBMISSION_STATE if it is already approved, or has ended; PARAMETER_MISSING without
    /// a reason.
    /// </exception>
    public Task WithdrawAsync(Guid id, Actor actor, string reason, CancellationToken cancellation) =>
        MoveAsync(id, Permission.Submit, SubmissionState.Withdrawn, actor, reason, cancellation);

    /// <summary>The operator retries a failed submission: it is read again, and a person has to approve it again.</summary>
    /// <exception cref="Refusal">
    /// SUBMISSION_UNKNOWN; SUBMISSION_STATE if it has not failed; SENT_AGAIN if the same files were sent again since, and are being
    /// processed or loaded.
    /// </exception>
    public async Task RetryAsync(Guid id, CancellationToken cancellation)
    {
        await using var db = ObservatoryContext.Open(sources);
        var submission = await db.Submissions.SingleOrDefaultAsync(s => s.SubmissionId == id, cancellation)
            ?? throw new Refusal(RefusalCodes.SubmissionUnknown, ("value", id.ToString()));
        if (submission.State != SubmissionState.Failed)
            throw new Refusal(
                RefusalCodes.SubmissionState,
                ("value", Number(submission)),
                ("actual", submission.State.ToString()),
                ("expected", nameof(SubmissionState.Received))
            );
        var now = clock.GetCurrentInstant();
        submission.State = SubmissionState.Received;
        submission.StateSince = now;
        submission.ReviewedBy = null;
        submission.Attempts = 0;
        submission.Deaths = 0;
        submission.Fence++;
        submission.RetryAt = null;
        submission.Failure = null;
        db.Events.Add(
            new SubmissionEvent
            {
                SubmissionId = id,
                At = now,
                State = SubmissionState.Received,
                Actor = Actor.Operator.Name,
                Detail = EventDetails.TriedAgain,
            }
        );
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateConcurrencyException)
        {
            throw new Refusal(
                RefusalCodes.SubmissionState,
                ("value", Number(submission)),
                ("actual", ""),
                ("expected", nameof(SubmissionState.Received))
            );
        }
        catch (DbUpdateException fault) when (fault.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            var again = await db
                .Submissions.AsNoTracking()
                .Where(s => s.Sha256 == submission.Sha256 && s.Number > submission.Number)
                .OrderByDescending(s => s.Number)
                .FirstOrDefaultAsync(cancellation);
            throw new Refusal(RefusalCodes.SentAgain, ("value", Number(submission)), ("actual", again is null ? "" : Number(again)));
        }
    }

    private async Task MoveAsync(
        Guid id,
        Permission permission,
        SubmissionState to,
        Actor actor,
        string? reason,
        CancellationToken cancellation,
        int? despite = null
    )
    {
        rules.Demand(actor, permission);
        reason = string.IsNullOrWhiteSpace(reason) ? null : CommentText.Of(reason);
        await using var db = await ObservatoryContext.OpenDeskAsync(sources, actor, permission, cancellation);
        var submission = await db.Submissions.SingleOrDefaultAsync(s => s.SubmissionId == id, cancellation);
        if (submission is null || !rules.Shows(actor, permission, submission.Country, submission.Owner))
            throw new Refusal(RefusalCodes.SubmissionUnknown, ("value", id.ToString()));
        if (to != SubmissionState.Approved && string.IsNullOrWhiteSpace(reason))
            throw new Refusal(RefusalCodes.ParameterMissing, ("value", "reason"));
        if (to == SubmissionState.Approved && rules.Asks)
            await DemandAnotherAsync(db, submission, actor, cancellation);
        if (!SubmissionStates.CanMove(submission.State, to))
            throw new Refusal(
                RefusalCodes.SubmissionState,
                ("value", Number(submission)),
                ("actual", submission.State.ToString()),
                ("expected", to.ToString())
            );
        var newer = to == SubmissionState.Approved ? await NewerAsync(submission, despite, cancellation) : null;
        var now = clock.GetCurrentInstant();
        submission.State = to;
        submission.StateSince = now;
        submission.ReviewedBy = actor.Name;
        submission.ReviewReason = reason;
        if (to == SubmissionState.Approved)
            submission.Despite = newer;
        submission.Attempts = 0;
        // A worker that still has the submission loses it here.
        submission.Fence++;
        db.Events.Add(
            new SubmissionEvent
            {
                SubmissionId = id,
                At = now,
                State = to,
                Actor = actor.Name,
                Detail = reason,
            }
        );
        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
            // A returned submission is never loaded: its staged figures are deleted, its findings stay. Delete first, because a change of
            // state writes an audit entry, and every entry waits for the one before.
            if (SubmissionStates.IsEnd(to))
                await Staging.ClearAsync(
                    (NpgsqlConnection)db.Database.GetDbConnection(),
                    (NpgsqlTransaction)transaction.GetDbTransaction(),
                    submission.Number,
                    cancellation
                );
            if (newer is not null)
                await Audit.NoteAsync(
                    db.Database.GetDbConnection(),
                    transaction.GetDbTransaction(),
                    actor,
                    "submission.despite",
                    id.ToString(),
                    new { number = submission.Number, despite = newer.Value },
                    cancellation,
                    submission.Country
                );
            await db.SaveChangesAsync(cancellation);
            await transaction.CommitAsync(cancellation);
        }
        catch (DbUpdateConcurrencyException)
        {
            throw new Refusal(RefusalCodes.SubmissionState, ("value", Number(submission)), ("actual", ""), ("expected", to.ToString()));
        }
    }

    /// <summary>
    /// Four-eyes rule: whoever approves is not the person who sent it, and neither is accountable for the other's key; and an office
    /// approves only figures of providers that it may speak for. The operator may do both; the audit records it.
    /// </summary>
    private async Task DemandAnotherAsync(ObservatoryContext db, Submission submission, Actor actor, CancellationToken cancellation)
    {
        if (actor.Roles.Contains(Role.Operator))
            return;
        await db.Database.OpenConnectionAsync(cancellation);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        if (await AccessQueries.AnswersForBoth.OneAsync(connection, new { one = submission.ReceivedBy, other = actor.Name }, cancellation))
            throw new Refusal(RefusalCodes.OwnSubmission, ("value", Number(submission)));
        // A waiting submission has been read, so its provider is known.
        if (SubmissionStates.CanMove(submission.State, SubmissionState.Approved))
        {
            var offices = await AccessQueries.OfficesSpokenFor.ListAsync(
                connection,
                new { provider_id = (int?)submission.ProviderId, submission_number = submission.Number },
                cancellation
            );
            foreach (var office in offices.DefaultIfEmpty())
                rules.Demand(actor, Permission.Review, office?.Country, office?.Code);
        }
    }

    /// <summary>
    /// Of two versions the one that was received later applies. If their publication dates differ, the load orders them itself; if they do
    /// not, approving the older one afterwards would overwrite the newer one, and has to be declared.
    /// </summary>
    /// <returns>The newer one that the older overwrites on request; null if there is none.</returns>
    private async Task<int?> NewerAsync(Submission submission, int? despite, CancellationToken cancellation)
    {
        await using var connection = await sources.Writer.OpenConnectionAsync(cancellation);
        var newer = await ChangePreviewQueries.NewerLoaded.MaybeAsync(
            connection,
            new { submission_number = submission.Number },
            cancellation
        );
        return newer is null || newer == despite
            ? newer
            : throw new Refusal(
                RefusalCodes.NewerLoaded,
                ("value", Number(submission)),
                ("actual", newer.Value.ToString(CultureInfo.InvariantCulture))
            );
    }

    private static string Number(Submission submission) => submission.Number.ToString(CultureInfo.InvariantCulture);
}
