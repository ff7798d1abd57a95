using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Observatory.App.Access;
using Observatory.App.Limits;
using Observatory.Core.Output;

namespace Observatory.App.Serving;

/// <summary>The settings of a server.</summary>
internal sealed record WebSettings
{
    /// <summary>The identity provider; null if nobody can sign in.</summary>
    public OidcSettings? Oidc { get; init; }

    /// <summary>Rate limits.</summary>
    public RateSettings Rates { get; init; } = new();

    /// <summary>Limits for buffered responses.</summary>
    public SpoolSettings Spool { get; init; } = new();

    /// <summary>Limits for heavy questions.</summary>
    public HeavySettings Heavy { get; init; } = new();

    /// <summary>The lowest rate at which a reader may take a response, after the grace period; null for no limit.</summary>
    public MinDataRate? LeastResponseRate { get; init; } = new(1024, TimeSpan.FromSeconds(10));

    /// <summary>The formats of tables; a test adds its own.</summary>
    public TableFormats Formats { get; init; } = TableFormats.Shipped;

    /// <summary>Socket options; null for the defaults. A test makes the buffers small.</summary>
    public Action<SocketTransportOptions>? Sockets { get; init; }

    /// <summary>Trusted reverse proxies.</summary>
    public IReadOnlyList<IPNetwork> Proxies { get; init; } = [];

    /// <exception cref="Core.Checking.Refusal">PARAMETER_VALUE, PARAMETER_MISSING for an invalid setting.</exception>
    public static WebSettings FromEnvironment() =>
        new()
        {
            Oidc = OidcSettings.FromEnvironment(),
            Rates = RateSettings.FromEnvironment(),
            Proxies = Limits.Proxies.FromEnvironment(),
            Spool = SpoolSettings.FromEnvironment(),
        };
}
