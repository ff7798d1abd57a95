using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Net.Http.Headers;
using Observatory.App.Composition;
using Observatory.Core.Access;
using Observatory.Core.Checking;

namespace Observatory.App.Access;

/// <summary>
/// Identifies callers, and refuses those without the permission: by a key in <c>Authorization: Bearer</c> or <c>X-API-Key</c>, or by the
/// cookie of somebody who has signed in.
/// </summary>
internal static class Callers
{
    public const string OfficeClaim = "observatory:office";
    public const string CountryClaim = "observatory:country";

    private static readonly object ActorItem = new();

    /// <summary>The caller of a request; <see cref="Actor.Anonymous"/> if the request has neither key nor cookie.</summary>
    public static Actor ActorOf(HttpContext context) => context.Items[ActorItem] as Actor ?? Actor.Anonymous;

    /// <summary>Middleware that identifies the caller for <see cref="ActorOf"/>.</summary>
    /// <exception cref="Refusal">KEY_REFUSED.</exception>
    public static async Task RecogniseAsync(HttpContext context, RequestDelegate next)
    {
        context.Items[ActorItem] = await FindAsync(context, context.RequestServices.GetRequiredService<Platform>());
        await next(context);
    }

    /// <summary>Middleware that refuses callers who may not use the address at all.</summary>
    /// <exception cref="Refusal">SIGN_IN_NEEDED, NOT_ALLOWED.</exception>
    public static Task AdmitAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint() is not { } endpoint)
            return next(context);
        var need = endpoint.Metadata.GetMetadata<AccessNeed>()
            ?? throw new InvalidOperationException($"{endpoint.DisplayName} does not say who may use it.");
        if (need.Permission is { } permission)
            context.RequestServices.GetRequiredService<Platform>().Rules.Demand(ActorOf(context), permission);
        return next(context);
    }

    /// <summary>
    /// Identifies the caller again during a long request; <see cref="Actor.Anonymous"/> if their account or session has ended.
    /// </summary>
    /// <exception cref="Refusal">KEY_REFUSED if their key is no longer valid.</exception>
    public static async Task<Actor> AskAgainAsync(HttpContext context, Platform platform)
    {
        if (!IsByCookie(context))
            return await FindAsync(context, platform);
        var signedIn = await context.AuthenticateAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return signedIn.Properties is { } session && !await Sessions.HasEndedAsync(session, platform, context.RequestAborted)
            ? await Sessions.LookUpAsync(context, signedIn.Principal, session, context.RequestAborted) ?? Actor.Anonymous
            : Actor.Anonymous;
    }

    public static ClaimsPrincipal PrincipalOf(Actor actor)
    {
        var identity = new ClaimsIdentity(CookieAuthenticationDefaults.AuthenticationScheme, ClaimTypes.Name, ClaimTypes.Role);
        identity.AddClaim(new Claim(ClaimTypes.Name, actor.Name));
        foreach (var role in actor.Roles)
            identity.AddClaim(new Claim(ClaimTypes.Role, role.ToString()));
        if (actor.Office is { } office)
            identity.AddClaim(new Claim(OfficeClaim, office));
        if (actor.Country is { } country)
            identity.AddClaim(new Claim(CountryClaim, country));
        return new ClaimsPrincipal(identity);
    }

    /// <summary>The actor of a principal that <see cref="PrincipalOf"/> made.</summary>
    public static Actor ActorIn(ClaimsPrincipal who) =>
        new(
            who.Identity!.Name!,
            who.FindAll(ClaimTypes.Role).Select(c => Enum.Parse<Role>(c.Value)),
            who.FindFirst(OfficeClaim)?.Value,
            who.FindFirst(CountryClaim)?.Value
        );

    /// <summary>Whether the caller is identified by a cookie, which a browser also sends when another site makes it do so.</summary>
    public static bool IsByCookie(HttpContext context) => context.Items.ContainsKey(typeof(CookieAuthenticationDefaults));

    private static async Task<Actor> FindAsync(HttpContext context, Platform platform)
    {
        if (KeyOf(context.Request) is { } key)
            return await platform.Keys.RecogniseAsync(key, context.RequestAborted);
        if (DemoAccounts.Find(context, platform) is { } demo)
            return demo;
        var signedIn = await context.AuthenticateAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        if (signedIn.Principal is not { Identity.Name: not null } who)
            return Actor.Anonymous;
        context.Items[typeof(CookieAuthenticationDefaults)] = true;
        return ActorIn(who);
    }

    private static string? KeyOf(HttpRequest request)
    {
        if (request.Headers.TryGetValue("X-API-Key", out var key) && key is [{ Length: > 0 } only])
            return only;
        var authorization = request.Headers[HeaderNames.Authorization].ToString();
        return authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? authorization["Bearer ".Length..].Trim() : null;
    }
}
