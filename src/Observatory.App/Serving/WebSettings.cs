using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Observatory.App.Access;
using Observatory.App.Limits;
using Observatory.Core.Output;

namespace Observatory.App.Serving;

/// <summary>What a server is told about the world it answers.</summary>
internal sealed record WebSettings
{
    /// <summary>The provider of identities; null where nobody can sign in.</summary>
    public OidcSettings? Oidc { get; init; }

    /// <summary>How often who may ask.</summary>
    public RateSettings Rates { get; init; } = new();

    /// <summary>How much of answers may wait for their readers.</summary>
    public SpoolSettings Spool { get; init; } = new();

    /// <summary>How much work on heavy questions is done at once.</summary>
    public HeavySettings Heavy { get; init; } = new();

    /// <summary>Slower than this nobody may read, once the time of grace is over; null for as slowly as they like.</summary>
    public MinDataRate? LeastResponseRate { get; init; } = new(1024, TimeSpan.FromSeconds(10));

    /// <summary>The formats of answers; a test brings one of its own.</summary>
    public TableFormats Formats { get; init; } = TableFormats.Shipped;

    /// <summary>How connections are made, where it matters: a test makes their buffers small.</summary>
    public Action<SocketTransportOptions>? Sockets { get; init; }

    /// <summary>Servers in front of this one.</summary>
    public IReadOnlyList<IPNetwork> Proxies { get; init; } = [];

    /// <exception cref="Core.Checking.Refusal">PARAMETER_VALUE, PARAMETER_MISSING for a setting that cannot be.</exception>
    public static WebSettings FromEnvironment() =>
        new()
        {
            Oidc = OidcSettings.FromEnvironment(),
            Rates = RateSettings.FromEnvironment(),
            Proxies = Limits.Proxies.FromEnvironment(),
            Spool = SpoolSettings.FromEnvironment(),
        };
}
