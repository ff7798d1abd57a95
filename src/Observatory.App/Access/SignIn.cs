using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Observatory.App.Composition;
using Observatory.App.Http;
using Observatory.App.Responses;
using Observatory.Core.Access;
using Observatory.Core.Checking;

namespace Observatory.App.Access;

/// <summary>
/// People sign in with the identity provider that the Observatory is configured to trust (OpenID Connect, authorization code with PKCE);
/// invited people are admitted. The Observatory has no passwords.
/// </summary>
internal static class SignIn
{
    public const string TokenHeader = "X-CSRF-Token";
    private const string MultipleFactors = "mfa";
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    public static void Add(IServiceCollection services, Platform platform, OidcSettings? oidc)
    {
        services.AddSingleton(new SecondFactorRule(oidc?.DemandsSecondFactor ?? true));
        services
            .AddDataProtection()
            .SetApplicationName("observatory")
            .PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(platform.Home, "protection")));
        services.AddAntiforgery(a =>
        {
            a.HeaderName = TokenHeader;
            a.Cookie.Name = "observatory-csrf";
            a.Cookie.SameSite = SameSiteMode.Strict;
            a.Cookie.HttpOnly = true;
            a.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        var signing = services
            .AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie(c =>
            {
                c.Cookie.Name = "observatory";
                c.Cookie.HttpOnly = true;
                c.Cookie.SameSite = SameSiteMode.Lax;
                c.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                c.ExpireTimeSpan = Sessions.Longest;
                c.SlidingExpiration = false;
                // An API address refuses and never redirects.
                c.Events.OnRedirectToLogin = _ => throw new Refusal(RefusalCodes.SignInNeeded);
                c.Events.OnRedirectToAccessDenied = _ => throw new Refusal(RefusalCodes.NotAllowed, ("value", ""));
                c.Events.OnValidatePrincipal = Sessions.StillAllowedAsync;
            });
        if (oidc is not null)
            signing.AddOpenIdConnect(o => Configure(o, oidc));
    }

    public static void Map(WebApplication app, OidcSettings? oidc)
    {
        app.MapGet("/v1/session", ShowAsync)
            .IsOpen()
            .WithName("session")
            .Answers(typeof(One<SessionResponse>))
            .WithTags("Access")
            .WithSummary("Who one is for the Observatory, and the token that changing something by cookie needs")
            .Takes();
        app.MapPost("/signout", async (HttpContext context, Platform platform, IOptionsMonitor<CookieAuthenticationOptions> cookies) =>
            {
                await Sessions.EndAsync(
                    context,
                    platform,
                    cookies.Get(CookieAuthenticationDefaults.AuthenticationScheme).TimeProvider ?? TimeProvider.System
                );
                await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
                return Results.NoContent();
            })
            .IsOpen()
            .ExcludeFromDescription();
        if (oidc is null)
            return;
        app.MapGet("/signin", BeginAsync).IsOpen().ExcludeFromDescription();
    }

    /// <summary>
    /// Middleware against cross-site requests: a browser sends its cookie also when another site makes it do so, so every change by a
    /// cookie requires a token that only our own pages can read.
    /// </summary>
    public static async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        if (
            Callers.IsByCookie(context)
            && !HttpMethods.IsGet(context.Request.Method)
            && !HttpMethods.IsHead(context.Request.Method)
            && !HttpMethods.IsOptions(context.Request.Method)
        )
        {
            // Read the token from the header alone: a form must not be read before its sender is verified.
            var tokens = context.RequestServices.GetRequiredService<IAntiforgery>();
            if (!context.Request.Headers.ContainsKey(TokenHeader) || !await IsValidAsync(tokens, context))
                throw new Refusal(RefusalCodes.TokenMissing);
        }
        await next(context);
    }

    private static async Task BeginAsync(HttpContext context)
    {
        var properties = new AuthenticationProperties { RedirectUri = OwnAddress.Of(context.Request.Query["to"].ToString()) };
        try
        {
            await context.ChallengeAsync(OpenIdConnectDefaults.AuthenticationScheme, properties);
        }
        catch (InvalidOperationException fault) when (fault.InnerException is IOException or HttpRequestException)
        {
            // The middleware throws this if the provider's description could not be fetched.
            throw new Refusal(RefusalCodes.SignInUnreachable);
        }
    }

    private static async Task<bool> IsValidAsync(IAntiforgery tokens, HttpContext context)
    {
        try
        {
            await tokens.ValidateRequestAsync(context);
            return true;
        }
        catch (AntiforgeryValidationException)
        {
            return false;
        }
    }

    private static Task ShowAsync(HttpContext context, IAntiforgery tokens, CancellationToken cancellation)
    {
        Requests.Read(context);
        var actor = Callers.ActorOf(context);
        context.Response.Headers.CacheControl = "no-store";
        var token = Callers.IsByCookie(context) ? tokens.GetAndStoreTokens(context).RequestToken : null;
        return DeclaredAnswers.WriteAsync(
            context,
            new One<SessionResponse>(
                new SessionResponse
                {
                    Name = actor.Name,
                    Roles = actor.Roles.Select(r => r.ToString()),
                    Office = actor.Office,
                    Country = actor.Country,
                    CsrfToken = token,
                    May = Enum.GetValues<Permission>()
                        .Where(p => actor.ReachOf(p) != Reach.None)
                        .ToDictionary(p => p.ToString(), p => actor.ReachOf(p).ToString()),
                }
            ),
            cancellation
        );
    }

    private static void Configure(OpenIdConnectOptions o, OidcSettings settings)
    {
        o.Authority = settings.Authority;
        o.ClientId = settings.ClientId;
        o.ClientSecret = settings.ClientSecret;
        o.RequireHttpsMetadata = !settings.IsLocal;
        o.ResponseType = OpenIdConnectResponseType.Code;
        o.ResponseMode = OpenIdConnectResponseMode.Query;
        o.UsePkce = true;
        o.CallbackPath = "/signin/callback";
        o.SignedOutCallbackPath = "/signout/callback";
        o.SaveTokens = false;
        o.MapInboundClaims = false;
        o.GetClaimsFromUserInfoEndpoint = false;
        // By default "iss" is removed at the end, but it is needed to look up the person again.
        o.ClaimActions.Clear();
        o.Scope.Clear();
        foreach (var scope in (string[])["openid", "profile", "email"])
            o.Scope.Add(scope);
        o.NonceCookie.SameSite = o.CorrelationCookie.SameSite = SameSiteMode.Lax;
        o.NonceCookie.SecurePolicy = o.CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        o.ProtocolValidator.RequireNonce = true;
        var checks = o.TokenValidationParameters;
        checks.ValidateIssuer =
            checks.ValidateAudience =
            checks.ValidateLifetime =
            checks.ValidateIssuerSigningKey =
            checks.RequireSignedTokens =
            checks.RequireExpirationTime =
                true;
        checks.ClockSkew = Skew;
        checks.ValidAlgorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];
        o.Events.OnTokenValidated = context => AdmitAsync(context, settings);
        o.Events.OnRemoteFailure = context =>
        {
            context.HandleResponse();
            return Problems.WriteAsync(
                context.HttpContext,
                context.Failure as Refusal ?? new Refusal(RefusalCodes.SignInFailed),
                context.HttpContext.RequestAborted
            );
        };
    }

    private static async Task AdmitAsync(
        Microsoft.AspNetCore.Authentication.OpenIdConnect.TokenValidatedContext context,
        OidcSettings settings
    )
    {
        // The framework accepts an unsigned token, because it comes straight from the provider (OpenID Connect Core 3.1.3.7). We require
        // the provider's signature.
        if (context.SecurityToken is not { RawSignature.Length: > 0 })
        {
            context.Fail(new Refusal(RefusalCodes.SignInFailed));
            return;
        }
        var principal = context.Principal!;
        var platform = context.HttpContext.RequestServices.GetRequiredService<Platform>();
        var actor = await platform.People.RecogniseAsync(
            principal.FindFirst("iss")!.Value,
            principal.FindFirst("sub")!.Value,
            principal.FindFirst("email")?.Value,
            principal.FindFirst("email_verified")?.Value == "true",
            context.HttpContext.RequestAborted
        );
        if (actor is null)
        {
            context.Fail(new Refusal(RefusalCodes.NotInvited));
            return;
        }
        // People who approve, publish or administer must have used a second sign-in factor.
        var isStrong =
            principal.FindAll("amr").Any(c => c.Value == MultipleFactors)
            || (settings.StrongAcr is { } acr && principal.FindFirst("acr")?.Value == acr);
        if (!isStrong && context.HttpContext.RequestServices.GetRequiredService<SecondFactorRule>().IsNeededBy(actor))
        {
            context.Fail(new Refusal(RefusalCodes.SecondFactorNeeded));
            return;
        }
        context.Principal = Sessions.PrincipalOf(actor, principal.FindFirst("iss")!.Value, principal.FindFirst("sub")!.Value);
        Sessions.Begin(context.Properties!, context.Options.TimeProvider ?? TimeProvider.System, isStrong);
    }
}
