using Npgsql;

namespace Observatory.Warehouse.Database;

/// <summary>
/// The doors to one database, each under its own role: what a reader's door lets through can read the published views and nothing else.
/// </summary>
public sealed class DataSources : IAsyncDisposable
{
    public const string ReaderRole = "observatory_reader";
    public const string WriterRole = "observatory_writer";

    /// <param name="connectionString">Of a login that owns the database's schemas and is a member of both roles.</param>
    /// <param name="readerConnectionString">Of a replica or of a login with less; null to read where it is written.</param>
    public DataSources(string connectionString, string? readerConnectionString = null)
    {
        DapperTypes.Register();
        ConnectionString = connectionString;
        Migrator = Build(connectionString, "", 4, "migrate");
        Writer = Build(connectionString, $"-c role={WriterRole} -c lock_timeout=30s -c idle_in_transaction_session_timeout=10min", 20, "write");
        Reader = Build(
            readerConnectionString ?? connectionString,
            $"-c role={ReaderRole} -c default_transaction_read_only=on -c statement_timeout=30s", 40, "read");
    }

    public string ConnectionString { get; }

    /// <summary>Owner of the schemas: migrations and the taxonomy only.</summary>
    public NpgsqlDataSource Migrator { get; }

    public NpgsqlDataSource Writer { get; }

    public NpgsqlDataSource Reader { get; }

    public async ValueTask DisposeAsync()
    {
        await Reader.DisposeAsync().ConfigureAwait(false);
        await Writer.DisposeAsync().ConfigureAwait(false);
        await Migrator.DisposeAsync().ConfigureAwait(false);
    }

    private static NpgsqlDataSource Build(string connectionString, string options, int pool, string purpose)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = pool, ApplicationName = $"observatory {purpose}" };
        if (options.Length > 0)
            settings.Options = string.IsNullOrEmpty(settings.Options) ? options : settings.Options + " " + options;
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        builder.UseNodaTime();
        return builder.Build();
    }
}
