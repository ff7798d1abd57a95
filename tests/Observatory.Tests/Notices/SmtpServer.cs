using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Observatory.Tests.Notices;

/// <summary>A mail as the server took it.</summary>
/// <param name="Text">Headers and body, the doubled dots taken out again.</param>
internal sealed record TakenMail(string From, IReadOnlyList<string> To, string Text, string? User);

/// <summary>A mail server on this machine: enough of RFC 5321 and of AUTH PLAIN to be sent to by any client.</summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _talks = [];
    private readonly Task _accepting;
    private readonly string? _credentials;
    private readonly Func<string, string?> _refuse;

    /// <param name="credentials">User and password, joined by a colon; null where none are asked for.</param>
    /// <param name="refuse">What to answer a command with instead of the usual; null for the usual.</param>
    public SmtpServer(string? credentials = null, Func<string, string?>? refuse = null)
    {
        (_credentials, _refuse) = (credentials, refuse ?? (_ => null));
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    public ConcurrentQueue<TakenMail> Taken { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_talks);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _talks.Add(TalkAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using var stream = client.GetStream();
                using var lines = new StreamReader(stream, Encoding.Latin1);
                await using var answers = new StreamWriter(stream, Encoding.ASCII) { NewLine = "\r\n", AutoFlush = true };
                await answers.WriteLineAsync("220 here");
                var (from, to, user) = ("", new List<string>(), (string?)null);
                while (await lines.ReadLineAsync(_stop.Token) is { } line)
                {
                    if (_refuse(line) is { } refusal)
                    {
                        await answers.WriteLineAsync(refusal);
                        continue;
                    }
                    var word = line.Split(' ', ':')[0].ToUpperInvariant();
                    switch (word)
                    {
                        case "EHLO" or "HELO":
                            await answers.WriteLineAsync(
                                _credentials is null ? "250-here\r\n250 8BITMIME" : "250-here\r\n250-8BITMIME\r\n250 AUTH PLAIN"
                            );
                            break;
                        case "AUTH":
                            var said = Encoding.UTF8.GetString(Convert.FromBase64String(line.Split(' ')[2])).Split('\0');
                            user = $"{said[1]}:{said[2]}" == _credentials ? said[1] : null;
                            await answers.WriteLineAsync(user is null ? "535 no" : "235 yes");
                            break;
                        case "MAIL" when _credentials is not null && user is null:
                            await answers.WriteLineAsync("530 who?");
                            break;
                        case "MAIL":
                            (from, to) = (Between(line), []);
                            await answers.WriteLineAsync("250 ok");
                            break;
                        case "RCPT":
                            to.Add(Between(line));
                            await answers.WriteLineAsync("250 ok");
                            break;
                        case "DATA":
                            await answers.WriteLineAsync("354 go on");
                            var text = await DataAsync(lines);
                            Taken.Enqueue(new TakenMail(from, [.. to], text, user));
                            await answers.WriteLineAsync("250 taken");
                            break;
                        case "QUIT":
                            await answers.WriteLineAsync("221 bye");
                            return;
                        default:
                            await answers.WriteLineAsync("250 ok");
                            break;
                    }
                }
            }
            catch (Exception fault) when (fault is OperationCanceledException or IOException or SocketException)
            {
                // The client has gone, or the test is over.
            }
        }
    }

    private async Task<string> DataAsync(StreamReader lines)
    {
        var text = new StringBuilder();
        while (await lines.ReadLineAsync(_stop.Token) is { } line && line != ".")
            text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        return text.ToString();
    }

    private static string Between(string line) =>
        line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];
}
