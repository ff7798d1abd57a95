using System.Text.Json;
using NodaTime;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Access;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Records;

namespace Observatory.Warehouse.Submissions;

/// <summary>The statements about acknowledged warnings.</summary>
public static class AcknowledgementQueries
{
    public static readonly Query<int> Add = new("submissions/acknowledge");
    public static readonly Query<AcknowledgementRow> List = new("submissions/acknowledgements");
    public static readonly Query<long> Unacknowledged = new("submissions/unacknowledged");
}

/// <summary>The latest acknowledgement of a cause of warnings.</summary>
public sealed record AcknowledgementRow
{
    /// <summary>The number of the cause; see <see cref="StoredGroup.Ordinal"/>.</summary>
    public required int Ordinal { get; init; }
    public required Instant At { get; init; }
    public required string Actor { get; init; }

    /// <summary>Code of the office of the person who acknowledged; null for the operator.</summary>
    public string? Office { get; init; }
    public required string Text { get; init; }
}

/// <summary>
/// Records that a person has seen a warning, with their explanation, for all findings of one cause at once. Warnings that nobody
/// acknowledged stay visible to the reviewer and block nothing. Once the figures are loaded, the explanations of an indicator are published
/// with them.
/// </summary>
public sealed class AcknowledgementDesk(DataSources sources, SubmissionDesk submissions, IClock clock, AccessRules rules)
{
    /// <param name="code">The code of the warnings.</param>
    /// <param name="cause">Arguments that the cause must have, such as <c>indicator</c>; empty for every cause of the code.</param>
    /// <returns>How many causes were acknowledged.</returns>
    /// <exception cref="Refusal">
    /// SIGN_IN_NEEDED, NOT_ALLOWED; SUBMISSION_UNKNOWN, also if the caller may not see it; PARAMETER_MISSING without a code; COMMENT_UNFIT;
    /// SUBMISSION_STATE if it does not wait for review; FINDING_UNKNOWN if it has no such warning.
    /// </exception>
    public async Task<int> AcknowledgeAsync(
        Actor actor,
        Guid id,
        string? code,
        IReadOnlyDictionary<string, string>? cause,
        string? text,
        CancellationToken cancellation
    )
    {
        rules.Demand(actor, Permission.Comment);
        var submission = await submissions.FindAsync(actor, id, cancellation);
        rules.Demand(actor, Permission.Comment, submission.Country, submission.Owner);
        if (string.IsNullOrWhiteSpace(code))
            throw new Refusal(RefusalCodes.ParameterMissing, ("value", "code"));
        var plain = CommentText.Of(text);
        if (submission.State != SubmissionState.Staged)
            throw new Refusal(
                RefusalCodes.SubmissionState,
                ("value", submission.Number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                ("actual", submission.State.ToString()),
                ("expected", nameof(SubmissionState.Staged))
            );
        await using var connection = await sources.OpenDeskAsync(actor, Permission.Comment, cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var causes = await AcknowledgementQueries.Add.ListAsync(
            connection,
            new
            {
                submission_id = id,
                code,
                cause = JsonSerializer.Serialize(cause ?? new Dictionary<string, string>()),
                at = clock.GetCurrentInstant(),
                actor = actor.Name,
                office = actor.Office,
                text = plain,
            },
            cancellation,
            transaction
        );
        if (causes.Count == 0)
            throw new Refusal(
                RefusalCodes.FindingUnknown,
                ("code", code),
                ("value", string.Join(", ", (cause ?? new Dictionary<string, string>()).Select(c => $"{c.Key}={c.Value}")))
            );
        await Audit.NoteAsync(
            connection,
            transaction,
            actor,
            "submission.acknowledge",
            id.ToString(),
            new
            {
                number = submission.Number,
                code,
                causes,
                sha256 = CommentText.Sha256(plain),
            },
            cancellation,
            submission.Country
        );
        await transaction.CommitAsync(cancellation);
        return causes.Count;
    }

    /// <summary>The acknowledgements of the causes of warnings, by the cause's number.</summary>
    /// <exception cref="Refusal">SIGN_IN_NEEDED, NOT_ALLOWED; SUBMISSION_UNKNOWN, also if the caller may not see it.</exception>
    public async Task<IReadOnlyDictionary<int, AcknowledgementRow>> OfAsync(Actor actor, Guid id, CancellationToken cancellation)
    {
        await submissions.FindAsync(actor, id, cancellation);
        await using var connection = await sources.OpenDeskAsync(actor, Permission.ReadSubmission, cancellation);
        return (await AcknowledgementQueries.List.ListAsync(connection, new { submission_id = id }, cancellation)).ToDictionary(a =>
            a.Ordinal
        );
    }

    /// <summary>How many causes of warnings nobody has acknowledged.</summary>
    /// <exception cref="Refusal">SIGN_IN_NEEDED, NOT_ALLOWED; SUBMISSION_UNKNOWN, also if the caller may not see it.</exception>
    public async Task<long> UnacknowledgedAsync(Actor actor, Guid id, CancellationToken cancellation)
    {
        await submissions.FindAsync(actor, id, cancellation);
        await using var connection = await sources.OpenDeskAsync(actor, Permission.ReadSubmission, cancellation);
        return await AcknowledgementQueries.Unacknowledged.OneAsync(connection, new { submission_id = id }, cancellation);
    }
}
