using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Observatory.Core.Checking;
using IPNetwork = System.Net.IPNetwork;

namespace Observatory.App.Limits;

/// <summary>
/// Reverse proxies whose headers about the caller's address and https are trusted; such headers from anybody else are ignored.
/// </summary>
internal static class Proxies
{
    /// <summary>Addresses and networks (<c>10.0.0.0/8</c>), separated by commas.</summary>
    /// <exception cref="Refusal">PARAMETER_VALUE.</exception>
    public static IReadOnlyList<IPNetwork> FromEnvironment() => Read(Environment.GetEnvironmentVariable("OBSERVATORY_PROXIES"));

    internal static IReadOnlyList<IPNetwork> Read(string? given) =>
        [.. (given ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Read1)];

    public static void Use(IApplicationBuilder app, IReadOnlyList<IPNetwork> proxies)
    {
        if (proxies.Count == 0)
            return;
        // Proxies may be chained, so accept any number of hops, if each is known.
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = null,
        };
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (var proxy in proxies)
            options.KnownIPNetworks.Add(proxy);
        app.UseForwardedHeaders(options);
    }

    private static IPNetwork Read1(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : throw new Refusal(
            RefusalCodes.ParameterValue,
            ("column", "OBSERVATORY_PROXIES"),
            ("value", text),
            ("expected", "10.0.0.5, 10.0.0.0/8")
        );
}
