using Observatory.Hosting.Cluster;

namespace Observatory.App.Composition;

/// <summary>The database of a command: the given one, otherwise the home's private cluster while the command runs.</summary>
public sealed class Database : IAsyncDisposable
{
    private readonly ClusterLease? _lease;

    private Database(string connectionString, ClusterLease? lease)
    {
        ConnectionString = connectionString;
        _lease = lease;
    }

    /// <summary>The connection string of a given database; null if there is none.</summary>
    public static string? Given =>
        Environment.GetEnvironmentVariable("ConnectionStrings__Observatory") is { Length: > 0 } given ? given : null;

    public string ConnectionString { get; }

    /// <summary>Connection string of the login for public questions; null with a given database, whose settings name it.</summary>
    public string? ReaderConnectionString => _lease?.ReaderConnectionString;

    /// <summary>The private cluster's port; null with a given database.</summary>
    public int? PrivatePort => _lease?.Port;

    /// <param name="whenElsewhere">See <see cref="LeaseAsync"/>.</param>
    public static async Task<Database> OpenAsync(string home, Func<string, Task> whenElsewhere, CancellationToken cancellation)
    {
        if (Given is { } given)
        {
            return new(given, null);
        }

        var lease = await LeaseAsync(home, whenElsewhere, cancellation);
        return new(lease.ConnectionString, lease);
    }

    /// <summary>Uses the home's private cluster, whatever database is given.</summary>
    /// <param name="whenElsewhere">Called once with the data folder, if the data is stored outside the home.</param>
    public static async Task<ClusterLease> LeaseAsync(string home, Func<string, Task> whenElsewhere, CancellationToken cancellation)
    {
        var created = ClusterFolder.Of(home) is not null;
        var lease = await PrivateCluster.UseAsync(home, cancellation);
        if (!created && !lease.Folder.StartsWith(home, StringComparison.Ordinal))
        {
            await whenElsewhere(lease.Folder);
        }

        return lease;
    }

    public ValueTask DisposeAsync() => _lease?.DisposeAsync() ?? ValueTask.CompletedTask;
}
