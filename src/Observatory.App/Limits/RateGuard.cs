using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Microsoft.Net.Http.Headers;
using Observatory.App.Access;
using Observatory.App.Composition;
using Observatory.Core.Access;
using Observatory.Core.Checking;

namespace Observatory.App.Limits;

/// <summary>Middleware that refuses requests beyond the rate limits, before any work is done for them.</summary>
internal sealed class RateGuard(RateSettings settings, Platform platform) : IDisposable
{
    /// <summary>For each refusal of an unknown key that the policy allows, so many keys may be looked up.</summary>
    private const int LookUpsPerRefusal = 20;

    private readonly RateBuckets? _anonymous = Of(settings.Anonymous);
    private readonly RateBuckets? _known = Of(settings.Known);
    private readonly RateBuckets? _changes = Of(settings.Changes);
    private readonly RateBuckets? _uploads = Of(settings.Uploads);
    private readonly RateBuckets? _signIn = Of(settings.SignIn);
    private readonly RateBuckets? _lookUps = settings.SignIn is { } few
        ? new RateBuckets(new RatePolicy(few.Name, few.Quota * LookUpsPerRefusal, few.Window))
        : null;
    private readonly ConcurrentDictionary<string, int> _atOnce = new(StringComparer.Ordinal);

    /// <summary>Before callers are identified: limits sign-in attempts, and addresses that have sent too many unknown keys.</summary>
    /// <exception cref="Refusal">TOO_MANY.</exception>
    public async Task CountSigningInAsync(HttpContext context, RequestDelegate next)
    {
        var isSigningIn = context.Request.Path.StartsWithSegments("/signin", StringComparison.OrdinalIgnoreCase);
        if (_signIn is null || IsSpared(context) || !(isSigningIn || ShowsKey(context.Request)))
        {
            await next(context);
            return;
        }
        var address = AddressOf(context);
        if (isSigningIn)
        {
            Tell(context, _signIn.Take(address));
            await next(context);
            return;
        }
        // Valid keys are accepted whatever others try from the same address, until looking keys up would itself be too much load.
        if (_lookUps!.Take(address, 0) is { IsGranted: false } flooded)
            Tell(context, flooded);
        try
        {
            await next(context);
        }
        catch (Refusal refusal) when (refusal.Code == RefusalCodes.KeyRefused)
        {
            _lookUps.Take(address);
            if (_signIn.Take(address) is { IsGranted: false } enough)
                Tell(context, enough);
            throw;
        }
    }

    /// <summary>After callers are identified: limits their requests.</summary>
    /// <exception cref="Refusal">TOO_MANY.</exception>
    public Task CountAsync(HttpContext context, RequestDelegate next)
    {
        var kind = context.GetEndpoint()?.Metadata.GetMetadata<RateNeed>()?.Kind;
        if (kind == RateKind.Free || IsSpared(context))
            return next(context);
        var actor = Callers.ActorOf(context);
        var isRead =
            HttpMethods.IsGet(context.Request.Method)
            || HttpMethods.IsHead(context.Request.Method)
            || HttpMethods.IsOptions(context.Request.Method);
        var buckets =
            !actor.IsKnown ? _anonymous
            : isRead ? _known
            : kind == RateKind.Upload ? _uploads
            : _changes;
        if (buckets is not null)
            Tell(context, buckets.Take(CallerOf(context)));
        return next(context);
    }

    /// <summary>
    /// Limits the number of concurrent questions of a caller. A question counts until its response has been received.
    /// </summary>
    /// <exception cref="Refusal">AT_ONCE.</exception>
    public async Task HoldAsync(HttpContext context, RequestDelegate next)
    {
        if (
            settings.AtOnce is not { } most
            || IsSpared(context)
            || context.GetEndpoint()?.Metadata.GetMetadata<AccessNeed>()?.Permission is not Permission.QueryPublished
        )
        {
            await next(context);
            return;
        }
        var caller = CallerOf(context);
        var count = _atOnce.AddOrUpdate(caller, 1, (_, before) => before + 1);
        try
        {
            if (count > most)
                throw new Refusal(RefusalCodes.AtOnce, ("limit", Text(most)), ("seconds", "5"));
            await next(context);
        }
        finally
        {
            if (_atOnce.AddOrUpdate(caller, 0, (_, before) => before - 1) == 0)
                _atOnce.TryRemove(KeyValuePair.Create(caller, 0));
        }
    }

    /// <summary>The name by which a caller is counted; without sign-in or key, the address.</summary>
    public static string CallerOf(HttpContext context) =>
        Callers.ActorOf(context) is { IsKnown: true } actor ? actor.Name : AddressOf(context);

    public void Dispose()
    {
        foreach (var buckets in (RateBuckets?[])[_anonymous, _known, _changes, _uploads, _signIn, _lookUps])
            buckets?.Dispose();
    }

    /// <summary>
    /// The address by which a caller is counted: for IPv6 the network of 64 bits that one connection usually has, because its user controls
    /// all addresses in it.
    /// </summary>
    internal static string AddressOf(IPAddress? address)
    {
        if (address is null)
            return "";
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4().ToString();
        return address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }

    private static string AddressOf(HttpContext context) => AddressOf(context.Connection.RemoteIpAddress);

    private static RateBuckets? Of(RatePolicy? policy) => policy is null ? null : new RateBuckets(policy);

    private static bool ShowsKey(HttpRequest request) =>
        request.Headers.ContainsKey(HeaderNames.Authorization) || request.Headers.ContainsKey("X-API-Key");

    /// <summary>Whether the request is exempt: in the demo, requests from the machine itself are.</summary>
    private bool IsSpared(HttpContext context) => platform.HasDemoAccounts && DemoAccounts.IsFromHere(context);

    private static void Tell(HttpContext context, RateDecision answer)
    {
        context.Features.Set(answer);
        if (!answer.IsGranted)
            throw new Refusal(
                RefusalCodes.TooMany,
                ("policy", answer.Policy.Name),
                ("limit", Text(answer.Policy.Quota)),
                ("window", Text(answer.Policy.Window.TotalSeconds)),
                ("seconds", Text(Math.Max(1, Math.Ceiling(answer.Wait.TotalSeconds))))
            );
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
