using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Observatory.App.Composition;
using Observatory.App.Languages;
using Observatory.App.Responses;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Wording;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Faults;

namespace Observatory.App.Http;

/// <summary>Turns every refusal and every fault of ours into <c>application/problem+json</c>.</summary>
internal sealed class Problems(Platform platform, ILogger<Problems> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
            return true;
        if (exception is Refusal refusal)
        {
            await WriteAsync(httpContext, refusal, cancellationToken);
            return true;
        }
        if (exception is BadHttpRequestException bad)
        {
            await WriteAsync(
                httpContext,
                new Refusal(
                    bad.StatusCode == 413 ? RefusalCodes.FileRefused : RefusalCodes.ParameterValue,
                    ("code", FindingCodes.FileTooLarge),
                    ("limit", $"{Upload.MostBytes >> 20}"),
                    ("column", "body"),
                    ("value", bad.Message),
                    ("expected", "")
                ),
                cancellationToken,
                bad.StatusCode
            );
            return true;
        }
        if (Outage.Of(exception) is { } outage)
        {
            var stopped = platform.Note(outage);
            log.RequestStopped(exception, httpContext.Request.Method, httpContext.Request.Path, outage.Code, stopped);
            await WriteAsync(httpContext, outage.ToRefusal(), cancellationToken);
            return true;
        }
        if (DatabaseWall.HasStopped(exception))
        {
            // The database refused what the program should have refused. The caller gets the program's refusal, and the log records the
            // gap.
            log.WallHeld(exception, httpContext.Request.Method, httpContext.Request.Path);
            await WriteAsync(httpContext, new Refusal(RefusalCodes.NotAllowed, ("value", httpContext.Request.Method)), cancellationToken);
            return true;
        }
        log.RequestFailed(exception, httpContext.Request.Method, httpContext.Request.Path);
        var problem = new Problem
        {
            Type = "about:blank",
            Title = Texts.In(Requests.LanguageOf(httpContext))["fault.UNEXPECTED.what"],
            Status = 500,
            Code = "UNEXPECTED",
            TraceId = httpContext.TraceIdentifier,
        };
        await WriteAsync(httpContext, problem, 500, cancellationToken);
        return true;
    }

    public static Task WriteAsync(HttpContext context, Refusal refusal, CancellationToken cancellation, int? status = null)
    {
        var language = Requests.LanguageOf(context);
        var message = Messages.Text(refusal.Code, language, refusal.Arguments);
        var code = status ?? RefusalCodes.Status.GetValueOrDefault(refusal.Code, 400);
        if (code == StatusCodes.Status401Unauthorized)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        if (code is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status507InsufficientStorage)
            context.Response.Headers.RetryAfter = refusal.Arguments.GetValueOrDefault("seconds", "30");
        if (code == StatusCodes.Status429TooManyRequests)
            context.Response.Headers.RetryAfter = refusal.Arguments.GetValueOrDefault("seconds", "60");
        context.Response.Headers.ContentLanguage = language.Code();
        return WriteAsync(
            context,
            new Problem
            {
                Type = $"/docs/problems/{refusal.Code}",
                Title = message.Title,
                Status = code,
                Detail = message.What,
                Code = refusal.Code,
                Hint = message.Repair,
                Arguments = refusal.Arguments,
            },
            code,
            cancellation
        );
    }

    private static async Task WriteAsync(HttpContext context, Problem problem, int status, CancellationToken cancellation)
    {
        if (context.Response.HasStarted)
        {
            // The response had begun: cut the connection, so that nobody takes a part for the whole.
            context.Abort();
            return;
        }
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = "application/problem+json";
        await context.Response.WriteAsync(JsonSerializer.Serialize(problem, Requests.Json), cancellation);
    }
}

internal static partial class RequestLog
{
    [LoggerMessage(2001, LogLevel.Error, "{Method} {Path} failed")]
    public static partial void RequestFailed(this ILogger logger, Exception exception, string method, string path);

    [LoggerMessage(2005, LogLevel.Error, "{Method} {Path} was stopped by {Code}. {Places}")]
    public static partial void RequestStopped(
        this ILogger logger,
        Exception exception,
        string method,
        string path,
        string code,
        string places
    );

    [LoggerMessage(2004, LogLevel.Error, "{Method} {Path} was stopped by the database alone")]
    public static partial void WallHeld(this ILogger logger, Exception exception, string method, string path);
}
