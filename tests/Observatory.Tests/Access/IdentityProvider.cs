using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Observatory.Tests.Access;

/// <summary>How an identity token is signed.</summary>
internal enum Signing
{
    /// <summary>By the key that the provider shows.</summary>
    Own,

    /// <summary>By another key under the name of the one it shows.</summary>
    AnotherKey,

    /// <summary>Not at all: <c>alg</c> is <c>none</c>.</summary>
    None,

    /// <summary>Not at all, though <c>alg</c> says otherwise.</summary>
    CutOff,

    /// <summary>By HMAC with the public key's text, as a library does that takes the token's word for the algorithm.</summary>
    PublicKeyAsSecret,
}

/// <summary>
/// A provider of identities (OpenID Connect Core 1.0, authorization code flow with PKCE) on the machine itself. It asks nobody for a
/// password: who signs in is <see cref="Claims"/>. It keeps to its own side of the rules, and lies where a test tells it to.
/// </summary>
internal sealed class IdentityProvider : IAsyncDisposable
{
    public const string Client = "observatory-test";
    public const string Secret = "a secret of the test";

    private const string KeyName = "k1";

    private readonly RSA _key = RSA.Create(2048);
    private readonly RSA _anotherKey = RSA.Create(2048);
    private readonly ConcurrentDictionary<string, Asked> _codes = new();
    private readonly WebApplication _app;

    private IdentityProvider()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/.well-known/openid-configuration", (Delegate)Describe);
        _app.MapGet("/keys", (Delegate)Keys);
        _app.MapGet("/authorize", (Delegate)Authorize);
        _app.MapPost("/token", (Delegate)TokenAsync);
    }

    public string Authority => _app.Urls.First();

    /// <summary>What it says of who signs in, beside what the protocol needs.</summary>
    public Dictionary<string, object> Claims { get; private set; } = [];

    /// <summary>Changes the token's claims before it is signed.</summary>
    public Action<Dictionary<string, object>> Change { get; set; } = _ => { };

    public Signing Signing { get; set; }

    /// <summary>The state it sends back; null for the one it was given.</summary>
    public string? State { get; set; }

    /// <summary>What it was asked at <c>/authorize</c>, the newest last.</summary>
    public List<IQueryCollection> Questions { get; } = [];

    /// <summary>Codes it gave a token for, after it had checked client, secret, address and verifier.</summary>
    public int Honoured { get; private set; }

    public static async Task<IdentityProvider> StartAsync()
    {
        var provider = new IdentityProvider();
        await provider._app.StartAsync();
        return provider;
    }

    /// <summary>Who signs in next, and honestly so.</summary>
    public void Speaks(string subject, string email, bool isVerified = true, params string[] methods)
    {
        Claims = new()
        {
            ["sub"] = subject,
            ["email"] = email,
            ["email_verified"] = isVerified,
        };
        if (methods.Length > 0)
            Claims["amr"] = methods;
        (Change, Signing, State) = (_ => { }, Signing.Own, null);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _key.Dispose();
        _anotherKey.Dispose();
    }

    private IResult Describe() =>
        Results.Json(
            new Dictionary<string, object>
            {
                ["issuer"] = Authority,
                ["authorization_endpoint"] = Authority + "/authorize",
                ["token_endpoint"] = Authority + "/token",
                ["jwks_uri"] = Authority + "/keys",
                ["response_types_supported"] = new[] { "code" },
                ["subject_types_supported"] = new[] { "public" },
                ["id_token_signing_alg_values_supported"] = new[] { "RS256" },
            }
        );

    private IResult Keys()
    {
        var open = _key.ExportParameters(false);
        return Results.Json(
            new
            {
                keys = new[]
                {
                    new
                    {
                        kty = "RSA",
                        use = "sig",
                        kid = KeyName,
                        alg = "RS256",
                        n = Base64(open.Modulus!),
                        e = Base64(open.Exponent!),
                    },
                },
            }
        );
    }

    private IResult Authorize(HttpContext context)
    {
        var asked = context.Request.Query;
        Questions.Add(asked);
        var code = Guid.NewGuid().ToString("n");
        _codes[code] = new Asked(
            asked["client_id"]!,
            asked["redirect_uri"]!,
            asked["nonce"],
            asked["code_challenge"],
            asked["code_challenge_method"]
        );
        return Results.Redirect($"{asked["redirect_uri"]}?code={code}&state={Uri.EscapeDataString(State ?? asked["state"].ToString())}");
    }

    private async Task<IResult> TokenAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        if (
            !_codes.TryRemove(form["code"].ToString(), out var asked)
            || form["client_id"] != asked.Client
            || asked.Client != Client
            || form["client_secret"] != Secret
            || form["redirect_uri"] != asked.RedirectUri
            || asked.Method != "S256"
            || Base64(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) != asked.Challenge
        )
            return Results.Json(new { error = "invalid_grant" }, statusCode: 400);
        Honoured++;
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>(Claims)
        {
            ["iss"] = Authority,
            ["aud"] = Client,
            ["iat"] = now,
            ["exp"] = now + 300,
            ["nonce"] = asked.Nonce ?? "",
        };
        Change(claims);
        return Results.Json(
            new
            {
                access_token = "nothing",
                token_type = "Bearer",
                expires_in = 300,
                id_token = Token(claims),
            }
        );
    }

    private string Token(Dictionary<string, object> claims)
    {
        var algorithm = Signing switch
        {
            Signing.None => "none",
            Signing.PublicKeyAsSecret => "HS256",
            _ => "RS256",
        };
        var text =
            Base64(
                JsonSerializer.SerializeToUtf8Bytes(
                    new
                    {
                        alg = algorithm,
                        typ = "JWT",
                        kid = KeyName,
                    }
                )
            )
            + "."
            + Base64(JsonSerializer.SerializeToUtf8Bytes(claims));
        var bytes = Encoding.ASCII.GetBytes(text);
        return text
            + "."
            + Signing switch
            {
                Signing.None or Signing.CutOff => "",
                Signing.PublicKeyAsSecret => Base64(
                    HMACSHA256.HashData(Encoding.ASCII.GetBytes(_key.ExportSubjectPublicKeyInfoPem()), bytes)
                ),
                Signing.AnotherKey => Base64(_anotherKey.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
                _ => Base64(_key.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
            };
    }

    private static string Base64(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private sealed record Asked(string Client, string RedirectUri, string? Nonce, string? Challenge, string? Method);
}
