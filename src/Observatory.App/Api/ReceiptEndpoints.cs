using Microsoft.Net.Http.Headers;
using Observatory.App.Access;
using Observatory.App.Asking;
using Observatory.App.Composition;
using Observatory.App.Http;
using Observatory.App.Responses;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Languages;

namespace Observatory.App.Api;

/// <summary>Endpoints for receipts: what was received, what became of each cell, and the proof of it.</summary>
internal static class ReceiptEndpoints
{
    private static readonly string[] Formats = ["json", "text", "html"];

    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapGet("/submissions/{id}/receipt", ReceiptAsync)
            .Needs(Permission.ReadSubmission)
            .WithName("receipt")
            .Answers(typeof(Listed<ReceiptResponse>))
            .AnswersAs("text/plain", "text/html")
            .WithTags("Submissions")
            .WithSummary(
                "What was received, when and from whom, by what it was read, counts that balance, and the entry of the audit that proves it"
            )
            .Takes(new QueryParameter("format", "json (default), text or html; otherwise by Accept"));

    private static async Task ReceiptAsync(HttpContext context, string id, Platform platform, CancellationToken cancellation)
    {
        var given = Requests.Read(context, "format");
        var format = given.GetValueOrDefault("format") ?? Accepted(context);
        if (!Formats.Contains(format))
            throw new Refusal(
                RefusalCodes.FormatUnknown,
                ("value", format),
                ("nearest", NearestWord.To(format, Formats) ?? string.Join(", ", Formats))
            );
        var submission = await SubmissionEndpoints.FindAsync(context, id, platform, cancellation);
        var receipt = await platform.Receipts.IssueAsync(Callers.ActorOf(context), submission.SubmissionId, cancellation);
        var language = Requests.LanguageOf(context);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentLanguage = language.Code();
        if (format == "json")
        {
            await DeclaredAnswers.WriteAsync(context, Listed.Of(new[] { ReceiptDocuments.Json(receipt) }), cancellation);
            return;
        }
        context.Response.ContentType = format == "html" ? "text/html; charset=utf-8" : "text/plain; charset=utf-8";
        await context.Response.WriteAsync(
            format == "html" ? ReceiptDocuments.Html(receipt, language) : ReceiptDocuments.Text(receipt, language),
            cancellation
        );
    }

    /// <summary>The first supported format that <c>Accept</c> names; JSON if it names none.</summary>
    private static string Accepted(HttpContext context)
    {
        if (MediaTypeHeaderValue.TryParseList(context.Request.Headers.Accept, out var accepted))
            foreach (var type in accepted.OrderByDescending(a => a.Quality ?? 1))
                switch (type.MediaType.Value)
                {
                    case "text/html":
                        return "html";
                    case "text/plain":
                        return "text";
                    case "application/json" or "*/*":
                        return "json";
                }
        return "json";
    }
}
