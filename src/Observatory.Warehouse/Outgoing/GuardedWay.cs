using System.Net;
using System.Net.Sockets;

namespace Observatory.Warehouse.Outgoing;

/// <summary>A name led to no address that may be connected to, or the address is of a kind that is not asked.</summary>
internal sealed class AddressRefusedException(string message) : HttpRequestException(message);

/// <summary>
/// The way out to addresses that somebody else names, in feed folders and subscriptions. It connects only to addresses of the public
/// internet, and to the very address that was checked, so that neither a name that changes its answer nor a redirect leads inside.
/// </summary>
/// <param name="allowsLoopback">Whether this machine itself may be connected to, also without TLS: for trying out and for tests.</param>
/// <param name="resolve">What gives the addresses of a name; null for the system's.</param>
internal sealed class GuardedWay(bool allowsLoopback = false, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
{
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve = resolve ?? Dns.GetHostAddressesAsync;

    /// <summary>Whether an address may be asked at all; where its name leads is seen when it is connected to.</summary>
    public bool Admits(Uri address) =>
        address.IsAbsoluteUri
        && (address.Scheme == Uri.UriSchemeHttps || (allowsLoopback && address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        && (!IPAddress.TryParse(address.DnsSafeHost, out var number) || MayConnect(number));

    /// <param name="redirects">How many are followed; each is connected to by the same rule.</param>
    public SocketsHttpHandler Handler(int redirects) =>
        new()
        {
            AllowAutoRedirect = redirects > 0,
            MaxAutomaticRedirections = Math.Max(1, redirects),
            ConnectTimeout = TimeSpan.FromSeconds(20),
            ConnectCallback = ConnectAsync,
            // A proxy would be connected to in place of the address, and what it then does is out of sight.
            UseProxy = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            MaxResponseHeadersLength = 64,
        };

    private bool MayConnect(IPAddress address) => PublicAddress.IsPublic(address) || (allowsLoopback && IPAddress.IsLoopback(address));

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        if (context.InitialRequestMessage.RequestUri is not { } asked || !Admits(asked))
            throw new AddressRefusedException("Only https addresses are fetched.");
        var host = context.DnsEndPoint.Host;
        IPAddress[] found = IPAddress.TryParse(host, out var number) ? [number] : await _resolve(host, cancellation);
        var addresses = Array.FindAll(found, MayConnect);
        // Without TLS nothing shows that it is this machine but the address itself.
        if (asked.Scheme != Uri.UriSchemeHttps)
            addresses = Array.FindAll(addresses, IPAddress.IsLoopback);
        if (addresses.Length == 0)
            throw new AddressRefusedException($"{host} has no public address.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
