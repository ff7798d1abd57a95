using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Observatory.App.Access;
using Observatory.App.Http;
using Observatory.App.Limits;
using Observatory.App.Serving;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Tests.Access;
using Observatory.Warehouse.Access;
using Xunit;
using Xunit.Abstractions;

namespace Observatory.Tests.Api;

/// <summary>
/// One list of odd values in every field of every address, found by the addresses' own metadata: whatever is written there, it is no fault
/// of ours.
/// </summary>
public sealed class OddValueTests(ITestOutputHelper output)
{
    /// <summary>Texts, as they are written in a query, a path, a form and a document.</summary>
    private static readonly string[] Odd =
    [
        "",
        " ",
        "\0",
        "MEX\0",
        "\u0001\u001f\u007f",
        "\ud800",
        "\ufffe",
        "\u202Etxt.exe",
        "😀",
        "*",
        ",",
        "-1",
        "0",
        "2147483647",
        "2147483648",
        "9223372036854775807",
        "99999999999999999999",
        "1e309",
        "NaN",
        "9999-12-31",
        "9999-12-31T23:59:59Z",
        "-0001-01-01",
        "0000-01-01",
        "0000",
        "9999",
        "2024-02-30",
        "0001-01-01T00:00:00+14:00",
        "https://münchen.de/",
        "https://xn--a/",
        "https://[::1]/",
        "http://１２７.0.0.1/",
        "mailto:a@b@c",
        "null",
        "{}",
        "'; drop table pub.fact; --",
        new string('x', 5_000),
    ];

    /// <summary>What stands in a document where a text was expected.</summary>
    private static readonly string[] OddJson =
    [
        "null",
        "[null]",
        "[[]]",
        "{}",
        "{\"a\":null}",
        "true",
        "-1",
        "1e400",
        "9223372036854775808",
        "\"\\ud800\"",
        "\"\\u0000\"",
        "[\"\\u0000\"]",
        "{\"\\u0000\":\"\\u0000\"}",
    ];

    /// <summary>Headers that something is read from.</summary>
    private static readonly string[] Headers =
    [
        "Accept",
        "Accept-Language",
        RepeatGuard.Header,
        "If-None-Match",
        "Last-Event-ID",
        "X-API-Key",
        "Authorization",
        "X-CSRF-Token",
        "Cookie",
        "Cache-Control",
        "X-Forwarded-For",
        "Range",
        "Origin",
    ];

    private static readonly string[] OddHeaders =
    [
        "",
        ",",
        ";q=",
        "\"",
        "Basic AAAA",
        "Bearer iso_",
        "9223372036854775808",
        "only-if-cached",
        "*;q=2, é",
        "observatory=CfDJ8",
    ];

    /// <summary>Fields beside the one that is tried, so that an address gets as far as reading it.</summary>
    private static readonly Dictionary<string, string> Usual = new(StringComparer.Ordinal)
    {
        ["office"] = "\"MEX_SESNSP\"",
        ["role"] = "\"Analyst\"",
        ["roles"] = "[\"Analyst\"]",
        ["name"] = "\"Somebody\"",
        ["reason"] = "\"Because.\"",
        ["text"] = "\"Said.\"",
        ["comment"] = "\"Seen.\"",
        ["code"] = "\"CHANGE_LARGE\"",
        ["kinds"] = "[]",
        ["filesADay"] = "10",
    };

    [Fact]
    public async Task No_field_of_any_address_makes_a_fault_of_ours()
    {
        await using var world = await AccessWorld.OpenAsync(
            AccessRules.Usual,
            settings: new WebSettings { Rates = RateSettings.None, LeastResponseRate = null }
        );
        var endpoints = world
            .Services.GetRequiredService<IEnumerable<EndpointDataSource>>()
            .SelectMany(s => s.Endpoints)
            .OfType<RouteEndpoint>()
            .Where(e =>
                e.RoutePattern.RawText!.StartsWith("/v1/", StringComparison.Ordinal)
                || e.RoutePattern.RawText.StartsWith("/docs/", StringComparison.Ordinal)
            )
            .ToList();
        var (tried, fields, wrong) = (0, new ConcurrentDictionary<string, int>(StringComparer.Ordinal), new ConcurrentBag<string>());
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(
            endpoints.SelectMany(e => Requests(world, e, seen)).ToList(),
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (made, cancellation) =>
            {
                HttpRequestMessage request;
                try
                {
                    request = made.Make();
                }
                catch (Exception fault) when (fault is UriFormatException or FormatException or ArgumentException)
                {
                    // Nobody can write that in such a place.
                    return;
                }
                using (request)
                using (var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation))
                {
                    Interlocked.Increment(ref tried);
                    fields.AddOrUpdate(made.Field, 1, (_, n) => n + 1);
                    HttpResponseMessage answer;
                    try
                    {
                        answer = await world.As(made.Caller).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token);
                    }
                    catch (HttpRequestException fault)
                        when (fault.InnerException is HttpRequestException or FormatException or ArgumentException
                            || fault.HttpRequestError == HttpRequestError.Unknown
                        )
                    {
                        return;
                    }
                    using (answer)
                        if ((int)answer.StatusCode >= 500)
                            wrong.Add(
                                $"{made.Field} = {Shown(made.Value)} gave {(int)answer.StatusCode}: "
                                    + $"{await answer.Content.ReadAsStringAsync(stop.Token)}"
                            );
                }
            }
        );
        output.WriteLine($"{tried} requests, {fields.Count} fields of {endpoints.Count} addresses");
        Assert.True(wrong.IsEmpty, $"{wrong.Count} of {tried}:\n" + string.Join('\n', wrong.Order(StringComparer.Ordinal).Take(60)));
        foreach (
            var field in (string[])
                [
                    "GET /v1/observations?asOf",
                    "POST /v1/keys {expires}",
                    "POST /v1/subscriptions/ {kinds}",
                    "POST /v1/submissions [comment]",
                    "GET /v1/indicators/{code}",
                    "POST /v1/submissions/{id}/return {reason}",
                ]
        )
            Assert.True(fields.ContainsKey(field), $"{field} was not tried.");
    }

    [Theory]
    [InlineData("https://münchen.de/", "https://xn--mnchen-3ya.de/")]
    [InlineData("https://example.org/ä?b=ñ", "https://example.org/%C3%A4?b=%C3%B1")]
    [InlineData("https://EXAMPLE.org", "https://example.org/")]
    [InlineData("https://[2001:db8::1]/x", "https://[2001:db8::1]/x")]
    [InlineData("münchen.de", null)]
    [InlineData("https://a\0b/", null)]
    public void An_address_is_read_as_the_net_asks_for_it(string text, string? address) =>
        Assert.Equal(address, Given.Address(text)?.AbsoluteUri);

    [Fact]
    public void A_host_in_other_digits_is_the_host_that_is_judged() =>
        Assert.Equal("127.0.0.1", Given.Address("https://１２７.0.0.1/")?.Host);

    [Theory]
    [InlineData("9999-12-31")]
    [InlineData("0000-01-01")]
    [InlineData("-0001-12-31")]
    [InlineData("-9998-01-01")]
    [InlineData("9999-12-31T23:59:59.999999999Z")]
    [InlineData("-9998-01-01T00:00:00Z")]
    [InlineData("0000-12-31T23:59:59+14:00")]
    [InlineData("2024-02-30")]
    [InlineData("")]
    public void A_time_outside_of_time_is_refused_with_an_example(string text)
    {
        Assert.Contains(
            "2024-05-31",
            Assert.Throws<Refusal>(() => Given.Instant("asOf", text)).Arguments["expected"],
            StringComparison.Ordinal
        );
        Assert.Equal("publishedBy", Assert.Throws<Refusal>(() => Given.Day("publishedBy", text)).Arguments["column"]);
    }

    /// <param name="seen">Fields that were met at another address: there a part of the list is enough, another part at each.</param>
    private static IEnumerable<OddRequest> Requests(AccessWorld world, RouteEndpoint endpoint, HashSet<string> seen)
    {
        var pattern = endpoint.RoutePattern.RawText!;
        var method = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods[0] ?? "GET";
        var need = endpoint.Metadata.GetMetadata<AccessNeed>()!.Permission;
        var caller = need is not { } permission
            ? "anonymous"
            : AccessWorld.Callers.First(c => Rights.Of(c.Role, permission) != Reach.None).Name;
        var name = $"{method} {pattern}";
        var query = endpoint.Metadata.OfType<QueryParameter>().ToList();
        var required = string.Join(
            '&',
            query
                .Where(q => q.Required)
                .Select(q => $"{q.Name}={q.Name switch { "indicator" => "HOM_INC", "area" => "MEX", _ => "2016" }}")
        );
        var plain = Filled(world, pattern, null, "") + (required.Length > 0 ? "?" + required : "");
        var body = endpoint.Metadata.GetMetadata<TakenBody>()?.Type;

        foreach (var place in endpoint.RoutePattern.Parameters)
        foreach (var odd in For($"path {place.Name}", Odd).Where(o => o.Length is > 0 and < 1_000))
            yield return new(caller, $"{method} {pattern}", odd, () =>
                Request(method, Filled(world, pattern, place.Name, Uri.EscapeDataString(odd)), BodyOf(body, null, ""))
            );
        foreach (var parameter in query)
        foreach (var odd in For($"query {parameter.Name}", Odd))
            yield return new(caller, $"{name}?{parameter.Name}", odd, () =>
                Request(method, WithQuery(plain, parameter.Name, odd), BodyOf(body, null, ""))
            );
        foreach (var header in Headers)
        foreach (var odd in For($"header {header}", OddHeaders))
            yield return new(caller, $"{name} {header}:", odd, () =>
            {
                var request = Request(method, plain, BodyOf(body, null, ""));
                request.Headers.TryAddWithoutValidation(header, odd);
                return request;
            });
        if (body is not null)
        {
            foreach (
                var field in body.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                    .Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name))
            )
            foreach (var odd in Odd.Where(o => o != "\ud800").Select(o => JsonSerializer.Serialize(o)).Concat(OddJson))
                yield return new(caller, $"{name} {{{field}}}", odd, () => Request(method, plain, BodyOf(body, field, odd)));
            foreach (var odd in OddJson.Concat(["", "[", "\ufeff{}"]))
                yield return new(caller, $"{name} {{}}", odd, () =>
                    Request(method, plain, new StringContent(odd, Encoding.UTF8, "application/json"))
                );
        }
        if (method == "POST" && pattern == "/v1/submissions")
            foreach (var field in (string[])["feed", "publicationDate", "comment", "file", "other"])
            foreach (var odd in Odd)
                yield return new(caller, $"{name} [{field}]", odd, () =>
                {
                    var form = new MultipartFormDataContent();
                    form.Add(new StringContent("a,b\n1,2\n"), "file", field == "file" ? "\"" + odd + "\"" : "odd.csv");
                    if (field != "file")
                        form.Add(new StringContent(odd), field);
                    return Request(method, plain, form);
                });

        IEnumerable<string> For(string field, string[] all)
        {
            var (isFirst, turn) = (seen.Add(field), seen.Count + name.Length);
            return isFirst ? all : all.Where((_, n) => (n + turn) % 5 == 0);
        }
    }

    private static string WithQuery(string plain, string parameter, string odd)
    {
        var parts = plain.Split('?', 2);
        var kept =
            parts.Length == 1 ? [] : parts[1].Split('&').Where(p => !p.StartsWith(parameter + "=", StringComparison.Ordinal)).ToList();
        // Half a pair of surrogates cannot be escaped; its three bytes can.
        var written = odd == "\ud800" ? "%ED%A0%80" : Uri.EscapeDataString(odd);
        return $"{parts[0]}?{string.Join('&', kept.Append($"{parameter}={written}"))}";
    }

    private static HttpRequestMessage Request(string method, string address, HttpContent? content) =>
        new(new HttpMethod(method), new Uri(address, UriKind.Relative))
        {
            Content = content ?? (method is "POST" or "PUT" ? new StringContent("{}", Encoding.UTF8, "application/json") : null),
        };

    private static string Filled(AccessWorld world, string pattern, string? tried, string odd)
    {
        foreach (
            var (place, usual) in ((string, string)[])
                [
                    ("id", world.Own.ToString()),
                    ("subscription", world.OwnNotice.Subscription.ToString()),
                    ("delivery", world.OwnNotice.Delivery.ToString()),
                    ("key", "zzzzzzzz"),
                    ("office", AccessWorld.OtherOffice),
                    ("address", "nobody@example.org"),
                    ("code", "HOM_INC"),
                ]
        )
            pattern = pattern.Replace($"{{{place}}}", place == tried ? odd : usual, StringComparison.Ordinal);
        return pattern;
    }

    private static StringContent? BodyOf(Type? body, string? tried, string odd)
    {
        if (body is null)
            return null;
        var fields = body.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name))
            .Where(f => f == tried || Usual.ContainsKey(f) || f == "address")
            .Select(f =>
                $"\"{f}\":"
                + (
                    f == tried ? odd
                    : f != "address" ? Usual[f]
                    : body.Name.StartsWith("Person", StringComparison.Ordinal) ? "\"nobody@example.org\""
                    : "\"https://example.org/hook\""
                )
            );
        return new StringContent($"{{{string.Join(',', fields)}}}", Encoding.UTF8, "application/json");
    }

    private static string Shown(string odd) =>
        string.Concat(odd.Length > 60 ? odd[..60] + "…" : odd).Replace("\0", "\\0", StringComparison.Ordinal);

    private sealed record OddRequest(string Caller, string Field, string Value, Func<HttpRequestMessage> Make);
}
