using System.Globalization;
using Observatory.Hosting.Machine;
using Observatory.Hosting.Postgres;

namespace Observatory.Hosting.Cluster;

/// <summary>The server of a home's cluster: starts and stops it, and clears away what a killed one left.</summary>
/// <param name="home">The real path of the home.</param>
/// <param name="settings">Server settings in addition to the usual ones.</param>
internal sealed class ClusterServer(string home, IReadOnlyDictionary<string, string> settings)
{
    /// <summary>Starts the server, on the port it had if that is free.</summary>
    /// <param name="onlyThere">Whether no other port will do, because connections know that one.</param>
    /// <exception cref="Fault">CLUSTER_START, CLUSTER_UNREACHABLE.</exception>
    public async Task<ServerProcess> StartAsync(
        ClusterRecord record,
        ServerAccount account,
        CancellationToken cancellationToken,
        bool onlyThere = false
    )
    {
        var data = ClusterFolder.DataOf(record.FolderIn(home));
        await DemandReachableAsync(data, account, cancellationToken);
        var programs = await PostgresPrograms.ForAsync(data, cancellationToken);
        var logs = await LogsAsync(record.FolderIn(home), account, cancellationToken);
        var given = new Dictionary<string, string>(ClusterSettings.Usual) { ["log_directory"] = logs };
        foreach (var (name, value) in settings)
        {
            given[name] = value;
        }

        // Not every build has lz4.
        var probe = await account.RunAsync(
            [programs.Postgres, "-D", data, "-C", "wal_compression", "-c", "wal_compression=lz4"],
            "",
            cancellationToken
        );
        given["wal_compression"] = probe.Succeeded ? "lz4" : "on";

        ProgramRun? run = null;
        for (var attempt = 0; attempt < 8; attempt++)
        {
            await ClearMisleadingAsync(data, account, cancellationToken);
            given["port"] = (onlyThere ? record.Port : PostgresPort.Choose(record.Port, another: attempt is 2 or 4)).ToString(
                CultureInfo.InvariantCulture
            );
            var options = string.Join(' ', ClusterSettings.Arguments(given).Select(Quoted));

            // pg_ctl gives the server a session of its own (setsid), so the terminal's Ctrl+C does not reach it before we have finished.
            run = await account.RunAsync(
                [programs.PgCtl, "start", "-D", data, "-l", Path.Combine(logs, "start.log"), "-w", "-t", "300", "-o", options],
                "",
                CancellationToken.None
            );
            if (ServerProcess.Find(data) is { Ready: true } server)
            {
                return server;
            }

            // Another program took the port meanwhile, or children of a killed server still occupy its shared memory for a moment.
            await Task.Delay(250 * (attempt + 1), cancellationToken);
        }

        throw new Fault(FaultCodes.ClusterStart, ("path", data), ("log", logs), ("why", run!.LastWords));
    }

    /// <summary>The running server once it is ready; null if it has ended.</summary>
    public static async Task<ServerProcess?> SettledAsync(string data, CancellationToken cancellationToken)
    {
        var until = Environment.TickCount64 + (long)PrivateCluster.Patience.TotalMilliseconds;
        while (ServerProcess.Find(data) is { } server)
        {
            if (server.Ready)
            {
                return server;
            }

            if (Environment.TickCount64 > until)
            {
                throw new Fault(FaultCodes.ClusterBusy, ("path", data));
            }

            await Task.Delay(25, cancellationToken);
        }

        return null;
    }

    /// <summary>
    /// A home that was copied as root, or moved below a folder that is closed to others, is out of reach of the server's account, and its
    /// data belong to that account alone.
    /// </summary>
    public static async Task DemandReachableAsync(string data, ServerAccount account, CancellationToken cancellationToken)
    {
        if (
            !await account.CanWriteAsync(data, cancellationToken)
            || !await account.CanWriteAsync(Path.Combine(data, "PG_VERSION"), cancellationToken)
        )
        {
            throw new Fault(FaultCodes.ClusterUnreachable, ("path", data), ("account", account.Name));
        }

        await account.RunAsync(["chmod", "go-rwx", data], "", cancellationToken);
    }

    private async Task<string> LogsAsync(string folder, ServerAccount account, CancellationToken cancellationToken)
    {
        var logs = folder == ClusterFolder.UsualIn(home) ? Path.Combine(home, "logs", "postgres") : Path.Combine(folder, "logs");
        if (folder == ClusterFolder.UsualIn(home))
        {
            await account.OwnFolderAsync(logs, cancellationToken);
        }
        else
        {
            await account.RunAsync(["mkdir", "-p", "-m", "700", logs], "", cancellationToken);
        }

        return logs;
    }

    /// <summary>Removes what a killed server left that would make the next one believe that it still runs.</summary>
    public static async Task ClearMisleadingAsync(string data, ServerAccount account, CancellationToken cancellationToken)
    {
        if (!ServerProcess.IsMisled(data))
        {
            return;
        }

        for (var wait = 0; wait < 400 && ServerProcess.AnyIn(data); wait++)
        {
            await Task.Delay(25, cancellationToken);
        }

        if (!ServerProcess.AnyIn(data))
        {
            await account.RunAsync(["rm", "-f", Path.Combine(data, "postmaster.pid")], "", cancellationToken);
        }
    }

    private static string Quoted(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>Stops the server; if its clients prevent that for a minute, immediately, and then the next start recovers it.</summary>
    public static async Task StopAsync(string data)
    {
        var account = await ServerAccount.ForAsync(data, CancellationToken.None);
        var programs = await PostgresPrograms.ForAsync(data, CancellationToken.None);
        var stop = await account.RunAsync([programs.PgCtl, "stop", "-D", data, "-m", "fast", "-w", "-t", "60"], "", CancellationToken.None);
        if (!stop.Succeeded)
        {
            await account.RunAsync([programs.PgCtl, "stop", "-D", data, "-m", "immediate", "-w"], "", CancellationToken.None);
        }
    }
}
