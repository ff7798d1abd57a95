using System.Globalization;
using Observatory.Hosting.Homes;
using Observatory.Hosting.Machine;
using Observatory.Hosting.Postgres;
using Observatory.Warehouse.Files;

namespace Observatory.Hosting.Cluster;

/// <summary>Copies of a home's cluster: made while it runs, judged by PostgreSQL's own program, and put into an empty home.</summary>
internal static class ClusterCopy
{
    /// <summary>Copies the running cluster of a home, as of one moment, with its log and a manifest of checksums.</summary>
    /// <param name="to">A folder that does not exist.</param>
    /// <exception cref="Fault">TOOL_MISSING, BACKUP_ROLE, BACKUP_FAILED.</exception>
    public static async Task MakeAsync(string home, string to, CancellationToken cancellationToken)
    {
        home = HomeFolder.Real(home);
        var record = ClusterRecord.Read(ClusterRecord.PathIn(home)) ?? throw new Fault(FaultCodes.ClusterGone, ("path", home));
        var programs = await PostgresPrograms.ForAsync(ClusterFolder.DataOf(record.FolderIn(home)), cancellationToken);
        var tool = programs.Tool("pg_basebackup")
            ?? throw new Fault(FaultCodes.ToolMissing, ("wanted", "pg_basebackup"), ("found", programs.Folder));
        var password = record.BackupPassword ?? throw new Fault(FaultCodes.BackupRole, ("path", home));
        // Not on the command line, which every account can read.
        var secret = Path.Combine(home, $"backup.{Guid.NewGuid():n}");
        try
        {
            LastingFile.Write(secret, $"*:*:*:{ClusterRoles.Backup}:{password}\n");
            var server = string.Create(
                CultureInfo.InvariantCulture,
                $"host=127.0.0.1 port={record.Port} user={ClusterRoles.Backup} sslmode=disable gssencmode=disable "
                    + $"passfile='{secret.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'"
            );
            var run = await ProgramRun.RunAsync(
                [
                    tool,
                    "--pgdata",
                    to,
                    "--wal-method=stream",
                    "--checkpoint=fast",
                    "--manifest-checksums=SHA256",
                    "--no-password",
                    "--dbname",
                    server,
                ],
                "",
                cancellationToken
            );
            if (!run.Succeeded)
            {
                throw new Fault(FaultCodes.BackupFailed, ("path", to), ("why", run.LastWords));
            }
        }
        finally
        {
            File.Delete(secret);
        }
    }

    /// <summary>
    /// The faults that PostgreSQL's own program finds in a copy of a cluster; null if it finds none, or is not installed.
    /// </summary>
    public static async Task<string?> JudgeAsync(string copy, CancellationToken cancellationToken)
    {
        PostgresPrograms programs;
        try
        {
            programs = await PostgresPrograms.ForAsync(copy, cancellationToken);
        }
        catch (Fault)
        {
            return null;
        }

        if (programs.Tool("pg_verifybackup") is not { } tool || programs.Tool("pg_waldump") is null)
        {
            return null;
        }

        var run = await ProgramRun.RunAsync([tool, "--quiet", copy], "", cancellationToken);
        return run.Succeeded ? null : run.LastWords;
    }

    /// <summary>
    /// Creates the cluster of an empty home from a copy. It is recovered to the moment at which the copy was complete, and gets new
    /// passwords.
    /// </summary>
    /// <exception cref="Fault">If the home has a cluster, or the remains of one; CLUSTER_CREATE if the copy cannot be used.</exception>
    public static async Task RestoreAsync(string home, string copy, CancellationToken cancellationToken)
    {
        home = HomeFolder.Real(home);
        using var turn = await PrivateCluster.TakeTurnAsync(home, cancellationToken);
        if (LostCluster.In(home) is { } lost)
        {
            throw lost;
        }

        var account = await ServerAccount.ForAsync(ClusterFolder.DataOf(ClusterFolder.UsualIn(home)), cancellationToken);
        var record = await ClusterFolder.ChooseAsync(home, account, cancellationToken);
        var folder = record.FolderIn(home);
        var data = ClusterFolder.DataOf(folder);
        if (Directory.Exists(data))
        {
            throw new Fault(FaultCodes.HomeOrphaned, ("path", data));
        }

        var fresh = data + ".new";
        await RunAsync("rm", "-rf", fresh);
        await RunAsync("cp", "-R", copy, fresh);
        if (account.IsOther)
        {
            await RunAsync("chown", "-R", account.Name, fresh);
        }

        await RunAsync("chmod", "-R", "go-rwx", fresh);
        var programs = await PostgresPrograms.ForAsync(copy, cancellationToken);
        await SingleUser.SpeakAsync(programs, account, fresh, ClusterRoles.AllOf(record), cancellationToken);
        await account.RunAsync([programs.InitDb, "--sync-only", "-D", fresh], "", cancellationToken);
        await RunAsync("mv", fresh, data);
        ClusterFolder.DemandOwn(home, record, folder);
        record.Write(ClusterRecord.PathIn(home));

        async Task RunAsync(params string[] command)
        {
            var run = await ProgramRun.RunAsync(command, "", cancellationToken);
            if (!run.Succeeded)
            {
                throw new Fault(FaultCodes.ClusterCreate, ("path", folder), ("why", run.LastWords));
            }
        }
    }
}
