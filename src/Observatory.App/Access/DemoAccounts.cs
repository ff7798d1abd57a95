using System.Net;
using System.Text;
using Microsoft.Net.Http.Headers;
using Observatory.App.Composition;
using Observatory.Core.Access;

namespace Observatory.App.Access;

/// <summary>
/// The accounts of <c>demo</c>, known to everybody: <c>curl -u office@demo:demo</c>. They exist only there, and only for who calls from the machine
/// itself.
/// </summary>
internal static class DemoAccounts
{
    public const string Password = "demo";

    public static IReadOnlyList<Actor> All { get; } =
    [
        new("office@demo", [Role.Uploader], "MEX_SESNSP", "MEX"),
        new("reviewer@demo", [Role.Approver], "MEX_SESNSP", "MEX"),
        new("editor@demo", [Role.Editor], Actor.ObservatoryOffice, null),
        new("publisher@demo", [Role.Publisher], Actor.ObservatoryOffice, null),
        new("admin@demo", [Role.Admin], Actor.ObservatoryOffice, null),
    ];

    /// <summary>Null where it is not the demo, not from this machine, or nobody of the demo.</summary>
    public static Actor? Find(HttpContext context, Platform platform)
    {
        if (!platform.HasDemoAccounts || context.Connection.RemoteIpAddress is not { } from || !IPAddress.IsLoopback(from))
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
