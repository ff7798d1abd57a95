using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Microsoft.Net.Http.Headers;
using Observatory.App.Access;
using Observatory.App.Composition;
using Observatory.Core.Access;
using Observatory.Core.Checking;

namespace Observatory.App.Limits;

/// <summary>Turns away who asks more often than they may, before anything is done for them.</summary>
internal sealed class RateGuard(RateSettings settings, Platform platform) : IDisposable
{
    /// <summary>Keys that nobody knows are told so as often as the policy says, and looked up so many times as often.</summary>
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

    /// <summary>Before anybody is known: who begins to sign in, or has shown too many keys that nobody knows.</summary>
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
        // A key that is good is let in whatever others try from the same address, until looking keys up would itself be too much.
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

    /// <summary>When it is known who asks.</summary>
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
    /// Turns away who has more questions under way than they may; the same for everybody whose answer is not there yet or not taken yet.
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

    /// <summary>Who asks, as they are counted: by name, or by address where nobody has said who they are.</summary>
    public static string CallerOf(HttpContext context) =>
        Callers.ActorOf(context) is { IsKnown: true } actor ? actor.Name : AddressOf(context);

    public void Dispose()
    {
        foreach (var buckets in (RateBuckets?[])[_anonymous, _known, _changes, _uploads, _signIn, _lookUps])
            buckets?.Dispose();
    }

    /// <summary>
    /// An address as it is counted: of IPv6 the network that one connection is given, 64 bits, as anybody has all addresses in theirs.
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

    /// <summary>In the demo, who calls from the machine itself.</summary>
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
