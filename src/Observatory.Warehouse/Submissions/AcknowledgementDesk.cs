using System.Text.Json;
using NodaTime;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Access;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Submissions;

/// <summary>The statements about acknowledged warnings.</summary>
public static class AcknowledgementQueries
{
    public static readonly Query<int> Add = new("submissions/acknowledge");
    public static readonly Query<AcknowledgementRow> List = new("submissions/acknowledgements");
    public static readonly Query<long> Unacknowledged = new("submissions/unacknowledged");
}

/// <summary>What was said last of a cause of warnings.</summary>
public sealed record AcknowledgementRow
{
    /// <summary>Of the cause; see <see cref="KeptGroup.Ordinal"/>.</summary>
    public required int Ordinal { get; init; }
    public required Instant At { get; init; }
    public required string Actor { get; init; }

    /// <summary>Code of the office the speaker acts for; null for whoever runs the machine itself.</summary>
    public string? Office { get; init; }
    public required string Text { get; init; }
}

/// <summary>
/// Where somebody says that they have seen a warning, and what is behind it: of all findings of one cause at once. What nobody acknowledged
/// stays for the
/// reviewer to see and blocks nothing. Once the figures are loaded, what was said of an indicator goes with them.
/// </summary>
public sealed class AcknowledgementDesk(DataSources sources, SubmissionDesk submissions, IClock clock, AccessRules rules)
{
    /// <param name="code">Of the warnings.</param>
    /// <param name="cause">Arguments that their cause has to have, such as <c>indicator</c>; empty for every cause of the code.</param>
    /// <returns>How many causes were acknowledged.</returns>
    /// <exception cref="Refusal">
    /// SIGN_IN_NEEDED, NOT_ALLOWED; SUBMISSION_UNKNOWN, also where it is out of reach; PARAMETER_MISSING without a code; COMMENT_UNFIT;
    /// SUBMISSION_STATE where it
    /// does not wait for review; FINDING_UNKNOWN where it has no such warning.
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

    /// <summary>What was said of the causes of warnings, by their place among all causes.</summary>
    /// <exception cref="Refusal">SIGN_IN_NEEDED, NOT_ALLOWED; SUBMISSION_UNKNOWN, also where it is out of reach.</exception>
    public async Task<IReadOnlyDictionary<int, AcknowledgementRow>> OfAsync(Actor actor, Guid id, CancellationToken cancellation)
    {
        await submissions.FindAsync(actor, id, cancellation);
        await using var connection = await sources.OpenDeskAsync(actor, Permission.ReadSubmission, cancellation);
        return (await AcknowledgementQueries.List.ListAsync(connection, new { submission_id = id }, cancellation)).ToDictionary(a =>
            a.Ordinal
        );
    }

    /// <summary>How many causes of warnings nobody has acknowledged.</summary>
    /// <exception cref="Refusal">SIGN_IN_NEEDED, NOT_ALLOWED; SUBMISSION_UNKNOWN, also where it is out of reach.</exception>
    public async Task<long> UnacknowledgedAsync(Actor actor, Guid id, CancellationToken cancellation)
    {
        await submissions.FindAsync(actor, id, cancellation);
        await using var connection = await sources.OpenDeskAsync(actor, Permission.ReadSubmission, cancellation);
        return await AcknowledgementQueries.Unacknowledged.OneAsync(connection, new { submission_id = id }, cancellation);
    }
}
