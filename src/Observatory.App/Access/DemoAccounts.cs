using System.Net;
using System.Text;
using Microsoft.Net.Http.Headers;
using Observatory.App.Composition;
using Observatory.Core.Access;

namespace Observatory.App.Access;

/// <summary>
/// The accounts of <c>demo</c>, known to everybody: <c>curl -u office@demo:demo</c>. They exist only there, and only for who calls from the
/// machine itself.
/// </summary>
internal static class DemoAccounts
{
    public const string Password = "demo";

    /// <summary>What a server that passes requests on writes on them.</summary>
    private static readonly string[] Passed =
    [
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
        "X-Real-IP",
        "Forwarded",
        "Via",
        "X-Original-For",
    ];

    public static IReadOnlyList<Actor> All { get; } =
    [
        new("office@demo", [Role.Uploader], "MEX_SESNSP", "MEX"),
        new("reviewer@demo", [Role.Approver], "MEX_SESNSP", "MEX"),
        new("editor@demo", [Role.Editor], Actor.ObservatoryOffice, null),
        new("publisher@demo", [Role.Publisher], Actor.ObservatoryOffice, null),
        new("admin@demo", [Role.Admin], Actor.ObservatoryOffice, null),
    ];

    /// <summary>
    /// Whether the machine itself calls, in its own name: what was passed on comes from elsewhere, and so does a page of another site that
    /// a browser here was led to under a name that now points to this machine.
    /// </summary>
    public static bool IsFromHere(HttpContext context)
    {
        var request = context.Request;
        return context.Connection.RemoteIpAddress is { } from
            && IPAddress.IsLoopback(from)
            && !Passed.Any(request.Headers.ContainsKey)
            && (
                string.Equals(request.Host.Host, "localhost", StringComparison.OrdinalIgnoreCase)
                || (IPAddress.TryParse(request.Host.Host, out var named) && IPAddress.IsLoopback(named))
            );
    }

    /// <summary>Null where it is not the demo, not from this machine, or nobody of the demo.</summary>
    public static Actor? Find(HttpContext context, Platform platform)
    {
        if (!platform.HasDemoAccounts || !IsFromHere(context))
            return null;
        var given = context.Request.Headers[HeaderNames.Authorization].ToString();
        if (!given.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
            return null;
        Span<byte> bytes = stackalloc byte[256];
        if (!Convert.TryFromBase64String(given["Basic ".Length..].Trim(), bytes, out var length))
            return null;
        var (name, password) = Encoding.UTF8.GetString(bytes[..length]).Split(':', 2) is [var n, var p] ? (n, p) : ("", "");
        return password == Password ? All.FirstOrDefault(a => a.Name == name) : null;
    }
}
