using System.Net;
using System.Text;
using Microsoft.Net.Http.Headers;
using Observatory.App.Composition;
using Observatory.Core.Access;

namespace Observatory.App.Access;

/// <summary>
/// The publicly known accounts of <c>demo</c>: <c>curl -u office@demo:demo</c>. They exist only in the demonstration, and only for callers
/// on the machine itself.
/// </summary>
internal static class DemoAccounts
{
    public const string Password = "demo";

    /// <summary>Headers that a proxy adds to the requests it forwards.</summary>
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
    /// Whether the request comes from this machine, under its own name. A forwarded request comes from elsewhere; so does a page of another
    /// site whose name was pointed at this machine to reach it through a browser here (DNS rebinding).
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

    /// <summary>The demo account of a request; null outside the demo, from another machine, or for an unknown account.</summary>
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
