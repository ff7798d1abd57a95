using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Observatory.Benchmarks.Asking;

/// <summary>
/// Asks a server over HTTP: each client waits for the whole answer before it asks again. It shares the processors with the server and the
/// database.
/// </summary>
internal sealed class HttpLoad : IDisposable
{
    private readonly HttpClient _client;
    private int _unlike;

    public HttpLoad(Uri address) =>
        _client = new HttpClient(
            new SocketsHttpHandler
            {
                MaxConnectionsPerServer = 64,
                PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5),
                UseCookies = false,
                UseProxy = false,
            }
        )
        {
            BaseAddress = address,
        };

    /// <summary>Every question with a limit of its own, so that no answer can be one that was kept.</summary>
    public Task<Latencies> FreshAsync(IReadOnlyList<string> addresses, int clients, int seconds) =>
        RunAsync(
            random =>
                (
                    Limited(addresses[random.Next(addresses.Count)], AskedStatements.Limit + Interlocked.Increment(ref _unlike) % 90_000),
                    null
                ),
            HttpStatusCode.OK,
            clients,
            seconds
        );

    /// <summary>The same questions again and again, which a server may answer from what it kept.</summary>
    public Task<Latencies> AgainAsync(IReadOnlyList<string> addresses, int clients, int seconds) =>
        RunAsync(
            random => (Limited(addresses[random.Next(addresses.Count)], AskedStatements.Limit), null),
            HttpStatusCode.OK,
            clients,
            seconds
        );

    /// <summary>The same questions by somebody who has the answers and asks whether they are still so.</summary>
    public async Task<Latencies> KnownAsync(IReadOnlyList<string> addresses, int clients, int seconds)
    {
        var known = new List<(string, EntityTagHeaderValue?)>();
        foreach (var asked in addresses)
        {
            var address = Limited(asked, AskedStatements.Limit);
            using var answer = await _client.GetAsync(new Uri(address, UriKind.Relative));
            known.Add((address, answer.Headers.ETag ?? throw new InvalidOperationException($"{address} has no ETag.")));
        }
        return await RunAsync(random => known[random.Next(known.Count)], HttpStatusCode.NotModified, clients, seconds);
    }

    public Task<Latencies> ConstantAsync(string address, int clients, int seconds) =>
        RunAsync(_ => (address, null), HttpStatusCode.OK, clients, seconds);

    /// <summary>Rows of the answer.</summary>
    public async Task<int> RowsAsync(string address)
    {
        using var answer = await _client.GetAsync(new Uri(Limited(address, AskedStatements.Limit), UriKind.Relative));
        var text = await answer.Content.ReadAsStringAsync();
        using var document = JsonDocument.Parse(text);
        return answer.IsSuccessStatusCode
            ? document.RootElement.GetProperty("data").GetArrayLength()
            : throw new InvalidOperationException($"{address}: {text}");
    }

    public void Dispose() => _client.Dispose();

    private async Task<Latencies> RunAsync(
        Func<Random, (string Address, EntityTagHeaderValue? Known)> next,
        HttpStatusCode expected,
        int clients,
        int seconds
    )
    {
        await BlockAsync(next, expected, clients, TimeSpan.FromSeconds(Math.Min(2, seconds)));
        return await BlockAsync(next, expected, clients, TimeSpan.FromSeconds(seconds));
    }

    private async Task<Latencies> BlockAsync(
        Func<Random, (string Address, EntityTagHeaderValue? Known)> next,
        HttpStatusCode expected,
        int clients,
        TimeSpan time
    )
    {
        var watch = Stopwatch.StartNew();
        var all = await Task.WhenAll(
            Enumerable
                .Range(0, clients)
                .Select(c =>
                    Task.Run(async () =>
                    {
                        var (random, taken) = (new Random(c + 1), new List<double>());
                        while (watch.Elapsed < time)
                        {
                            var (address, known) = next(random);
                            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, UriKind.Relative));
                            if (known is not null)
                                request.Headers.IfNoneMatch.Add(known);
                            var started = Stopwatch.GetTimestamp();
                            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                            await answer.Content.CopyToAsync(Stream.Null);
                            taken.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                            if (answer.StatusCode != expected)
                                throw new InvalidOperationException($"{address} answered {answer.StatusCode}.");
                        }
                        return taken;
                    })
                )
        );
        return new([.. all.SelectMany(t => t).Order()], watch.Elapsed.TotalSeconds);
    }

    private static string Limited(string address, int limit) => string.Create(CultureInfo.InvariantCulture, $"{address}&limit={limit}");
}
