using Observatory.App.Access;
using Observatory.App.Asking;
using Observatory.App.Composition;
using Observatory.App.Documents;
using Observatory.App.Http;
using Observatory.App.Responses;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Output;

namespace Observatory.App.Api;

/// <summary>Endpoints for the findings of a submission, and for the meaning of each code.</summary>
internal static class FindingEndpoints
{
    private const int MostCauses = 10_000;

    public static void Map(IEndpointRouteBuilder v1)
    {
        v1.MapGet("/submissions/{id}/findings", FindingsAsync)
            .Needs(Permission.ReadSubmission)
            .WithName("findings")
            .Answers(typeof(Listed<FindingResponse, FindingsMeta>))
            .OrAnswers(typeof(Listed<CauseResponse, FindingsMeta>))
            .AnswersAs("text/csv")
            .WithTags("Submissions")
            .WithSummary(
                "All findings of a submission, one by one or by their cause; a CSV contains every one, also those that pages do not"
            )
            .Takes(
                new QueryParameter("by", "cell (default): one by one; cause: those of one cause together, with how many there are"),
                new QueryParameter("format", "json (default) or csv"),
                new QueryParameter("limit", "Findings of a JSON page"),
                new QueryParameter("cursor", "nextCursor of the page before"),
                new QueryParameter("bom", "false for a CSV without byte-order mark")
            );
        v1.MapPost("/submissions/{id}/findings/acknowledge", AcknowledgeAsync)
            .WithMetadata(new TakenBody(typeof(AcknowledgeBody)))
            .Needs(Permission.Comment)
            .WithName("acknowledge")
            .Answers(typeof(Listed<AcknowledgedResponse>))
            .WithTags("Submissions")
            .WithSummary(
                "Says that warnings of a code were seen and what is behind them ({\"code\": \"CHANGE_LARGE\", \"cause\": "
                    + "{\"indicator\": \"HOM_VICT\"}, \"comment\": \"…\"}); without cause, all of the code"
            );
        v1.MapGet("/findings", (HttpContext context, Platform platform, CancellationToken cancellation) =>
            {
                Requests.Read(context);
                return DeclaredAnswers.WriteAsync(
                    context,
                    Listed.Of(
                        FindingCatalogue.All.Select(k =>
                            FindingDocuments.Json(k, Requests.LanguageOf(context), platform.Library.Current().Taxonomy)
                        )
                    ),
                    cancellation
                );
            })
            .Needs(Permission.QueryPublished)
            .WithName("findingCodes")
            .Answers(typeof(Listed<FindingCodeResponse>))
            .WithTags("Catalogue")
            .WithSummary("Every code of a finding: severity, meaning, example and repair")
            .Takes();
        v1.MapGet("/findings/{code}", (HttpContext context, Platform platform, string code, CancellationToken cancellation) =>
            {
                Requests.Read(context);
                return DeclaredAnswers.WriteAsync(
                    context,
                    Listed.Of(
                        new[] { FindingDocuments.Json(KindOf(code), Requests.LanguageOf(context), platform.Library.Current().Taxonomy) }
                    ),
                    cancellation
                );
            })
            .Needs(Permission.QueryPublished)
            .WithName("findingCode")
            .Answers(typeof(Listed<FindingCodeResponse>))
            .WithTags("Catalogue")
            .WithSummary("One code of a finding")
            .Takes();
    }

    private static FindingKind KindOf(string code) =>
        FindingCatalogue.Find(code)
        ?? throw new Refusal(
            RefusalCodes.CodeUnknown,
            ("column", "code"),
            ("value", code),
            ("nearest", Core.Languages.NearestWord.To(code, FindingCodes.All) ?? "")
        );

    private static async Task FindingsAsync(HttpContext context, string id, Platform platform, CancellationToken cancellation)
    {
        var given = Requests.Read(context, "by", "format", "limit", "cursor", "bom");
        var byCause = given.GetValueOrDefault("by") switch
        {
            null or "cell" => false,
            "cause" => true,
            var other => throw new Refusal(RefusalCodes.ParameterValue, ("column", "by"), ("value", other), ("expected", "cell, cause")),
        };
        var format = TableFormats.Shipped.Find(given.GetValueOrDefault("format")) ?? ResponseFormat.Accepted(context, TableFormats.Shipped);
        var forPeople = given.GetValueOrDefault("bom") switch
        {
            null or "true" => true,
            "false" => false,
            var other => throw new Refusal(RefusalCodes.ParameterValue, ("column", "bom"), ("value", other), ("expected", "true, false")),
        };
        var (actor, language) = (Callers.ActorOf(context), Requests.LanguageOf(context));
        var submission = await SubmissionEndpoints.FindAsync(context, id, platform, cancellation);
        context.Response.Headers.CacheControl = "no-store";
        if (!format.IsPaged)
        {
            await using var all = byCause
                ? await CausesAsync(platform, actor, submission.SubmissionId, language, forPeople, cancellation)
                : await platform.Findings.WriteAllAsync(
                    actor,
                    submission,
                    FindingDocuments.Csv(language, platform.Library.Current().Taxonomy, forPeople),
                    cancellation
                );
            context.Response.ContentType = "text/csv; charset=utf-8";
            context.Response.ContentLength = all.Length;
            context.Response.Headers.ContentDisposition = FormattableString.Invariant(
                $"attachment; filename=\"findings-{submission.Number}.csv\""
            );
            await all.CopyToAsync(context.Response.Body, cancellation);
            return;
        }

        var (skip, take) = (given.Number("cursor", 0, 0, int.MaxValue), given.Number("limit", 500, 1, 10_000));
        var names = (await platform.Submissions.FilesAsync(actor, submission.SubmissionId, cancellation)).Select(f => f.Name).ToList();
        var labels = platform.Library.Current().Taxonomy;
        var (total, stored, causes) = await platform.Findings.CountAsync(actor, submission.SubmissionId, cancellation);
        if (byCause)
        {
            var acknowledged = await platform.Acknowledgements.OfAsync(actor, submission.SubmissionId, cancellation);
            var groups = await platform.Findings.GroupsAsync(actor, submission.SubmissionId, skip, take + 1, cancellation);
            var shown = groups
                .Take(take)
                .Select(g => FindingDocuments.Json(g, language, labels, names, acknowledged.GetValueOrDefault(g.Ordinal)));
            await DeclaredAnswers.WriteAsync(context, Listed.Of(shown, Meta(groups.Count)), cancellation);
        }
        else
        {
            var findings = await SubmissionDocument.FindingsAsync(platform, actor, submission.SubmissionId, cancellation, skip, take + 1);
            var shown = findings.Take(take).Select(f => FindingDocument.Json(f, language, labels, names));
            await DeclaredAnswers.WriteAsync(context, Listed.Of(shown, Meta(findings.Count)), cancellation);
        }

        FindingsMeta Meta(int found) =>
            new()
            {
                NextCursor = SubmissionEndpoints.Next(found, skip, take),
                Total = total,
                Causes = causes,
                Kept = stored,
                // Only the first findings of each code are stored; the CSV reads the files again for all.
                All = stored < total ? $"/v1/submissions/{submission.SubmissionId}/findings?format=csv" : null,
            };
    }

    private static async Task AcknowledgeAsync(HttpContext context, string id, Platform platform, CancellationToken cancellation)
    {
        Requests.Read(context);
        var actor = Callers.ActorOf(context);
        var submission = await SubmissionEndpoints.FindAsync(context, id, platform, cancellation);
        var body = await Bodies.ReadAsync<AcknowledgeBody>(context, cancellation);
        var causes = await platform.Acknowledgements.AcknowledgeAsync(
            actor,
            submission.SubmissionId,
            body?.Code,
            body?.Cause,
            body?.Comment,
            cancellation
        );
        context.Response.Headers.CacheControl = "no-store";
        await DeclaredAnswers.WriteAsync(
            context,
            Listed.Of(
                new[]
                {
                    new AcknowledgedResponse
                    {
                        Acknowledged = causes,
                        Unacknowledged = await platform.Acknowledgements.UnacknowledgedAsync(actor, submission.SubmissionId, cancellation),
                    },
                }
            ),
            cancellation
        );
    }

    /// <param name="Cause">Arguments of the cause to acknowledge; null for every cause of the code.</param>
    private sealed record AcknowledgeBody(string? Code, Dictionary<string, string>? Cause, string? Comment);

    private static async Task<Stream> CausesAsync(
        Platform platform,
        Actor actor,
        Guid id,
        Core.Languages.Language language,
        bool forPeople,
        CancellationToken cancellation
    )
    {
        var to = new MemoryStream();
        FindingDocuments.WriteCsv(
            to,
            await platform.Findings.GroupsAsync(actor, id, 0, MostCauses, cancellation),
            language,
            platform.Library.Current().Taxonomy,
            forPeople
        );
        to.Position = 0;
        return to;
    }
}
