using Microsoft.Net.Http.Headers;

namespace Observatory.App.Limits;

/// <summary>
/// The headers of every response. They are written when the response starts: earlier ones would be removed if a refusal replaces the
/// response, and stored with cached responses.
/// </summary>
internal static class ResponseHeaders
{
    public const string Sealed = "default-src 'none'; frame-ancestors 'none'";

    // The page for trying the API has its own script and style, and may not call other sites.
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
        // An address may have set a stricter or wider policy for its own responses.
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
