using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Observatory.App.Hosting;

/// <summary>Starts a web server, and says in our words what commonly stands in its way.</summary>
public static class WebStart
{
    /// <exception cref="Fault">PORT_IN_USE where another program listens there; PORT_DENIED where the system does not let this account
    /// listen there.</exception>
    public static async Task StartAsync(WebApplication app, string urls, CancellationToken cancellationToken)
    {
        // Seen beforehand, for the host tells of it at length.
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

    /// <summary>
    /// Serves until it is asked to stop, or until what is watched beside it ends in a fault, which then is the end of all.
    /// </summary>
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
            // Nobody is served any more: there is nothing to look after.
        }
    }

    /// <summary>Whether another program listens at an address that names a number; of others the start itself will tell.</summary>
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
