using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Observatory.App.Limits;
using Observatory.App.Serving;
using Observatory.Core.Access;
using Xunit;

namespace Observatory.Tests.Limits;

/// <summary>What every answer carries, whichever address gives it and whether it is an answer or a refusal.</summary>
public sealed class ResponseHeadersTests
{
    private static readonly WebSettings BehindProxy = new() { Rates = RateSettings.None, Proxies = Proxies.Read("127.0.0.1") };

    [Fact]
    public async Task Every_answer_of_every_address_keeps_a_browser_from_harm()
    {
        await using var server = await LimitedServer.StartAsync(BehindProxy);
        var editor = server.Client(await server.KeyAsync(Role.Editor, Actor.ObservatoryOffice));
        var addresses = server
            .Services.GetRequiredService<IEnumerable<EndpointDataSource>>()
            .SelectMany(s => s.Endpoints)
            .OfType<RouteEndpoint>()
            .SelectMany(e =>
                (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(m =>
                    (Method: m, Pattern: e.RoutePattern.RawText!)
                )
            )
            .Distinct()
            .ToList();
        Assert.True(addresses.Count > 25, "The addresses were not found.");
        var seen = new HashSet<int>();
        foreach (var client in (HttpClient[])[server.Client(), editor, server.Client("iso_nonsense")])
        foreach (var (method, pattern) in addresses)
        {
            var address = pattern
                .Replace("{id}", Guid.NewGuid().ToString(), StringComparison.Ordinal)
                .Replace("{code}", "HOM_INC", StringComparison.Ordinal)
                .Replace("{documentName}", "v1", StringComparison.Ordinal)
                .Replace("{*path:nonfile}", "nothing/here", StringComparison.Ordinal)
                .Replace("{", "", StringComparison.Ordinal)
                .Replace("}", "", StringComparison.Ordinal);
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri("/" + address.TrimStart('/'), UriKind.Relative));
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            seen.Add((int)answer.StatusCode);
            var wrong = Faults(answer).ToList();
            Assert.True(wrong.Count == 0, $"{method} {address} ({(int)answer.StatusCode}): {string.Join("; ", wrong)}");
        }
        Assert.Superset(new HashSet<int> { 200, 400, 401, 403, 404 }, seen);
    }

    [Fact]
    public async Task Browsers_are_told_to_keep_to_https_only_where_they_came_by_it()
    {
        await using var server = await LimitedServer.StartAsync(BehindProxy);
        using var plain = await server.Client().GetAsync("/v1/session");
        Assert.False(plain.Headers.Contains("Strict-Transport-Security"));
        using var secure = await server
            .Client(null, ("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "203.0.113.1"))
            .GetAsync("/v1/session");
        Assert.StartsWith("max-age=", secure.Headers.GetValues("Strict-Transport-Security").Single(), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Faults(HttpResponseMessage answer)
    {
        string Of(string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "";
        if (Of("X-Content-Type-Options") != "nosniff")
            yield return "nosniff";
        if (Of("Referrer-Policy") != "no-referrer")
            yield return "referrer";
        if (!Of("Permissions-Policy").Contains("geolocation=()", StringComparison.Ordinal))
            yield return "permissions";
        if (Of("X-Frame-Options") != "DENY" || !Of("Content-Security-Policy").Contains("frame-ancestors 'none'", StringComparison.Ordinal))
            yield return "frames";
        var isPage = answer.RequestMessage!.RequestUri!.AbsolutePath.StartsWith("/docs", StringComparison.Ordinal);
        if (!isPage && !Of("Content-Security-Policy").StartsWith("default-src 'none'", StringComparison.Ordinal))
            yield return "content security policy";
        if (Of("Server").Length > 0 || Of("X-Powered-By").Length > 0)
            yield return "banner";
        if (
            (int)answer.StatusCode >= 400
            && answer.Content.Headers.ContentType?.MediaType is not ("application/problem+json" or "text/plain")
        )
            yield return $"a refusal as {answer.Content.Headers.ContentType}";
    }
}
