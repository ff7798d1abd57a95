using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Observatory.Hosting.Postgres;

/// <summary>Ports on the loopback address.</summary>
public static class PostgresPort
{
    /// <summary>The port of a home's first cluster, if it is free.</summary>
    public const int Usual = 54329;

    /// <summary>The first free port: the recorded one, the usual one, then any below the range for outgoing connections.</summary>
    public static int Choose(int remembered, bool another)
    {
        int[] wanted =
            another ? []
            : remembered > 0 ? [remembered, Usual]
            : [Usual];
        return wanted.Concat(Enumerable.Range(0, 50).Select(_ => RandomNumberGenerator.GetInt32(15_000, 32_000))).First(IsFree);
    }

    public static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>
    /// Whether a PostgreSQL server responds there: it replies to a request for encryption with one letter before any sign-in.
    /// </summary>
    public static async Task<bool> AnswersAsync(string host, int port, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(5));
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, patience.Token);
            var stream = client.GetStream();
            await stream.WriteAsync(new byte[] { 0, 0, 0, 8, 4, 210, 22, 47 }, patience.Token);
            var answer = new byte[1];
            return await stream.ReadAsync(answer, patience.Token) == 1 && answer[0] is (byte)'S' or (byte)'N';
        }
        catch (Exception silent)
            when (silent is SocketException or IOException
                || (silent is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            return false;
        }
    }
}
