using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Observatory.Hosting.Machine;

namespace Observatory.App.Serving;

/// <summary>Starts a web server, and explains common obstacles in our own words.</summary>
public static class WebStart
{
    /// <exception cref="Fault">
    /// PORT_IN_USE if another program listens there; PORT_DENIED if the system does not let this account listen there.
    /// </exception>
    public static async Task StartAsync(WebApplication app, string urls, CancellationToken cancellationToken)
    {
        // Check beforehand, because the host's own message is very long.
        if (urls.Split(';').FirstOrDefault(IsTaken) is { } taken)
        {
            throw new Fault(FaultCodes.PortInUse, ("address", taken));
        }

        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException refused) when (refused.InnerException is AddressInUseException)
        {
            throw new Fault(FaultCodes.PortInUse, refused, ("address", urls));
        }
        catch (SocketException refused) when (refused.SocketErrorCode is SocketError.AccessDenied or SocketError.AddressNotAvailable)
        {
            throw new Fault(FaultCodes.PortDenied, refused, ("address", urls), ("why", refused.Message));
        }
    }

    /// <summary>Serves until it is asked to stop, or until the watch task ends in a fault, which then stops the server.</summary>
    public static async Task ServeAsync(WebApplication app, Func<CancellationToken, Task> watch, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = watch(over.Token);
        var serving = app.WaitForShutdownAsync(over.Token);
        await Task.WhenAny(watching, serving);
        await over.CancelAsync();
        await serving;
        try
        {
            await watching;
        }
        catch (OperationCanceledException)
        {
            // The server has stopped, so there is nothing left to watch.
        }
    }

    /// <summary>
    /// Whether another program listens at an address with a port number; for other addresses the start itself will report it.
    /// </summary>
    private static bool IsTaken(string url)
    {
        if (
            !Uri.TryCreate(url, UriKind.Absolute, out var at)
            || at.Port <= 0
            || !IPAddress.TryParse(at.Host.Trim('[', ']'), out var address)
        )
        {
            return false;
        }

        try
        {
            using var trial = new TcpListener(address, at.Port);
            trial.Start();
            return false;
        }
        catch (SocketException refused)
        {
            return refused.SocketErrorCode == SocketError.AddressAlreadyInUse;
        }
    }
}
