namespace Observatory.App.Hosting;

/// <summary>The use of a running private cluster. The last one that lets go stops the server.</summary>
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
        ConnectionString = PrivateCluster.ConnectionStringOf(server.Port, PrivateCluster.Database, record.Password);
        ReaderConnectionString = record.ReaderPassword is { } password
            ? PrivateCluster.ConnectionStringOf(server.Port, PrivateCluster.Database, password, PrivateCluster.Reader)
            : null;
    }

    /// <summary>As the role that owns the database; it is no superuser.</summary>
    public string ConnectionString { get; }

    /// <summary>
    /// As the login that can read what is published and become nobody else; null in a home that is older than it and was in use when this
    /// began.
    /// </summary>
    public string? ReaderConnectionString { get; }

    public int Port { get; }

    public int ProcessId { get; }

    /// <summary>Where its data lie.</summary>
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
