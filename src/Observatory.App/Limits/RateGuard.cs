using System.Globalization;
using System.Net;
using Microsoft.Net.Http.Headers;
using Observatory.App.Access;
using Observatory.App.Composition;
using Observatory.Core.Checking;

namespace Observatory.App.Limits;

/// <summary>Turns away who asks more often than they may, before anything is done for them.</summary>
internal sealed class RateGuard(RateSettings settings, Platform platform) : IDisposable
{
    private readonly RateBuckets? _anonymous = Of(settings.Anonymous);
    private readonly RateBuckets? _known = Of(settings.Known);
    private readonly RateBuckets? _changes = Of(settings.Changes);
    private readonly RateBuckets? _uploads = Of(settings.Uploads);
    private readonly RateBuckets? _signIn = Of(settings.SignIn);

    /// <summary>Before anybody is known: who begins to sign in, or has shown too many keys that nobody knows.</summary>
    /// <exception cref="Refusal">TOO_MANY.</exception>
    public async Task CountSigningInAsync(HttpContext context, RequestDelegate next)
    {
        var isSigningIn = context.Request.Path.StartsWithSegments("/signin", StringComparison.Ordinal);
        if (_signIn is null || IsSpared(context) || !(isSigningIn || ShowsKey(context.Request)))
        {
            await next(context);
            return;
        }
        var address = AddressOf(context);
        var answer = _signIn.Take(address, isSigningIn ? 1 : 0);
        if (isSigningIn || !answer.IsGranted)
            Tell(context, answer);
        try
        {
            await next(context);
        }
        catch (Refusal refusal) when (refusal.Code == RefusalCodes.KeyRefused)
        {
            _signIn.Take(address);
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
        var isRead = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) || HttpMethods.IsOptions(context.Request.Method);
        var buckets = !actor.IsKnown ? _anonymous : isRead ? _known : kind == RateKind.Upload ? _uploads : _changes;
        if (buckets is not null)
            Tell(context, buckets.Take(actor.IsKnown ? actor.Name : AddressOf(context)));
        return next(context);
    }

    public void Dispose()
    {
        foreach (var buckets in (RateBuckets?[])[_anonymous, _known, _changes, _uploads, _signIn])
            buckets?.Dispose();
    }

    /// <summary>An address as it is counted: of IPv6 the network that one connection is given, 64 bits, as anybody has all addresses in theirs.</summary>
    internal static string AddressOf(IPAddress? address)
    {
        if (address is null)
            return "";
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4().ToString();
        return address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) : address.ToString();
    }

    private static string AddressOf(HttpContext context) => AddressOf(context.Connection.RemoteIpAddress);

    private static RateBuckets? Of(RatePolicy? policy) => policy is null ? null : new RateBuckets(policy);

    private static bool ShowsKey(HttpRequest request) => request.Headers.ContainsKey(HeaderNames.Authorization) || request.Headers.ContainsKey("X-API-Key");

    /// <summary>In the demo, who calls from the machine itself; what says that it was passed on comes from elsewhere.</summary>
    private bool IsSpared(HttpContext context) => platform.HasDemoAccounts && context.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from)
        && !context.Request.Headers.ContainsKey("X-Forwarded-For");

    private static void Tell(HttpContext context, RateAnswer answer)
    {
        context.Features.Set(answer);
        if (!answer.IsGranted)
            throw new Refusal(
                RefusalCodes.TooMany, ("policy", answer.Policy.Name), ("limit", Text(answer.Policy.Quota)), ("window", Text(answer.Policy.Window.TotalSeconds)),
                ("seconds", Text(Math.Max(1, Math.Ceiling(answer.Wait.TotalSeconds)))));
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
