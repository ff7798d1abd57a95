using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using NodaTime;
using Observatory.App.Limits;
using Observatory.App.Serving;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Tests.Support;
using Observatory.Warehouse.Access;
using Xunit;

namespace Observatory.Tests.Limits;

/// <summary>The same request again, under the key that its sender gave it.</summary>
public sealed class RepeatTests : IAsyncLifetime
{
    private LimitedServer _server = null!;
    private HttpClient _admin = null!;
    private HttpClient _office = null!;
    private string _officeKey = "";

    public async Task InitializeAsync()
    {
        _server = await LimitedServer.StartAsync(new WebSettings { Rates = RateSettings.None });
        _admin = _server.Client(await _server.KeyAsync(Role.Admin, Actor.ObservatoryOffice));
        _officeKey = await _server.KeyAsync(Role.Uploader, "MEX_SESNSP");
        _office = _server.Client(_officeKey);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_repeated_upload_gets_the_first_response_byte_for_byte_whatever_its_form_boundaries()
    {
        using var first = await SendAsync(_office, "\"a-1\"", "q,r\n1,2\n");
        using var again = await SendAsync(_office, "a-1", "q,r\n1,2\n");
        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (first.StatusCode, again.StatusCode));
        Assert.Equal(await first.Content.ReadAsByteArrayAsync(), await again.Content.ReadAsByteArrayAsync());
        Assert.Equal(first.Headers.Location, again.Headers.Location);
        Assert.False(first.Headers.Contains(RepeatGuard.RepeatedHeader));
        Assert.Equal("true", again.Headers.GetValues(RepeatGuard.RepeatedHeader).Single());
        // Only the first answer says that it is new; without the key it would not be said again.
        Assert.Contains("\"isNew\":true", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var without = await SendAsync(_office, null, "q,r\n1,2\n");
        Assert.Contains("\"isNew\":false", await without.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("q,r\n1,3\n", "a.csv", null)]
    [InlineData("q,r\n1,2\n", "b.csv", null)]
    [InlineData("q,r\n1,2\n", "a.csv", "a comment")]
    public async Task Another_request_under_the_same_key_is_refused(string content, string name, string? comment)
    {
        using var first = await SendAsync(_office, "b-1", "q,r\n1,2\n");
        using var other = await SendAsync(_office, "b-1", content, name, comment);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, RefusalCodes.RepeatDiffers), (other.StatusCode, await CodeAsync(other)));
        using var elsewhere = await Post(_office, $"/v1/submissions/{Guid.NewGuid()}/withdraw", "b-1", "{\"reason\":\"x\"}");
        Assert.Equal(RefusalCodes.RepeatDiffers, await CodeAsync(elsewhere));
    }

    [Fact]
    public async Task Keys_are_each_callers_own()
    {
        using var mine = await SendAsync(_office, "c-1", "q,r\n3,4\n");
        var other = _server.Client(await _server.KeyAsync(Role.Uploader, "ARG_SNIC"));
        using var theirs = await SendAsync(other, "c-1", "q,r\n5,6\n");
        Assert.Equal(HttpStatusCode.Accepted, theirs.StatusCode);
        Assert.NotEqual(mine.Headers.Location, theirs.Headers.Location);
        // The database alone keeps them apart, too.
        var actor = new Actor("key:another", [Role.Uploader], "ARG_SNIC", "ARG");
        Assert.Null(await _server.Platform.StoredResponses.FindAsync(actor, "c-1", CancellationToken.None));
        await using var desk = await _server.Platform.Sources.OpenDeskAsync(actor, Permission.Submit, CancellationToken.None);
        await using var all = new Npgsql.NpgsqlCommand("select count(*) from access.answered", desk);
        Assert.Equal(0L, await all.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Many_at_once_are_done_once_and_the_others_told_to_wait_or_given_its_answer()
    {
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => Post(_admin, "/v1/keys", "d-1", "{\"office\":\"MEX_SESNSP\",\"role\":\"Analyst\"}"))
        );
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Created);
        foreach (var answer in answers.Where(a => a.StatusCode != HttpStatusCode.Created))
            Assert.Contains(await CodeAsync(answer), (string?[])[RefusalCodes.RepeatRunning, RefusalCodes.RepeatShownOnce]);
        Assert.Single(await _server.Platform.Keys.ListAsync(Actor.Operator, CancellationToken.None), k => k.Role == "Analyst");
        foreach (var answer in answers)
            answer.Dispose();
    }

    [Fact]
    public async Task A_secret_is_neither_kept_nor_shown_again()
    {
        const string Body = "{\"office\":\"MEX_SESNSP\",\"role\":\"Uploader\"}";
        using var first = await Post(_admin, "/v1/keys", "e-1", Body);
        var secret = (await first.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data").GetProperty("secret").GetString()!;
        using var again = await Post(_admin, "/v1/keys", "e-1", Body);
        Assert.Equal((HttpStatusCode.Conflict, RefusalCodes.RepeatShownOnce), (again.StatusCode, await CodeAsync(again)));
        await using var connection = await _server.Platform.Sources.Migrator.OpenConnectionAsync();
        await using var kept = new Npgsql.NpgsqlCommand(
            "select string_agg(a::text, ' ') || string_agg(coalesce(encode(body, 'escape'), ''), ' ') from access.answered as a",
            connection
        );
        Assert.DoesNotContain(secret.Split('_')[2], (string)(await kept.ExecuteScalarAsync())!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_response_without_body_is_repeated_and_a_refused_request_can_be_retried()
    {
        const string Person = "{\"address\":\"new@mex.test\",\"office\":\"MEX_SESNSP\",\"roles\":[\"Uploader\"]}";
        using var wrong = await Post(
            _admin,
            "/v1/people",
            "f-1",
            "{\"address\":\"new@mex.test\",\"office\":\"NOBODY\",\"roles\":[\"Uploader\"]}"
        );
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        using var first = await Post(_admin, "/v1/people", "f-1", Person);
        using var again = await Post(_admin, "/v1/people", "f-1", Person);
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (first.StatusCode, again.StatusCode));
        Assert.True(again.Headers.Contains(RepeatGuard.RepeatedHeader));
        Assert.Single(await _server.Platform.Audit.ListAsync(Actor.Operator, null, "new@mex.test", null, 10, CancellationToken.None));
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("\"")]
    public async Task A_key_that_cannot_be_one_is_refused(string key)
    {
        using var answer = await Post(_admin, "/v1/people", key, "{}");
        Assert.Equal((HttpStatusCode.BadRequest, RefusalCodes.ParameterValue), (answer.StatusCode, await CodeAsync(answer)));
    }

    [Fact]
    public async Task A_key_that_is_too_long_is_refused()
    {
        using var answer = await Post(_admin, "/v1/people", new string('k', 256), "{}");
        Assert.Equal(RefusalCodes.ParameterValue, await CodeAsync(answer));
    }

    [Fact]
    public async Task A_key_is_free_after_a_day_or_soon_after_its_server_was_lost()
    {
        var clock = new FakeClock(SystemClock.Instance.GetCurrentInstant() - Duration.FromHours(25));
        var desk = new StoredResponseDesk(_server.Platform.Sources, clock);
        var actor = new Actor("key:one", [Role.Uploader], "MEX_SESNSP", "MEX");
        var begun = await desk.ClaimAsync(actor, "g-1", "POST /v1/x", CancellationToken.None);
        Assert.NotNull(begun);
        Assert.Null(await desk.ClaimAsync(actor, "g-1", "POST /v1/x", CancellationToken.None));
        // While its server says that it is at work on it, nobody else is given the key, however long that takes.
        Assert.True(StoredResponseDesk.Left < Duration.FromMinutes(1));
        clock.Advance(StoredResponseDesk.Left - Duration.FromSeconds(1));
        await desk.HoldAsync(actor, "g-1", begun.Value, CancellationToken.None);
        clock.Advance(StoredResponseDesk.Left - Duration.FromSeconds(1));
        Assert.Null(await desk.ClaimAsync(actor, "g-1", "POST /v1/x", CancellationToken.None));
        clock.Advance(Duration.FromSeconds(2));
        var later = await desk.ClaimAsync(actor, "g-1", "POST /v1/x", CancellationToken.None);
        Assert.NotNull(later);
        var answer = new StoredResponseRow
        {
            Address = "",
            Fingerprint = new byte[32],
            Status = 204,
        };
        // The one that was taken for lost comes back: it overwrites nothing.
        await desk.KeepAsync(actor, "g-1", begun.Value, answer, CancellationToken.None);
        Assert.Null((await desk.FindAsync(actor, "g-1", CancellationToken.None))!.Status);
        await desk.KeepAsync(actor, "g-1", later.Value, answer, CancellationToken.None);
        Assert.Equal(204, (await desk.FindAsync(actor, "g-1", CancellationToken.None))!.Status);
        Assert.Equal(1, await _server.Platform.StoredResponses.SweepAsync(CancellationToken.None));
        Assert.Null(await desk.FindAsync(actor, "g-1", CancellationToken.None));
        await desk.ClaimAsync(actor, "g-2", "POST /v1/x", CancellationToken.None);
        using var fresh = await SendAsync(_office, "g-3", "q,r\n7,8\n");
        Assert.Equal(1, await _server.Platform.StoredResponses.SweepAsync(CancellationToken.None));
        using var again = await SendAsync(_office, "g-3", "q,r\n7,8\n");
        Assert.True(again.Headers.Contains(RepeatGuard.RepeatedHeader));
    }

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient client,
        string? key,
        string content,
        string name = "a.csv",
        string? comment = null
    )
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes(content)), "file", name } };
        if (comment is not null)
            form.Add(new StringContent(comment), "comment");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/submissions") { Content = form };
        if (key is not null)
            request.Headers.TryAddWithoutValidation(RepeatGuard.Header, key);
        return await client.SendAsync(request);
    }

    private static async Task<HttpResponseMessage> Post(HttpClient client, string address, string key, string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation(RepeatGuard.Header, key);
        return await client.SendAsync(request);
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();
}
