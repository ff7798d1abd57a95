using System.Globalization;
using System.Text.Json;
using Observatory.App.Composition;
using Observatory.App.Languages;
using Observatory.App.Responses;
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
    public static EarlierSubmission? JsonOfBefore(Submission? before) =>
        before is null
            ? null
            : new EarlierSubmission
            {
                Number = before.Number,
                State = before.State.ToString(),
                StateSince = before.StateSince.ToString(),
            };

    /// <param name="ahead">The changes that it would make; null if it does not wait for review, or they were not requested.</param>
    public static async Task<SubmissionResponse> JsonAsync(
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
        return new SubmissionResponse
        {
            Id = submission.SubmissionId,
            Number = submission.Number,
            Feed = submission.Feed,
            FileName = submission.FileName,
            Sha256 = submission.Sha256,
            Files = files.Select(Json),
            State = submission.State.ToString(),
            StateSince = submission.StateSince.ToString(),
            WaitsFor = Ages.WaitsFor(submission, unacknowledged),
            WaitingSeconds = Ages.SecondsOf(submission, platform.Clock.GetCurrentInstant()),
            Next = await NextAsync(Texts.In(language), platform, actor, submission, cancellation),
            IsNew = isNew,
            ReceivedAt = submission.ReceivedAt.ToString(),
            ReceivedBy = submission.ReceivedBy,
            AppliesTo = submission.AppliesTo,
            PublicationDate = submission.PublicationDate?.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture),
            Comment = submission.Comment,
            ReviewedBy = submission.ReviewedBy,
            ReviewReason = submission.ReviewReason,
            Blocking = submission.Blocking,
            Warnings = submission.Warnings,
            Unacknowledged = unacknowledged,
            Observations = submission.Observations,
            Load = submission.LoadId,
            Failure = StoredFailure.In(language, submission.Failure),
            Accounting = AccountingReport.FromJson(submission.Accounting),
            FindingCounts = Counts(submission),
            Findings = findings.Select(f => FindingDocument.Json(f, language, platform.Library.Current().Taxonomy, names)),
            Changes = ahead is null
                ? null
                : new ChangesAheadResponse
                {
                    IsLost = ahead.IsLost,
                    IsOutdated = ahead.IsOutdated,
                    MayBeLate = ahead.MayBeLate,
                    Totals = Json(ahead.Totals),
                    AlsoWaiting = ahead.AlsoWaiting?.Select(Json),
                },
        };
    }

    /// <summary>The number of figures by the change that a load made or would make to them; null if unknown.</summary>
    public static ChangeTotals? Json(LoadTotals? totals) =>
        totals is null
            ? null
            : new ChangeTotals
            {
                Added = totals.Added,
                Revised = totals.Revised,
                Unchanged = totals.Unchanged,
                Withdrawn = totals.Withdrawn,
                Late = totals.Late,
            };

    /// <summary>Another waiting submission with the same figures.</summary>
    public static AlsoWaitingResponse Json(AlsoWaiting other) =>
        new AlsoWaitingResponse
        {
            Number = other.Number,
            Cells = other.Cells,
            Differing = other.Differing,
            ReceivedAt = other.ReceivedAt.ToString(),
            IsNewer = other.IsNewer,
            Against = other.Against is null
                ? null
                : new DifferenceResponse
                {
                    Added = other.Against.Added,
                    Changed = other.Against.Changed,
                    Gone = other.Against.Gone,
                },
        };

    /// <summary>A text about a submission; <c>id</c> is null for a text given with a change of state.</summary>
    public static CommentResponse Json(Said said) =>
        new CommentResponse
        {
            Id = said.Number,
            Kind = said.Kind,
            At = said.At.ToString(),
            By = said.By,
            Office = said.Office,
            Text = said.Text,
        };

    /// <summary>One file of a submission. <c>keptSha256</c> is null if it is stored as it was sent.</summary>
    public static SubmittedFile Json(SubmissionFileRow file) =>
        new SubmittedFile
        {
            Name = file.Name,
            Sha256 = file.Sha256,
            KeptSha256 = file.IsRedacted ? file.StoredSha256 : null,
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
