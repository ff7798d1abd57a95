using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Observatory.Hosting.Cluster;

namespace Observatory.Tests.Support;

/// <summary>
/// One PostgreSQL for the whole test run: started on first use in a temporary folder, gone when the run ends.
/// <c>OBSERVATORY_TEST_DATABASE</c> (a connection string whose role may create databases) is used instead where given.
/// </summary>
public static class TestCluster
{
    private static readonly Lazy<Task<string>> Server = new(StartAsync);
    private static readonly Lazy<Task<string>> Template = new(MakeTemplateAsync);
    private static readonly string Run = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..12];
    private static int _last;
    private static Process? _watch;
    private static string? _questions;

    private static string? Given => Environment.GetEnvironmentVariable("OBSERVATORY_TEST_DATABASE") is { Length: > 0 } given ? given : null;

    /// <summary>Brings the template database up, once a run; every test's database is a copy of it.</summary>
    public static Func<string, CancellationToken, Task> Migrate { get; set; } = TestWarehouse.PrepareAsync;

    /// <summary>The server's own database, for what concerns no single one.</summary>
    public static Task<string> ConnectionStringAsync() => Server.Value;

    /// <summary>A copy of the migrated template, for one test class or one test.</summary>
    public static async Task<TestDatabase> CreateAsync()
    {
        var template = await Template.Value;
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Run}_{Interlocked.Increment(ref _last)}");
        // Copying files takes half the time of copying through the log, and nothing here has to survive a crash.
        return await CreateAsync(name, $"create database {name} template {template} strategy file_copy");
    }

    /// <summary>An empty database, for tests of the migrations themselves.</summary>
    public static async Task<TestDatabase> CreateEmptyAsync()
    {
        // Roles are of the whole server: two databases brought up for the first time at once would both make them.
        await Template.Value;
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Run}_{Interlocked.Increment(ref _last)}");
        return await CreateAsync(name, $"create database {name}");
    }

    internal static async Task ExecuteAsync(string connectionString, string statement)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<TestDatabase> CreateAsync(string name, string statement)
    {
        var server = await Server.Value;
        await ExecuteAsync(server, statement);
        return new(Pooled(server, name), name, server, _questions is null ? null : Pooled(_questions, name));
    }

    /// <summary>
    /// As the program connects. Each connection made anew costs the server a process and the reading of its catalogue: without a pool that
    /// was most of the time of all tests.
    /// </summary>
    private static string Pooled(string server, string database) =>
        new NpgsqlConnectionStringBuilder(server)
        {
            Database = database,
            Pooling = true,
            MaxPoolSize = 20,
        }.ConnectionString;

    private static async Task<string> MakeTemplateAsync()
    {
        var name = $"template_{Run}";
        var database = await CreateAsync(name, $"create database {name}");
        // Unpooled: a template with an open connection cannot be copied.
        await Migrate(
            new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false }.ConnectionString,
            CancellationToken.None
        );
        NpgsqlConnection.ClearAllPools();
        if (Given is not null)
        {
            AppDomain.CurrentDomain.ProcessExit += (_, _) => database.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(5));
        }

        return name;
    }

    private static async Task<string> StartAsync()
    {
        if (Given is { } given)
        {
            return Unpooled(given);
        }

        var home = Path.Combine(Path.GetTempPath(), $"observatory-tests-{Run}");
        var lease = await PrivateCluster.UseAsync(home, CancellationToken.None, ClusterSettings.Forgetful);
        StopWithUs(lease, home);
        _questions = Unpooled(lease.ReaderConnectionString!);
        return Unpooled(lease.ConnectionString);
    }

    /// <summary>
    /// Test runners end their host without ceremony. So a shell waits at the other end of a pipe: when we are gone,
    /// however that came, it stops the server and clears the folder away.
    /// </summary>
    private static void StopWithUs(ClusterLease lease, string home)
    {
        const string script = """
            trap '' INT TERM HUP; exec >/dev/null 2>&1; cat
            kill -INT "$1"; i=0
            while [ -f "$2/data/postmaster.pid" ] && [ $i -lt 100 ]; do sleep 0.1; i=$((i + 1)); done
            rm -rf "$2" "$3"
            """;
        string[] words = ["-c", script, "sh", lease.ProcessId.ToString(CultureInfo.InvariantCulture), lease.Folder, home];
        _watch = Process.Start(new ProcessStartInfo("/bin/sh", words) { RedirectStandardInput = true });
    }

    // A busy machine takes longer than a quarter of a minute to let somebody in; that is no fault of what is tested.
    private static string Unpooled(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = false,
            Timeout = 90,
            CommandTimeout = 120,
        }.ConnectionString;
}
