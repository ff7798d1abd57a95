using System.Globalization;
using Observatory.Hosting.Homes;
using Observatory.Hosting.Machine;
using Observatory.Hosting.Postgres;

namespace Observatory.Hosting.Cluster;

/// <summary>
/// The home's private PostgreSQL: created on first use, reachable only on the loopback address, shared by everyone who uses the home,
/// stopped by the last of them. The role that connects owns its database and is not a superuser; the superuser has no password and so
/// cannot connect at all.
/// </summary>
public sealed class PrivateCluster
{
    /// <summary>How long a server that is starting or stopping, and a turn of another user, are waited for.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly string _home;
    private readonly ClusterUsers _users;
    private readonly ClusterCreation _creation;
    private readonly ClusterServer _server;

    private PrivateCluster(string home, IReadOnlyDictionary<string, string>? settings)
    {
        _home = HomeFolder.Real(home);
        _users = new(Path.Combine(_home, "users"));
        _creation = new(_home, settings ?? new Dictionary<string, string>());
        _server = new(_home, settings ?? new Dictionary<string, string>());
    }

    private string RecordPath => ClusterRecord.PathIn(_home);

    /// <summary>Uses the home's cluster; starts it if it is not running, and creates it if there is none.</summary>
    /// <param name="settings">Server settings in addition to the usual ones; they only apply if this call starts the server.</param>
    public static async Task<ClusterLease> UseAsync(
        string home,
        CancellationToken cancellationToken,
        IReadOnlyDictionary<string, string>? settings = null
    )
    {
        var cluster = new PrivateCluster(home, settings);
        try
        {
            HomeFolder.Create(cluster._home);
            return await cluster.UseAsync(cancellationToken);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new Fault(FaultCodes.HomeUnwritable, refused, ("path", cluster._home));
        }
    }

    /// <summary>
    /// Restarts a home's server that died, on the port of its users' connections; returns the running one if somebody else was first.
    /// </summary>
    /// <returns>The server's process id.</returns>
    /// <exception cref="Fault">CLUSTER_START if it does not start on that port.</exception>
    internal static async Task<int> ReviveAsync(
        string home,
        int port,
        CancellationToken cancellationToken,
        IReadOnlyDictionary<string, string>? settings = null
    )
    {
        var cluster = new PrivateCluster(home, settings);
        using var turn = await TakeTurnAsync(cluster._home, cancellationToken);
        if (
            (
                LostCluster.In(cluster._home)
                ?? (ClusterRecord.Read(cluster.RecordPath) is null ? new Fault(FaultCodes.ClusterGone, ("path", cluster.RecordPath)) : null)
            ) is
            { } lost
        )
        {
            throw lost;
        }

        var record = ClusterRecord.Read(cluster.RecordPath)! with { Port = port };
        var data = ClusterFolder.DataOf(record.FolderIn(cluster._home));
        var running = await ClusterServer.SettledAsync(data, cancellationToken);
        var server = running
            ?? await cluster._server.StartAsync(
                record,
                await ServerAccount.ForAsync(data, cancellationToken),
                cancellationToken,
                onlyThere: true
            );
        if (server.Port != port)
        {
            throw new Fault(
                FaultCodes.ClusterStart,
                ("path", data),
                ("why", string.Create(CultureInfo.InvariantCulture, $"{port} -> {server.Port}"))
            );
        }

        if (running is null)
        {
            (record with { StartedProcess = server.ProcessId }).Write(cluster.RecordPath);
        }

        return server.ProcessId;
    }

    /// <summary>The port on which the home's server last listened; 0 before the first start.</summary>
    public static int PortOf(string home) => ClusterRecord.Read(ClusterRecord.PathIn(home))?.Port ?? 0;

    public static bool IsRunning(string home) =>
        ClusterFolder.Of(home) is { } folder && ServerProcess.Find(ClusterFolder.DataOf(folder)) is not null;

    private async Task<ClusterLease> UseAsync(CancellationToken cancellationToken)
    {
        using var turn = await TakeTurnAsync(_home, cancellationToken);
        var user = _users.Register();
        try
        {
            if (LostCluster.In(_home) is { } lost)
            {
                throw lost;
            }

            var record = ClusterRecord.Read(RecordPath);
            // Do not use the owner of a folder that was merely found, because anybody may have created it.
            var account = await ServerAccount.ForAsync(
                ClusterFolder.DataOf(record?.FolderIn(_home) ?? ClusterFolder.UsualIn(_home)),
                cancellationToken
            );
            record ??= await ClusterFolder.ChooseAsync(_home, account, cancellationToken);
            var folder = record.FolderIn(_home);
            ClusterFolder.DemandOwn(_home, record, folder);
            ClusterFolder.DemandNotCopied(ClusterFolder.DataOf(folder));
            record = await _creation.CreateWhereMissingAsync(record, account, cancellationToken);

            var running = await ClusterServer.SettledAsync(ClusterFolder.DataOf(folder), cancellationToken);
            if (running is null && record.BackupPassword is null)
            {
                // Only a superuser can create this role, and none can sign in, so it is created while no server runs.
                record = await _creation.WithBackupRoleAsync(record, account, cancellationToken);
            }

            var server = running ?? await _server.StartAsync(record, account, cancellationToken);
            record = record with
            {
                Folder = record.IsElsewhere ? folder : HomeFolder.Cluster,
                Port = server.Port,
                StartedProcess = running is null ? server.ProcessId : record.StartedProcess,
            };
            record.Write(RecordPath);
            return new(record, folder, server, started: running is null, () => LetGoAsync(user));
        }
        catch
        {
            user.Dispose();
            throw;
        }
    }

    private async ValueTask LetGoAsync(HeldFile user)
    {
        using var turn = await TakeTurnAsync(_home, CancellationToken.None);
        user.Dispose();
        if (_users.Any() || ClusterRecord.Read(RecordPath) is not { } record)
        {
            return;
        }

        var data = ClusterFolder.DataOf(record.FolderIn(_home));
        if (await ClusterServer.SettledAsync(data, CancellationToken.None) is { } server && server.ProcessId == record.StartedProcess)
        {
            await ClusterServer.StopAsync(data);
        }
    }

    /// <summary>One user of a home at a time starts, stops, makes or copies its cluster.</summary>
    /// <exception cref="Fault">CLUSTER_BUSY if another does not end.</exception>
    internal static Task<HeldFile> TakeTurnAsync(string home, CancellationToken cancellationToken) =>
        HeldFile.HoldAsync(Path.Combine(home, "cluster.lock"), Patience, cancellationToken);
}
