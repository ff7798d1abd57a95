using Microsoft.Extensions.Logging;
using NodaTime;
using Observatory.Hosting.Machine;

namespace Observatory.Hosting.Cluster;

/// <summary>
/// Watches the private server while a program serves: a server that died is started again on its port, a limited number of times. After
/// that the program has to end with a clear message to its operator.
/// </summary>
/// <param name="home">The home of the server.</param>
/// <param name="port">The port that the program's connections use.</param>
/// <param name="most">The maximum number of restarts within <see cref="Window"/>.</param>
/// <param name="settings">Server settings in addition to the usual ones, for restarts.</param>
/// <param name="whenRevived">Called after each restart; may be null.</param>
public sealed class ClusterWatch(
    string home,
    int port,
    IClock clock,
    ILogger log,
    int most = 5,
    IReadOnlyDictionary<string, string>? settings = null,
    Action? whenRevived = null
)
{
    /// <summary>The span in which restarts are counted.</summary>
    public static readonly Duration Window = Duration.FromMinutes(10);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Queue<Instant> _starts = new();

    /// <summary>Checks once per second until it is cancelled.</summary>
    /// <exception cref="Fault">
    /// CLUSTER_LOST if the server died too often, or could not be started on the port that the program's connections use.
    /// </exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await LookAsync(cancellationToken);
            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>Checks now; true if the server had died and was started again.</summary>
    /// <exception cref="Fault">CLUSTER_LOST.</exception>
    public async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        if (PrivateCluster.IsRunning(home))
        {
            return false;
        }

        var now = clock.GetCurrentInstant();
        while (_starts.TryPeek(out var oldest) && now - oldest > Window)
        {
            _starts.Dequeue();
        }

        if (_starts.Count >= most)
        {
            throw Lost($"{_starts.Count} x {Window.TotalMinutes:0} min", null);
        }

        _starts.Enqueue(now);
        ClusterLog.ClusterDied(log, home, _starts.Count, most);
        try
        {
            var process = await PrivateCluster.ReviveAsync(home, port, cancellationToken, settings);
            ClusterLog.ClusterRevived(log, home, process);
            whenRevived?.Invoke();
            return true;
        }
        catch (Fault fault)
        {
            throw Lost(fault.Message, fault);
        }
    }

    private Fault Lost(string why, Exception? inner) =>
        new(FaultCodes.ClusterLost, inner, ("path", ClusterFolder.Of(home) ?? home), ("why", why));
}
