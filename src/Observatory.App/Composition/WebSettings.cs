using System.Net;
using Observatory.App.Access;
using Observatory.App.Limits;

namespace Observatory.App.Composition;

/// <summary>What a server is told about the world it answers.</summary>
internal sealed record WebSettings
{
    /// <summary>The provider of identities; null where nobody can sign in.</summary>
    public OidcSettings? Oidc { get; init; }

    /// <summary>How often who may ask.</summary>
    public RateSettings Rates { get; init; } = new();

    /// <summary>Servers in front of this one.</summary>
    public IReadOnlyList<IPNetwork> Proxies { get; init; } = [];

    /// <exception cref="Core.Checking.Refusal">PARAMETER_VALUE, PARAMETER_MISSING for a setting that cannot be.</exception>
    public static WebSettings FromEnvironment() => new()
    {
        Oidc = OidcSettings.FromEnvironment(), Rates = RateSettings.FromEnvironment(), Proxies = Limits.Proxies.FromEnvironment(),
    };
}
