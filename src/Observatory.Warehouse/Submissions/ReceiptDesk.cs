using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Access;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Submissions;

/// <summary>What the Observatory says it has received and what became of it, to print or file.</summary>
/// <param name="Accounting">Cells read and where each of them is; null where the files were not read to their end.</param>
/// <param name="Findings">All findings, kept one by one or not.</param>
/// <param name="Proof">Null where it was received before acts were written down.</param>
public sealed record SubmissionReceipt(
    Submission Submission,
    IReadOnlyList<ReceiptFileRow> Files,
    RulesRow Rules,
    AccountingReport? Accounting,
    int Findings,
    ReceivingRow? Proof
);

/// <summary>Gives receipts.</summary>
public sealed class ReceiptDesk(DataSources sources, SubmissionDesk submissions, FindingsDesk findings, AccessRules rules)
{
    /// <exception cref="Refusal">SIGN_IN_NEEDED, NOT_ALLOWED; SUBMISSION_UNKNOWN, also where it is out of reach.</exception>
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

        // The submission is within reach; the act of receiving it may have been written down before its country was known.
        await using var auditor = await sources.Auditor.OpenConnectionAsync(cancellation);
        var proof = await ReceiptQueries.Receiving.MaybeAsync(auditor, new { subject = id.ToString() }, cancellation);
        return new SubmissionReceipt(submission, files, readBy, AccountingReport.FromJson(submission.Accounting), total, proof);
    }
}
