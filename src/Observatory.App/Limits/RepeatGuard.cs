using NodaTime;
using Observatory.App.Access;
using Observatory.App.Composition;
using Observatory.App.Http;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Warehouse.Access;
using Observatory.Warehouse.Faults;

namespace Observatory.App.Limits;

/// <summary>Marks an address whose response contains a secret: it is shown once and not stored.</summary>
internal sealed record ShownOnce;

/// <summary>
/// Executes a POST with an <c>Idempotency-Key</c> only once, however often it is sent (IETF draft "The Idempotency-Key HTTP Header Field"):
/// the same request of the same caller with the same key gets the first response again. A refused request had no effect, so its key stays
/// free.
/// </summary>
internal static class RepeatGuard
{
    public const string Header = "Idempotency-Key";
    public const string RepeatedHeader = "Idempotent-Replayed";

    private const int MostKey = 255;
    private const int MostBody = 4 << 20;

    public static TBuilder IsShownOnce<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new ShownOnce());

    /// <exception cref="Refusal">PARAMETER_VALUE for a malformed key; REPEAT_RUNNING, REPEAT_DIFFERS, REPEAT_SHOWN_ONCE.</exception>
    public static async Task DoOnceAsync(HttpContext context, RequestDelegate next)
    {
        var actor = Callers.ActorOf(context);
        if (!HttpMethods.IsPost(context.Request.Method) || !actor.IsKnown || !context.Request.Headers.TryGetValue(Header, out var given))
        {
            await next(context);
            return;
        }
        var key = KeyOf(given.ToString());
        var answered = context.RequestServices.GetRequiredService<Platform>().StoredResponses;
        var address = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}";
        using var fingerprint = new RequestFingerprint();
        if (await answered.ClaimAsync(actor, key, address, context.RequestAborted) is { } begun)
            await DoAsync(context, next, answered, actor, key, begun, fingerprint);
        else
            await RepeatAsync(context, await answered.FindAsync(actor, key, context.RequestAborted), address, fingerprint);
    }

    /// <summary>The key, with quotes as the draft writes it, or without them.</summary>
    private static string KeyOf(string given)
    {
        var key = given is ['"', .. var inner, '"'] ? inner : given;
        return key.Length is >= 1 and <= MostKey && key.All(c => c is > ' ' and <= '~' and not ('"' or '\\'))
            ? key
            : throw new Refusal(
                RefusalCodes.ParameterValue,
                ("column", Header),
                ("value", given),
                ("expected", "\"8e03978e-40d5-43dd-bc93-6894a57f9324\"")
            );
    }

    private static async Task DoAsync(
        HttpContext context,
        RequestDelegate next,
        StoredResponseDesk answered,
        Actor actor,
        string key,
        Instant begun,
        RequestFingerprint fingerprint
    )
    {
        var (answer, body) = (context.Response.Body, context.Request.Body);
        var isStored = false;
        using var buffer = new MemoryStream();
        await using var claim = answered.Hold(actor, key, begun);
        try
        {
            context.Response.Body = buffer;
            if (context.Request.HasFormContentType)
                context.Features.Set(fingerprint);
            else
                context.Request.Body = fingerprint.Through(body);
            await next(context);
            if (context.Response.StatusCode < StatusCodes.Status400BadRequest)
            {
                if (!context.Request.HasFormContentType)
                    await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
                // Store the response before it is sent: a caller who received it can rely on receiving it again.
                await answered.KeepAsync(actor, key, begun, AnswerOf(context, buffer, fingerprint), CancellationToken.None);
                isStored = true;
            }
        }
        finally
        {
            (context.Response.Body, context.Request.Body) = (answer, body);
            if (!isStored)
                await DropAsync(answered, actor, key, begun);
        }
        buffer.Position = 0;
        if (buffer.Length > 0)
            await buffer.CopyToAsync(answer, context.RequestAborted);
    }

    private static async Task DropAsync(StoredResponseDesk answered, Actor actor, string key, Instant begun)
    {
        try
        {
            await answered.DropAsync(actor, key, begun, CancellationToken.None);
        }
        catch (Exception fault) when (Outage.Of(fault) is not null)
        {
            // The database is unavailable. The first error matters more, and the key is released by itself within a minute.
        }
    }

    private static StoredResponseRow AnswerOf(HttpContext context, MemoryStream buffer, RequestFingerprint fingerprint) =>
        new()
        {
            Address = "",
            Fingerprint = fingerprint.Sum(),
            Status = context.Response.StatusCode,
            ContentType = context.Response.ContentType,
            Location = context.Response.Headers.Location,
            Body =
                buffer.Length is 0 or > MostBody || context.GetEndpoint()?.Metadata.GetMetadata<ShownOnce>() is not null
                    ? null
                    : buffer.ToArray(),
        };

    private static async Task RepeatAsync(HttpContext context, StoredResponseRow? first, string address, RequestFingerprint fingerprint)
    {
        if (first is { Status: null } or null)
            throw new Refusal(RefusalCodes.RepeatRunning);
        if (first.Address != address)
            throw new Refusal(RefusalCodes.RepeatDiffers);
        if (context.Request.HasFormContentType)
            await Upload.PassOverAsync(context, fingerprint, context.RequestAborted);
        else
            await fingerprint.Through(context.Request.Body).CopyToAsync(Stream.Null, context.RequestAborted);
        if (!fingerprint.Sum().AsSpan().SequenceEqual(first.Fingerprint))
            throw new Refusal(RefusalCodes.RepeatDiffers);
        if (first.Body is null && first.ContentType is not null)
            throw new Refusal(RefusalCodes.RepeatShownOnce);
        context.Response.StatusCode = first.Status.Value;
        context.Response.Headers[RepeatedHeader] = "true";
        context.Response.Headers.CacheControl = "no-store";
        if (first.Location is { } location)
            context.Response.Headers.Location = location;
        if (first.Body is not { } body)
            return;
        context.Response.ContentType = first.ContentType;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
