using Observatory.Hosting.Machine;
using Observatory.Hosting.Postgres;

namespace Observatory.Hosting.Cluster;

/// <summary>Creates the cluster of a home, and gives an older one what it lacks.</summary>
/// <param name="home">The real path of the home.</param>
/// <param name="settings">Server settings in addition to the usual ones.</param>
internal sealed class ClusterCreation(string home, IReadOnlyDictionary<string, string> settings)
{
    /// <summary>
    /// The record with the password of the backup role, made now; unchanged if that is impossible now, and then the next start tries again.
    /// </summary>
    internal async Task<ClusterRecord> WithBackupRoleAsync(ClusterRecord record, ServerAccount account, CancellationToken cancellationToken)
    {
        var data = ClusterFolder.DataOf(record.FolderIn(home));
        var with = record with { BackupPassword = ClusterRecord.NewPassword() };
        try
        {
            await ClusterServer.DemandReachableAsync(data, account, cancellationToken);
            await ClusterServer.ClearMisleadingAsync(data, account, cancellationToken);
            await SingleUser.SpeakAsync(
                await PostgresPrograms.ForAsync(data, cancellationToken),
                account,
                data,
                ClusterRoles.BackupRoleOf(with),
                cancellationToken
            );
            return with;
        }
        catch (Fault)
        {
            return record;
        }
    }

    /// <summary>Makes the cluster if there is none. One whose record was lost, or that is older than a login, gets passwords.</summary>
    /// <returns>The record as it was written.</returns>
    /// <exception cref="Fault">CLUSTER_CREATE.</exception>
    internal async Task<ClusterRecord> CreateWhereMissingAsync(
        ClusterRecord record,
        ServerAccount account,
        CancellationToken cancellationToken
    )
    {
        var data = ClusterFolder.DataOf(record.FolderIn(home));
        var known = File.Exists(ClusterRecord.PathIn(home));
        if (Directory.Exists(data) && known)
        {
            // The home is older than the login for questions. If the server runs, its users have to end first.
            if (record.ReaderPassword is not null || ServerProcess.Find(data) is not null)
            {
                return record;
            }

            record = record with { ReaderPassword = ClusterRecord.NewPassword() };
            await SingleUser.SpeakAsync(
                await PostgresPrograms.ForAsync(data, cancellationToken),
                account,
                data,
                ClusterRoles.RolesOf(record),
                cancellationToken
            );
            record.Write(ClusterRecord.PathIn(home));
            return record;
        }

        if (Directory.Exists(data))
        {
            // The record was lost and the password with it, so give the role a new one.
            var programs = await PostgresPrograms.ForAsync(data, cancellationToken);
            await account.RunAsync([programs.PgCtl, "stop", "-D", data, "-m", "fast", "-w"], "", cancellationToken);
            await SingleUser.SpeakAsync(programs, account, data, ClusterRoles.AllOf(record), cancellationToken);
        }
        else
        {
            await CreateAsync(record, account, cancellationToken);
        }

        record.Write(ClusterRecord.PathIn(home));
        return record;
    }

    private async Task CreateAsync(ClusterRecord record, ServerAccount account, CancellationToken cancellationToken)
    {
        var programs = await PostgresPrograms.FindAsync(null, cancellationToken);
        var folder = record.FolderIn(home);
        var data = ClusterFolder.DataOf(folder);
        var fresh = data + ".new";
        ProgramRun? run = null;
        foreach (var locale in Locales(programs.Major))
        {
            await account.RunAsync(["rm", "-rf", fresh], "", cancellationToken);
            run = await account.RunAsync(
                [
                    programs.InitDb,
                    "-D",
                    fresh,
                    "-U",
                    "postgres",
                    "--encoding=UTF8",
                    .. locale,
                    "--data-checksums",
                    "--no-sync",
                    "--auth-local=reject",
                    "--auth-host=scram-sha-256",
                ],
                "",
                cancellationToken
            );
            if (run.Succeeded)
            {
                break;
            }
        }

        if (run is not { Succeeded: true })
        {
            throw new Fault(FaultCodes.ClusterCreate, ("path", folder), ("why", run!.LastWords));
        }

        // This runs without a server, so the superuser needs no password. The rename makes it effective: all or nothing.
        await SingleUser.SpeakAsync(
            programs,
            account,
            fresh,
            $"create role {ClusterRoles.Owner} login createdb;\n{ClusterRoles.AllOf(record)}\n"
                + $"create database {ClusterRoles.Database} owner {ClusterRoles.Owner};",
            cancellationToken
        );
        if (settings.GetValueOrDefault("fsync") != "off")
        {
            await account.RunAsync([programs.InitDb, "--sync-only", "-D", fresh], "", cancellationToken);
        }

        var move = await account.RunAsync(["mv", fresh, data], "", cancellationToken);
        if (!move.Succeeded)
        {
            throw new Fault(FaultCodes.ClusterCreate, ("path", folder), ("why", move.LastWords));
        }
    }

    /// <summary>
    /// Text is ordered by code point, so no index depends on the version of a system library. Queries that show text to readers request
    /// their order by collation.
    /// </summary>
    private static IEnumerable<string[]> Locales(int major)
    {
        if (major >= 17)
        {
            yield return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
        }

        yield return ["--locale=C.UTF-8"];
        yield return ["--locale=C"];
    }
}
