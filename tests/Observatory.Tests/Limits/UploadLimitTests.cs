using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Observatory.App.Limits;
using Observatory.App.Serving;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Xunit;

namespace Observatory.Tests.Limits;

/// <summary>How much an office may send.</summary>
public sealed class UploadLimitTests : IAsyncLifetime
{
    private const string Mexico = "MEX_SESNSP";

    private LimitedServer _server = null!;
    private HttpClient _admin = null!;
    private HttpClient _office = null!;

    public async Task InitializeAsync()
    {
        _server = await LimitedServer.StartAsync(new WebSettings { Rates = RateSettings.None });
        _admin = _server.Client(await _server.KeyAsync(Role.Admin, Actor.ObservatoryOffice));
        _office = _server.Client(await _server.KeyAsync(Role.Uploader, Mexico));
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("en", "in parts")]
    [InlineData("es", "por partes")]
    [InlineData("fr", "en plusieurs parties")]
    [InlineData("pt", "em partes")]
    public async Task A_file_that_is_too_large_is_turned_back_with_the_limit_and_what_to_do(string language, string repair)
    {
        await SetAsync(Mexico, new { fileBytes = 1 << 20 });
        using var fits = await SendAsync(_office, ("a.csv", Content(1 << 20, 'a')));
        Assert.Equal(HttpStatusCode.Accepted, fits.StatusCode);
        using var answer = await SendAsync(_office, language, ("b.csv", Content((1 << 20) + 1, 'b')));
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(
            (HttpStatusCode.RequestEntityTooLarge, RefusalCodes.FileRefused),
            (answer.StatusCode, problem.GetProperty("code").GetString())
        );
        Assert.Contains("1 M", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains(repair, problem.GetProperty("hint").GetString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_office_sends_so_many_files_a_day_and_another_office_its_own()
    {
        await SetAsync(Mexico, new { filesADay = 3 });
        using var two = await SendAsync(_office, ("a.csv", Content(10, 'a')), ("b.csv", Content(10, 'b')));
        Assert.Equal(HttpStatusCode.Accepted, two.StatusCode);
        using var tooMany = await SendAsync(_office, ("c.csv", Content(10, 'c')), ("d.csv", Content(10, 'd')));
        await EnoughAsync(tooMany, "3");
        using var last = await SendAsync(_office, ("e.csv", Content(10, 'e')));
        Assert.Equal(HttpStatusCode.Accepted, last.StatusCode);
        using var more = await SendAsync(_office, ("f.csv", Content(10, 'f')));
        await EnoughAsync(more, "3");
        using var other = await SendAsync(_server.Client(await _server.KeyAsync(Role.Uploader, "ARG_SNIC")), ("f.csv", Content(10, 'f')));
        Assert.Equal(HttpStatusCode.Accepted, other.StatusCode);
    }

    [Fact]
    public async Task An_office_sends_so_many_bytes_a_day()
    {
        await SetAsync(Mexico, new { bytesADay = 3 << 20 });
        using var first = await SendAsync(_office, ("a.csv", Content(2 << 20, 'a')));
        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        using var tooMuch = await SendAsync(_office, ("b.csv", Content(2 << 20, 'b')));
        await EnoughAsync(tooMuch, "3");
        using var fits = await SendAsync(_office, ("c.csv", Content(1000, 'c')));
        Assert.Equal(HttpStatusCode.Accepted, fits.StatusCode);
    }

    [Fact]
    public async Task Only_roles_that_manage_limits_can_set_them_and_the_audit_records_it()
    {
        using var refused = await _office.PutAsJsonAsync($"/v1/limits/{Mexico}", new { filesADay = 1000 });
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        await SetAsync(Mexico, new { filesADay = 7 });
        var listed = (await _admin.GetFromJsonAsync<JsonElement>("/v1/limits")).GetProperty("data")[0];
        Assert.Equal(
            (Mexico, 7, JsonValueKind.Null),
            (
                listed.GetProperty("office").GetString(),
                listed.GetProperty("filesADay").GetInt32(),
                listed.GetProperty("fileBytes").ValueKind
            )
        );
        var act = Assert.Single(await _server.Platform.Audit.ListAsync(Actor.Operator, null, Mexico, null, 10, CancellationToken.None));
        Assert.Equal("limits.set", act.Act);
        using var unknown = await _admin.PutAsJsonAsync("/v1/limits/MEX_SESNP", new { filesADay = 1 });
        Assert.Contains(Mexico, await unknown.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var negative = await _admin.PutAsJsonAsync($"/v1/limits/{Mexico}", new { filesADay = -1 });
        Assert.Equal(HttpStatusCode.BadRequest, negative.StatusCode);
    }

    private async Task SetAsync(string office, object limits)
    {
        using var answer = await _admin.PutAsJsonAsync($"/v1/limits/{office}", limits);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    private static async Task EnoughAsync(HttpResponseMessage answer, string limit)
    {
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(
            (HttpStatusCode.TooManyRequests, RefusalCodes.UploadsEnough),
            (answer.StatusCode, problem.GetProperty("code").GetString())
        );
        Assert.Contains(limit, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
    }

    private static byte[] Content(int bytes, char mark) => Encoding.ASCII.GetBytes($"{mark},x\n".PadRight(bytes - 1, '1') + "\n");

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, params (string Name, byte[] Content)[] files) =>
        SendAsync(client, "en", files);

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient client,
        string language,
        params (string Name, byte[] Content)[] files
    )
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, content) in files)
            form.Add(new ByteArrayContent(content), "file", name);
        return await client.PostAsync(string.Create(CultureInfo.InvariantCulture, $"/v1/submissions?lang={language}"), form);
    }
}
