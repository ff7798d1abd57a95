using Observatory.App.Access;
using Observatory.App.Asking;
using Observatory.App.Composition;
using Observatory.App.Documents;
using Observatory.App.Http;
using Observatory.App.Jobs;
using Observatory.App.Languages;
using Observatory.App.Limits;
using Observatory.App.Responses;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Records;
using Observatory.Warehouse.Submissions;

namespace Observatory.App.Api;

/// <summary>
/// Endpoints to send files, follow submissions and review them. A submission out of the caller's reach is reported as unknown.
/// </summary>
internal static class SubmissionEndpoints
{
    public static void Map(IEndpointRouteBuilder v1)
    {
        v1.MapPost("/submissions", ReceiveAsync)
            .Needs(Permission.Submit)
            .CountsAsUpload()
            .WithName("submit")
            .Answers(typeof(Listed<ReceivedResponse>), StatusCodes.Status202Accepted)
            .WithTags("Submissions")
            .DisableAntiforgery()
            .WithSummary(
                "Hands in files as one submission (multipart: file one or more, feed, publicationDate, comment); the same bytes "
                    + "again answer with the first submission"
            );
        v1.MapGet("/submissions", ListAsync)
            .Needs(Permission.ReadSubmission)
            .WithName("submissions")
            .Answers(typeof(Listed<SubmissionSummary, PageMeta>))
            .WithTags("Submissions")
            .WithSummary("Submissions that the caller may see, the newest first")
            .Takes(
                new QueryParameter("state", "Only those in a state"),
                new QueryParameter("waiting", "true: only those that wait for somebody or for a worker, the longest wait first"),
                new QueryParameter("limit", "Submissions of a page"),
                new QueryParameter("cursor", "nextCursor of the page before")
            );
        v1.MapGet("/submissions/{id}", ShowAsync)
            .Needs(Permission.ReadSubmission)
            .WithName("submission")
            .Answers(typeof(SubmissionResponse))
            .WithTags("Submissions")
            .WithSummary("State, balance of cells and findings of a submission")
            .Takes();
        v1.MapGet("/submissions/{id}/changes", ChangesAsync)
            .Needs(Permission.ReadSubmission)
            .WithName("changes")
            .Answers(typeof(Listed<ChangeResponse, ChangesMeta>))
            .WithTags("Submissions")
            .WithSummary(
                "What its load added, revised or withdrew, largest first; while it waits to be reviewed or loaded, what it would "
                    + "(meta.isPreview)"
            )
            .Takes(
                new QueryParameter("kind", "added, revised or withdrawn"),
                new QueryParameter("limit", "Changes of a page"),
                new QueryParameter("cursor", "nextCursor of the page before")
            );
        v1.MapPost(
                "/submissions/{id}/approve",
                (HttpContext context, string id, Platform platform, IWakeWorkers workers, CancellationToken cancellation) =>
                    MoveAsync(
                        context,
                        id,
                        platform,
                        async (submission, body) =>
                        {
                            await platform.Review.ApproveAsync(
                                submission,
                                Callers.ActorOf(context),
                                body?.Reason,
                                cancellation,
                                body?.Despite
                            );
                            workers.Load(submission);
                        },
                        cancellation
                    )
            )
            .WithMetadata(new TakenBody(typeof(MoveBody)))
            .Needs(Permission.Review)
            .WithName("approve")
            .Answers(typeof(SubmissionResponse))
            .WithTags("Submissions")
            .WithSummary(
                "Agrees to a submission that somebody else has sent: it is loaded and becomes public. Where a newer version of the "
                    + "same is loaded, {\"despite\": 12} says its number"
            );
        v1.MapPost("/submissions/{id}/return", (HttpContext context, string id, Platform platform, CancellationToken cancellation) =>
                MoveAsync(
                    context,
                    id,
                    platform,
                    (submission, body) =>
                        platform.Review.ReturnAsync(submission, Callers.ActorOf(context), body?.Reason ?? "", cancellation),
                    cancellation
                )
            )
            .WithMetadata(new TakenBody(typeof(MoveBody)))
            .Needs(Permission.Review)
            .WithName("return")
            .Answers(typeof(SubmissionResponse))
            .WithTags("Submissions")
            .WithSummary("Returns a submission, with what the office is asked to do");
        v1.MapPost("/submissions/{id}/withdraw", (HttpContext context, string id, Platform platform, CancellationToken cancellation) =>
                MoveAsync(
                    context,
                    id,
                    platform,
                    (submission, body) =>
                        platform.Review.WithdrawAsync(submission, Callers.ActorOf(context), body?.Reason ?? "", cancellation),
                    cancellation
                )
            )
            .WithMetadata(new TakenBody(typeof(MoveBody)))
            .Needs(Permission.Submit)
            .WithName("withdraw")
            .Answers(typeof(SubmissionResponse))
            .WithTags("Submissions")
            .WithSummary("Withdraws what one's office has sent and nobody has approved yet");
        v1.MapGet("/submissions/{id}/events", EventsAsync)
            .Needs(Permission.ReadSubmission)
            .WithName("events")
            .Answers(typeof(Listed<MoveResponse>))
            .AnswersAs("text/event-stream")
            .AnswersNothing()
            .WithTags("Submissions")
            .WithSummary(
                "Every move of a submission, with time and actor; with Accept: text/event-stream as they happen, with how far its "
                    + "reading is, from Last-Event-ID on and until it ends"
            )
            .Takes();
        FindingEndpoints.Map(v1);
        MarkedEndpoints.Map(v1);
        ReceiptEndpoints.Map(v1);
        CommentEndpoints.Map(v1);
    }

    private static async Task ReceiveAsync(HttpContext context, Platform platform, IWakeWorkers workers, CancellationToken cancellation)
    {
        Requests.Read(context);
        // All files of one request are read together, as one submission.
        var allowance = await platform.UploadLimits.AllowanceAsync(Callers.ActorOf(context), cancellation);
        await using var upload = await Upload.ReadAsync(context, platform.Files, allowance, cancellation);
        var published = Given.Day("publicationDate", upload["publicationDate"]);
        var receipt = await platform.Submissions.ReceiveAsync(
            new Delivery
            {
                Files = upload.Files,
                Feed = upload["feed"],
                PublicationDate = published,
                Comment = upload["comment"],
                Through = "upload",
            },
            Callers.ActorOf(context),
            cancellation
        );
        var submission = receipt.Submission;
        if (receipt.IsNew)
            workers.Process(submission.SubmissionId);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.Headers.Location = $"/v1/submissions/{submission.SubmissionId}";
        var stored = await platform.Submissions.FilesAsync(Callers.ActorOf(context), submission.SubmissionId, cancellation);
        await DeclaredAnswers.WriteAsync(
            context,
            Listed.Of(
                new[]
                {
                    new ReceivedResponse
                    {
                        Id = submission.SubmissionId,
                        Number = submission.Number,
                        FileName = submission.FileName,
                        Sha256 = submission.Sha256,
                        Files = stored.Select(SubmissionDocument.Json),
                        State = submission.State.ToString(),
                        StateSince = submission.StateSince.ToString(),
                        Next = SubmissionDocument.Next(Texts.In(Requests.LanguageOf(context)), submission),
                        IsNew = receipt.IsNew,
                        Before = SubmissionDocument.JsonOfBefore(receipt.Before),
                    },
                }
            ),
            cancellation
        );
    }

    private static async Task ShowAsync(HttpContext context, string id, Platform platform, CancellationToken cancellation)
    {
        Requests.Read(context);
        var submission = await FindAsync(context, id, platform, cancellation);
        await AnswerAsync(
            context,
            await SubmissionDocument.JsonAsync(
                Requests.LanguageOf(context),
                platform,
                Callers.ActorOf(context),
                submission,
                null,
                cancellation
            ),
            cancellation
        );
    }

    private static async Task ListAsync(HttpContext context, Platform platform, CancellationToken cancellation)
    {
        var given = Requests.Read(context, "state", "waiting", "limit", "cursor");
        var waiting = ObservationRequest.Flag("waiting", given.GetValueOrDefault("waiting")) ?? false;
        var state =
            given.GetValueOrDefault("state") is not { } text ? (SubmissionState?)null
            : Enum.TryParse<SubmissionState>(text, out var named) && Enum.IsDefined(named) && !char.IsAsciiDigit(text[0]) ? named
            : throw new Refusal(
                RefusalCodes.ParameterValue,
                ("column", "state"),
                ("value", text),
                ("expected", string.Join(", ", Enum.GetNames<SubmissionState>()))
            );
        var (skip, take) = (given.Number("cursor", 0, 0, int.MaxValue), given.Number("limit", 100, 1, 1000));
        var found = await platform.Submissions.ListAsync(Callers.ActorOf(context), skip, take + 1, cancellation, state, waiting);
        var now = platform.Clock.GetCurrentInstant();
        await AnswerAsync(
            context,
            Listed.Of(
                found
                    .Take(take)
                    .Select(s => new SubmissionSummary
                    {
                        Id = s.SubmissionId,
                        Number = s.Number,
                        Feed = s.Feed,
                        FileName = s.FileName,
                        State = s.State.ToString(),
                        StateSince = s.StateSince.ToString(),
                        WaitsFor = Ages.WaitsFor(s),
                        WaitingSeconds = Ages.SecondsOf(s, now),
                        Country = s.Country,
                        Office = s.Office,
                        ReceivedAt = s.ReceivedAt.ToString(),
                        ReceivedBy = s.ReceivedBy,
                        ReviewedBy = s.ReviewedBy,
                        Blocking = s.Blocking,
                        Warnings = s.Warnings,
                        Observations = s.Observations,
                    }),
                new PageMeta { NextCursor = Next(found.Count, skip, take) }
            ),
            cancellation
        );
    }

    private static async Task ChangesAsync(HttpContext context, string id, Platform platform, CancellationToken cancellation)
    {
        var given = Requests.Read(context, "kind", "limit", "cursor");
        var kind = given.GetValueOrDefault("kind");
        if (kind is not (null or "added" or "revised" or "withdrawn"))
            throw new Refusal(RefusalCodes.ParameterValue, ("column", "kind"), ("value", kind), ("expected", "added, revised, withdrawn"));
        var submission = await FindAsync(context, id, platform, cancellation);
        var (skip, take) = (given.Number("cursor", 0, 0, int.MaxValue), given.Number("limit", 500, 1, 100_000));
        var changes = await platform.Submissions.ChangesAsync(
            Callers.ActorOf(context),
            submission.SubmissionId,
            kind,
            skip,
            take + 1,
            cancellation
        );
        // Other waiting submissions are listed on the first page only.
        var ahead = await platform.Submissions.PreviewAsync(
            Callers.ActorOf(context),
            submission.SubmissionId,
            withWaiting: skip == 0,
            cancellation
        );
        var totals = ahead is null
            ? await platform.Submissions.TotalsAsync(Callers.ActorOf(context), submission.SubmissionId, cancellation)
            : ahead.Totals;
        await AnswerAsync(
            context,
            Listed.Of(
                changes
                    .Take(take)
                    .Select(c => new ChangeResponse
                    {
                        Kind = c.Kind,
                        Indicator = c.Indicator,
                        Area = c.Area,
                        Period = c.Period,
                        Source = c.Source,
                        Breakdown = c.Breakdown().ToString(),
                        OldValue = c.OldValue,
                        NewValue = c.NewValue,
                        Difference = c.Difference,
                        OldStatus = c.OldStatuses?.Split(';'),
                        NewStatus = c.NewStatuses?.Split(';'),
                    }),
                new ChangesMeta
                {
                    NextCursor = Next(changes.Count, skip, take),
                    IsPreview = ahead is not null,
                    IsLost = ahead?.IsLost,
                    IsOutdated = ahead?.IsOutdated,
                    MayBeLate = ahead?.MayBeLate,
                    Totals = SubmissionDocument.Json(totals),
                    // By number only: the identifier, which opens a submission, is given only to its sender.
                    AlsoWaiting = ahead?.AlsoWaiting?.Select(SubmissionDocument.Json),
                }
            ),
            cancellation
        );
    }

    private static async Task EventsAsync(HttpContext context, string id, Platform platform, CancellationToken cancellation)
    {
        Requests.Read(context);
        var submission = await FindAsync(context, id, platform, cancellation);
        if (EventStream.IsAsked(context))
        {
            await EventStream.WriteAsync(context, platform, submission, cancellation);
            return;
        }
        var events = await platform.Submissions.EventsAsync(Callers.ActorOf(context), submission.SubmissionId, cancellation);
        await AnswerAsync(
            context,
            Listed.Of(
                events.Select(e => new MoveResponse
                {
                    Id = e.SubmissionEventId,
                    At = e.At.ToString(),
                    State = e.State.ToString(),
                    Actor = e.Actor,
                    Detail = EventDetails.In(Requests.LanguageOf(context), e.Detail),
                })
            ),
            cancellation
        );
    }

    private static async Task MoveAsync(
        HttpContext context,
        string id,
        Platform platform,
        Func<Guid, MoveBody?, Task> move,
        CancellationToken cancellation
    )
    {
        Requests.Read(context);
        var body = await Bodies.ReadAsync<MoveBody>(context, cancellation);
        if (!Guid.TryParse(id, out var guid))
            throw new Refusal(RefusalCodes.SubmissionUnknown, ("value", id));
        await move(guid, body);
        var submission = await FindAsync(context, id, platform, cancellation);
        await AnswerAsync(
            context,
            await SubmissionDocument.JsonAsync(
                Requests.LanguageOf(context),
                platform,
                Callers.ActorOf(context),
                submission,
                null,
                cancellation
            ),
            cancellation
        );
    }

    /// <param name="Reason">The reason; optional for an approval.</param>
    /// <param name="Despite">
    /// For an approval: the number of a newer loaded version, to confirm that this older one shall replace it.
    /// </param>
    private sealed record MoveBody(string? Reason, int? Despite);

    /// <exception cref="Refusal">SUBMISSION_UNKNOWN, also if the submission is out of reach.</exception>
    internal static Task<Submission> FindAsync(HttpContext context, string id, Platform platform, CancellationToken cancellation) =>
        Guid.TryParse(id, out var guid)
            ? platform.Submissions.FindAsync(Callers.ActorOf(context), guid, cancellation)
            : throw new Refusal(RefusalCodes.SubmissionUnknown, ("value", id));

    private static Task AnswerAsync<T>(HttpContext context, T document, CancellationToken cancellation)
    {
        // Nothing here is published, so no cache may store it.
        context.Response.Headers.CacheControl = "no-store";
        return DeclaredAnswers.WriteAsync(context, document, cancellation);
    }

    internal static string? Next(int found, int skip, int take) =>
        found > take ? (skip + take).ToString(System.Globalization.CultureInfo.InvariantCulture) : null;
}
