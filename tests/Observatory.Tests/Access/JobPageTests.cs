using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Observatory.App.Access;
using Observatory.App.Jobs;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Xunit;

namespace Observatory.Tests.Access;

/// <summary>The page of jobs: who sees it, that a browser shows it under its policy, and that nothing can be pushed by it.</summary>
public sealed partial class JobPageTests(SignInWorld world) : IClassFixture<SignInWorld>
{
    private static readonly string[] Pages =
    [
        "",
        "/jobs/enqueued",
        "/jobs/enqueued/default",
        "/jobs/processing",
        "/jobs/scheduled",
        "/jobs/succeeded",
        "/jobs/failed",
        "/jobs/deleted",
        "/jobs/awaiting",
        "/recurring",
        "/servers",
        "/retries",
    ];

    [Fact]
    public async Task The_content_policy_of_the_job_page_permits_everything_that_it_uses()
    {
        var (browser, _) = await AdminAsync();
        var submission = Guid.NewGuid();
        var job = Enqueue(submission);
        var named = new HashSet<string>();
        foreach (var page in (string[])[.. Pages, $"/jobs/details/{job}"])
        {
            using var answer = await browser.AskAsync(HttpMethod.Get, JobPage.Address + page);
            var html = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{page}: {answer.StatusCode}");
            Assert.Equal(JobPage.ContentPolicy, answer.Headers.GetValues("Content-Security-Policy").Single());
            Assert.True(answer.Headers.CacheControl?.NoStore, page);
            Assert.DoesNotMatch(InlineScript(), html);
            // Colours of states stand in attributes, which the policy allows and nothing else of its kind.
            Assert.DoesNotContain("<style", html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("javascript:", html, StringComparison.OrdinalIgnoreCase);
            foreach (Match found in Resource().Matches(html))
            {
                var address = WebUtility.HtmlDecode(found.Groups["address"].Value);
                if (address.StartsWith("data:image/", StringComparison.Ordinal))
                    continue;
                named.Add(new Uri(new Uri("http://here" + JobPage.Address + page), address).PathAndQuery);
            }
        }
        Assert.True(named.Count >= 3, string.Join(' ', named));
        foreach (var address in named.ToList())
        {
            // Its own, from the same server, of the kind that is named.
            Assert.StartsWith(JobPage.Address + "/", address, StringComparison.Ordinal);
            using var answer = await browser.AskAsync(HttpMethod.Get, address);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{address}: {answer.StatusCode}");
            var kind = answer.Content.Headers.ContentType!.MediaType!;
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Contains(kind, (string[])["application/javascript", "text/javascript", "text/css"]);
            if (kind == "text/css")
                foreach (Match url in CssUrl().Matches(await answer.Content.ReadAsStringAsync()))
                {
                    var wanted = new Uri(new Uri("http://here" + address), url.Groups["address"].Value).PathAndQuery;
                    using var font = await browser.AskAsync(HttpMethod.Get, wanted);
                    Assert.True(font.StatusCode == HttpStatusCode.OK, $"{wanted}: {font.StatusCode}");
                }
        }
    }

    [Fact]
    public async Task The_job_page_shows_only_names_and_identifiers_of_jobs()
    {
        var (browser, _) = await AdminAsync();
        var submission = Guid.NewGuid();
        using var answer = await browser.AskAsync(HttpMethod.Get, $"{JobPage.Address}/jobs/details/{Enqueue(submission)}");
        var html = await answer.Content.ReadAsStringAsync();
        Assert.Contains(submission.ToString(), html, StringComparison.Ordinal);
        Assert.DoesNotContain("Password=", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Host=", html, StringComparison.OrdinalIgnoreCase);
        // Jobs take identifiers and nothing else, whatever comes to be one.
        var taken = typeof(JobPage)
            .Assembly.GetTypes()
            .Where(t =>
                t.Namespace == typeof(JobPage).Namespace
                && t.Name.EndsWith("Jobs", StringComparison.Ordinal)
                && !t.IsInterface
                && !t.IsNested
            )
            .SelectMany(t => t.GetMethods().Where(m => m.DeclaringType == t))
            .SelectMany(m => m.GetParameters())
            .ToList();
        Assert.NotEmpty(taken);
        Assert.All(taken, p =>
            Assert.True(
                p.ParameterType == typeof(Guid)
                    || p.ParameterType == typeof(CancellationToken)
                    || (p.ParameterType == typeof(string) && p.Name == "feed"),
                $"{p.Member}: {p}"
            )
        );
    }

    [Fact]
    public async Task The_job_page_starts_and_deletes_no_job_with_or_without_the_session_token()
    {
        var (browser, token) = await AdminAsync();
        var job = Enqueue(Guid.NewGuid());
        foreach (
            var command in (string[])
                [
                    "/jobs/enqueued/delete",
                    "/jobs/enqueued/requeue",
                    "/jobs/failed/requeue",
                    "/recurring/trigger",
                    "/recurring/remove",
                    $"/jobs/actions/requeue/{job}",
                    $"/jobs/actions/delete/{job}",
                ]
        )
        {
            using var without = await browser.AskAsync(HttpMethod.Post, JobPage.Address + command, null, Form(job));
            Assert.Equal(
                (HttpStatusCode.Forbidden, RefusalCodes.TokenMissing),
                (without.StatusCode, (await without.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString())
            );
            using var with = await browser.AskAsync(HttpMethod.Post, JobPage.Address + command, token, Form(job));
            Assert.True((int)with.StatusCode is 401 or 403, $"{command}: {with.StatusCode}");
        }
        var state = world.Services.GetRequiredService<JobStorage>().GetMonitoringApi().JobDetails(job).History;
        Assert.Equal("Enqueued", Assert.Single(state).StateName);
        // What its own script asks for while it is looked at, with the token that the page names.
        using var page = await browser.AskAsync(HttpMethod.Get, JobPage.Address);
        var html = await page.Content.ReadAsStringAsync();
        Assert.Contains(SignIn.TokenHeader, html, StringComparison.Ordinal);
        using var stats = await browser.AskAsync(
            HttpMethod.Post,
            JobPage.Address + "/stats",
            CsrfToken().Match(html).Groups["token"].Value,
            new FormUrlEncodedContent([new("metrics[]", "enqueued:count-or-null")])
        );
        Assert.Equal(HttpStatusCode.OK, stats.StatusCode);
    }

    [Fact]
    public async Task A_key_of_the_administrator_shows_it_and_nobody_elses_does()
    {
        var server = await AddressAsync();
        foreach (
            var (role, office, status, code) in ((Role, string, int, string?)[])
                [
                    (Role.Admin, Actor.ObservatoryOffice, 200, null),
                    (Role.Editor, Actor.ObservatoryOffice, 403, RefusalCodes.NotAllowed),
                    (Role.Publisher, Actor.ObservatoryOffice, 403, RefusalCodes.NotAllowed),
                    (Role.Approver, "MEX_SESNSP", 403, RefusalCodes.NotAllowed),
                    (Role.Uploader, "MEX_SESNSP", 403, RefusalCodes.NotAllowed),
                    (Role.Anonymous, "", 401, RefusalCodes.SignInNeeded),
                ]
        )
        {
            using var client = new HttpClient { BaseAddress = server };
            if (role != Role.Anonymous)
                client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                    "Bearer",
                    (await world.Platform.Keys.CreateAsync(Actor.Operator, office, role, null, null, CancellationToken.None)).Text
                );
            foreach (var page in (string[])["", "/", "/jobs/failed", "/css18250"])
            {
                using var answer = await client.GetAsync(new Uri(JobPage.Address + page, UriKind.Relative));
                if (status == 200)
                    Assert.True((int)answer.StatusCode is 200 or 404, $"{page}: {answer.StatusCode}");
                else
                    Assert.Equal(
                        (status, "application/problem+json", code),
                        (
                            (int)answer.StatusCode,
                            answer.Content.Headers.ContentType?.MediaType,
                            (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()
                        )
                    );
            }
        }
    }

    private string Enqueue(Guid submission) =>
        world
            .Services.GetRequiredService<IBackgroundJobClient>()
            .Enqueue<SubmissionJobs>(j => j.ProcessAsync(submission, CancellationToken.None));

    private static FormUrlEncodedContent Form(string job) => new([new("jobs[]", job), new("jobs[]", "sweep")]);

    private async Task<Uri> AddressAsync()
    {
        using var browser = world.Open();
        using var answer = await browser.AskAsync(HttpMethod.Get, "/health/live");
        return new Uri(answer.RequestMessage!.RequestUri!, "/");
    }

    private async Task<(Browser Browser, string Token)> AdminAsync()
    {
        world.Provider.Speaks("sub-admin@oas.test", "admin@oas.test", true, "pwd", "mfa");
        var browser = world.Open();
        using var answer = await browser.SignInAsync();
        return (browser, (await browser.SessionAsync()).GetProperty("csrfToken").GetString()!);
    }

    [GeneratedRegex("""<script(?![^>]*\ssrc=)[^>]*>|<[a-z][^>]*\son[a-z]+\s*=""", RegexOptions.IgnoreCase)]
    private static partial Regex InlineScript();

    [GeneratedRegex("""<(?:script|link|img)\b[^>]*\s(?:src|href)\s*=\s*"(?<address>[^"]*)""", RegexOptions.IgnoreCase)]
    private static partial Regex Resource();

    [GeneratedRegex("""url\(["']?(?<address>[^)"'#?]+)""")]
    private static partial Regex CssUrl();

    [GeneratedRegex("""name="csrf-token"\s+content="(?<token>[^"]+)""")]
    private static partial Regex CsrfToken();
}
