using NodaTime;

namespace Observatory.App.Hosting;

/// <summary>
/// Looks after the private server while a program serves: one that died is started again on its port, a bounded number of times; then the
/// program has to end with a
/// clear word, for whoever runs it to see.
/// </summary>
/// <param name="home">Whose server it is.</param>
/// <param name="port">Where the program's connections lead.</param>
/// <param name="most">How often within <see cref="Window"/> it is started again.</param>
/// <param name="settings">Server settings besides the usual, for the server that is started.</param>
/// <param name="whenRevived">Told each time that the server was started again; null for nobody.</param>
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
    /// <summary>How far back starts are counted.</summary>
    public static readonly Duration Window = Duration.FromMinutes(10);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Queue<Instant> _starts = new();

    /// <summary>Looks once a second until it is told to stop.</summary>
    /// <exception cref="Fault">CLUSTER_LOST once the server died too often, or could not be started where the program's connections
    /// lead.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await LookAsync(cancellationToken);
            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>Looks now; true where the server had died and was started again.</summary>
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
        HostingLog.ClusterDied(log, home, _starts.Count, most);
        try
        {
            var process = await PrivateCluster.ReviveAsync(home, port, cancellationToken, settings);
            HostingLog.ClusterRevived(log, home, process);
            whenRevived?.Invoke();
            return true;
        }
        catch (Fault fault)
        {
            throw Lost(fault.Message, fault);
        }
    }

    private Fault Lost(string why, Exception? inner) =>
        new(FaultCodes.ClusterLost, inner, ("path", PrivateCluster.FolderOf(home) ?? home), ("why", why));
}
