using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Access;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Records;

namespace Observatory.Warehouse.Submissions;

/// <summary>The Observatory's confirmation of what it received and what happened to it, to print or archive.</summary>
/// <param name="Accounting">Cells read and what became of each; null if the files were not read to their end.</param>
/// <param name="Findings">All findings, stored individually or not.</param>
/// <param name="Proof">Null if it was received before audit entries existed.</param>
public sealed record SubmissionReceipt(
    Submission Submission,
    IReadOnlyList<ReceiptFileRow> Files,
    RulesRow Rules,
    AccountingReport? Accounting,
    int Findings,
    ReceivingRow? Proof
);

/// <summary>Issues receipts.</summary>
public sealed class ReceiptDesk(DataSources sources, SubmissionDesk submissions, FindingsDesk findings, AccessRules rules)
{
    /// <exception cref="Refusal">SIGN_IN_NEEDED, NOT_ALLOWED; SUBMISSION_UNKNOWN, also if the caller may not see it.</exception>
    public async Task<SubmissionReceipt> IssueAsync(Actor actor, Guid id, CancellationToken cancellation)
    {
        rules.Demand(actor, Permission.ReadSubmission);
        var submission = await submissions.FindAsync(actor, id, cancellation);
        var total = (await findings.CountAsync(actor, id, cancellation)).Total;
        IReadOnlyList<ReceiptFileRow> files;
        RulesRow readBy;
        await using (var connection = await sources.OpenDeskAsync(actor, Permission.ReadSubmission, cancellation))
        {
            files = await ReceiptQueries.Files.ListAsync(connection, new { submission_id = id }, cancellation);
            readBy = await ReceiptQueries.Rules.OneAsync(connection, new { submission_id = id }, cancellation);
        }

        // The caller may see the submission; its audit entry may have been written before its country was known, so read it without that
        // limit.
        await using var auditor = await sources.Auditor.OpenConnectionAsync(cancellation);
        var proof = await ReceiptQueries.Receiving.MaybeAsync(auditor, new { subject = id.ToString() }, cancellation);
        return new SubmissionReceipt(submission, files, readBy, AccountingReport.FromJson(submission.Accounting), total, proof);
    }
}
