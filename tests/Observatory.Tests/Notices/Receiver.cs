using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Observatory.Tests.Notices;

/// <summary>What came to a receiver of webhooks.</summary>
internal sealed record Received(string Path, string Id, long Seconds, string Signatures, string Body);

/// <summary>A receiver of webhooks on this machine, that answers as a test says.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private WebApplication _app = null!;

    public ConcurrentQueue<Received> Taken { get; } = [];

    public string Address => _app.Urls.First();

    /// <param name="answer">Called when a request has been noted, with how many there were so far.</param>
    public static async Task<Receiver> StartAsync(Func<HttpContext, int, Task> answer)
    {
        var receiver = new Receiver();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        receiver._app = builder.Build();
        receiver._app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync();
            var headers = context.Request.Headers;
            receiver.Taken.Enqueue(
                new Received(
                    context.Request.Path,
                    headers["webhook-id"].ToString(),
                    long.TryParse(headers["webhook-timestamp"], out var seconds) ? seconds : 0,
                    headers["webhook-signature"].ToString(),
                    body
                )
            );
            await answer(context, receiver.Taken.Count);
        });
        await receiver._app.StartAsync();
        return receiver;
    }

    public static Task<Receiver> StartAsync(int status = 204) =>
        StartAsync(
            (context, _) =>
            {
                context.Response.StatusCode = status;
                return Task.CompletedTask;
            }
        );

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
