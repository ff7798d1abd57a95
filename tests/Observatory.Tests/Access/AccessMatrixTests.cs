using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Observatory.App.Access;
using Observatory.Core.Access;
using Observatory.Warehouse.Access;
using Xunit;
using Xunit.Abstractions;

namespace Observatory.Tests.Access;

/// <summary>
/// Every address, everybody, what is one's own, what is another country's and what is not there: made from the addresses' own metadata.
/// </summary>
public sealed class AccessMatrixTests(ITestOutputHelper output)
{
    internal static readonly IReadOnlyList<string> Everybody = ["anonymous", .. AccessWorld.Callers.Select(c => c.Name)];

    [Fact]
    public async Task Every_address_says_who_may_use_it()
    {
        await using var world = await AccessWorld.OpenAsync(AccessRules.Usual);
        var endpoints = Endpoints(world);
        Assert.True(endpoints.Count > 20, "The addresses were not found.");
        Assert.Empty(endpoints.Where(e => e.Metadata.GetMetadata<AccessNeed>() is null).Select(e => e.RoutePattern.RawText));
    }

    [Fact]
    public async Task Every_role_has_exactly_the_access_that_the_rights_give()
    {
        await using var world = await AccessWorld.OpenAsync(AccessRules.Usual);
        var (asked, wrong) = (0, new List<string>());
        foreach (var (need, method, address, country) in Requests(world))
        foreach (var caller in Everybody)
        {
            asked++;
            var (role, of) = Of(caller);
            var status = (await SendAsync(world, caller, method, address)).Status;
            var reach = need.Permission is { } permission ? Rights.Of(role, permission) : Reach.All;
            var expected =
                reach == Reach.None ? (role == Role.Anonymous ? "401" : "403")
                : country == Missing || (country is not null && reach == Reach.OwnCountry && country != of) ? "404"
                : "let through";
            var actual = status is 401 or 403 or 404 ? status.ToString(CultureInfo.InvariantCulture) : "let through";
            if (expected != actual)
                wrong.Add($"{caller}: {method} {address} gave {status}, not {expected}");
        }
        output.WriteLine($"{asked} requests");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task The_database_alone_lets_nobody_past()
    {
        await using var world = await AccessWorld.OpenAsync(AccessRules.DatabaseAlone);
        var (asked, wrong) = (0, new List<string>());
        foreach (
            var (need, method, address, country) in Requests(world).Where(r => r.Need.Permission is not (null or Permission.QueryPublished))
        )
        foreach (var caller in Everybody)
        {
            var (role, of) = Of(caller);
            var reach = Rights.Of(role, need.Permission!.Value);
            if (reach == Reach.All || (reach == Reach.OwnCountry && country == of))
                continue;
            asked++;
            var (status, document) = await SendAsync(world, caller, method, address);
            // A list shows only what is within reach; all else is refused, whoever asks for it.
            if (status is not (400 or 401 or 403 or 404) && !ShowsNothingForeign(document, reach == Reach.None ? null : of))
                wrong.Add($"{caller}: {method} {address} gave {status}: {document}");
        }
        output.WriteLine($"{asked} requests");
        Assert.True(asked > 100, "Hardly anything was asked.");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(
            Core.Submissions.SubmissionState.Staged,
            (await world.Platform.Submissions.FindAsync(Actor.Operator, world.Other, CancellationToken.None)).State
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_caller_can_send_for_another_country(bool programAsks)
    {
        await using var world = await AccessWorld.OpenAsync(programAsks ? AccessRules.Usual : AccessRules.DatabaseAlone);
        foreach (var caller in Everybody.Where(c => c != "uploader B"))
        {
            using var form = new MultipartFormDataContent
            {
                { new StringContent("anio;delito\n2020;x\n"), "file", "x.csv" },
                { new StringContent("ARG/snic-national"), "feed" },
            };
            using var answer = await world.As(caller).PostAsync(new Uri("/v1/submissions", UriKind.Relative), form);
            Assert.True((int)answer.StatusCode is 401 or 403, $"{caller}: {answer.StatusCode}");
        }
    }

    internal const string Missing = "missing";

    private static List<RouteEndpoint> Endpoints(AccessWorld world) =>
        [.. world.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()];

    /// <summary>
    /// Each address with what it may be about: of the own country, of the other, not there; null where it is about nothing of a country.
    /// </summary>
    internal static IEnumerable<(AccessNeed Need, string Method, string Address, string? Country)> Requests(AccessWorld world)
    {
        // What changes state comes last, and reading never depends on it.
        foreach (
            var endpoint in Endpoints(world).Where(e => IsOfSomebody(e.RoutePattern.RawText!)).OrderBy(e => Method(e) == "GET" ? 0 : 1)
        )
        {
            var (need, method, pattern) = (endpoint.Metadata.GetMetadata<AccessNeed>()!, Method(endpoint), endpoint.RoutePattern.RawText!);
            if (pattern.Contains("{id}", StringComparison.Ordinal))
                foreach (var (country, id) in ((string, Guid)[])[("MEX", world.Own), ("ARG", world.Other), (Missing, Guid.NewGuid())])
                    yield return (need, method, pattern.Replace("{id}", id.ToString(), StringComparison.Ordinal), country);
            else if (pattern.Contains("{subscription}", StringComparison.Ordinal))
                foreach (
                    var (country, (subscription, delivery)) in ((string, (Guid, Guid))[])
                        [("MEX", world.OwnNotice), ("ARG", world.OtherNotice), (Missing, (Guid.NewGuid(), Guid.NewGuid()))]
                )
                    yield return (
                        need,
                        method,
                        pattern
                            .Replace("{subscription}", subscription.ToString(), StringComparison.Ordinal)
                            .Replace("{delivery}", delivery.ToString(), StringComparison.Ordinal),
                        country
                    );
            else if (pattern.Contains("{key}", StringComparison.Ordinal))
                yield return (need, method, pattern.Replace("{key}", "zzzzzzzz", StringComparison.Ordinal), Missing);
            else if (pattern.Contains("{office}", StringComparison.Ordinal))
                yield return (need, method, pattern.Replace("{office}", AccessWorld.OtherOffice, StringComparison.Ordinal), null);
            else if (pattern.Contains("{address}", StringComparison.Ordinal))
                yield return (need, method, pattern.Replace("{address}", "nobody@example.org", StringComparison.Ordinal), Missing);
            else if (pattern.Contains("/{**path}", StringComparison.Ordinal))
                foreach (var page in (string[])["", "/jobs/enqueued", "/recurring", "/servers", "/stats"])
                    yield return (need, method, pattern.Replace("/{**path}", page, StringComparison.Ordinal), null);
            else
                yield return (need, method, pattern.Replace("{code}", "HOM_INC", StringComparison.Ordinal), null);
        }
    }

    /// <summary>All but descriptions, health and the way in, which are the same for everybody.</summary>
    private static bool IsOfSomebody(string pattern) =>
        pattern.StartsWith("/v1/", StringComparison.Ordinal) || pattern.StartsWith("/admin/", StringComparison.Ordinal);

    private static string Method(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods[0] ?? "GET";

    internal static (Role Role, string? Country) Of(string caller) =>
        caller == "anonymous" ? (Role.Anonymous, null)
        : AccessWorld.Callers.Single(c => c.Name == caller) is var found
            ? (found.Role, found.Office.Split('_')[0] is { Length: 3 } country ? country : null)
        : default;

    private static async Task<(int Status, JsonElement Document)> SendAsync(AccessWorld world, string caller, string method, string address)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(address, UriKind.Relative));
        if (method == "POST" && address.EndsWith("/submissions", StringComparison.Ordinal))
            request.Content = new MultipartFormDataContent();
        else if (method is "POST" or "PUT")
            request.Content = JsonContent.Create(new { });
        using var answer = await world.As(caller).SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, text.StartsWith('{') ? JsonDocument.Parse(text).RootElement : default);
    }

    private static bool ShowsNothingForeign(JsonElement document, string? own)
    {
        if (
            document.ValueKind != JsonValueKind.Object
            || !document.TryGetProperty("data", out var data)
            || data.ValueKind != JsonValueKind.Array
        )
            return false;
        return data.EnumerateArray()
            .All(row => own is not null && row.TryGetProperty("country", out var country) && country.GetString() == own);
    }
}
