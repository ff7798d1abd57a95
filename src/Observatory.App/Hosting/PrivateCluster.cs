using System.Globalization;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Keeping;
using Observatory.Warehouse.Submissions;

namespace Observatory.App.Hosting;

/// <summary>
/// PostgreSQL of our own, in the home: created on first use, loopback only, shared by everyone who uses the home,
/// stopped by the last of them. The role that connects owns its database and is no superuser; the superuser has no
/// password and so cannot connect at all.
/// </summary>
public sealed class PrivateCluster
{
    public const string Database = "observatory";
    public const string Role = "observatory";

    /// <summary>May copy the whole cluster, and has no right in any database.</summary>
    private const string BackupRole = "observatory_backup";

    /// <summary>Name of the folder in the home.</summary>
    public const string OwnFolder = "postgres";

    /// <summary>In a folder outside the home: the path of the home that it belongs to.</summary>
    private const string OwnerFile = "home";

    /// <summary>The login that public questions are asked by: a member of the readers' role and of no other.</summary>
    public const string Reader = "observatory_questions";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly string _home;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly ClusterUsers _users;

    private PrivateCluster(string home, IReadOnlyDictionary<string, string>? settings)
    {
        _home = HomeFolder.Real(home);
        _settings = settings ?? new Dictionary<string, string>();
        _users = new(Path.Combine(_home, "users"));
    }

    private string RecordPath => Path.Combine(_home, "cluster.json");

    /// <summary>Uses the home's cluster: the running one, else it is started, and created where there is none.</summary>
    /// <param name="settings">Server settings besides the usual; they count only for the one who starts the server.</param>
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
    /// Copies the running cluster of a home, as of one moment, with the log that belongs to it and a manifest of checksums.
    /// </summary>
    /// <param name="to">A folder that does not exist.</param>
    /// <exception cref="Fault">TOOL_MISSING, BACKUP_ROLE, BACKUP_FAILED.</exception>
    internal static async Task BackupAsync(string home, string to, CancellationToken cancellationToken)
    {
        home = HomeFolder.Real(home);
        var record = ClusterRecord.Read(Path.Combine(home, "cluster.json")) ?? throw new Fault(FaultCodes.ClusterGone, ("path", home));
        var programs = await ProgramsAsync(DataOf(record.FolderIn(home)), cancellationToken);
        var tool = programs.Tool("pg_basebackup")
            ?? throw new Fault(FaultCodes.ToolMissing, ("wanted", "pg_basebackup"), ("found", programs.Folder));
        var password = record.BackupPassword ?? throw new Fault(FaultCodes.BackupRole, ("path", home));
        // Not on the command line, where every account reads it.
        var secret = Path.Combine(home, $"backup.{Guid.NewGuid():n}");
        try
        {
            LastingFile.Write(secret, $"*:*:*:{BackupRole}:{password}\n");
            var server = string.Create(
                CultureInfo.InvariantCulture,
                $"host=127.0.0.1 port={record.Port} user={BackupRole} sslmode=disable gssencmode=disable "
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
    /// What PostgreSQL's own program finds wrong with a copy of a cluster; null where it finds nothing, or is not installed.
    /// </summary>
    internal static async Task<string?> JudgeBackupAsync(string copy, CancellationToken cancellationToken)
    {
        PostgresPrograms programs;
        try
        {
            programs = await ProgramsAsync(copy, cancellationToken);
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
    /// Makes the cluster of an empty home from a copy. It is brought to the moment at which the copy was complete, and gets passwords of
    /// its own.
    /// </summary>
    /// <exception cref="Fault">Where the home has a cluster, or what is left of one; CLUSTER_CREATE where the copy cannot be
    /// used.</exception>
    internal static async Task RestoreAsync(string home, string copy, CancellationToken cancellationToken)
    {
        var cluster = new PrivateCluster(home, null);
        using var turn = await cluster.TakeTurnAsync(cancellationToken);
        if (WhatIsLost(cluster._home) is { } lost)
        {
            throw lost;
        }

        var account = await ServerAccount.ForAsync(DataOf(cluster.DefaultFolder), cancellationToken);
        var record = await cluster.ChooseFolderAsync(account, cancellationToken);
        var folder = record.FolderIn(cluster._home);
        var data = DataOf(folder);
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
        var programs = await ProgramsAsync(copy, cancellationToken);
        await SpeakAsync(
            programs,
            account,
            fresh,
            $"alter role {Role} password '{record.Password}';\n{RolesOf(record)}\n{BackupRoleOf(record)}",
            cancellationToken
        );
        await account.RunAsync([programs.InitDb, "--sync-only", "-D", fresh], "", cancellationToken);
        await RunAsync("mv", fresh, data);
        cluster.DemandOwn(record, folder);
        record.Write(cluster.RecordPath);

        async Task RunAsync(params string[] command)
        {
            var run = await ProgramRun.RunAsync(command, "", cancellationToken);
            if (!run.Succeeded)
            {
                throw new Fault(FaultCodes.ClusterCreate, ("path", folder), ("why", run.LastWords));
            }
        }
    }

    /// <summary>
    /// The record with the password of a role for backups, made now; as it was where that cannot be done now: the next start tries again.
    /// </summary>
    private async Task<ClusterRecord> WithBackupRoleAsync(ClusterRecord record, ServerAccount account, CancellationToken cancellationToken)
    {
        var data = DataOf(record.FolderIn(_home));
        var with = record with { BackupPassword = ClusterRecord.NewPassword() };
        try
        {
            await DemandReachableAsync(data, account, cancellationToken);
            await ClearMisleadingAsync(data, account, cancellationToken);
            await SpeakAsync(await ProgramsAsync(data, cancellationToken), account, data, BackupRoleOf(with), cancellationToken);
            return with;
        }
        catch (Fault)
        {
            return record;
        }
    }

    /// <summary>Statements that give the role for backups its password, and make it where there is none.</summary>
    private static string BackupRoleOf(ClusterRecord record) =>
        $"do $$ begin if not exists (select from pg_roles where rolname = '{BackupRole}') then create role {BackupRole}; end if; end $$;\n"
        + $"alter role {BackupRole} login replication password '{record.BackupPassword}';";

    /// <summary>
    /// Starts the server of a home again that died under its users, where their connections lead; the running one where somebody else was
    /// first.
    /// </summary>
    /// <returns>The server's process id.</returns>
    /// <exception cref="Fault">CLUSTER_START where it does not start on that port.</exception>
    internal static async Task<int> ReviveAsync(
        string home,
        int port,
        CancellationToken cancellationToken,
        IReadOnlyDictionary<string, string>? settings = null
    )
    {
        var cluster = new PrivateCluster(home, settings);
        using var turn = await cluster.TakeTurnAsync(cancellationToken);
        if (
            (
                WhatIsLost(cluster._home)
                ?? (ClusterRecord.Read(cluster.RecordPath) is null ? new Fault(FaultCodes.ClusterGone, ("path", cluster.RecordPath)) : null)
            ) is
            { } lost
        )
        {
            throw lost;
        }

        var record = ClusterRecord.Read(cluster.RecordPath)! with { Port = port };
        var data = DataOf(record.FolderIn(cluster._home));
        var running = await SettledAsync(data, cancellationToken);
        var server = running
            ?? await cluster.StartAsync(record, await ServerAccount.ForAsync(data, cancellationToken), cancellationToken, onlyThere: true);
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

    /// <summary>Where the home's data lie, whether or not the server runs; null before the first use.</summary>
    public static string? FolderOf(string home) =>
        ClusterRecord.Read(Path.Combine(home, "cluster.json")) is { } record ? record.FolderIn(HomeFolder.Real(home))
        : Directory.Exists(DataOf(Path.Combine(home, OwnFolder))) ? Path.Combine(HomeFolder.Real(home), OwnFolder)
        : LeftElsewhere(HomeFolder.Real(home));

    /// <summary>Where the home's server listened last; 0 before the first start.</summary>
    public static int PortOf(string home) => ClusterRecord.Read(Path.Combine(home, "cluster.json"))?.Port ?? 0;

    /// <summary>Whether the folder of <see cref="FolderOf"/> is this home's, and not that of a home it was copied from.</summary>
    public static bool IsOwn(string home) =>
        FolderOf(home) is { } folder
        && (!HomeFolder.IsElsewhere(folder) || OwnerOf(folder, HomeFolder.Real(home)) == HomeFolder.Real(home));

    public static bool IsRunning(string home) => FolderOf(home) is { } folder && ServerProcess.Find(DataOf(folder)) is not null;

    /// <summary>
    /// What tells that a home's database was lost, moved away or given from outside, where it has none now: making an empty one would look
    /// as if all were well.
    /// Null where there is a database, or where nothing was ever kept.
    /// </summary>
    public static Fault? WhatIsLost(string home)
    {
        home = HomeFolder.Real(home);
        var record = ClusterRecord.Read(Path.Combine(home, "cluster.json"));
        var folder = record?.FolderIn(home) ?? LeftElsewhere(home) ?? Path.Combine(home, OwnFolder);
        string[] there;
        try
        {
            there = Directory.Exists(folder) ? [.. Directory.EnumerateFileSystemEntries(folder).Select(f => Path.GetFileName(f)!)] : [];
        }
        catch (UnauthorizedAccessException refused)
        {
            return new(FaultCodes.ClusterUnreachable, refused, ("path", folder), ("account", Environment.UserName));
        }

        if (there.Contains("data"))
        {
            return null;
        }

        if (record is not null)
        {
            return new(FaultCodes.ClusterGone, ("path", DataOf(folder)));
        }

        // A first start that was broken off leaves an unfinished database, and nothing else.
        return there.FirstOrDefault(name => name is not ("data.new" or OwnerFile or "logs" or "lost+found")) is { } strange
                ? new(FaultCodes.HomeOrphaned, ("path", Path.Combine(folder, strange)))
            : Kept(home) is { } kept ? new(FaultCodes.HomeOrphaned, ("path", kept))
            : null;
    }

    /// <summary>
    /// What a home holds that belongs to a database: stored files, its identity, checksums of its audit. Null where it holds nothing of the
    /// kind.
    /// </summary>
    private static string? Kept(string home) =>
        new FileStore(Path.Combine(home, "files")).Sample(1).Count > 0
            ? Path.Combine(home, "files")
            : new[]
            {
                Path.Combine(home, Belonging.FileName),
                Path.Combine(home, "files", Belonging.FileName),
                Path.Combine(home, "audit", "heads"),
            }.FirstOrDefault(File.Exists);

    internal static string ConnectionStringOf(int port, string database, string password, string login = Role) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Host=127.0.0.1;Port={port};Database={database};Username={login};Password={password};SSL Mode=Disable;"
                + $"GSS Encryption Mode=Disable"
        );

    private static string DataOf(string folder) => Path.Combine(folder, "data");

    private async Task<ClusterLease> UseAsync(CancellationToken cancellationToken)
    {
        using var turn = await TakeTurnAsync(cancellationToken);
        var user = _users.Register();
        try
        {
            if (WhatIsLost(_home) is { } lost)
            {
                throw lost;
            }

            var record = ClusterRecord.Read(RecordPath);
            // Not by the owner of a folder that was only found: anybody may have made it.
            var account = await ServerAccount.ForAsync(DataOf(record?.FolderIn(_home) ?? DefaultFolder), cancellationToken);
            record ??= await ChooseFolderAsync(account, cancellationToken);
            var folder = record.FolderIn(_home);
            DemandOwn(record, folder);
            DemandNotCopied(DataOf(folder));
            record = await CreateWhereMissingAsync(record, account, cancellationToken);

            var running = await SettledAsync(DataOf(folder), cancellationToken);
            if (running is null && record.BackupPassword is null)
            {
                // Only a superuser makes such a role, and none can sign in: it is made while no server runs.
                record = await WithBackupRoleAsync(record, account, cancellationToken);
            }

            var server = running ?? await StartAsync(record, account, cancellationToken);
            record = record with
            {
                Folder = record.IsElsewhere ? folder : OwnFolder,
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

    /// <summary>
    /// A folder outside the home may be that of the home this one was copied from: then it is not ours. Where that home is no more, it was
    /// moved, and we are it.
    /// </summary>
    private void DemandOwn(ClusterRecord record, string folder)
    {
        if (!record.IsElsewhere)
        {
            return;
        }

        var owner = OwnerOf(folder, _home);
        var note = Path.Combine(folder, OwnerFile);
        if (owner != _home && (owner is null || ClusterRecord.Read(Path.Combine(owner, "cluster.json"))?.Folder == record.Folder))
        {
            throw new Fault(FaultCodes.ClusterOfOther, ("path", folder), ("home", owner ?? "?"), ("note", note));
        }

        if (owner != _home || !File.Exists(note))
        {
            LastingFile.Write(note, _home + "\n");
        }
    }

    /// <summary>The folder outside a home with its data, where the home's record of it was lost; null where there is none.</summary>
    private static string? LeftElsewhere(string home) =>
        HomeFolder.Elsewhere(home) is var folder && Directory.Exists(DataOf(folder)) && OwnerOf(folder, home) == home ? folder : null;

    /// <summary>The home that a folder outside it says it belongs to; null where nothing tells.</summary>
    private static string? OwnerOf(string folder, string home)
    {
        var note = Path.Combine(folder, OwnerFile);
        return File.Exists(note) ? File.ReadAllText(note).Trim()
            : folder == HomeFolder.Elsewhere(home) ? home
            : null;
    }

    /// <summary>
    /// A data folder that was copied while its server wrote to it is not of one moment, and nothing in it may show that. The server's own
    /// note in it
    /// tells: it names the place it was copied from.
    /// </summary>
    private static void DemandNotCopied(string data)
    {
        if (ServerProcess.FolderOf(data) is { Length: > 0 } noted && HomeFolder.Real(noted) != HomeFolder.Real(data))
        {
            throw new Fault(FaultCodes.ClusterCopied, ("path", data), ("home", noted), ("note", Path.Combine(data, "postmaster.pid")));
        }
    }

    private async ValueTask LetGoAsync(HeldFile user)
    {
        using var turn = await TakeTurnAsync(CancellationToken.None);
        user.Dispose();
        if (_users.Any() || ClusterRecord.Read(RecordPath) is not { } record)
        {
            return;
        }

        var data = DataOf(record.FolderIn(_home));
        if (await SettledAsync(data, CancellationToken.None) is { } server && server.ProcessId == record.StartedProcess)
        {
            var account = await ServerAccount.ForAsync(data, CancellationToken.None);
            var programs = await ProgramsAsync(data, CancellationToken.None);
            var stop = await account.RunAsync(
                [programs.PgCtl, "stop", "-D", data, "-m", "fast", "-w", "-t", "60"],
                "",
                CancellationToken.None
            );
            if (!stop.Succeeded)
            {
                await account.RunAsync([programs.PgCtl, "stop", "-D", data, "-m", "immediate", "-w"], "", CancellationToken.None);
            }
        }
    }

    private Task<HeldFile> TakeTurnAsync(CancellationToken cancellationToken) =>
        HeldFile.HoldAsync(Path.Combine(_home, "cluster.lock"), Patience, cancellationToken);

    private string DefaultFolder => Path.Combine(_home, OwnFolder);

    /// <summary>
    /// In the home, unless the server's account cannot get there (a checkout below /root): then a folder of its own
    /// beside the machine's other lasting temporary data, named after the home.
    /// </summary>
    private async Task<ClusterRecord> ChooseFolderAsync(ServerAccount account, CancellationToken cancellationToken)
    {
        var folder = Directory.Exists(DataOf(DefaultFolder)) ? DefaultFolder : LeftElsewhere(_home) ?? DefaultFolder;
        if (folder == DefaultFolder)
        {
            await account.OwnFolderAsync(DefaultFolder, cancellationToken);
            if (!await account.CanWriteAsync(folder, cancellationToken))
            {
                Directory.Delete(folder);
                folder = HomeFolder.Elsewhere(_home);
                await account.RunAsync(["mkdir", "-m", "700", folder], "", cancellationToken);
            }
        }

        // Anybody may make a folder there.
        if (folder != DefaultFolder)
        {
            var owner = await ServerAccount.OwnerAsync(folder, cancellationToken);
            if (owner != account.Name || new DirectoryInfo(folder).LinkTarget is not null)
            {
                throw new Fault(FaultCodes.FolderForeign, ("path", folder), ("owner", owner ?? "-"), ("account", account.Name));
            }
        }

        return new()
        {
            Folder = folder == DefaultFolder ? OwnFolder : folder,
            Password = ClusterRecord.NewPassword(),
            ReaderPassword = ClusterRecord.NewPassword(),
            BackupPassword = ClusterRecord.NewPassword(),
        };
    }

    private async Task<ClusterRecord> CreateWhereMissingAsync(
        ClusterRecord record,
        ServerAccount account,
        CancellationToken cancellationToken
    )
    {
        var data = DataOf(record.FolderIn(_home));
        var known = File.Exists(RecordPath);
        if (Directory.Exists(data) && known)
        {
            // Made before there was a login for questions. Where the server runs, whoever uses it has to end first.
            if (record.ReaderPassword is not null || ServerProcess.Find(data) is not null)
            {
                return record;
            }

            record = record with { ReaderPassword = ClusterRecord.NewPassword() };
            await SpeakAsync(await ProgramsAsync(data, cancellationToken), account, data, RolesOf(record), cancellationToken);
            record.Write(RecordPath);
            return record;
        }

        if (Directory.Exists(data))
        {
            // The record was lost and the password with it: give the role a new one.
            var programs = await ProgramsAsync(data, cancellationToken);
            await account.RunAsync([programs.PgCtl, "stop", "-D", data, "-m", "fast", "-w"], "", cancellationToken);
            await SpeakAsync(
                programs,
                account,
                data,
                $"alter role {Role} password '{record.Password}';\n{RolesOf(record)}\n{BackupRoleOf(record)}",
                cancellationToken
            );
        }
        else
        {
            await CreateAsync(record, account, cancellationToken);
        }

        record.Write(RecordPath);
        return record;
    }

    private async Task CreateAsync(ClusterRecord record, ServerAccount account, CancellationToken cancellationToken)
    {
        var programs = await PostgresPrograms.FindAsync(null, cancellationToken);
        var folder = record.FolderIn(_home);
        var data = DataOf(folder);
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

        // Without a server, and so without a password for its superuser. It takes effect with the rename: all or nothing.
        await SpeakAsync(
            programs,
            account,
            fresh,
            $"create role {Role} login createdb password '{record.Password}';\n{RolesOf(record)}\n{BackupRoleOf(record)}\n"
                + $"create database {Database} owner {Role};",
            cancellationToken
        );
        if (_settings.GetValueOrDefault("fsync") != "off")
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
    /// Text is ordered by code point: no index then depends on the version of a system library. Readers' order is
    /// asked for by collation where it is shown.
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

    /// <summary>
    /// The roles of the program and the login for questions: made here, by the superuser that nobody can connect as, so that the owner of
    /// the database needs no
    /// right to make roles, with which it could give itself the server's programs and files. One statement a line; said again they change
    /// nothing.
    /// </summary>
    private static string RolesOf(ClusterRecord record) =>
        string.Join(
            '\n',
            $"do $$ declare wanted text; begin foreach wanted in array array['{string.Join("', '", DataSources.Roles)}'] loop "
                + "if not exists (select from pg_catalog.pg_roles where rolname = wanted) "
                + "then execute format('create role %I nologin', wanted); end if; "
                + $"execute format('grant %I to {Role}', wanted); end loop; end $$;",
            $"do $$ begin if not exists (select from pg_catalog.pg_roles where rolname = '{Reader}') "
                + $"then create role {Reader}; end if; end $$;",
            $"alter role {Reader} login inherit nosuperuser nocreaterole nocreatedb noreplication nobypassrls "
                + $"password '{record.ReaderPassword}';",
            $"grant {DataSources.ReaderRole} to {Reader};",
            $"alter role {Role} nocreaterole;"
        );

    /// <summary>Statements, one a line, to a server of one's own that ends with them.</summary>
    private static async Task SpeakAsync(
        PostgresPrograms programs,
        ServerAccount account,
        string data,
        string statements,
        CancellationToken cancellationToken
    )
    {
        var run = await account.RunAsync(
            [programs.Postgres, "--single", "-D", data, "-c", "exit_on_error=on", "-c", "log_min_messages=error", "postgres"],
            statements + "\n",
            cancellationToken
        );
        if (!run.Succeeded || run.Error.Contains("ERROR:", StringComparison.Ordinal))
        {
            throw new Fault(FaultCodes.ClusterCreate, ("path", data), ("why", run.Error.Trim()));
        }
    }

    /// <summary>The running server once it is ready; null once there is none.</summary>
    private static async Task<ServerProcess?> SettledAsync(string data, CancellationToken cancellationToken)
    {
        var until = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
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

    private async Task<ServerProcess> StartAsync(
        ClusterRecord record,
        ServerAccount account,
        CancellationToken cancellationToken,
        bool onlyThere = false
    )
    {
        var data = DataOf(record.FolderIn(_home));
        await DemandReachableAsync(data, account, cancellationToken);
        var programs = await ProgramsAsync(data, cancellationToken);
        var logs = await LogsAsync(record.FolderIn(_home), account, cancellationToken);
        var settings = new Dictionary<string, string>(ClusterSettings.Usual) { ["log_directory"] = logs };
        foreach (var (name, value) in _settings)
        {
            settings[name] = value;
        }

        // Not every build has lz4.
        var probe = await account.RunAsync(
            [programs.Postgres, "-D", data, "-C", "wal_compression", "-c", "wal_compression=lz4"],
            "",
            cancellationToken
        );
        settings["wal_compression"] = probe.Succeeded ? "lz4" : "on";

        ProgramRun? run = null;
        for (var attempt = 0; attempt < 8; attempt++)
        {
            await ClearMisleadingAsync(data, account, cancellationToken);
            settings["port"] = (onlyThere ? record.Port : PostgresPort.Choose(record.Port, another: attempt is 2 or 4)).ToString(
                CultureInfo.InvariantCulture
            );
            var options = string.Join(' ', ClusterSettings.Arguments(settings).Select(Quoted));

            // pg_ctl gives the server a session of its own (setsid): the terminal's Ctrl+C does not reach it before we are done.
            run = await account.RunAsync(
                [programs.PgCtl, "start", "-D", data, "-l", Path.Combine(logs, "start.log"), "-w", "-t", "300", "-o", options],
                "",
                CancellationToken.None
            );
            if (ServerProcess.Find(data) is { Ready: true } server)
            {
                return server;
            }

            // A port taken between choosing and using it, or children of a killed server that hold its memory for a moment.
            await Task.Delay(250 * (attempt + 1), cancellationToken);
        }

        throw new Fault(FaultCodes.ClusterStart, ("path", data), ("log", logs), ("why", run!.LastWords));
    }

    /// <summary>
    /// A home that was copied as root, or moved below a folder that is closed to others, is out of reach of the server's account. Its data
    /// are for that account alone.
    /// </summary>
    private static async Task DemandReachableAsync(string data, ServerAccount account, CancellationToken cancellationToken)
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
        var logs = folder == DefaultFolder ? Path.Combine(_home, "logs", "postgres") : Path.Combine(folder, "logs");
        if (folder == DefaultFolder)
        {
            await account.OwnFolderAsync(logs, cancellationToken);
        }
        else
        {
            await account.RunAsync(["mkdir", "-p", "-m", "700", logs], "", cancellationToken);
        }

        return logs;
    }

    private static async Task ClearMisleadingAsync(string data, ServerAccount account, CancellationToken cancellationToken)
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

    private static async Task<PostgresPrograms> ProgramsAsync(string data, CancellationToken cancellationToken)
    {
        var text = (await File.ReadAllTextAsync(Path.Combine(data, "PG_VERSION"), cancellationToken)).Trim();
        return await PostgresPrograms.FindAsync(int.Parse(text, CultureInfo.InvariantCulture), cancellationToken);
    }

    private static string Quoted(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
