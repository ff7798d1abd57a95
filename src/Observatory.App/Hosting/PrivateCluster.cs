using System.Globalization;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Files;
using Observatory.Warehouse.Keeping;

namespace Observatory.App.Hosting;

/// <summary>
/// The home's private PostgreSQL: created on first use, reachable only on the loopback address, shared by everyone who uses the home,
/// stopped by the last of them. The role that connects owns its database and is not a superuser; the superuser has no password and so
/// cannot connect at all.
/// </summary>
public sealed class PrivateCluster
{
    public const string Database = "observatory";
    public const string Role = "observatory";

    /// <summary>May copy the whole cluster, and has no right in any database.</summary>
    private const string BackupRole = "observatory_backup";

    /// <summary>Name of the folder in the home.</summary>
    public const string OwnFolder = "postgres";

    /// <summary>A file in a folder outside the home, with the path of the home that it belongs to.</summary>
    private const string OwnerFile = "home";

    /// <summary>The login for public questions: a member of the readers' role and of no other.</summary>
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

    /// <summary>Copies the running cluster of a home, as of one moment, with its log and a manifest of checksums.</summary>
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
        // Not on the command line, which every account can read.
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
    /// The faults that PostgreSQL's own program finds in a copy of a cluster; null if it finds none, or is not installed.
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
    /// Creates the cluster of an empty home from a copy. It is recovered to the moment at which the copy was complete, and gets new
    /// passwords.
    /// </summary>
    /// <exception cref="Fault">If the home has a cluster, or the remains of one; CLUSTER_CREATE if the copy cannot be used.</exception>
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
    /// The record with the password of the backup role, made now; unchanged if that is impossible now, and then the next start tries again.
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

    /// <summary>Statements that set the backup role's password, and create the role if it is missing.</summary>
    private static string BackupRoleOf(ClusterRecord record) =>
        $"do $$ begin if not exists (select from pg_roles where rolname = '{BackupRole}') then create role {BackupRole}; end if; end $$;\n"
        + $"alter role {BackupRole} login replication password '{record.BackupPassword}';";

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

    /// <summary>The home's data folder, whether or not the server runs; null before the first use.</summary>
    public static string? FolderOf(string home) =>
        ClusterRecord.Read(Path.Combine(home, "cluster.json")) is { } record ? record.FolderIn(HomeFolder.Real(home))
        : Directory.Exists(DataOf(Path.Combine(home, OwnFolder))) ? Path.Combine(HomeFolder.Real(home), OwnFolder)
        : LeftElsewhere(HomeFolder.Real(home));

    /// <summary>The port on which the home's server last listened; 0 before the first start.</summary>
    public static int PortOf(string home) => ClusterRecord.Read(Path.Combine(home, "cluster.json"))?.Port ?? 0;

    /// <summary>Whether the folder of <see cref="FolderOf"/> belongs to this home, and not to a home that it was copied from.</summary>
    public static bool IsOwn(string home) =>
        FolderOf(home) is { } folder
        && (!HomeFolder.IsElsewhere(folder) || OwnerOf(folder, HomeFolder.Real(home)) == HomeFolder.Real(home));

    public static bool IsRunning(string home) => FolderOf(home) is { } folder && ServerProcess.Find(DataOf(folder)) is not null;

    /// <summary>
    /// The evidence that a home without a database once had one that was lost, moved or given from outside: creating an empty one would
    /// look as if nothing had happened. Null if there is a database, or if nothing was ever stored.
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

        // An interrupted first start leaves an unfinished database, and nothing else.
        return there.FirstOrDefault(name => name is not ("data.new" or OwnerFile or "logs" or "lost+found")) is { } strange
                ? new(FaultCodes.HomeOrphaned, ("path", Path.Combine(folder, strange)))
            : Kept(home) is { } kept ? new(FaultCodes.HomeOrphaned, ("path", kept))
            : null;
    }

    /// <summary>
    /// The first thing in a home that belongs to a database: stored files, its identity, checksums of its audit. Null if there is none.
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
            // Do not use the owner of a folder that was merely found, because anybody may have created it.
            var account = await ServerAccount.ForAsync(DataOf(record?.FolderIn(_home) ?? DefaultFolder), cancellationToken);
            record ??= await ChooseFolderAsync(account, cancellationToken);
            var folder = record.FolderIn(_home);
            DemandOwn(record, folder);
            DemandNotCopied(DataOf(folder));
            record = await CreateWhereMissingAsync(record, account, cancellationToken);

            var running = await SettledAsync(DataOf(folder), cancellationToken);
            if (running is null && record.BackupPassword is null)
            {
                // Only a superuser can create this role, and none can sign in, so it is created while no server runs.
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
    /// A folder outside the home may belong to the home that this one was copied from; then it is not ours. If that home no longer exists,
    /// it was moved here, and the folder is ours.
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

    /// <summary>The folder outside a home with its data, if the home's record of it was lost; null if there is none.</summary>
    private static string? LeftElsewhere(string home) =>
        HomeFolder.Elsewhere(home) is var folder && Directory.Exists(DataOf(folder)) && OwnerOf(folder, home) == home ? folder : null;

    /// <summary>The home that a folder outside it names as its own; null if it names none.</summary>
    private static string? OwnerOf(string folder, string home)
    {
        var note = Path.Combine(folder, OwnerFile);
        return File.Exists(note) ? File.ReadAllText(note).Trim()
            : folder == HomeFolder.Elsewhere(home) ? home
            : null;
    }

    /// <summary>
    /// A data folder that was copied while its server wrote to it is inconsistent, and nothing in it may show that. The server's own pid
    /// file reveals it, because it names the original folder.
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
    /// Chooses a folder in the home or, if the server's account cannot reach that (a checkout below /root), a folder named after the home
    /// beside the machine's other persistent temporary data.
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

        // Anybody may create a folder there.
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
            // The home is older than the login for questions. If the server runs, its users have to end first.
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
            // The record was lost and the password with it, so give the role a new one.
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

        // This runs without a server, so the superuser needs no password. The rename makes it effective: all or nothing.
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

    /// <summary>
    /// The roles of the program and the login for questions. They are created here, by the superuser that nobody can connect as, so that
    /// the owner of the database needs no right to create roles, with which it could give itself access to the server's programs and files.
    /// One statement per line; repeating them changes nothing.
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

    /// <summary>Runs statements, one per line, in a single-user server that ends with them.</summary>
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

    /// <summary>The running server once it is ready; null if it has ended.</summary>
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

    /// <summary>
    /// A home that was copied as root, or moved below a folder that is closed to others, is out of reach of the server's account, and its
    /// data belong to that account alone.
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
