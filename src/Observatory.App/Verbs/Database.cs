using Observatory.App.Hosting;

namespace Observatory.App.Verbs;

/// <summary>The database of a verb: the given one, else the home's private cluster for as long as the verb runs.</summary>
public sealed class Database : IAsyncDisposable
{
    private readonly ClusterLease? _lease;

    private Database(string connectionString, ClusterLease? lease)
    {
        ConnectionString = connectionString;
        _lease = lease;
    }

    /// <summary>A database given from outside; null when there is none.</summary>
    public static string? Given => Environment.GetEnvironmentVariable("ConnectionStrings__Observatory") is { Length: > 0 } given ? given : null;

    public string ConnectionString { get; }

    /// <summary>The private cluster's port; null with a given database.</summary>
    public int? PrivatePort => _lease?.Port;

    public static async Task<Database> OpenAsync(VerbContext context)
    {
        if (Given is { } given)
        {
            return new(given, null);
        }

        var created = PrivateCluster.FolderOf(context.Home) is not null;
        var lease = await PrivateCluster.UseAsync(context.Home, context.CancellationToken);
        if (!created && !lease.Folder.StartsWith(context.Home, StringComparison.Ordinal))
        {
            await context.Error.WriteLineAsync(context.Texts.Say("cluster.elsewhere", ("path", lease.Folder), ("home", context.Home)));
        }

        return new(lease.ConnectionString, lease);
    }

    public ValueTask DisposeAsync() => _lease?.DisposeAsync() ?? ValueTask.CompletedTask;
}
