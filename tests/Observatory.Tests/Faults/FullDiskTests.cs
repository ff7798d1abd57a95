using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Observatory.App.Composition;
using Observatory.App.Limits;
using Observatory.App.Serving;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Tests.Support;
using Observatory.Warehouse.Faults;
using Xunit;

namespace Observatory.Tests.Faults;

/// <summary>
/// A disk that is full or broken is never told as a fault of the sender; nothing that was taken in is lost, and work goes on when there is
/// room.
/// </summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private readonly LogOfErrors _log = new();
    private TestDatabase _database = null!;
    private string? _key;

    public async Task InitializeAsync() => _database = await TestCluster.CreateAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [SmallDiskFact]
    public async Task A_full_disk_answers_507_in_the_log_with_its_place_and_passes_by_itself()
    {
        using var disk = new SmallDisk(64);
        await using var server = await StartAsync(disk.Path);
        using var before = await server.SendAsync(SmallFile(1));
        Assert.Equal(HttpStatusCode.Accepted, before.StatusCode);
        Assert.Equal((HttpStatusCode.OK, "ready"), await server.ReadyAsync());

        var ballast = disk.Fill();
        using var refused = await server.SendAsync(SmallFile(2));
        Assert.Equal((HttpStatusCode.InsufficientStorage, RefusalCodes.StorageFull), (refused.StatusCode, await CodeAsync(refused)));
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Contains(_log.Lines, l =>
            l.Contains(RefusalCodes.StorageFull, StringComparison.Ordinal)
            && l.Contains($"{disk.Path}/files", StringComparison.Ordinal)
            && l.Contains(": 0 bytes free", StringComparison.Ordinal)
        );
        await using (var later = await StartAsync(disk.Path))
            Assert.Equal((HttpStatusCode.ServiceUnavailable, RefusalCodes.StorageFull), await later.ReadyAsync());
        // What is there already is known again without being written.
        Assert.Single(await server.Platform.Submissions.ListAsync(Actor.Operator, 0, 10, CancellationToken.None));
        var kept = Assert.Single(
            await server.Platform.Submissions.FilesAsync(
                Actor.Operator,
                (await server.Platform.Submissions.FindAsync(Actor.Operator, "1", CancellationToken.None)).SubmissionId,
                CancellationToken.None
            )
        );
        using (var stored = server.Platform.Files.Open(kept.StoredSha256))
            Assert.True(stored.Length > 0);

        ballast.Delete();
        using var accepted = await server.SendAsync(SmallFile(2));
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        await using var last = await StartAsync(disk.Path);
        Assert.Equal((HttpStatusCode.OK, "ready"), await last.ReadyAsync());
    }

    [Fact]
    public async Task A_store_that_cannot_be_written_answers_503_and_is_in_the_log_with_its_place()
    {
        using var home = new TemporaryFolder();
        // A file where a folder should be: the system refuses, whoever asks.
        await File.WriteAllTextAsync(home["files"], "");
        await using var server = await StartAsync(home.Path);
        using var refused = await server.SendAsync(SmallFile(3));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, RefusalCodes.StorageBroken), (refused.StatusCode, await CodeAsync(refused)));
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Contains(_log.Lines, l =>
            l.Contains(RefusalCodes.StorageBroken, StringComparison.Ordinal) && l.Contains(home["files"], StringComparison.Ordinal)
        );
        Assert.Equal((HttpStatusCode.ServiceUnavailable, RefusalCodes.StorageBroken), await server.ReadyAsync());
    }

    [Fact]
    public async Task A_sender_who_breaks_off_is_told_so_and_no_disk_is_blamed()
    {
        using var home = new TemporaryFolder();
        await using var server = await StartAsync(home.Path);
        using var torn = await server.PostAsync(
            new ByteArrayContent("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\na,b"u8.ToArray())
            {
                Headers = { ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b") },
            }
        );
        Assert.Equal((HttpStatusCode.BadRequest, RefusalCodes.ParameterValue), (torn.StatusCode, await CodeAsync(torn)));
    }

    [Theory]
    [InlineData("53100", HttpStatusCode.InsufficientStorage, RefusalCodes.DatabaseFull)]
    [InlineData("57014", HttpStatusCode.ServiceUnavailable, RefusalCodes.DatabaseBusy)]
    [InlineData("57P01", HttpStatusCode.ServiceUnavailable, RefusalCodes.DatabaseAway)]
    public async Task A_database_that_cannot_write_answers_the_same_to_every_act(string state, HttpStatusCode status, string code)
    {
        using var home = new TemporaryFolder();
        await using var server = await StartAsync(home.Path);
        using var before = await server.SendAsync(SmallFile(4));
        var address = before.Headers.Location!.ToString();
        await TestCluster.ExecuteAsync(
            _database.ConnectionString,
            $"create function public.fault() returns trigger language plpgsql as 'begin raise exception using errcode = $x${state}$x$; end'"
        );
        foreach (var table in (string[])["ingest.submission", "ingest.submission_event", "ingest.submission_comment", "access.key"])
            await TestCluster.ExecuteAsync(
                _database.ConnectionString,
                $"create trigger fault before insert or update on {table} execute function public.fault()"
            );
        (string Address, HttpContent Content)[] acts =
        [
            ("/v1/submissions", Form(SmallFile(5))),
            ($"{address}/comments", JsonContent.Create(new { text = "x" })),
            ($"{address}/withdraw", JsonContent.Create(new { reason = "x" })),
        ];
        foreach (var (act, content) in acts)
        {
            using var answer = await server.PostAsync(content, act);
            Assert.Equal((act, status, code), (act, answer.StatusCode, await CodeAsync(answer)));
            Assert.NotNull(answer.Headers.RetryAfter);
        }
        Assert.Contains(_log.Lines, l => l.Contains(code, StringComparison.Ordinal));
        Assert.Equal(code == RefusalCodes.DatabaseFull, server.Platform.Outages.Has(OutageKind.DatabaseFull));
        Assert.Equal(
            code == RefusalCodes.DatabaseFull ? (HttpStatusCode.ServiceUnavailable, code) : (HttpStatusCode.OK, "ready"),
            await server.ReadyAsync()
        );
    }

    [Fact]
    public void An_outage_counts_as_recent_for_a_minute()
    {
        var time = new MovedTime(TimeSpan.Zero);
        var recent = new RecentOutages(time);
        Assert.False(recent.Has(OutageKind.DatabaseFull));
        recent.Note(OutageKind.DatabaseFull);
        Assert.True(recent.Has(OutageKind.DatabaseFull));
        time.Advance(TimeSpan.FromSeconds(61));
        Assert.False(recent.Has(OutageKind.DatabaseFull));
    }

    private static byte[] SmallFile(int number) => SmallFeed.Csv([$"a,2020-01,hom,{number}"]);

    private static MultipartFormDataContent Form(byte[] content) => new() { { new ByteArrayContent(content), "file", "a.csv" } };

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();

    private async Task<Server> StartAsync(string home)
    {
        var platform = Platform.Over(home, [TestWarehouse.MappingsRoot], _database.ConnectionString);
        var app = WebHost.Build(
            platform,
            ServerRole.Web,
            "http://127.0.0.1:0",
            LogLevel.Error,
            new WebSettings { Rates = RateSettings.None },
            _log
        );
        await app.StartAsync();
        // One for all servers over this database: an office may have only so many.
        _key ??= (await platform.Keys.CreateAsync(Actor.Operator, "MEX_SESNSP", Role.Uploader, null, null, CancellationToken.None)).Text;
        return new Server(platform, app, _key);
    }

    private sealed class Server : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly HttpClient _client;

        public Server(Platform platform, WebApplication app, string key)
        {
            (Platform, _app) = (platform, app);
            _client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
            _client.DefaultRequestHeaders.Add("X-API-Key", key);
        }

        public Platform Platform { get; }

        public Task<HttpResponseMessage> SendAsync(byte[] content) => PostAsync(Form(content));

        public async Task<HttpResponseMessage> PostAsync(HttpContent content, string address = "/v1/submissions")
        {
            using (content)
                return await _client.PostAsync(new Uri(address, UriKind.Relative), content);
        }

        public async Task<(HttpStatusCode Status, string Text)> ReadyAsync()
        {
            using var answer = await _client.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }

        public async ValueTask DisposeAsync()
        {
            _client.Dispose();
            await _app.StopAsync();
            await _app.DisposeAsync();
            await Platform.DisposeAsync();
        }
    }

    private sealed class LogOfErrors : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Lines.Enqueue(formatter(state, exception));

        public void Dispose() { }
    }
}
