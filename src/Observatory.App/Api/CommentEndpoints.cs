using Observatory.App.Access;
using Observatory.App.Composition;
using Observatory.App.Documents;
using Observatory.App.Http;
using Observatory.App.Responses;
using Observatory.Core.Access;
using Observatory.Core.Checking;

namespace Observatory.App.Api;

/// <summary>Endpoints for the comments of offices and reviewers on a submission.</summary>
internal static class CommentEndpoints
{
    public static void Map(IEndpointRouteBuilder v1)
    {
        v1.MapGet("/submissions/{id}/comments", ThreadAsync)
            .Needs(Permission.ReadSubmission)
            .WithName("comments")
            .Answers(typeof(Listed<CommentResponse>))
            .WithTags("Submissions")
            .WithSummary(
                "All comments on a submission, in order: those sent with it, those added later, and the reasons given for its steps"
            )
            .Takes();
        v1.MapPost("/submissions/{id}/comments", AddAsync)
            .WithMetadata(new TakenBody(typeof(CommentBody)))
            .Needs(Permission.Comment)
            .WithName("comment")
            .Answers(typeof(Listed<CommentResponse>), StatusCodes.Status201Created)
            .WithTags("Submissions")
            .WithSummary("Adds a comment to a submission ({\"text\": \"…\"}, up to 4000 characters); it cannot be changed or taken back");
    }

    private static async Task ThreadAsync(HttpContext context, string id, Platform platform, CancellationToken cancellation)
    {
        Requests.Read(context);
        var thread = await platform.Comments.ThreadAsync(Callers.ActorOf(context), IdOf(id), cancellation);
        context.Response.Headers.CacheControl = "no-store";
        await DeclaredAnswers.WriteAsync(context, Listed.Of(thread.Select(SubmissionDocument.Json)), cancellation);
    }

    private static async Task AddAsync(HttpContext context, string id, Platform platform, CancellationToken cancellation)
    {
        Requests.Read(context);
        var text = (await Bodies.ReadAsync<CommentBody>(context, cancellation))?.Text;
        var comment = await platform.Comments.AddAsync(Callers.ActorOf(context), IdOf(id), text, cancellation);
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Location = $"/v1/submissions/{id}/comments";
        await DeclaredAnswers.WriteAsync(context, Listed.Of(new[] { SubmissionDocument.Json(comment) }), cancellation);
    }

    private static Guid IdOf(string id) =>
        Guid.TryParse(id, out var guid) ? guid : throw new Refusal(RefusalCodes.SubmissionUnknown, ("value", id));

    private sealed record CommentBody(string? Text);
}
