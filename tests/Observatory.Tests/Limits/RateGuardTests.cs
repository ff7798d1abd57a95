using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Observatory.App.Limits;
using Observatory.App.Serving;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Xunit;

namespace Observatory.Tests.Limits;

/// <summary>How often who may ask, over HTTP. An hour's window gives nothing back while a test runs.</summary>
public sealed class RateGuardTests
{
    private const string Cheap = "/v1/indicators/HOM_INC";
    private const string Mexico = "MEX_SESNSP";

    [Fact]
    public async Task The_public_is_told_what_is_left_and_then_what_to_do()
    {
        await using var server = await LimitedServer.StartAsync(new WebSettings { Rates = RateSettings.None with { Anonymous = In(3) } });
        var client = server.Client();
        // The same question again is answered from what is kept, and still tells each caller their own.
        foreach (var left in (string[])["2", "1", "0"])
        {
            using var answer = await client.GetAsync(Cheap);
            Assert.Equal((HttpStatusCode.OK, "\"test\";q=3;w=3600"), (answer.StatusCode, Header(answer, "RateLimit-Policy")));
            Assert.StartsWith($"\"test\";r={left};t=", Header(answer, "RateLimit"), StringComparison.Ordinal);
        }
        foreach (
            var (language, title) in ((string, string)[])
                [("en", "Too many requests"), ("es", "Demasiadas solicitudes"), ("fr", "Trop de demandes"), ("pt", "Pedidos em excesso")]
        )
        {
            using var refused = await client.GetAsync($"{Cheap}?lang={language}");
            var problem = await refused.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal(
                (HttpStatusCode.TooManyRequests, RefusalCodes.TooMany, title),
                (refused.StatusCode, problem.GetProperty("code").GetString(), problem.GetProperty("title").GetString())
            );
            Assert.Equal(TimeSpan.FromMinutes(20), refused.Headers.RetryAfter!.Delta);
            Assert.Contains("1200", problem.GetProperty("hint").GetString(), StringComparison.Ordinal);
            Assert.Equal("\"test\";r=0;t=3600", Header(refused, "RateLimit"));
        }
        // Health and pages that are the same for everybody answer on.
        foreach (var free in (string[])["/health/live", "/health/ready", "/docs", "/openapi/v1.json"])
        {
            using var answer = await client.GetAsync(free);
            Assert.NotEqual(HttpStatusCode.TooManyRequests, answer.StatusCode);
            Assert.False(answer.Headers.Contains("RateLimit"), free);
        }
        // An address that is not there is asked for like any other.
        using var nothing = await client.GetAsync("/v1/nothing");
        Assert.Equal(HttpStatusCode.TooManyRequests, nothing.StatusCode);
    }

    [Fact]
    public async Task Each_key_has_a_bucket_of_its_own_for_asking_changing_and_sending()
    {
        await using var server = await LimitedServer.StartAsync(
            new WebSettings { Rates = RateSettings.None with { Anonymous = In(1), Known = In(2), Changes = In(2), Uploads = In(1) } }
        );
        var (public_, one, other) = (
            server.Client(),
            server.Client(await server.KeyAsync(Role.Uploader, Mexico)),
            server.Client(await server.KeyAsync(Role.Uploader, Mexico))
        );
        Assert.Equal([200, 429], await TimesAsync(2, () => public_.GetAsync(Cheap)));
        Assert.Equal([200, 200, 429], await TimesAsync(3, () => one.GetAsync(Cheap)));
        Assert.Equal(
            [404, 404, 429],
            await TimesAsync(3, () => one.PostAsync($"/v1/submissions/{Guid.NewGuid()}/withdraw", JsonContent.Create(new { reason = "x" })))
        );
        Assert.Equal([400, 429], await TimesAsync(2, () => one.PostAsync("/v1/submissions", new MultipartFormDataContent())));
        Assert.Equal([200, 200, 429], await TimesAsync(3, () => other.GetAsync(Cheap)));
    }

    [Fact]
    public async Task Keys_that_nobody_knows_are_tried_only_so_often_from_an_address()
    {
        await using var server = await LimitedServer.StartAsync(new WebSettings { Rates = RateSettings.None with { SignIn = In(3) } });
        var good = await server.KeyAsync(Role.Uploader, Mexico);
        Assert.Equal([200, 200, 200, 200, 200], await TimesAsync(5, () => server.Client(good).GetAsync(Cheap)));
        Assert.Equal(
            [401, 401, 401, 429, 429],
            await TimesAsync(5, () => server.Client("iso_AAAAAAAA_" + new string('0', 64)).GetAsync(Cheap))
        );
        Assert.Equal([200], await TimesAsync(1, () => server.Client().GetAsync(Cheap)));
    }

    [Fact]
    public async Task Signing_in_is_begun_only_so_often_from_an_address()
    {
        await using var server = await LimitedServer.StartAsync(new WebSettings { Rates = RateSettings.None with { SignIn = In(2) } });
        Assert.Equal([404, 404, 429], await TimesAsync(3, () => server.Client().GetAsync("/signin/callback?code=1&state=2")));
    }

    [Fact]
    public async Task Forwarding_headers_are_trusted_only_from_declared_proxies()
    {
        var rates = RateSettings.None with { Anonymous = In(1) };
        await using var alone = await LimitedServer.StartAsync(new WebSettings { Rates = rates });
        Assert.Equal([200, 429], await StatusesAsync(alone, "203.0.113.1", "203.0.113.2"));
        await using var behind = await LimitedServer.StartAsync(new WebSettings { Rates = rates, Proxies = Proxies.Read("127.0.0.1") });
        Assert.Equal([200, 200, 429], await StatusesAsync(behind, "203.0.113.1", "203.0.113.2", "203.0.113.1"));
        // What a caller writes before its own address is not believed: only the last word is that of the proxy.
        Assert.Equal([429], await StatusesAsync(behind, "198.51.100.9, 203.0.113.1"));
        await using var other = await LimitedServer.StartAsync(new WebSettings { Rates = rates, Proxies = Proxies.Read("10.0.0.0/8") });
        Assert.Equal([200, 429], await StatusesAsync(other, "203.0.113.1", "203.0.113.2"));
    }

    private static RatePolicy In(int quota) => new("test", quota, TimeSpan.FromHours(1));

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.GetValues(name).Single();

    private static async Task<List<int>> StatusesAsync(LimitedServer server, params IReadOnlyList<string> forwarded)
    {
        var statuses = new List<int>();
        foreach (var from in forwarded)
        {
            using var answer = await server.Client(null, ("X-Forwarded-For", from)).GetAsync(Cheap);
            statuses.Add((int)answer.StatusCode);
        }
        return statuses;
    }

    private static async Task<List<int>> TimesAsync(int times, Func<Task<HttpResponseMessage>> ask)
    {
        var statuses = new List<int>();
        for (var n = 0; n < times; n++)
        {
            using var answer = await ask();
            statuses.Add((int)answer.StatusCode);
        }
        return statuses;
    }
}
