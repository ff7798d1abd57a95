using System.Net;
using Observatory.Warehouse.Outgoing;

namespace Observatory.Warehouse.Feeds;

/// <summary>The HTTP client for addresses in feed folders.</summary>
internal static class FeedClient
{
    private const int MostRedirects = 5;

    public static HttpClient Create()
    {
        var handler = new GuardedWay().Handler(MostRedirects);
        handler.AutomaticDecompression = DecompressionMethods.All;
        var client = new HttpClient(handler, disposeHandler: true) { Timeout = TimeSpan.FromMinutes(10) };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("InterAmericanSecurityObservatory/1.0");
        return client;
    }
}
