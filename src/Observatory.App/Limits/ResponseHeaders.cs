using Microsoft.Net.Http.Headers;

namespace Observatory.App.Limits;

/// <summary>
/// What every answer carries, whichever way it came about. Written when the answer starts: what is written earlier is taken away where a
/// refusal takes the answer's place, and kept with answers that others are given.
/// </summary>
internal static class ResponseHeaders
{
    public const string Sealed = "default-src 'none'; frame-ancestors 'none'";

    // The page to try the API brings its own script and style; nothing of it may call elsewhere.
    private const string OfPages =
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' "
        + "data:; font-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; object-src 'none'; frame-ancestors 'none'";

    private const string Unneeded = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), midi=(), payment=(), usb=()";
    private const string Year = "max-age=31536000";

    public static Task AddAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(static state => Write((HttpContext)state), context);
        return next(context);
    }

    private static Task Write(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = Unneeded;
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.XFrameOptions = "DENY";
        // An address may say more about its own answers.
        headers.TryAdd(
            HeaderNames.ContentSecurityPolicy,
            context.GetEndpoint()?.Metadata.GetMetadata<ContentPolicy>()?.Text
                ?? (context.Request.Path.StartsWithSegments("/docs", StringComparison.Ordinal) ? OfPages : Sealed)
        );
        if (context.Request.IsHttps)
            headers.StrictTransportSecurity = Year;
        if (context.Features.Get<RateDecision>() is { } rate)
        {
            headers["RateLimit-Policy"] = rate.Policy.Header;
            headers["RateLimit"] = rate.Header;
        }
        return Task.CompletedTask;
    }
}
