using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Observatory.Faults.World;

namespace Observatory.Faults.Faults;

/// <summary>Fifty readers take their answers at a crawl: everybody else is answered within twice the usual time.</summary>
internal sealed class SlowReaders : IFault
{
    private const int Readers = 50;
    private const int FirstYear = 1961;
    private const int Questions = 20;
    private const int Most = 2;

    // Of a machine that does other work, too: a question that has to wait for a slow reader waits for much longer.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    public string Name => "readers";

    public async Task<TimeSpan> RoundAsync(ServedHome home, Invariants invariants, Random random, int round)
    {
        if (round == 0)
        {
            var file = MonthlyFile.Of(random, FirstYear, 60);
            await new Office(home).PublishAsync(file);
            invariants.Publish(file);
        }
        var question = string.Create(
            CultureInfo.InvariantCulture,
            $"/v1/observations?indicator={MonthlyFile.Indicator}&area={string.Join(',', MonthlyFile.States)}&freq=M&from=1961&format=csv"
        );
        // Once for nothing: what a program does for the first time takes longer.
        await AskAsync(home, 4 * round);
        var usual = await AskAsync(home, (4 * round) + 1);
        using var ending = new CancellationTokenSource();
        var crawling = Enumerable
            .Range(0, Readers)
            .Select(n => CrawlAsync(home.Port, $"{question}&to={2020 - (n % 5)}", ending.Token))
            .ToList();
        await Task.Delay(2_000);
        // Fifty answers are made first, which is work for any machine; what is held against the usual is the time in which they are read at
        // a crawl.
        await ServedHome.UntilAsync(
            async () => await AskAsync(home, (4 * round) + 3) > TimeSpan.Zero,
            "the answers of slow readers are made"
        );
        TimeSpan beside;
        try
        {
            beside = await AskAsync(home, (4 * round) + 2);
        }
        catch (HttpRequestException refused)
        {
            throw new ViolationException($"beside {Readers} slow readers {refused.Message}");
        }
        await ending.CancelAsync();
        await Task.WhenAll(crawling);
        if (beside > (Most * usual) + Grace)
            throw new ViolationException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"beside {Readers} slow readers {Questions} questions take {beside.TotalSeconds:0.00} s, and "
                        + $"{usual.TotalSeconds:0.00} s without them"
                )
            );
        return beside;
    }

    /// <summary>Figures of years and a CSV of months, again and again, each new to any cache. Returns how long all of them took.</summary>
    private static async Task<TimeSpan> AskAsync(ServedHome home, int turn)
    {
        var watch = Stopwatch.StartNew();
        for (var n = 0; n < Questions / 2; n++)
        {
            var (area, first) = (MonthlyFile.States[turn % MonthlyFile.States.Length], FirstYear + n);
            foreach (
                var asked in (string[])
                    [
                        $"/v1/observations?indicator={MonthlyFile.Indicator}&area={area}&from={first}&to={first + 20}",
                        $"/v1/observations?indicator={MonthlyFile.Indicator}&area={area}&freq=M&from={first}&to={first + 30}&format=csv",
                    ]
            )
            {
                using var answer = await home.Client.GetAsync(new Uri(asked, UriKind.Relative));
                if (!answer.IsSuccessStatusCode)
                    throw new HttpRequestException($"{asked} answers {(int)answer.StatusCode}");
            }
        }
        return watch.Elapsed;
    }

    /// <summary>Asks, and then reads 150 bytes every tenth of a second until it is ended or let go.</summary>
    private static async Task CrawlAsync(int port, string address, CancellationToken ending)
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
            await socket.ConnectAsync("127.0.0.1", port, ending);
            await socket.SendAsync(
                Encoding.ASCII.GetBytes($"GET {address} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"),
                ending
            );
            var some = new byte[150];
            while (await socket.ReceiveAsync(some, ending) > 0)
                await Task.Delay(100, ending);
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException)
        {
            // The server may let go of whoever takes too long.
        }
    }
}
