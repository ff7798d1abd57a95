using System.Globalization;
using System.Text.Json;
using Observatory.App.Composition;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Submissions;

namespace Observatory.App.Verbs;

/// <summary>A submission as shown to people and to programs.</summary>
public static class SubmissionReport
{
    private const int FindingsShown = 500;

    public static async Task WriteAsync(VerbContext context, Platform platform, Submission submission, bool isNew)
    {
        var texts = context.Texts;
        await context.Out.WriteLineAsync(texts.Say(
            isNew ? "submission.line" : "submission.known",
            ("number", submission.Number.ToString(CultureInfo.InvariantCulture)), ("file", submission.FileName), ("feed", submission.Feed ?? "-"), ("state", texts[$"state.{submission.State}"])));
        var findings = await FindingsAsync(platform, Actor.Operator, submission.SubmissionId, context.CancellationToken);
        await Report.WriteFindingsAsync(context.Out, texts, findings, Counts(submission));
        if (AccountingReport.FromJson(submission.Accounting) is { } accounting)
            await Report.WriteAccountingAsync(context.Out, texts, accounting);
        if (KeptFailure.In(texts.Language, submission.Failure) is { } failure)
            await context.Out.WriteLineAsync($"    {failure}");
        if (submission.State == SubmissionState.Staged)
            await context.Out.WriteLineAsync(texts.Say("submission.next", ("number", submission.Number.ToString(CultureInfo.InvariantCulture))));
    }

    public static async Task<object> JsonAsync(Language language, Platform platform, Actor actor, Submission submission, bool? isNew, CancellationToken cancellation)
    {
        var findings = await FindingsAsync(platform, actor, submission.SubmissionId, cancellation);
        var files = await platform.Submissions.FilesAsync(actor, submission.SubmissionId, cancellation);
        var names = files.Select(f => f.Name).ToList();
        return new
        {
            id = submission.SubmissionId,
            number = submission.Number,
            feed = submission.Feed,
            fileName = submission.FileName,
            sha256 = submission.Sha256,
            files = files.Select(Json),
            state = submission.State.ToString(),
            stateSince = submission.StateSince.ToString(),
            isNew,
            receivedAt = submission.ReceivedAt.ToString(),
            receivedBy = submission.ReceivedBy,
            publicationDate = submission.PublicationDate?.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture),
            comment = submission.Comment,
            reviewedBy = submission.ReviewedBy,
            reviewReason = submission.ReviewReason,
            blocking = submission.Blocking,
            warnings = submission.Warnings,
            observations = submission.Observations,
            load = submission.LoadId,
            failure = KeptFailure.In(language, submission.Failure),
            accounting = AccountingReport.FromJson(submission.Accounting),
            findingCounts = Counts(submission),
            findings = findings.Select(f => Report.Json(f, language, names)),
        };
    }

    /// <summary>One file of a submission. <c>keptSha256</c> is null where it is kept as it was sent.</summary>
    public static object Json(SubmissionFileRow file) => new { name = file.Name, sha256 = file.Sha256, keptSha256 = file.IsRedacted ? file.StoredSha256 : null };

    public static async Task<IReadOnlyList<Finding>> FindingsAsync(Platform platform, Actor actor, Guid id, CancellationToken cancellation, int skip = 0, int take = FindingsShown) =>
        [.. (await platform.Submissions.FindingsAsync(actor, id, skip, take, cancellation)).Select(f => f.ToFinding())];

    private static Dictionary<string, int> Counts(Submission submission) =>
        submission.FindingCounts is null ? [] : JsonSerializer.Deserialize<Dictionary<string, int>>(submission.FindingCounts)!;
}
