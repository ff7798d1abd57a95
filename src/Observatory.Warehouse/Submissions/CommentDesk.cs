using NodaTime;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Access;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Submissions;

/// <summary>Something that a person wrote about a submission.</summary>
/// <param name="Number">The number of a comment; null for a text given with a change of state.</param>
/// <param name="Kind"><c>sent</c>, <c>comment</c>, <c>approved</c>, <c>returned</c> or <c>withdrawn</c>.</param>
/// <param name="Office">Code of the office of the writer; null if unknown, and for the operator.</param>
/// <param name="Text">As written, so whoever shows it has to escape it.</param>
public sealed record Said(long? Number, string Kind, Instant At, string By, string? Office, string Text);

/// <summary>The conversation of office and reviewers about a submission. Nothing in it can be changed or deleted.</summary>
public sealed class CommentDesk(DataSources sources, SubmissionDesk submissions, IClock clock, AccessRules rules)
{
    private static readonly Dictionary<SubmissionState, string> Moves = new()
    {
        [SubmissionState.Approved] = "approved",
        [SubmissionState.Returned] = "returned",
        [SubmissionState.Withdrawn] = "withdrawn",
    };

    /// <exception cref="Refusal">
    /// SIGN_IN_NEEDED, NOT_ALLOWED; SUBMISSION_UNKNOWN, also if the caller may not see it; COMMENT_UNFIT.
    /// </exception>
    public async Task<Said> AddAsync(Actor actor, Guid id, string? text, CancellationToken cancellation)
    {
        rules.Demand(actor, Permission.Comment);
        var submission = await submissions.FindAsync(actor, id, cancellation);
        rules.Demand(actor, Permission.Comment, submission.Country, submission.Owner);
        var plain = CommentText.Of(text);
        var at = clock.GetCurrentInstant();
        await using var connection = await sources.OpenDeskAsync(actor, Permission.Comment, cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var number = await CommentQueries.Add.OneAsync(
            connection,
            new
            {
                submission_id = id,
                at,
                actor = actor.Name,
                office = actor.Office,
                text = plain,
            },
            cancellation,
            transaction
        );
        await Audit.NoteAsync(
            connection,
            transaction,
            actor,
            "submission.comment",
            id.ToString(),
            new
            {
                number = submission.Number,
                comment = number,
                sha256 = CommentText.Sha256(plain),
            },
            cancellation,
            submission.Country
        );
        await transaction.CommitAsync(cancellation);
        return new Said(number, "comment", at, actor.Name, actor.Office, plain);
    }

    /// <summary>All texts in order: given with the sending, in comments, and as the reason of a change of state.</summary>
    /// <exception cref="Refusal">SIGN_IN_NEEDED, NOT_ALLOWED; SUBMISSION_UNKNOWN, also if the caller may not see it.</exception>
    public async Task<IReadOnlyList<Said>> ThreadAsync(Actor actor, Guid id, CancellationToken cancellation)
    {
        var submission = await submissions.FindAsync(actor, id, cancellation);
        var said = new List<Said>();
        if (!string.IsNullOrWhiteSpace(submission.Comment))
            said.Add(new Said(null, "sent", submission.ReceivedAt, submission.ReceivedBy, submission.Office, submission.Comment));
        foreach (var move in await submissions.EventsAsync(actor, id, cancellation))
            if (Moves.TryGetValue(move.State, out var kind) && move.Actor != Actor.Worker.Name && !string.IsNullOrWhiteSpace(move.Detail))
                said.Add(new Said(null, kind, move.At, move.Actor, null, move.Detail));
        await using (var connection = await sources.OpenDeskAsync(actor, Permission.ReadSubmission, cancellation))
            said.AddRange(
                (await CommentQueries.List.ListAsync(connection, new { submission_id = id }, cancellation)).Select(c => new Said(
                    c.SubmissionCommentId,
                    "comment",
                    c.At,
                    c.Actor,
                    c.Office,
                    c.Text
                ))
            );
        return [.. said.OrderBy(s => s.At).ThenBy(s => s.Number ?? 0)];
    }
}
