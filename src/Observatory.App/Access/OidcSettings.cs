using Observatory.Core.Checking;

namespace Observatory.App.Access;

/// <summary>The provider of identities that is trusted, from the environment; secrets also from a file.</summary>
/// <param name="Authority">Its address, as it names itself in its tokens; <c>https</c>, or <c>http</c> on the machine itself.</param>
/// <param name="StrongAcr">The <c>acr</c> by which it says that somebody has proved who they are in two ways; null where <c>amr</c> says
/// it.</param>
/// <param name="DemandsSecondFactor">Whether who approves, publishes or administers has to have done so.</param>
internal sealed record OidcSettings(string Authority, string ClientId, string? ClientSecret, string? StrongAcr, bool DemandsSecondFactor)
{
    /// <summary>Without the secret, wherever it is written.</summary>
    public override string ToString() => Authority;

    public bool IsLocal => Uri.TryCreate(Authority, UriKind.Absolute, out var uri) && uri.IsLoopback;

    /// <summary>Null where none is set.</summary>
    /// <exception cref="Refusal">PARAMETER_VALUE, PARAMETER_MISSING.</exception>
    public static OidcSettings? FromEnvironment()
    {
        var authority = Environment.GetEnvironmentVariable("OBSERVATORY_OIDC_AUTHORITY");
        if (string.IsNullOrWhiteSpace(authority))
            return null;
        if (!Uri.TryCreate(authority, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttps && !uri.IsLoopback))
            throw new Refusal(
                RefusalCodes.ParameterValue,
                ("column", "OBSERVATORY_OIDC_AUTHORITY"),
                ("value", authority),
                ("expected", "https://id.example.org")
            );
        var client = Environment.GetEnvironmentVariable("OBSERVATORY_OIDC_CLIENT");
        if (string.IsNullOrWhiteSpace(client))
            throw new Refusal(RefusalCodes.ParameterMissing, ("value", "OBSERVATORY_OIDC_CLIENT"));
        var secret = Environment.GetEnvironmentVariable("OBSERVATORY_OIDC_SECRET_FILE") is { Length: > 0 } file
            ? File.ReadAllText(file).Trim()
            : Environment.GetEnvironmentVariable("OBSERVATORY_OIDC_SECRET");
        return new OidcSettings(
            authority,
            client,
            secret,
            Environment.GetEnvironmentVariable("OBSERVATORY_OIDC_STRONG_ACR"),
            Environment.GetEnvironmentVariable("OBSERVATORY_OIDC_SECOND_FACTOR") != "off"
        );
    }
}
