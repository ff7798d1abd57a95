using Microsoft.AspNetCore.Routing.Template;
using Observatory.App.Http;
using Observatory.Core.Checking;

namespace Observatory.App.Api;

/// <summary>
/// How addresses answer to methods (RFC 9110): HEAD as GET without its body (9.3.2), OPTIONS with the methods that an address takes
/// (9.3.7), and a method that it does not take with 405 and those that it does (15.5.6). Programs that read files over HTTP ask with HEAD
/// first.
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

    /// <summary>Comes before the routes are looked up. The server itself leaves the body out: it goes by what was sent.</summary>
    public static Task HeadAsGetAsync(HttpContext context, RequestDelegate next)
    {
        if (HttpMethods.IsHead(context.Request.Method))
            context.Request.Method = HttpMethods.Get;
        return next(context);
    }

    /// <summary>The answer where no address takes the request.</summary>
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
