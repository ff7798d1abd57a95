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

namespace Observatory.Warehouse.Submissions;

/// <summary>Where a person agrees to a submission or sends it back, and where its sender takes it back.</summary>
public sealed class ReviewDesk(DataSources sources, IClock clock, AccessRules rules)
{
    /// <exception cref="Refusal">
    /// SIGN_IN_NEEDED, NOT_ALLOWED; SUBMISSION_UNKNOWN, also where it is out of reach; OWN_SUBMISSION where one sent it oneself, or with
    /// a key that the same person answers for; COUNTRY_FOREIGN where its figures are of an office that one's own does not speak for;
    /// SUBMISSION_STATE where
    /// it does not wait for review; NEWER_LOADED where a submission that was received later, of the same day of publication, is loaded and
    /// speaks of the same.
    /// </exception>
    /// <param name="despite">The number of that submission, to say that the older one shall hold; null where nobody says so.</param>
    public Task ApproveAsync(Guid id, Actor actor, string? reason, CancellationToken cancellation, int? despite = null) =>
        MoveAsync(id, Permission.Review, SubmissionState.Approved, actor, reason, cancellation, despite);

    /// <param name="reason">What the office is asked to do; required.</param>
    /// <exception cref="Refusal">SIGN_IN_NEEDED, NOT_ALLOWED; SUBMISSION_UNKNOWN; SUBMISSION_STATE where it does not wait for review;
    /// PARAMETER_MISSING without a reason.</exception>
    public Task ReturnAsync(Guid id, Actor actor, string reason, CancellationToken cancellation) =>
        MoveAsync(id, Permission.Review, SubmissionState.Returned, actor, reason, cancellation);

    /// <summary>The office takes back what it has sent, while nobody has agreed to it.</summary>
    /// <exception cref="Refusal">SIGN_IN_NEEDED, NOT_ALLOWED; SUBMISSION_UNKNOWN; SUBMISSION_STATE where it is agreed to already, or has
    /// ended; PARAMETER_MISSING without a reason.</exception>
    public Task WithdrawAsync(Guid id, Actor actor, string reason, CancellationToken cancellation) =>
        MoveAsync(id, Permission.Submit, SubmissionState.Withdrawn, actor, reason, cancellation);

    /// <summary>Whoever runs the machine has what failed tried again: read anew, and a person has to agree to it anew.</summary>
    /// <exception cref="Refusal">SUBMISSION_UNKNOWN; SUBMISSION_STATE where it has not failed; SENT_AGAIN where the same files were sent
    /// again since, and are on their way or loaded.</exception>
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
        // A worker that has it has lost it.
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
            // What is sent back is never loaded: its figures go, its findings stay. First, because a move is an act, and every act waits
            // for the one before.
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
    /// Four eyes: who agrees is another than who sent it, and neither answers for the other's key; and only an office that speaks for every
    /// provider agrees to
    /// their figures. Whoever runs the machine itself may do both; the audit says that they did.
    /// </summary>
    private async Task DemandAnotherAsync(ObservatoryContext db, Submission submission, Actor actor, CancellationToken cancellation)
    {
        if (actor.Roles.Contains(Role.Operator))
            return;
        await db.Database.OpenConnectionAsync(cancellation);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        if (await AccessQueries.AnswersForBoth.OneAsync(connection, new { one = submission.ReceivedBy, other = actor.Name }, cancellation))
            throw new Refusal(RefusalCodes.OwnSubmission, ("value", Number(submission)));
        // A submission that waits has been read: its provider is known.
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
    /// Of two versions the one that was received later holds. Where their days of publication differ, the load orders them itself; where
    /// they do not, agreeing
    /// to the older one afterwards would take the newer one back, and has to be said.
    /// </summary>
    /// <returns>The newer one that the older takes back because somebody says so; null where there is none.</returns>
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
