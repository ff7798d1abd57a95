using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Observatory.App.Limits;
using Observatory.App.Serving;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Submissions;
using Observatory.Tests.Support;
using Xunit;

namespace Observatory.Tests.Limits;

/// <summary>Ways past small walls that somebody found from outside.</summary>
public sealed class SmallHolesTests
{
    private const string Mexico = "MEX_SESNSP";
    private const string Cheap = "/v1/indicators/HOM_INC";

    private static readonly string[] Turned = ["a\u202Eb", "a\u2066b", "a\u0007b", "a\ufffdb", new('x', CommentText.Longest + 1)];

    [Fact]
    public async Task A_key_is_used_by_who_knows_its_secret_alone()
    {
        await using var server = await LimitedServer.StartAsync(new WebSettings { Rates = RateSettings.None });
        var key = await server.KeyAsync(Role.Uploader, Mexico);
        using (var wrong = await server.Client(key[..^1] + (key[^1] == '0' ? '1' : '0')).GetAsync(Cheap))
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.Null(Assert.Single(await server.Platform.Keys.ListAsync(Actor.Operator, CancellationToken.None)).LastUsedAt);
        using (var right = await server.Client(key).GetAsync(Cheap))
            Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        Assert.NotNull(Assert.Single(await server.Platform.Keys.ListAsync(Actor.Operator, CancellationToken.None)).LastUsedAt);
    }

    [Fact]
    public async Task Bad_keys_of_an_address_lock_no_good_one_out()
    {
        await using var server = await LimitedServer.StartAsync(
            new WebSettings { Rates = RateSettings.None with { SignIn = new RatePolicy("sign-in", 2, TimeSpan.FromHours(1)) } }
        );
        var good = await server.KeyAsync(Role.Uploader, Mexico);
        var statuses = new List<int>();
        for (var turn = 0; turn < 6; turn++)
        {
            using var bad = await server.Client($"iso_AAAAAAA{turn}_{new string('0', 64)}").GetAsync(Cheap);
            statuses.Add((int)bad.StatusCode);
        }
        Assert.Equal([401, 401, 429, 429, 429, 429], statuses);
        // Also one that was never shown before.
        foreach (var key in (string[])[good, await server.KeyAsync(Role.Analyst, Mexico)])
        {
            using var answer = await server.Client(key).GetAsync(Cheap);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("/signin/callback")]
    [InlineData("/SIGNIN/callback")]
    [InlineData("/SignIn")]
    public async Task Beginning_to_sign_in_is_counted_in_whatever_letters(string address)
    {
        await using var server = await LimitedServer.StartAsync(
            new WebSettings { Rates = RateSettings.None with { SignIn = new RatePolicy("sign-in", 1, TimeSpan.FromHours(1)) } }
        );
        using (await server.Client().GetAsync(address))
        using (var second = await server.Client().GetAsync(address))
            Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
    }

    [Theory]
    [InlineData("feed")]
    [InlineData("publicationDate")]
    [InlineData("comment")]
    public async Task A_field_of_a_form_comes_once_and_is_bounded(string field)
    {
        await using var server = await LimitedServer.StartAsync(new WebSettings { Rates = RateSettings.None });
        var office = server.Client(await server.KeyAsync(Role.Uploader, Mexico));
        var usual = field switch
        {
            "feed" => "MEX/sesnsp-state-offences",
            "publicationDate" => "2024-05-31",
            _ => "Said once.",
        };
        Assert.Equal((400, RefusalCodes.ParameterValue, field), await SendAsync(office, (field, usual), (field, usual)));
        Assert.Equal((400, RefusalCodes.ParameterValue, field), await SendAsync(office, (field, new string('x', 1 << 20))));
        Assert.Empty(await server.Platform.Submissions.ListAsync(Actor.Operator, 0, 10, CancellationToken.None));
    }

    [Fact]
    public async Task Every_text_about_a_submission_is_plain_text_wherever_it_is_written()
    {
        using var folder = new TemporaryFolder();
        SmallFeed.WriteTo(folder.Path);
        await using var server = await LimitedServer.StartAsync(new WebSettings { Rates = RateSettings.None }, folder.Path);
        var (office, reviewer) = (
            server.Client(await server.KeyAsync(Role.Uploader, Mexico)),
            server.Client(await server.KeyAsync(Role.Approver, Mexico))
        );
        foreach (var text in Turned)
            Assert.Equal(
                (400, RefusalCodes.CommentUnfit),
                await SendAsync(office, ("comment", text)) is var (status, code, _) ? (status, code) : default
            );
        Assert.Equal(202, (await SendAsync(office, ("comment", "Línea 1\r\nLínea 2"), ("feed", SmallFeed.Name))).Status);
        var sent = Assert.Single(await server.Platform.Submissions.ListAsync(Actor.Operator, 0, 10, CancellationToken.None));
        Assert.Equal("Línea 1\nLínea 2", sent.Comment);
        await server.Platform.Pipeline.ProcessAsync(sent.SubmissionId, CancellationToken.None);
        foreach (
            var (who, move, field) in ((HttpClient, string, string)[])
                [
                    (reviewer, "approve", "reason"),
                    (reviewer, "return", "reason"),
                    (office, "withdraw", "reason"),
                    (reviewer, "comments", "text"),
                ]
        )
        foreach (var text in Turned)
        {
            using var answer = await who.PostAsJsonAsync(
                $"/v1/submissions/{sent.SubmissionId}/{move}",
                new Dictionary<string, string> { [field] = text }
            );
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.True(
                (HttpStatusCode.BadRequest, RefusalCodes.CommentUnfit) == (answer.StatusCode, problem.GetProperty("code").GetString()),
                $"{move}: {problem}"
            );
        }
        Assert.Equal(
            SubmissionState.Staged,
            (await server.Platform.Submissions.FindAsync(Actor.Operator, sent.SubmissionId, CancellationToken.None)).State
        );
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("Host", "localhost:5080", true)]
    [InlineData("Host", "evil.example", false)]
    [InlineData("Host", "127.0.0.1.evil.example", false)]
    [InlineData("X-Forwarded-For", "203.0.113.1", false)]
    [InlineData("X-Forwarded-Host", "observatory.example.org", false)]
    [InlineData("X-Real-IP", "203.0.113.1", false)]
    [InlineData("Forwarded", "for=203.0.113.1", false)]
    [InlineData("Via", "1.1 proxy", false)]
    public async Task The_accounts_of_the_demo_are_for_who_calls_from_the_machine_itself(string? header, string? value, bool isLetIn)
    {
        await using var server = await LimitedServer.StartAsync(new WebSettings { Rates = RateSettings.None });
        server.Platform.HasDemoAccounts = true;
        var client = header is null ? server.Client() : server.Client(null, (header, value!));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("admin@demo:demo"u8));
        using var answer = await client.GetAsync("/v1/keys");
        Assert.Equal(isLetIn ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Internal_addresses_of_feeds_and_their_failures_are_shown_to_the_Observatory_alone()
    {
        using var folder = new TemporaryFolder();
        string[] sources =
        [
            "folder: secret-share, files: \"small*.csv\"",
            "url: \"https://10.0.0.7/small.csv\"",
            "url: \"https://files.ministry.internal/small.csv\"",
            "url: \"https://data.example.org/small.csv?token=abc\"",
        ];
        foreach (var (n, source) in sources.Index())
            SmallFeed.WriteTo(
                folder.Path,
                $"TST/feed-{n}",
                schedule: $"schedule: \"30 2 * * *\"\ntimeZone: America/New_York\nsource: {{ {source} }}\n"
            );
        await using var server = await LimitedServer.StartAsync(new WebSettings { Rates = RateSettings.None }, folder.Path);
        var shown = await server.Client().GetStringAsync("/v1/feeds");
        Assert.All((string[])["secret-share", "10.0.0.7", "ministry.internal", "token=abc"], inner =>
            Assert.DoesNotContain(inner, shown, StringComparison.Ordinal)
        );
        Assert.Contains("https://data.example.org/small.csv", shown, StringComparison.Ordinal);
        var known = await server.Client(await server.KeyAsync(Role.Editor, Actor.ObservatoryOffice)).GetStringAsync("/v1/feeds");
        Assert.All((string[])["secret-share", "10.0.0.7", "ministry.internal", "token=abc"], inner =>
            Assert.Contains(inner, known, StringComparison.Ordinal)
        );
    }

    private static async Task<(int Status, string Code, string Column)> SendAsync(
        HttpClient office,
        params IEnumerable<(string Name, string Value)> fields
    )
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
            form.Add(new StringContent(value, Encoding.UTF8), name);
        form.Add(new ByteArrayContent(SmallFeed.Csv("a,2020-01,hom,5")), "file", "small.csv");
        using var answer = await office.PostAsync("/v1/submissions", form);
        var document = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return answer.IsSuccessStatusCode
            ? ((int)answer.StatusCode, "", "")
            : (
                (int)answer.StatusCode,
                document.GetProperty("code").GetString()!,
                document.GetProperty("arguments").TryGetProperty("column", out var column) ? column.GetString()! : ""
            );
    }
}
