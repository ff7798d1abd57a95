using Observatory.Core.Checking;

namespace Observatory.App.Access;

/// <summary>The trusted identity provider, from the environment; secrets may also come from a file.</summary>
/// <param name="Authority">Its address, as its tokens name it; <c>https</c>, or <c>http</c> on the machine itself.</param>
/// <param name="StrongAcr">
/// The <c>acr</c> value that means a second sign-in factor was used; null if <c>amr</c> is used for that.
/// </param>
/// <param name="DemandsSecondFactor">Whether people who approve, publish or administer must use a second sign-in factor.</param>
internal sealed record OidcSettings(string Authority, string ClientId, string? ClientSecret, string? StrongAcr, bool DemandsSecondFactor)
{
    /// <summary>Leaves out the secret, so that it is never logged.</summary>
    public override string ToString() => Authority;

    public bool IsLocal => Uri.TryCreate(Authority, UriKind.Absolute, out var uri) && uri.IsLoopback;

    /// <summary>Null if no identity provider is configured.</summary>
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
