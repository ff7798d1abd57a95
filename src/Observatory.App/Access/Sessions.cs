using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Observatory.App.Composition;
using Observatory.Core.Access;

namespace Observatory.App.Access;

/// <summary>How long somebody who has signed in stays so: their cookie is renewed as they are looked up again, and still ends when it was said to.</summary>
internal static class Sessions
{
    /// <summary>From signing in to having to do so again, however busy one is.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(8);

    private const string BegunItem = "begun";
    private const string LookedItem = "looked";
    private static readonly TimeSpan LookedFor = TimeSpan.FromSeconds(45);

    /// <summary>Who signed in, with the name by which the provider of identities knows them.</summary>
    public static ClaimsPrincipal PrincipalOf(Actor actor, string issuer, string subject)
    {
        var principal = Callers.PrincipalOf(actor);
        ((ClaimsIdentity)principal.Identity!).AddClaims([new Claim("iss", issuer), new Claim("sub", subject)]);
        return principal;
    }

    public static void Begin(AuthenticationProperties session, TimeProvider time) =>
        session.Items[BegunItem] = session.Items[LookedItem] = Text(time.GetUtcNow());

    /// <summary>Who was removed, or whose roles have changed, is asked for again within a minute, whatever the cookie says.</summary>
    public static async Task StillAllowedAsync(CookieValidatePrincipalContext context)
    {
        var now = (context.Options.TimeProvider ?? TimeProvider.System).GetUtcNow();
        // Each renewal moves the cookie's own end.
        if (Read(context.Properties, BegunItem) is not { } begun || now - begun >= Longest)
        {
            context.RejectPrincipal();
            return;
        }
        if (Read(context.Properties, LookedItem) is { } looked && now - looked < LookedFor)
            return;
        var (issuer, subject) = (context.Principal?.FindFirst("iss")?.Value, context.Principal?.FindFirst("sub")?.Value);
        var platform = context.HttpContext.RequestServices.GetRequiredService<Platform>();
        if (issuer is null || subject is null || await platform.People.RecogniseAsync(issuer, subject, null, false, context.HttpContext.RequestAborted) is not { } actor)
        {
            context.RejectPrincipal();
            return;
        }
        context.ReplacePrincipal(PrincipalOf(actor, issuer, subject));
        context.Properties.Items[LookedItem] = Text(now);
        context.ShouldRenew = true;
    }

    private static DateTimeOffset? Read(AuthenticationProperties session, string item) =>
        session.Items.TryGetValue(item, out var text) && DateTimeOffset.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var at) ? at : null;

    private static string Text(DateTimeOffset at) => at.ToString("O", CultureInfo.InvariantCulture);
}
