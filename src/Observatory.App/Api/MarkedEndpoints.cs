using Microsoft.Net.Http.Headers;
using Observatory.App.Access;
using Observatory.App.Composition;
using Observatory.App.Http;
using Observatory.App.Limits;
using Observatory.Core.Access;
using Observatory.Core.Checking;

namespace Observatory.App.Api;

/// <summary>Endpoints for an office's own file with its findings marked, to save and open.</summary>
internal static class MarkedEndpoints
{
    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapGet("/submissions/{id}/marked", MarkAsync)
            .Needs(Permission.ReadSubmission)
            .WithName("marked")
            .AnswersAs(DeclaredAnswers.AnyFile)
            .WithTags("Submissions")
            .WithSummary("The file that was sent, with every cell in question marked and a sheet (or columns) with all findings")
            .Takes(
                new QueryParameter("file", "Which file, if the submission has several"),
                new QueryParameter("as", "xlsx: a text file as a workbook")
            );

    private static async Task MarkAsync(HttpContext context, string id, Platform platform, CancellationToken cancellation)
    {
        var given = Requests.Read(context, "file", "as");
        var form = given.GetValueOrDefault("as");
        if (form is not (null or "xlsx"))
            throw new Refusal(RefusalCodes.ParameterValue, ("column", "as"), ("value", form), ("expected", "xlsx"));
        var submission = Guid.TryParse(id, out var guid)
            ? await platform.Submissions.FindAsync(Callers.ActorOf(context), guid, cancellation)
            : throw new Refusal(RefusalCodes.SubmissionUnknown, ("value", id));
        await using var marked = await platform.Marking.MarkAsync(
            Callers.ActorOf(context),
            submission,
            given.GetValueOrDefault("file"),
            form is not null,
            Requests.LanguageOf(context),
            cancellation
        );
        var name = new ContentDispositionHeaderValue("attachment");
        name.SetHttpFileName(marked.Result.Name);
        var headers = context.Response.Headers;
        headers.ContentDisposition = name.ToString();
        // An office's file must never be shown as one of our pages.
        headers.ContentSecurityPolicy = ResponseHeaders.Sealed + "; sandbox";
        headers.CacheControl = "no-store";
        context.Response.ContentType = marked.Result.ContentType;
        context.Response.ContentLength = marked.Content.Length;
        await marked.Content.CopyToAsync(context.Response.Body, cancellation);
    }
}
