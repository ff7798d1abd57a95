using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Observatory.Faults.World;

namespace Observatory.Faults.Faults;

/// <summary>Fifty readers take their answers at a crawl: everybody else is answered as ever.</summary>
internal sealed class SlowReaders : IFault
{
    private const int Readers = 50;
    private const int FirstYear = 1961;

    public string Name => "readers";

    public async Task<TimeSpan> RoundAsync(ServedHome home, Invariants invariants, Random random, int round)
    {
        if (round == 0)
        {
            var file = MonthlyFile.Of(random, FirstYear, 60);
            await new Office(home).PublishAsync(file);
            invariants.Publish(file);
        }
        var question = string.Create(CultureInfo.InvariantCulture, $"/v1/observations?indicator={MonthlyFile.Indicator}&area={string.Join(',', MonthlyFile.States)}&freq=M&from=1961&format=csv");
        using var ending = new CancellationTokenSource();
        var crawling = Enumerable.Range(0, Readers).Select(n => CrawlAsync(home.Port, $"{question}&to={2020 - (n % 5)}", ending.Token)).ToList();
        await Task.Delay(2_000);
        var watch = Stopwatch.StartNew();
        for (var n = 0; n < 10; n++)
        {
            // Both are new to any cache: their years differ.
            foreach (var asked in (string[])[$"/v1/observations?indicator={MonthlyFile.Indicator}&area=MX-AGU&from={1970 + n + round}&to={1975 + n}", $"/v1/observations?indicator={MonthlyFile.Indicator}&area=MX-JAL&freq=M&from={1961 + n}&to={1990 + round % 20}&format=csv"])
            {
                using var answer = await home.Client.GetAsync(new Uri(asked, UriKind.Relative));
                if (!answer.IsSuccessStatusCode)
                    throw new ViolationException($"beside {Readers} slow readers {asked} answers {(int)answer.StatusCode}");
            }
        }
        var elapsed = watch.Elapsed;
        await ending.CancelAsync();
        await Task.WhenAll(crawling);
        return elapsed;
    }

    /// <summary>Asks, and then reads 150 bytes every tenth of a second until it is ended or let go.</summary>
    private static async Task CrawlAsync(int port, string address, CancellationToken ending)
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
            await socket.ConnectAsync("127.0.0.1", port, ending);
            await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {address} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"), ending);
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
