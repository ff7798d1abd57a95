using Observatory.App.Hosting;

namespace Observatory.App.Verbs;

/// <summary>The database of a verb: the given one, otherwise the home's private cluster for as long as the verb runs.</summary>
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

    /// <summary>For the login for public questions; null with a given database, for which the settings name it.</summary>
    public string? ReaderConnectionString => _lease?.ReaderConnectionString;

    /// <summary>The private cluster's port; null with a given database.</summary>
    public int? PrivatePort => _lease?.Port;

    public static async Task<Database> OpenAsync(VerbContext context)
    {
        if (Given is { } given)
        {
            return new(given, null);
        }

        var lease = await LeaseAsync(context);
        return new(lease.ConnectionString, lease);
    }

    /// <summary>
    /// Uses the home's private cluster, whatever database is given; mentions once where its data are if that is unexpected.
    /// </summary>
    public static async Task<ClusterLease> LeaseAsync(VerbContext context)
    {
        var created = PrivateCluster.FolderOf(context.Home) is not null;
        var lease = await PrivateCluster.UseAsync(context.Home, context.CancellationToken);
        if (!created && !lease.Folder.StartsWith(context.Home, StringComparison.Ordinal))
        {
            await context.Error.WriteLineAsync(context.Texts.Say("cluster.elsewhere", ("path", lease.Folder), ("home", context.Home)));
        }

        return lease;
    }

    public ValueTask DisposeAsync() => _lease?.DisposeAsync() ?? ValueTask.CompletedTask;
}
