using System.Net;
using System.Net.Sockets;

namespace Observatory.Warehouse.Outgoing;

/// <summary>A name resolves to no permitted address, or the address has a scheme that is not permitted.</summary>
internal sealed class AddressRefusedException(string message) : HttpRequestException(message);

/// <summary>
/// Connects to addresses that others provide, in feed folders and subscriptions. It connects only to addresses of the public internet, and
/// to exactly the address that was checked, so that neither a changing DNS record nor a redirect leads into the internal network.
/// </summary>
/// <param name="allowsLoopback">Whether it may connect to this machine itself, also without TLS: for trials and tests.</param>
/// <param name="resolve">Returns the addresses of a name; null for the system's resolver.</param>
internal sealed class GuardedWay(bool allowsLoopback = false, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
{
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve = resolve ?? Dns.GetHostAddressesAsync;

    /// <summary>Whether an address is permitted in principle; the address behind its name is checked when connecting.</summary>
    public bool Admits(Uri address) =>
        address.IsAbsoluteUri
        && (address.Scheme == Uri.UriSchemeHttps || (allowsLoopback && address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        && (!IPAddress.TryParse(address.DnsSafeHost, out var number) || MayConnect(number));

    /// <param name="redirects">The number of redirects to follow; the same check applies to each.</param>
    public SocketsHttpHandler Handler(int redirects) =>
        new()
        {
            AllowAutoRedirect = redirects > 0,
            MaxAutomaticRedirections = Math.Max(1, redirects),
            ConnectTimeout = TimeSpan.FromSeconds(20),
            ConnectCallback = ConnectAsync,
            // A proxy would connect in our place, and we could not check its target.
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
        // Without TLS only the address itself can show that the receiver is this machine.
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
