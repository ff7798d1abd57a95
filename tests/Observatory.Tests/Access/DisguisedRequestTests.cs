using System.Net;
using System.Text;
using System.Text.Json;
using Observatory.App.Limits;
using Observatory.App.Serving;
using Observatory.Core.Access;
using Observatory.Warehouse.Access;
using Xunit;
using Xunit.Abstractions;

namespace Observatory.Tests.Access;

/// <summary>
/// What is refused in plain words is refused in every disguise, and what comes with a request says for nobody who or whose they are.
/// </summary>
public sealed class DisguisedRequestTests(ITestOutputHelper output)
{
    private static readonly WebSettings Uncounted = new() { Rates = RateSettings.None };
    private static readonly string[] Overrides = ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"];

    /// <summary>A refusal like any other: neither let through, nor a fault of ours, nor asked too often.</summary>
    private static readonly int[] Refusals = [400, 401, 403, 404, 405, 415];

    [Fact]
    public async Task A_refused_request_is_refused_in_every_disguise()
    {
        await using var world = await AccessWorld.OpenAsync(AccessRules.Usual, settings: Uncounted);
        var before = await StateAsync(world);
        var (asked, wrong) = (0, new List<string>());
        foreach (
            var (need, method, address, country) in AccessMatrixTests
                .Requests(world)
                .Where(r => r.Need.Permission is not (null or Permission.QueryPublished))
        )
        foreach (var caller in (string[])["anonymous", "analyst", "uploader A", "approver A", "admin"])
        {
            var (role, of) = AccessMatrixTests.Of(caller);
            var reach = Rights.Of(role, need.Permission!.Value);
            // Who may nothing tries their own, who may that tries another country's.
            if (reach == Reach.None ? country is "ARG" or AccessMatrixTests.Missing : country != "ARG" || reach == Reach.All || of == "ARG")
                continue;
            foreach (var (name, request) in Disguises(world, caller, method, address))
                using (request)
                using (var answer = await world.As(caller).SendAsync(request))
                {
                    asked++;
                    // What an address takes is no secret: the description says it, and nothing is done.
                    var isTold = request.Method == HttpMethod.Options && answer.StatusCode == HttpStatusCode.NoContent;
                    if (!isTold && !Refusals.Contains((int)answer.StatusCode))
                        wrong.Add($"{caller}: {method} {address} as {name} gave {(int)answer.StatusCode}");
                }
        }
        output.WriteLine($"{asked} requests");
        Assert.True(asked > 2000, "Hardly anything was asked.");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(60)));
        Assert.Equal(before, await StateAsync(world));
    }

    [Fact]
    public async Task Reading_stays_reading_whatever_method_a_header_or_field_names()
    {
        await using var world = await AccessWorld.OpenAsync(AccessRules.Usual, settings: Uncounted);
        var before = await StateAsync(world);
        var (asked, wrong) = (0, new List<string>());
        foreach (
            var address in AccessMatrixTests
                .Requests(world)
                .Where(r => r.Method != "GET" || r.Country == "MEX")
                .Select(r => r.Address)
                .Distinct()
        )
        foreach (var caller in (string[])["approver A", "uploader A", "admin"])
        foreach (var verb in (string[])["GET", "HEAD", "OPTIONS"])
        foreach (var meant in (string[])["POST", "DELETE", "PUT"])
        {
            asked++;
            using var request = Request(world, verb, address + (meant == "DELETE" ? "?_method=DELETE" : ""));
            foreach (var header in Overrides)
                request.Headers.Add(header, meant);
            using var answer = await world.As(caller).SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            if ((int)answer.StatusCode >= 500)
                wrong.Add($"{caller}: {verb} {address} meant as {meant} gave {(int)answer.StatusCode}");
        }
        output.WriteLine($"{asked} requests");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(60)));
        Assert.Equal(before, await StateAsync(world));
    }

    [Fact]
    public async Task No_part_of_a_request_can_change_its_actor_owner_or_reach()
    {
        await using var world = await AccessWorld.OpenAsync(AccessRules.Usual, settings: Uncounted);
        var before = await StateAsync(world);
        var (asked, wrong) = (0, new List<string>());
        foreach (
            var (need, method, address, _) in AccessMatrixTests
                .Requests(world)
                .Where(r =>
                    r.Method is "POST" or "PUT"
                    && r.Country != "ARG"
                    && r.Address.StartsWith("/v1/", StringComparison.Ordinal)
                    && ReadsABody(r.Address)
                )
        )
        foreach (
            var caller in AccessMatrixTests.Everybody.Where(c =>
                Rights.Of(AccessMatrixTests.Of(c).Role, need.Permission!.Value) != Reach.None
            )
        )
        foreach (var (field, value) in Assigned(world))
        {
            var bodies = new List<HttpContent>
            {
                new StringContent(
                    JsonSerializer.Serialize(new Dictionary<string, object> { ["reason"] = "x", [field] = value }),
                    Encoding.UTF8,
                    "application/json"
                ),
                new FormUrlEncodedContent([new("reason", "x"), new(field, value)]),
                new MultipartFormDataContent
                {
                    { new StringContent("anio;delito\n2020;x\n"), "file", "x.csv" },
                    { new StringContent(value), field },
                },
            };
            foreach (var body in bodies)
            {
                asked++;
                using var request = Request(world, method, address);
                request.Content = body;
                using var answer = await world.As(caller).SendAsync(request);
                if (!Refusals.Contains((int)answer.StatusCode))
                    wrong.Add(
                        $"{caller}: {method} {address} with {field}={value} ({body.Headers.ContentType!.MediaType}) gave "
                            + $"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}"
                    );
            }
        }
        output.WriteLine($"{asked} requests");
        Assert.True(asked > 500, "Hardly anything was asked.");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(60)));
        Assert.Equal(before, await StateAsync(world));
    }

    [Fact]
    public async Task An_identifier_of_another_country_opens_nothing_wherever_it_stands()
    {
        await using var world = await AccessWorld.OpenAsync(AccessRules.Usual, settings: Uncounted);
        var before = await StateAsync(world);
        var other = world.Other.ToString();
        var (subscription, delivery) = (world.OtherNotice.Subscription.ToString(), world.OtherNotice.Delivery.ToString());
        foreach (var caller in (string[])["uploader A", "approver A"])
        {
            // In the query of a list: not known, or nothing of theirs in what is shown.
            foreach (
                var list in (string[])
                    [
                        "/v1/submissions",
                        "/v1/audit",
                        "/v1/keys",
                        "/v1/subscriptions",
                        $"/v1/submissions/{world.Own}",
                        $"/v1/subscriptions/{world.OwnNotice.Subscription}/deliveries",
                    ]
            )
            foreach (
                var query in (string[])
                    [
                        $"id={other}",
                        $"submission={other}",
                        $"subject={other}",
                        "country=ARG",
                        $"office={AccessWorld.OtherOffice}",
                        $"subscription={subscription}",
                        "actor=sender@arg",
                        $"key={world.OtherKey}",
                    ]
            )
            {
                using var answer = await world.As(caller).GetAsync(new Uri($"{list}?{query}", UriKind.Relative));
                var text = await answer.Content.ReadAsStringAsync();
                if (answer.IsSuccessStatusCode)
                    Assert.All(JsonDocument.Parse(text).RootElement.GetProperty("data").EnumerateArray(), row =>
                        Assert.Equal("MEX", row.GetProperty("country").GetString())
                    );
                else
                    Assert.Contains((int)answer.StatusCode, Refusals);
            }
            // In the body of what one may do, and in a path that begins with one's own.
            foreach (
                var (method, address, body) in ((string, string, string)[])
                    [
                        ("POST", $"/v1/submissions/{world.Own}/comments", $$"""{"text":"x","submission":"{{other}}"}"""),
                        ("POST", $"/v1/submissions/{world.Own}/approve", $$"""{"reason":"x","id":"{{other}}"}"""),
                        ("POST", $"/v1/submissions/{world.Own}/return", $$"""{"reason":"x","submissionId":"{{other}}"}"""),
                        ("POST", $"/v1/submissions/{other}/comments", """{"text":"x"}"""),
                        ("POST", $"/v1/submissions/{world.Own}/../{other}/withdraw", """{"reason":"x"}"""),
                        ("POST", $"/v1/submissions/{world.Own}/%2e%2e/{other}/return", """{"reason":"x"}"""),
                        ("POST", "/v1/keys", $$"""{"office":"{{AccessWorld.OtherOffice}}","role":"Uploader"}"""),
                        ("POST", "/v1/keys", $$"""{"office":"{{AccessWorld.OwnOffice}}","role":"Uploader","country":"ARG"}"""),
                        ("POST", "/v1/subscriptions", $$"""{"office":"{{AccessWorld.OtherOffice}}","address":"https://example.org/"}"""),
                        ("POST", $"/v1/subscriptions/{world.OwnNotice.Subscription}/deliveries/{delivery}/replay", "{}"),
                        ("POST", $"/v1/subscriptions/{subscription}/deliveries/{world.OwnNotice.Delivery}/replay", "{}"),
                        ("DELETE", $"/v1/keys/{world.OtherKey}", ""),
                        ("DELETE", $"/v1/subscriptions/{subscription}", ""),
                    ]
            )
            {
                using var request = Request(world, method, address);
                request.Content = body.Length == 0 ? null : new StringContent(body, Encoding.UTF8, "application/json");
                using var answer = await world.As(caller).SendAsync(request);
                Assert.True(
                    Refusals.Contains((int)answer.StatusCode),
                    $"{caller}: {method} {address} {body} gave {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}"
                );
            }
        }
        Assert.Equal(before, await StateAsync(world));
    }

    /// <summary>
    /// The same request, each time dressed in another way; none of them changes what is asked for into something that may be had.
    /// </summary>
    private static IEnumerable<(string Name, HttpRequestMessage Request)> Disguises(
        AccessWorld world,
        string caller,
        string method,
        string address
    )
    {
        foreach (var verb in ((string[])["HEAD", "OPTIONS", "PATCH", "TRACE"]).Where(v => v != method && (v != "HEAD" || method == "GET")))
            yield return (verb, Request(world, verb, address));
        var cut = address.TrimEnd('/').LastIndexOf('/');
        var (front, last) = (address[..cut], address[(cut + 1)..]);
        foreach (
            var (name, path) in ((string, string)[])
                [
                    ("trailing slash", address + "/"),
                    ("doubled slash", front + "//" + last),
                    ("leading slashes", "/" + address),
                    ("upper case", address.ToUpperInvariant()),
                    ("encoded slash", front + "%2F" + last),
                    ("doubly encoded slash", front + "%252F" + last),
                    ("encoded letter", front + "/%" + ((int)last[0]).ToString("X2", null) + last[1..]),
                    ("dot segments", "/v1/indicators/../.." + address),
                    ("encoded dot segments", "/v1/indicators/%2e%2e/%2e%2e" + address),
                    ("encoded slash of a dot segment", "/v1/indicators/..%2f.." + address),
                    ("backslash", front + "\\" + last),
                    ("matrix parameter", address + ";x=1"),
                    ("extension", address + ".json"),
                    ("encoded null", address + "%00"),
                    ("encoded blank", address + "%20"),
                    ("another front", "/api" + address),
                ]
        )
            yield return (name, Request(world, method, path));
        if (address.StartsWith("/v1/", StringComparison.Ordinal))
            foreach (var version in (string[])["/v2", "/v0", "/v1.0", "/v01", ""])
                yield return ($"version '{version}'", Request(world, method, version + address[3..]));
        foreach (var header in Overrides)
        {
            // As something harmless, for whoever would judge by what it says.
            var overridden = Request(world, method, address);
            overridden.Headers.Add(header, method == "GET" ? "POST" : "GET");
            yield return (header, overridden);
            var carried = Request(world, "POST", address);
            carried.Headers.Add(header, method);
            carried.Content = new FormUrlEncodedContent([new("_method", method)]);
            yield return (header + " and _method", carried);
        }
        var rewritten = Request(world, method, "/v1/indicators");
        rewritten.Headers.Add("X-Original-URL", address);
        rewritten.Headers.Add("X-Rewrite-URL", address);
        if (method != "GET")
            yield return ("X-Original-URL", rewritten);
        else
            rewritten.Dispose();
        var named = Request(world, method, address);
        foreach (
            var (header, value) in ((string, string)[])
                [
                    ("X-Forwarded-User", "admin@oas.test"),
                    ("X-Remote-User", "admin@oas.test"),
                    ("X-Forwarded-For", "127.0.0.1"),
                    ("X-Office", AccessWorld.OtherOffice),
                    ("X-Country", "ARG"),
                ]
        )
            named.Headers.Add(header, value);
        yield return ($"headers that name somebody else than {caller}", named);
    }

    /// <summary>What a request could try to say of itself.</summary>
    private static IEnumerable<(string Field, string Value)> Assigned(AccessWorld world) =>
        [
            ("country", "ARG"),
            ("country", "MEX"),
            ("state", "Loaded"),
            ("receivedBy", "sender@arg"),
            ("reviewedBy", "sender@arg"),
            ("createdBy", "operator"),
            ("author", "operator"),
            ("actor", "operator"),
            ("id", world.Other.ToString()),
            ("submissionId", world.Other.ToString()),
            ("reach", "all"),
            ("permission", "Review"),
            ("isActive", "true"),
            ("Country", "ARG"),
        ];

    /// <summary>What these do is said by their address alone.</summary>
    private static bool ReadsABody(string address) =>
        !address.EndsWith("/rotate", StringComparison.Ordinal)
        && !address.EndsWith("/enable", StringComparison.Ordinal)
        && !address.EndsWith("/replay", StringComparison.Ordinal);

    /// <summary>To the letter: a client would tidy the path first.</summary>
    private static HttpRequestMessage Request(AccessWorld world, string method, string path) =>
        new(
            new HttpMethod(method),
            new Uri(world.Address + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })
        );

    /// <summary>All that somebody could have changed.</summary>
    private static async Task<string> StateAsync(AccessWorld world)
    {
        await using var command = world.Platform.Sources.Migrator.CreateCommand(
            """
            select concat_ws(E'\n',
                (select string_agg(concat_ws(' ', submission_id, country, office, received_by, state, reviewed_by), E'\n'
                    order by submission_id) from ingest.submission),
                (select count(*) from ingest.submission_comment), (select count(*) from audit.entry),
                (select string_agg(concat_ws(' ', prefix, office, country, role, created_by, revoked_at), E'\n' order by prefix)
                    from access.key),
                (select string_agg(concat_ws(' ', address, office, country, is_active), E'\n' order by address) from access.person),
                (select string_agg(concat_ws(' ', office, country, changed_by), E'\n' order by office) from access.upload_limit),
                (select string_agg(concat_ws(' ', subscription_id, office, country, created_by, removed_at), E'\n'
                    order by subscription_id) from notice.subscription),
                (select string_agg(concat_ws(' ', delivery_id, state, tries), E'\n' order by delivery_id) from notice.delivery))
            """
        );
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
