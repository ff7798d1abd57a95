using Observatory.Hosting.Postgres;

namespace Observatory.Hosting.Cluster;

/// <summary>A user's lease on a running private cluster. The last lease to end stops the server.</summary>
public sealed class ClusterLease : IAsyncDisposable
{
    private readonly Func<ValueTask> _letGo;
    private bool _over;

    internal ClusterLease(ClusterRecord record, string folder, ServerProcess server, bool started, Func<ValueTask> letGo)
    {
        _letGo = letGo;
        Port = server.Port;
        ProcessId = server.ProcessId;
        Started = started;
        Folder = folder;
        ConnectionString = ClusterRoles.ConnectionStringOf(server.Port, ClusterRoles.Database, record.Password);
        ReaderConnectionString = record.ReaderPassword is { } password
            ? ClusterRoles.ConnectionStringOf(server.Port, ClusterRoles.Database, password, ClusterRoles.Reader)
            : null;
    }

    /// <summary>For the role that owns the database; it is not a superuser.</summary>
    public string ConnectionString { get; }

    /// <summary>
    /// For the login that can read what is published and cannot become another role; null if the home is older than this login and was in
    /// use at the start.
    /// </summary>
    public string? ReaderConnectionString { get; }

    public int Port { get; }

    public int ProcessId { get; }

    /// <summary>The data folder.</summary>
    public string Folder { get; }

    /// <summary>Whether this lease started the server, or found it running.</summary>
    public bool Started { get; }

    public async ValueTask DisposeAsync()
    {
        if (!_over)
        {
            _over = true;
            await _letGo();
        }
    }
}
