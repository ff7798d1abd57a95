using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Observatory.App.Limits;
using Observatory.App.Serving;
using Observatory.Core.Checking;
using Observatory.Core.Submissions;
using Observatory.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Observatory.Tests.Limits;

/// <summary>
/// Readers who take an answer slowly or not at all, over real sockets: what they hold is bounded, and nobody else notices.
/// </summary>
public sealed class SlowReaderTests(ITestOutputHelper output)
{
    private const string Rate = "/v1/observations?indicator=HOM_RATE&area=MEX&from=1990&to=2030";
    private const string Months = "/v1/observations?indicator=HOM_INC&parent=MEX&level=1&freq=M&labels=both";
    private const string Revisions = "/v1/revisions?indicator=HOM_INC&parent=MEX&level=1&freq=M";

    private const int Times = 9;

    private static readonly TimeSpan GivenUp = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Fifty_who_do_not_read_hold_no_connection_and_each_can_still_have_the_whole_answer()
    {
        using var givenUp = new CancellationTokenSource(GivenUp);
        using var folder = new TemporaryFolder();
        // More than all connections of readers: where each held one, nobody else would be answered.
        await using var server = await StartAsync(folder, new SpoolSettings { MemoryOfOne = 64 << 10, Grace = TimeSpan.FromHours(1) });
        var client = server.Client();
        string[] asked = [Months + "&format=csv&bom=false", Months + "&limit=100000", Revisions + "&format=csv&bom=false"];
        var alone = await UsualTimesAsync(client, 1990, givenUp.Token);
        var readers = new List<StuckReader>();
        for (var number = 0; number < 50; number++)
            readers.Add(await StuckReader.BeginAsync(server.Address, asked[number % asked.Length], givenUp.Token));
        var spool = server.Services.GetRequiredService<ResponseSpool>();
        Assert.True(
            spool.FilesInUse > 0 && spool.BytesInUse > readers.Count * (64L << 10),
            $"{spool.FilesInUse} files, {spool.BytesInUse} bytes"
        );
        // Other machines have other times: they are told, and not judged.
        output.WriteLine(
            $"milliseconds, median of {Times}, of a rate and of a CSV: alone {alone}, beside fifty "
                + $"{await UsualTimesAsync(client, 2000, givenUp.Token)}"
        );
        // Also who asks for just what somebody else does not take.
        var whole = new Dictionary<string, string>();
        foreach (var question in asked)
            whole[question] = await client.GetStringAsync(question, givenUp.Token);
        Assert.All(whole.Values, text => Assert.True(text.Length > 200 << 10, $"{text.Length} letters"));
        foreach (var reader in readers)
            Assert.Equal(whole[reader.Question], await reader.RestAsync(givenUp.Token));
        await EmptyAsync(spool, givenUp.Token);
    }

    [Fact]
    public async Task A_reader_who_disconnects_breaks_no_other_response()
    {
        using var givenUp = new CancellationTokenSource(GivenUp);
        using var folder = new TemporaryFolder();
        await using var server = await StartAsync(folder, new SpoolSettings { MemoryOfOne = 64 << 10 });
        var question = Months + "&format=csv&bom=false";
        var (leaves, client) = (await StuckReader.BeginAsync(server.Address, question, givenUp.Token), server.Client());
        var others = Enumerable.Range(0, 5).Select(_ => client.GetStringAsync(question, givenUp.Token)).ToList();
        leaves.Dispose();
        var answers = await Task.WhenAll(others);
        Assert.Equal(await client.GetStringAsync(question, givenUp.Token), Assert.Single(answers.Distinct()));
        await EmptyAsync(server.Services.GetRequiredService<ResponseSpool>(), givenUp.Token);
    }

    [Fact]
    public async Task A_response_without_room_for_its_unread_part_is_cut_and_releases_everything()
    {
        using var givenUp = new CancellationTokenSource(GivenUp);
        using var folder = new TemporaryFolder();
        await using var server = await StartAsync(
            folder,
            new SpoolSettings
            {
                MemoryOfOne = 64 << 10,
                BytesOfAll = 128 << 10,
                Patience = TimeSpan.FromMilliseconds(200),
            }
        );
        var client = server.Client();
        var question = Months + "&format=csv&bom=false";
        var whole = await client.GetStringAsync(question, givenUp.Token);
        using var reader = await StuckReader.BeginAsync(server.Address, question, givenUp.Token);
        await EmptyAsync(server.Services.GetRequiredService<ResponseSpool>(), givenUp.Token);
        var got = await reader.RestAsync(givenUp.Token);
        Assert.True(got.Length < whole.Length, "Nothing was cut.");
        Assert.Equal(whole, await client.GetStringAsync(question, givenUp.Token));
    }

    [Fact]
    public async Task A_caller_who_reads_none_of_many_responses_uses_up_their_own_share_and_delays_nobody()
    {
        using var givenUp = new CancellationTokenSource(GivenUp);
        using var folder = new TemporaryFolder();
        // Whoever waited for room would hold a connection for longer than the test takes.
        await using var server = await StartAsync(
            folder,
            new SpoolSettings
            {
                MemoryOfOne = 64 << 10,
                BytesOfAll = 256 << 10,
                Patience = TimeSpan.FromHours(1),
            }
        );
        var question = Months + "&format=csv&bom=false";
        var readers = new List<StuckReader>();
        for (var number = 0; number < 25; number++)
            readers.Add(await StuckReader.BeginAsync(server.Address, question, givenUp.Token));
        // Who came while there was room may wait; a pool has ten for such answers.
        while (DriverCount.InUse(server.Platform.Sources.ConnectionString, "read") > 2)
            await Task.Delay(20, givenUp.Token);
        var other = server.Client(await server.KeyAsync(Core.Access.Role.Analyst, "MEX_SESNSP"));
        foreach (var ordinary in (string[])[Rate, "/v1/observations?indicator=HOM_INC&area=MX-AGU&freq=M&format=csv"])
            using (var answer = await other.GetAsync(ordinary, givenUp.Token))
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        foreach (var reader in readers)
            reader.Dispose();
        await EmptyAsync(server.Services.GetRequiredService<ResponseSpool>(), givenUp.Token);
        Assert.True((await other.GetStringAsync(question, givenUp.Token)).Length > 200 << 10);
    }

    [Fact]
    public async Task A_caller_with_too_many_concurrent_questions_is_told_to_wait_in_four_languages()
    {
        using var givenUp = new CancellationTokenSource(GivenUp);
        using var folder = new TemporaryFolder();
        await using var server = await StartAsync(
            folder,
            new SpoolSettings { MemoryOfOne = 64 << 10 },
            RateSettings.None with
            {
                AtOnce = 2,
            }
        );
        var readers = new List<StuckReader>();
        for (var number = 0; number < 2; number++)
            readers.Add(await StuckReader.BeginAsync(server.Address, Months + "&format=csv&bom=false", givenUp.Token));
        var client = server.Client();
        var titles = new HashSet<string>();
        foreach (var language in (string[])["en", "es", "fr", "pt"])
        {
            using var refused = await client.GetAsync($"{Rate}&lang={language}", givenUp.Token);
            var problem = await refused.Content.ReadFromJsonAsync<JsonElement>(givenUp.Token);
            Assert.Equal(
                (HttpStatusCode.TooManyRequests, RefusalCodes.AtOnce),
                (refused.StatusCode, problem.GetProperty("code").GetString())
            );
            Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.Zero);
            titles.Add(problem.GetProperty("title").GetString()!);
        }
        Assert.Equal(4, titles.Count);
        // A key is somebody else, and health is no question.
        using (
            var answer = await server.Client(await server.KeyAsync(Core.Access.Role.Analyst, "MEX_SESNSP")).GetAsync(Rate, givenUp.Token)
        )
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using (var health = await client.GetAsync("/health/live", givenUp.Token))
            Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        foreach (var reader in readers)
            reader.Dispose();
        await EmptyAsync(server.Services.GetRequiredService<ResponseSpool>(), givenUp.Token);
        HttpStatusCode status;
        do
        {
            using var answer = await client.GetAsync(Rate, givenUp.Token);
            status = answer.StatusCode;
        } while (status == HttpStatusCode.TooManyRequests);
        Assert.Equal(HttpStatusCode.OK, status);
    }

    /// <summary>How long an ordinary rate and an ordinary CSV take, none of them asked before.</summary>
    private static async Task<string> UsualTimesAsync(HttpClient client, int from, CancellationToken cancellation)
    {
        var medians = new List<string>();
        foreach (
            var question in (string[])
                ["/v1/observations?indicator=HOM_RATE&area=MEX", "/v1/observations?indicator=HOM_INC&area=MX-AGU&freq=M&format=csv"]
        )
        {
            var times = new List<double>();
            for (var turn = 0; turn < Times; turn++)
            {
                var began = Stopwatch.GetTimestamp();
                using var answer = await client.GetAsync(
                    string.Create(CultureInfo.InvariantCulture, $"{question}&from={from + turn}&to={from + 20}"),
                    cancellation
                );
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
            medians.Add(times.Order().ElementAt(Times / 2).ToString("0.0", CultureInfo.InvariantCulture));
        }
        return string.Join(" and ", medians);
    }

    private static async Task<LimitedServer> StartAsync(TemporaryFolder folder, SpoolSettings spool, RateSettings? rates = null)
    {
        SmallFeed.WriteTo(folder.Path);
        var server = await LimitedServer.StartAsync(
            new WebSettings
            {
                Rates = rates ?? RateSettings.None,
                Spool = spool,
                LeastResponseRate = null,
                // Else the system's own buffers would take the whole answer.
                Sockets = o =>
                    o.CreateBoundListenSocket = at =>
                    {
                        var socket = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { SendBufferSize = 4096 };
                        socket.Bind(at);
                        return socket;
                    },
            },
            folder.Path
        );
        var lines = "abc".SelectMany(area =>
            Enumerable
                .Range(1990, 35)
                .SelectMany(year =>
                    Enumerable
                        .Range(1, 12)
                        .Select(month => string.Create(CultureInfo.InvariantCulture, $"{area},{year}-{month:00},hom,{month}"))
                )
        );
        Assert.Equal(SubmissionState.Loaded, (await server.LoadAsync(SmallFeed.Csv(lines), "small.csv", SmallFeed.Name)).State);
        return server;
    }

    /// <summary>When all that was held is given back.</summary>
    private static async Task EmptyAsync(ResponseSpool spool, CancellationToken cancellation)
    {
        while (spool.FilesInUse > 0 || spool.BytesInUse > 0)
            await Task.Delay(20, cancellation);
    }

    /// <summary>Has asked, has seen that the answer begins, and takes no more of it until it is told to.</summary>
    private sealed class StuckReader : IDisposable
    {
        private readonly TcpClient _connection = new() { ReceiveBufferSize = 4096, NoDelay = true };

        public required string Question { get; init; }

        public static async Task<StuckReader> BeginAsync(Uri server, string question, CancellationToken cancellation)
        {
            var reader = new StuckReader { Question = question };
            await reader._connection.ConnectAsync(server.Host, server.Port, cancellation);
            // HTTP/1.0 ends an answer by closing: what comes is the answer itself, without lengths of parts between.
            await reader
                ._connection.GetStream()
                .WriteAsync(Encoding.ASCII.GetBytes($"GET {question} HTTP/1.0\r\nHost: {server.Authority}\r\n\r\n"), cancellation);
            var begin = new byte[12];
            await reader._connection.GetStream().ReadExactlyAsync(begin, cancellation);
            Assert.Equal("HTTP/1.1 200", Encoding.ASCII.GetString(begin));
            return reader;
        }

        /// <summary>The body, to its end or to where it was cut.</summary>
        public async Task<string> RestAsync(CancellationToken cancellation)
        {
            using var rest = new MemoryStream();
            try
            {
                await _connection.GetStream().CopyToAsync(rest, cancellation);
            }
            catch (IOException)
            {
                // Cut.
            }
            Dispose();
            var text = Encoding.UTF8.GetString(rest.ToArray());
            return text[(text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        }

        public void Dispose() => _connection.Dispose();
    }
}
