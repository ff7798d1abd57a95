using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using NodaTime;
using Observatory.App.Composition;
using Observatory.Core.Access;
using Observatory.Warehouse.Access;

namespace Observatory.App.Access;

/// <summary>
/// The lifetime of sign-in sessions. The cookie is renewed whenever the person is looked up again, but never beyond the session's end.
/// </summary>
internal static class Sessions
{
    /// <summary>The greatest lifetime of a session, however active it is.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(8);

    private const string IdItem = "session";
    private const string BegunItem = "begun";
    private const string LookedItem = "looked";
    private const string ProvedTwiceItem = "provedTwice";
    private static readonly TimeSpan LookedFor = TimeSpan.FromSeconds(45);

    /// <summary>The principal of a person who signed in, with the identity provider's name for them.</summary>
    public static ClaimsPrincipal PrincipalOf(Actor actor, string issuer, string subject)
    {
        var principal = Callers.PrincipalOf(actor);
        ((ClaimsIdentity)principal.Identity!).AddClaims([new Claim("iss", issuer), new Claim("sub", subject)]);
        return principal;
    }

    /// <param name="isProvedTwice">Whether the person used a second sign-in factor; stored in the session.</param>
    public static void Begin(AuthenticationProperties session, TimeProvider time, bool isProvedTwice)
    {
        session.Items[ProvedTwiceItem] = isProvedTwice ? "yes" : "no";
        session.Items[IdItem] = SessionDesk.NewId();
        session.Items[BegunItem] = session.Items[LookedItem] = Text(time.GetUtcNow());
    }

    /// <summary>
    /// Ends the session of a caller with a cookie, for every copy of the cookie, and records it in the audit. Does nothing if there is no
    /// session.
    /// </summary>
    public static async Task EndAsync(HttpContext context, Platform platform, TimeProvider time)
    {
        var signedIn = await context.AuthenticateAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        if (signedIn is { Principal: { } who, Properties: { } session } && IdOf(session) is { } id && Read(session, BegunItem) is { } begun)
            await platform.Sessions.EndAsync(
                Callers.ActorIn(who),
                id,
                Instant.FromDateTimeOffset(begun + Longest),
                Instant.FromDateTimeOffset(time.GetUtcNow()),
                context.RequestAborted
            );
    }

    /// <summary>Whether the session of a long request was ended since the request began.</summary>
    public static async Task<bool> HasEndedAsync(AuthenticationProperties? session, Platform platform, CancellationToken cancellation) =>
        session is null || IdOf(session) is not { } id || await platform.Sessions.HasEndedAsync(id, cancellation);

    /// <summary>
    /// The person of a session now, with the roles that the session may use; null if the account is gone or no such role is left.
    /// </summary>
    public static async Task<Actor?> LookUpAsync(
        HttpContext context,
        ClaimsPrincipal? who,
        AuthenticationProperties session,
        CancellationToken cancellation
    ) =>
        who?.FindFirst("iss")?.Value is { } issuer
        && who.FindFirst("sub")?.Value is { } subject
        && await context.RequestServices.GetRequiredService<Platform>().People.RecogniseAsync(issuer, subject, null, false, cancellation)
            is { } actor
            ? context
                .RequestServices.GetRequiredService<SecondFactorRule>()
                .Held(actor, session.Items.TryGetValue(ProvedTwiceItem, out var proved) && proved == "yes")
            : null;

    /// <summary>
    /// Refuses sessions that have ended: at once if the person signed out on this server, within a minute if on another. Removed accounts
    /// and changed roles also take effect within a minute, whatever the cookie says.
    /// </summary>
    public static async Task StillAllowedAsync(CookieValidatePrincipalContext context)
    {
        var now = (context.Options.TimeProvider ?? TimeProvider.System).GetUtcNow();
        var platform = context.HttpContext.RequestServices.GetRequiredService<Platform>();
        // Each renewal extends the cookie, so check the session's own beginning.
        if (
            IdOf(context.Properties) is not { } id
            || platform.Sessions.WasEndedHere(id)
            || Read(context.Properties, BegunItem) is not { } begun
            || now - begun >= Longest
        )
        {
            context.RejectPrincipal();
            return;
        }
        if (Read(context.Properties, LookedItem) is { } looked && now - looked < LookedFor)
            return;
        if (
            await platform.Sessions.HasEndedAsync(id, context.HttpContext.RequestAborted)
            || await LookUpAsync(context.HttpContext, context.Principal, context.Properties, context.HttpContext.RequestAborted)
                is not { } actor
        )
        {
            context.RejectPrincipal();
            return;
        }
        context.ReplacePrincipal(PrincipalOf(actor, context.Principal!.FindFirst("iss")!.Value, context.Principal.FindFirst("sub")!.Value));
        context.Properties.Items[LookedItem] = Text(now);
        context.ShouldRenew = true;
    }

    private static string? IdOf(AuthenticationProperties session) => session.Items.TryGetValue(IdItem, out var id) ? id : null;

    private static DateTimeOffset? Read(AuthenticationProperties session, string item) =>
        session.Items.TryGetValue(item, out var text)
        && DateTimeOffset.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var at)
            ? at
            : null;

    private static string Text(DateTimeOffset at) => at.ToString("O", CultureInfo.InvariantCulture);
}
