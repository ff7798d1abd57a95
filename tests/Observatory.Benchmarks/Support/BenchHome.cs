using System.Globalization;
using Npgsql;
using Observatory.Hosting.Cluster;
using Observatory.Hosting.Postgres;
using Observatory.Warehouse.Database;

namespace Observatory.Benchmarks.Support;

/// <summary>
/// A home of the program with its private server kept running, so that starting and stopping it is part of nothing that is timed, and a
/// database <c>bench</c> on the same server for what is measured beside.
/// </summary>
internal sealed class BenchHome : IAsyncDisposable
{
    private readonly ClusterLease _lease;
    private readonly PostgresPrograms _programs;
    private readonly NpgsqlConnectionStringBuilder _login;
    private readonly NpgsqlDataSource _product;
    private readonly NpgsqlDataSource _bench;

    private BenchHome(string home, string mappings, ClusterLease lease, PostgresPrograms programs)
    {
        (Home, Mappings, _lease, _programs) = (home, mappings, lease, programs);
        _login = new NpgsqlConnectionStringBuilder(lease.ConnectionString) { CommandTimeout = 0, MaxPoolSize = 2 };
        _product = NpgsqlDataSource.Create(_login.ConnectionString);
        _bench = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(_login.ConnectionString) { Database = "bench" }.ConnectionString
        );
    }

    public string Home { get; }

    public string Mappings { get; }

    /// <summary>Of the program's database.</summary>
    public string ConnectionString => _lease.ConnectionString;

    /// <summary>Process of the server.</summary>
    public int Server => _lease.ProcessId;

    /// <summary>Whether a checkpoint can be asked for before each item: from PostgreSQL 16 on the role may not grant itself that.</summary>
    public bool Checkpoints { get; private set; }

    /// <summary>What PostgreSQL's own programs need to connect to <c>bench</c>, or to another database by <c>PGDATABASE</c>.</summary>
    public IReadOnlyDictionary<string, string> Environment =>
        new Dictionary<string, string>
        {
            ["PGHOST"] = _login.Host!,
            ["PGPORT"] = _login.Port.ToString(CultureInfo.InvariantCulture),
            ["PGUSER"] = _login.Username!,
            ["PGPASSWORD"] = _login.Password!,
            ["PGDATABASE"] = "bench",
            ["PGSSLMODE"] = "disable",
            ["PGGSSENCMODE"] = "disable",
            ["PGCLIENTENCODING"] = "UTF8",
        };

    /// <summary>Opens a home, creates what is missing in it, and brings the schema up.</summary>
    /// <param name="settings">Server settings in place of the program's own; empty to measure what it is delivered with.</param>
    public static async Task<BenchHome> OpenAsync(string folder, IReadOnlyDictionary<string, string> settings)
    {
        var mappings = Path.Combine(folder, "mappings");
        MunicipalFeed.Write(mappings);
        var lease = await PrivateCluster.UseAsync(folder, CancellationToken.None, settings);
        var home = new BenchHome(folder, mappings, lease, await PostgresPrograms.FindAsync(null, CancellationToken.None));
        try
        {
            home.Observatory("migrate");
            await home.PrepareAsync();
        }
        catch
        {
            await home.DisposeAsync();
            throw;
        }
        return home;
    }

    /// <summary>One of PostgreSQL's client programs, beside its server programs or on the path.</summary>
    public string Client(string name) => Path.Combine(_programs.Folder, name) is var beside && File.Exists(beside) ? beside : name;

    /// <summary>Runs a verb of the built program in a process of its own.</summary>
    public MeasuredRun Observatory(params string[] arguments) =>
        // As the launcher starts a verb.
        MeasuredRun.Of(
            ["dotnet", Checkout.Program, .. arguments, .. Common],
            new Dictionary<string, string>(ProgramEnvironment) { ["DOTNET_TieredPGO"] = "0" },
            Server
        );

    public IReadOnlyList<string> Common => ["--home", Home, "--mappings", Mappings, "--lang", "en", "--json"];

    /// <summary>The program is to use this home, whatever the shell says.</summary>
    public static IReadOnlyDictionary<string, string> ProgramEnvironment { get; } =
        new Dictionary<string, string>
        {
            ["ConnectionStrings__Observatory"] = "",
            ["ConnectionStrings__ObservatoryReader"] = "",
            ["OBSERVATORY_ROOT"] = Checkout.Root,
            ["OBSERVATORY_RATE_ANONYMOUS"] = "off",
        };

    /// <summary>Runs a script with psql in <c>bench</c>.</summary>
    public MeasuredRun Psql(string script)
    {
        var file = Path.Combine(Home, "bench.sql");
        File.WriteAllText(file, script);
        return MeasuredRun.Of([Client("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", file], Environment, Server);
    }

    public Task<T> AskProductAsync<T>(string sql) => AskAsync<T>(_product, sql);

    public Task<T> AskBenchAsync<T>(string sql) => AskAsync<T>(_bench, sql);

    public async Task<IReadOnlyList<string>> ListProductAsync(string sql) =>
        await AskProductAsync<string[]>($"select coalesce(array_agg(t::text), '{{}}') from ({sql}) as s(t)");

    /// <summary>The plan of a prepared statement as readers have it, as JSON.</summary>
    public async Task<string> ExplainAsReaderAsync(string statement, string values)
    {
        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(_login.ConnectionString)
            {
                Options = $"-c role={DataSources.ReaderRole} -c default_transaction_read_only=on -c plan_cache_mode=force_generic_plan",
                Pooling = false,
            }.ConnectionString
        );
        await using var connection = await source.OpenConnectionAsync();
        await using (var prepare = new NpgsqlCommand($"prepare asked as {statement}", connection))
        {
            // Its parameters are the statement's own.
            await prepare.ExecuteNonQueryAsync();
        }
        await using var explain = new NpgsqlCommand($"explain (format json) execute asked({values})", connection);
        return (string)(await explain.ExecuteScalarAsync())!;
    }

    public async Task CheckpointAsync()
    {
        if (Checkpoints)
            await DoAsync(_product, "checkpoint");
    }

    /// <summary>Bytes of write-ahead log written so far.</summary>
    public Task<long> WalAsync() => AskProductAsync<long>("select (pg_current_wal_lsn() - '0/0')::bigint");

    /// <summary>Bytes of tables and of indexes: of everything that is no catalogue of the system.</summary>
    public async Task<(long Tables, long Indexes)> SizesAsync(bool product)
    {
        var size = (string kinds) =>
            AskAsync<long>(
                product ? _product : _bench,
                $"""
                select coalesce(sum(pg_relation_size(c.oid)), 0)::bigint from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
                where n.nspname !~ '^(pg_|information_schema)' and c.relkind in ({kinds})
                """
            );
        return (await size("'r', 'm'"), await size("'i'"));
    }

    /// <summary>PostgreSQL's version and the settings that matter for what is measured.</summary>
    public Task<string> SettingsAsync() =>
        AskProductAsync<string>(
            """
            select 'PostgreSQL ' || current_setting('server_version') || ': '
                || string_agg(name || ' ' || current_setting(name), ', ' order by name)
            from pg_settings
            where name in ('shared_buffers', 'max_wal_size', 'wal_compression', 'synchronous_commit', 'fsync', 'full_page_writes', 'jit',
                'work_mem', 'maintenance_work_mem', 'data_checksums')
            """
        );

    public async ValueTask DisposeAsync()
    {
        await _product.DisposeAsync();
        await _bench.DisposeAsync();
        await _lease.DisposeAsync();
    }

    private async Task PrepareAsync()
    {
        if (!await AskProductAsync<bool>("select exists (select from pg_database where datname = 'bench')"))
            await DoAsync(_product, "create database bench");
        try
        {
            await DoAsync(_product, "grant pg_checkpoint to current_user");
            Checkpoints = true;
        }
        catch (PostgresException)
        {
            await Console.Error.WriteLineAsync(
                "No checkpoint before each item: this server does not let the role grant itself pg_checkpoint."
            );
        }
    }

    private static async Task<T> AskAsync<T>(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private static async Task DoAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
