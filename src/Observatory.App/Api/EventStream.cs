using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Observatory.App.Access;
using Observatory.App.Composition;
using Observatory.App.Http;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Records;
using Observatory.Warehouse.Submissions;

namespace Observatory.App.Api;

/// <summary>
/// The progress of a submission as server-sent events: each state change with its number as <c>id</c>, and how much of the files is read.
/// The stream ends when the submission is final; a caller that reconnects with <c>Last-Event-ID</c> receives the events that it missed.
/// </summary>
internal static class EventStream
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public static bool IsAsked(HttpContext context) =>
        context.Request.GetTypedHeaders().Accept.Any(a => a.MediaType.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase));

    public static async Task WriteAsync(HttpContext context, Platform platform, Submission submission, CancellationToken cancellation)
    {
        var after = LastOf(context);
        var language = Requests.LanguageOf(context);
        // A browser reconnects by itself after the end, so respond that nothing follows.
        if (
            SubmissionStates.IsEnd(submission.State)
            && await platform.Submissions.EventsAsync(Callers.ActorOf(context), submission.SubmissionId, cancellation) is var moves
            && moves.All(m => m.SubmissionEventId <= after)
        )
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }
        var response = context.Response;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        using var listener = platform.Watch.Listen(submission.SubmissionId, after);
        await SendAsync(response, "retry: 3000\n\n", cancellation);
        var (heard, asked) = (Stopwatch.StartNew(), Stopwatch.StartNew());
        while (true)
        {
            var patience = TimeSpan.FromTicks(
                Math.Max(1, Math.Min((Heartbeat - heard.Elapsed).Ticks, (platform.AsksAgainAfter - asked.Elapsed).Ticks))
            );
            var next = await listener.NextAsync(patience, cancellation);
            // Check even if events are frequent: a caller who lost access receives nothing more.
            if (asked.Elapsed >= platform.AsksAgainAfter)
            {
                if (!await StillMayAsync(context, platform, submission.SubmissionId, cancellation))
                    return;
                asked.Restart();
            }
            if (next is null && heard.Elapsed < Heartbeat)
                continue;
            heard.Restart();
            await SendAsync(
                response,
                next switch
                {
                    MoveRow move => Move(move, language),
                    ProgressRow progress => Progress(progress),
                    _ => ": still here\n\n",
                },
                cancellation
            );
            if (next is MoveRow { State: var state } && SubmissionStates.IsEnd(Enum.Parse<SubmissionState>(state)))
                return;
        }
    }

    private static async Task<bool> StillMayAsync(HttpContext context, Platform platform, Guid id, CancellationToken cancellation)
    {
        try
        {
            var actor = await Callers.AskAgainAsync(context, platform);
            platform.Rules.Demand(actor, Permission.ReadSubmission);
            await platform.Submissions.FindAsync(actor, id, cancellation);
            return true;
        }
        catch (Refusal)
        {
            return false;
        }
    }

    private static string Move(MoveRow move, Language language) =>
        $"id: {move.SubmissionEventId.ToString(CultureInfo.InvariantCulture)}\nevent: state\n"
        + "data: "
        + Json(new StateEvent(move.At.ToString(), move.State, move.Actor, EventDetails.In(language, move.Detail)))
        + "\n\n";

    private static string Progress(ProgressRow progress) =>
        "event: progress\n"
        + $"data: {Json(new ProgressEvent(progress.At.ToString(), progress.Step, progress.RowsRead, progress.Bytes))}"
        + "\n\n";

    /// <summary>JSON on one line: a line break inside a text is escaped as <c>\n</c>.</summary>
    private static string Json<T>(T document) => JsonSerializer.Serialize(document, Requests.Json);

    private static long LastOf(HttpContext context)
    {
        var text = context.Request.Headers["Last-Event-ID"].ToString();
        return text.Length == 0 ? 0
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last
            : throw new Refusal(RefusalCodes.ParameterValue, ("column", "Last-Event-ID"), ("value", text), ("expected", "42"));
    }

    private static async Task SendAsync(HttpResponse response, string text, CancellationToken cancellation)
    {
        await response.WriteAsync(text, cancellation);
        await response.Body.FlushAsync(cancellation);
    }

    /// <param name="Detail">A reason or a failure, in the language of the request; null if there is none.</param>
    private sealed record StateEvent(string At, string State, string Actor, string? Detail);

    /// <param name="Bytes">The total of the submission's files.</param>
    private sealed record ProgressEvent(string At, string Step, long Rows, long Bytes);
}
