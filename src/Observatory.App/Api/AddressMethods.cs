using Microsoft.AspNetCore.Routing.Template;
using Observatory.App.Http;
using Observatory.Core.Checking;

namespace Observatory.App.Api;

/// <summary>
/// How addresses respond to HTTP methods (RFC 9110): to HEAD as to GET without a body (9.3.2), to OPTIONS with the supported methods
/// (9.3.7), and to an unsupported method with 405 and the supported ones (15.5.6). Programs that read files over HTTP send HEAD first.
/// </summary>
internal sealed class AddressMethods(IEndpointRouteBuilder app)
{
    private readonly Lazy<IReadOnlyList<(TemplateMatcher Matcher, IReadOnlyList<string> Methods)>> _addresses = new(() =>
        [
            .. app
                .DataSources.SelectMany(d => d.Endpoints)
                .OfType<RouteEndpoint>()
                .Where(e =>
                    e.RoutePattern.RawText is not null && e.Metadata.GetMetadata<HttpMethodMetadata>() is { HttpMethods.Count: > 0 }
                )
                .Select(e =>
                    (
                        new TemplateMatcher(TemplateParser.Parse(e.RoutePattern.RawText!), []),
                        e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
                    )
                ),
        ]
    );

    /// <summary>
    /// Middleware before routing: treats HEAD as GET. The server leaves the body out, because it remembers the method sent.
    /// </summary>
    public static Task HeadAsGetAsync(HttpContext context, RequestDelegate next)
    {
        if (HttpMethods.IsHead(context.Request.Method))
            context.Request.Method = HttpMethods.Get;
        return next(context);
    }

    /// <summary>The response if no address accepts the request.</summary>
    public Task AnswerAsync(HttpContext context)
    {
        var (path, method) = (context.Request.Path, context.Request.Method);
        var taken = _addresses
            .Value.Where(a => a.Matcher.TryMatch(path, []))
            .SelectMany(a => a.Methods)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (taken.Count == 0)
            return Problems.WriteAsync(context, new Refusal(RefusalCodes.NotFound, ("value", path.ToString())), context.RequestAborted);
        if (taken.Contains(HttpMethods.Get))
            taken.Add(HttpMethods.Head);
        taken.Add(HttpMethods.Options);
        var allowed = string.Join(", ", taken.Order(StringComparer.Ordinal));
        context.Response.Headers.Allow = allowed;
        if (!HttpMethods.IsOptions(method))
            return Problems.WriteAsync(
                context,
                new Refusal(RefusalCodes.MethodNotAllowed, ("value", path.ToString()), ("actual", method), ("expected", allowed)),
                context.RequestAborted
            );
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
