using Observatory.App.Access;
using Observatory.App.Composition;
using Observatory.App.Http;
using Observatory.App.Responses;
using Observatory.Core.Access;
using Observatory.Core.Checking;

namespace Observatory.App.Api;

/// <summary>Endpoints for upload limits of offices.</summary>
internal static class LimitEndpoints
{
    private const string Tag = "Access";

    public static void Map(IEndpointRouteBuilder v1)
    {
        v1.MapGet("/limits", ListAsync)
            .Needs(Permission.ManageLimits)
            .WithName("limits")
            .Answers(typeof(Listed<LimitResponse, LimitsMeta>))
            .WithTags(Tag)
            .WithSummary("What every office may send, and offices that have limits of their own")
            .Takes();
        v1.MapPut("/limits/{office}", SetAsync)
            .WithMetadata(new TakenBody(typeof(LimitBody)))
            .Needs(Permission.ManageLimits)
            .WithName("setLimits")
            .AnswersNothing()
            .WithTags(Tag)
            .WithSummary("Gives an office limits of its own (fileBytes, filesADay, bytesADay); what is left out is as for all");
    }

    private static async Task ListAsync(HttpContext context, Platform platform, CancellationToken cancellation)
    {
        Requests.Read(context);
        var own = await platform.UploadLimits.ListAsync(Callers.ActorOf(context), cancellation);
        var usual = platform.UploadLimits.Usual;
        context.Response.Headers.CacheControl = "no-store";
        await DeclaredAnswers.WriteAsync(
            context,
            Listed.Of(
                own.Select(o => new LimitResponse
                {
                    Office = o.Office,
                    Country = o.Country,
                    FileBytes = o.FileBytes,
                    FilesADay = o.FilesADay,
                    BytesADay = o.BytesADay,
                    ChangedAt = o.ChangedAt.ToString(),
                    ChangedBy = o.ChangedBy,
                }),
                new LimitsMeta
                {
                    Usual = new UsualLimits
                    {
                        FileBytes = usual.FileBytes,
                        FilesADay = usual.FilesADay,
                        BytesADay = usual.BytesADay,
                    },
                }
            ),
            cancellation
        );
    }

    private static async Task<IResult> SetAsync(HttpContext context, string office, Platform platform, CancellationToken cancellation)
    {
        Requests.Read(context);
        var body = await Bodies.ReadAsync<LimitBody>(context, cancellation)
            ?? throw new Refusal(RefusalCodes.ParameterMissing, ("value", "fileBytes, filesADay, bytesADay"));
        await platform.UploadLimits.SetAsync(
            Callers.ActorOf(context),
            office,
            body.FileBytes,
            body.FilesADay,
            body.BytesADay,
            cancellation
        );
        return Results.NoContent();
    }

    /// <summary>A null property applies the limit that all offices have.</summary>
    private sealed record LimitBody(long? FileBytes, int? FilesADay, long? BytesADay);
}
