using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Observatory.Hosting.Cluster;
using Observatory.Hosting.Machine;
using Observatory.Hosting.Postgres;
using Xunit;

namespace Observatory.Tests.Support;

/// <summary>
/// A primary with the schema and the shipped taxonomy, and a streaming replica of it; both private, on the loopback address, gone with the
/// tests.
/// </summary>
public sealed class ServerPair : IAsyncLifetime
{
    private const string Login = "observatory";
    private const string Password = "only-for-this-test";

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"observatory-replica-{Guid.NewGuid():N}");
    private PostgresPrograms _programs = null!;
    private ServerAccount _account = null!;
    private Process? _watch;

    public OneServer Primary { get; private set; } = null!;

    public OneServer Replica { get; private set; } = null!;

    /// <summary>Why there can be no replica here, in words that say what to do; null where there can.</summary>
    internal static string? WhyMissing
    {
        get
        {
            try
            {
                var programs = PostgresPrograms.FindAsync(null, CancellationToken.None).GetAwaiter().GetResult();
                return BaseBackup(programs) is not null
                    ? null
                    : $"Skipped, nothing was checked: there is no pg_basebackup in {programs.Folder}. Install PostgreSQL's client "
                        + $"programs of version {programs.Major}.";
            }
            catch (Fault)
            {
                return "Skipped, nothing was checked: PostgreSQL's server programs are not installed here.";
            }
        }
    }

    public async Task InitializeAsync()
    {
        // A test that is skipped makes its fixture all the same.
        if (WhyMissing is not null)
            return;
        _programs = await PostgresPrograms.FindAsync(null, CancellationToken.None);
        var primary = Path.Combine(_folder, "primary");
        _account = await ServerAccount.ForAsync(primary, CancellationToken.None);
        Watch();
        await RunAsync(["mkdir", "-m", "700", _folder]);
        var secret = Path.Combine(_folder, "secret");
        await RunAsync(["sh", "-c", "cat >\"$1\"", "sh", secret], Password + "\n");
        await RunAsync([
            _programs.InitDb,
            "-D",
            primary,
            "-U",
            Login,
            "--pwfile=" + secret,
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
            "--auth-local=reject",
            "--auth-host=scram-sha-256",
        ]);
        Primary = new OneServer(this, primary);
        await Primary.StartAsync();
        await TestCluster.ExecuteAsync(Primary.ConnectionStringOf("postgres"), "create database observatory");
        await TestWarehouse.PrepareAsync(Primary.ConnectionString, CancellationToken.None);

        var replica = Path.Combine(_folder, "replica");
        var port = Primary.Port.ToString(CultureInfo.InvariantCulture);
        await RunAsync([
            BaseBackup(_programs)!,
            "-D",
            replica,
            "-R",
            "-X",
            "stream",
            "-c",
            "fast",
            "--no-sync",
            "-d",
            $"host=127.0.0.1 port={port} user={Login} password={Password} sslmode=disable gssencmode=disable",
        ]);
        Replica = new OneServer(this, replica);
        await Replica.StartAsync();
    }

    public async Task DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        foreach (var server in new[] { Replica, Primary }.OfType<OneServer>())
            await server.KillAsync();
        if (_watch is null)
            return;
        _watch.StandardInput.Close();
        await _watch.WaitForExitAsync();
        _watch.Dispose();
    }

    /// <summary>
    /// Beside the server's programs, where these are links beside what they lead to, else on PATH; null where it is nowhere.
    /// </summary>
    private static string? BaseBackup(PostgresPrograms programs)
    {
        var behind = new FileInfo(programs.Postgres).ResolveLinkTarget(returnFinalTarget: true) is { } target
            ? Path.GetDirectoryName(target.FullName)!
            : programs.Folder;
        string[] folders =
        [
            programs.Folder,
            behind,
            .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries),
        ];
        return folders.Select(f => Path.Combine(f, "pg_basebackup")).FirstOrDefault(File.Exists);
    }

    private async Task RunAsync(IReadOnlyList<string> command, string input = "")
    {
        var run = await _account.RunAsync(command, input, CancellationToken.None);
        if (!run.Succeeded)
            throw new InvalidOperationException($"{command[0]}: {run.LastWords}");
    }

    /// <summary>
    /// A test host may end without ceremony: a shell at the other end of a pipe then ends the servers by their numbers, and clears the
    /// folder away.
    /// </summary>
    private void Watch()
    {
        const string script = """
            trap '' INT TERM HUP; exec >/dev/null 2>&1; cat
            for server in replica primary; do
                number=$(head -n 1 "$1/$server/postmaster.pid") && kill -CONT "$number" && kill -QUIT "$number"
            done
            i=0
            while [ -f "$1/primary/postmaster.pid" ] && [ $i -lt 50 ]; do sleep 0.1; i=$((i + 1)); done
            rm -rf "$1"
            """;
        _watch = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script, "sh", _folder]) { RedirectStandardInput = true });
    }

    /// <summary>One of the two.</summary>
    public sealed class OneServer
    {
        private readonly ServerPair _pair;
        private readonly string _data;

        internal OneServer(ServerPair pair, string data) => (_pair, _data) = (pair, data);

        public int Port { get; private set; }

        public string ConnectionString => ConnectionStringOf("observatory");

        public string ConnectionStringOf(string database) =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"Host=127.0.0.1;Port={Port};Database={database};Username={Login};Password={Password};SSL Mode=Disable;GSS "
                    + $"Encryption Mode=Disable"
            );

        /// <summary>Starts it, on the port it had before where it had one.</summary>
        public async Task StartAsync()
        {
            Port = Port > 0 ? Port : PostgresPort.Choose(0, another: true);
            var settings = new Dictionary<string, string>(ClusterSettings.Usual)
            {
                ["port"] = Port.ToString(CultureInfo.InvariantCulture),
                ["fsync"] = "off",
                ["shared_buffers"] = "32MB",
                ["max_wal_size"] = "256MB",
                ["logging_collector"] = "off",
                // A restarted replica asks its primary again at once.
                ["wal_retrieve_retry_interval"] = "200ms",
            };
            var options = string.Join(' ', ClusterSettings.Arguments(settings).Select(w => $"'{w}'"));
            ProgramRun? run = null;
            for (var attempt = 0; attempt < 5; attempt++)
            {
                // What a killed server leaves behind, its memory for a moment and its number, stands in the way of the next.
                for (var wait = 0; wait < 200 && ServerProcess.AnyIn(_data); wait++)
                    await Task.Delay(25);
                if (ServerProcess.Find(_data) is null)
                    await _pair._account.RunAsync(["rm", "-f", Path.Combine(_data, "postmaster.pid")], "", CancellationToken.None);
                run = await _pair._account.RunAsync(
                    [_pair._programs.PgCtl, "start", "-D", _data, "-l", _data + ".log", "-w", "-t", "60", "-o", options],
                    "",
                    CancellationToken.None
                );
                if (ServerProcess.Find(_data) is { Ready: true })
                    return;
                await Task.Delay(250);
            }
            var log = await _pair._account.RunAsync(["tail", "-n", "5", _data + ".log"], "", CancellationToken.None);
            throw new InvalidOperationException($"pg_ctl start: {run!.LastWords} / {log.LastWords}");
        }

        /// <summary>Ends it as a power cut would.</summary>
        public async Task KillAsync()
        {
            await SignalAsync("CONT");
            if (ServerProcess.Find(_data) is not { } server)
                return;
            await ProgramRun.RunAsync(
                ["kill", "-KILL", server.ProcessId.ToString(CultureInfo.InvariantCulture)],
                "",
                CancellationToken.None
            );
            for (var wait = 0; wait < 400 && ServerProcess.AnyIn(_data); wait++)
                await Task.Delay(25);
        }

        /// <summary>It still takes connections, and never answers: as a host does that nobody can reach.</summary>
        public Task FreezeAsync() => SignalAsync("STOP");

        public Task ThawAsync() => SignalAsync("CONT");

        /// <summary>As the owner of everything.</summary>
        public async Task ExecuteAsync(string statement) =>
            await TestCluster.ExecuteAsync(
                new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString,
                statement
            );

        private async Task SignalAsync(string signal)
        {
            foreach (var process in Processes())
                await ProgramRun.RunAsync(["kill", "-" + signal, process], "", CancellationToken.None);
        }

        private List<string> Processes() =>
            [.. Directory.EnumerateDirectories("/proc").Select(p => Path.GetFileName(p)).Where(p => char.IsAsciiDigit(p[0]) && IsHere(p))];

        private bool IsHere(string process)
        {
            try
            {
                return new FileInfo($"/proc/{process}/cwd").LinkTarget == _data;
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }
}

/// <summary>A test that needs a streaming replica; without pg_basebackup it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReplicaFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Why = new(() => ServerPair.WhyMissing);

    public ReplicaFactAttribute() => Skip = Why.Value;
}
