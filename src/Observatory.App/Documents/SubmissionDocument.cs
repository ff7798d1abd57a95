using System.Globalization;
using System.Text.Json;
using Observatory.App.Composition;
using Observatory.App.Languages;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Files;
using Observatory.Warehouse.Loading;
using Observatory.Warehouse.Records;
using Observatory.Warehouse.Submissions;

namespace Observatory.App.Documents;

/// <summary>A submission as a document for programs, the same for commands and addresses.</summary>
public static class SubmissionDocument
{
    private const int FindingsShown = 500;

    /// <summary>One or two sentences about who must do what with a submission next.</summary>
    public static string Next(Texts texts, Submission submission) =>
        texts.Say($"next.{submission.State}", ("number", Number(submission.Number)));

    /// <summary>The same, and how to read the files again if the mapping was corrected after the submission was loaded.</summary>
    public static async Task<string> NextAsync(
        Texts texts,
        Platform platform,
        Actor actor,
        Submission submission,
        CancellationToken cancellation
    ) =>
        await platform.Submissions.IsCorrectedSinceAsync(actor, submission, cancellation)
            ? texts.Say("submission.corrected", ("feed", submission.Feed!))
            : Next(texts, submission);

    /// <summary>The latest earlier submission of the same bytes, which led to nothing; null if there was none.</summary>
    public static object? JsonOfBefore(Submission? before) =>
        before is null
            ? null
            : new
            {
                number = before.Number,
                state = before.State.ToString(),
                stateSince = before.StateSince.ToString(),
            };

    /// <param name="ahead">The changes that it would make; null if it does not wait for review, or they were not requested.</param>
    public static async Task<object> JsonAsync(
        Language language,
        Platform platform,
        Actor actor,
        Submission submission,
        bool? isNew,
        CancellationToken cancellation,
        ChangesAhead? ahead = null
    )
    {
        var findings = await FindingsAsync(platform, actor, submission.SubmissionId, cancellation);
        var files = await platform.Submissions.FilesAsync(actor, submission.SubmissionId, cancellation);
        var names = files.Select(f => f.Name).ToList();
        var unacknowledged = await platform.Acknowledgements.UnacknowledgedAsync(actor, submission.SubmissionId, cancellation);
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
            waitsFor = Ages.WaitsFor(submission, unacknowledged),
            waitingSeconds = Ages.SecondsOf(submission, platform.Clock.GetCurrentInstant()),
            next = await NextAsync(Texts.In(language), platform, actor, submission, cancellation),
            isNew,
            receivedAt = submission.ReceivedAt.ToString(),
            receivedBy = submission.ReceivedBy,
            appliesTo = submission.AppliesTo,
            publicationDate = submission.PublicationDate?.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture),
            comment = submission.Comment,
            reviewedBy = submission.ReviewedBy,
            reviewReason = submission.ReviewReason,
            blocking = submission.Blocking,
            warnings = submission.Warnings,
            unacknowledged,
            observations = submission.Observations,
            load = submission.LoadId,
            failure = StoredFailure.In(language, submission.Failure),
            accounting = AccountingReport.FromJson(submission.Accounting),
            findingCounts = Counts(submission),
            findings = findings.Select(f => FindingDocument.Json(f, language, platform.Library.Current().Taxonomy, names)),
            changes = ahead is null
                ? null
                : new
                {
                    isLost = ahead.IsLost,
                    isOutdated = ahead.IsOutdated,
                    mayBeLate = ahead.MayBeLate,
                    totals = Json(ahead.Totals),
                    alsoWaiting = ahead.AlsoWaiting?.Select(Json),
                },
        };
    }

    /// <summary>The number of figures by the change that a load made or would make to them; null if unknown.</summary>
    public static object? Json(LoadTotals? totals) =>
        totals is null
            ? null
            : new
            {
                added = totals.Added,
                revised = totals.Revised,
                unchanged = totals.Unchanged,
                withdrawn = totals.Withdrawn,
                late = totals.Late,
            };

    /// <summary>Another waiting submission with the same figures.</summary>
    public static object Json(AlsoWaiting other) =>
        new
        {
            number = other.Number,
            cells = other.Cells,
            differing = other.Differing,
            receivedAt = other.ReceivedAt.ToString(),
            isNewer = other.IsNewer,
            against = other.Against is null
                ? null
                : new
                {
                    added = other.Against.Added,
                    changed = other.Against.Changed,
                    gone = other.Against.Gone,
                },
        };

    /// <summary>A text about a submission; <c>id</c> is null for a text given with a change of state.</summary>
    public static object Json(Said said) =>
        new
        {
            id = said.Number,
            kind = said.Kind,
            at = said.At.ToString(),
            by = said.By,
            office = said.Office,
            text = said.Text,
        };

    /// <summary>One file of a submission. <c>keptSha256</c> is null if it is stored as it was sent.</summary>
    public static object Json(SubmissionFileRow file) =>
        new
        {
            name = file.Name,
            sha256 = file.Sha256,
            keptSha256 = file.IsRedacted ? file.StoredSha256 : null,
        };

    public static async Task<IReadOnlyList<Finding>> FindingsAsync(
        Platform platform,
        Actor actor,
        Guid id,
        CancellationToken cancellation,
        int skip = 0,
        int take = FindingsShown
    ) => [.. (await platform.Submissions.FindingsAsync(actor, id, skip, take, cancellation)).Select(f => f.ToFinding())];

    /// <summary>The number of findings of each code; empty before the files are read.</summary>
    public static Dictionary<string, int> Counts(Submission submission) =>
        submission.FindingCounts is null ? [] : JsonSerializer.Deserialize<Dictionary<string, int>>(submission.FindingCounts)!;

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
