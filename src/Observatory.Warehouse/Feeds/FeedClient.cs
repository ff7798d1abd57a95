using System.Net;
using System.Net.Sockets;

namespace Observatory.Warehouse.Feeds;

/// <summary>
/// The client for addresses that stand in feed folders. It connects only to addresses of the public internet, and to the very address
/// that was checked, so that neither a name that changes its answer nor a redirect leads inside.
/// </summary>
internal static class FeedClient
{
    public static HttpClient Create()
    {
        var handler = new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.All,
            MaxAutomaticRedirections = 5,
            ConnectTimeout = TimeSpan.FromSeconds(20),
            ConnectCallback = ConnectAsync,
        };
        var client = new HttpClient(handler, disposeHandler: true) { Timeout = TimeSpan.FromMinutes(10) };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("InterAmericanSecurityObservatory/1.0");
        return client;
    }

    /// <summary>True for addresses that a feed may be fetched from.</summary>
    internal static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        var b = address.GetAddressBytes();
        // Of IPv6 only global unicast (2000::/3), without what carries an IPv4 address inside (6to4, Teredo) and may lead anywhere.
        if (address.AddressFamily != AddressFamily.InterNetwork)
            return (b[0] & 0xE0) == 0x20 && !(b[0] == 0x20 && b[1] == 0x02) && !(b[0] == 0x20 && b[1] == 0x01 && b[2] == 0 && b[3] == 0);
        return !(b[0] is 0 or 10 or 127 or >= 224
            || (b[0] == 100 && b[1] is >= 64 and <= 127)
            || (b[0] == 169 && b[1] == 254)
            || (b[0] == 172 && b[1] is >= 16 and <= 31)
            || (b[0] == 192 && (b[1] == 168 || (b[1] == 0 && b[2] is 0 or 2)))
            || (b[0] == 198 && b[1] is 18 or 19));
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        if (context.InitialRequestMessage.RequestUri?.Scheme != Uri.UriSchemeHttps)
            throw new HttpRequestException("Only https addresses are fetched.");
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellation).ConfigureAwait(false);
        var address = Array.Find(addresses, IsPublic) ?? throw new HttpRequestException($"{context.DnsEndPoint.Host} has no public address.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, context.DnsEndPoint.Port, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
