using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using Observatory.Core.Access;

namespace Observatory.Warehouse.Database;

/// <summary>
/// The connections to one database, each kind under its own role: a connection for readers can read the published views and nothing else.
/// </summary>
public sealed class DataSources : IAsyncDisposable
{
    public const string ReaderRole = "observatory_reader";
    public const string WriterRole = "observatory_writer";
    public const string DeskRole = "observatory_desk";
    public const string AuditorRole = "observatory_auditor";

    /// <summary>The roles of the program; none of them may own anything or bypass row-level security.</summary>
    public static IReadOnlyList<string> Roles { get; } = [ReaderRole, WriterRole, DeskRole, AuditorRole];

    private const string PatientOptions =
        $"-c role={ReaderRole} -c default_transaction_read_only=on -c statement_timeout=10min -c plan_cache_mode=force_generic_plan";
    private const string ReaderOptions = PatientOptions + " -c statement_timeout=30s";
    private const int ReaderPool = 40;
    private const int PatientPool = 10;

    private readonly string[] _readers;

    /// <param name="connectionString">Of a login that owns the database's schemas and is a member of the program's roles.</param>
    /// <param name="readerConnectionString">
    /// Of a replica (or several, as hosts separated by commas), or of a login with fewer rights; null to read from the primary.
    /// </param>
    /// <param name="lagLimit">The greatest lag of a usable replica; null for <see cref="ReaderSource.UsualLimit"/>.</param>
    /// <param name="log">Receives a line whenever readers leave a replica or return to it.</param>
    /// <param name="questions">
    /// Of the login for questions on the primary: a member of the readers' role and of no other. Null for the login of
    /// <paramref name="readerConnectionString"/>; if that names none, the owner's login changes to the readers' role, which
    /// <see cref="WrongRolesAsync"/> reports.
    /// </param>
    public DataSources(
        string connectionString,
        string? readerConnectionString = null,
        TimeSpan? lagLimit = null,
        ILogger? log = null,
        string? questions = null
    )
    {
        DapperTypes.Register();
        ConnectionString = connectionString;
        Migrator = Build(connectionString, "", 4, "migrate");
        Writer = Build(
            connectionString,
            $"-c role={WriterRole} -c lock_timeout=30s -c idle_in_transaction_session_timeout=10min",
            20,
            "write"
        );
        Desk = Build(
            connectionString,
            $"-c role={DeskRole} -c lock_timeout=30s -c statement_timeout=60s -c idle_in_transaction_session_timeout=1min",
            20,
            "desk"
        );
        Auditor = Build(connectionString, $"-c role={AuditorRole} -c default_transaction_read_only=on", 2, "audit");
        var asking = questions ?? AskedBy(connectionString, readerConnectionString);
        _readers =
        [
            .. ((string?[])[asking, string.IsNullOrEmpty(readerConnectionString) ? null : readerConnectionString])
                .Select(one => one is null ? null : new NpgsqlConnectionStringBuilder(one).Username ?? Environment.UserName)
                .OfType<string>()
                .Distinct(StringComparer.Ordinal),
        ];
        Reader = new ReaderSource(
            Build(asking, ReaderOptions, ReaderPool, "read"),
            Build(asking, PatientOptions, PatientPool, "read"),
            changed =>
                string.IsNullOrEmpty(readerConnectionString)
                    ? []
                    :
                    [
                        .. Hosts(readerConnectionString)
                            .Select(one => ReplicaOf(connectionString, one, lagLimit ?? ReaderSource.UsualLimit, changed)),
                    ],
            log
        );
        Vintages = new VintageWatch(Reader);
        Lists = new CachedLists(this);
    }

    public string ConnectionString { get; }

    /// <summary>Server and name of the database, for display, without secrets.</summary>
    public string Place
    {
        get
        {
            var given = new NpgsqlConnectionStringBuilder(ConnectionString);
            return string.Create(CultureInfo.InvariantCulture, $"{given.Host}:{given.Port}/{given.Database}");
        }
    }

    /// <summary>The owner of the schemas, only for migrations and the taxonomy.</summary>
    public NpgsqlDataSource Migrator { get; }

    public NpgsqlDataSource Writer { get; }

    /// <summary>For actions on behalf of somebody; it shows nothing until an actor is set. See <see cref="OpenDeskAsync"/>.</summary>
    internal NpgsqlDataSource Desk { get; }

    /// <summary>Reads all audit entries, to verify that they are unchanged.</summary>
    internal NpgsqlDataSource Auditor { get; }

    /// <summary>For reading only: a replica if one is usable, otherwise the primary.</summary>
    public ReaderSource Reader { get; }

    /// <summary>The newest vintage that readers see.</summary>
    public VintageWatch Vintages { get; }

    /// <summary>Cached lists that every question needs.</summary>
    internal CachedLists Lists { get; }

    /// <summary>
    /// A connection that can only reach what the actor may reach by a permission; closing it resets the actor.
    /// </summary>
    public async Task<NpgsqlConnection> OpenDeskAsync(Actor actor, Permission permission, CancellationToken cancellation)
    {
        var connection = await Desk.OpenConnectionAsync(cancellation);
        try
        {
            var reach = actor.ReachOf(permission) switch
            {
                Core.Access.Reach.All => "all",
                Core.Access.Reach.OwnCountry => "own",
                _ => "none",
            };
            await DoorQueries.Reach.RunAsync(
                connection,
                new
                {
                    actor = actor.Name,
                    office = actor.Office ?? "",
                    country = actor.Country ?? "",
                    reach,
                },
                cancellation
            );
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Closes pooled connections after a restart of the server: they are dead, and each would make a query fail.</summary>
    public void ForgetConnections()
    {
        foreach (var source in (NpgsqlDataSource[])[Migrator, Writer, Desk, Auditor])
            source.Clear();
        Reader.ForgetConnections();
    }

    /// <summary>Every way in which a role of the program, or the login behind it, could bypass row-level security.</summary>
    public async Task<IReadOnlyList<WrongRoleRow>> WrongRolesAsync(CancellationToken cancellation)
    {
        await using var connection = await Migrator.OpenConnectionAsync(cancellation);
        return await DoorQueries.WrongRoles.ListAsync(
            connection,
            new
            {
                workers = Roles,
                known = Roles,
                readers = _readers,
            },
            cancellation
        );
    }

    public async ValueTask DisposeAsync()
    {
        await Desk.DisposeAsync();
        await Auditor.DisposeAsync();
        await Reader.DisposeAsync();
        await Writer.DisposeAsync();
        await Migrator.DisposeAsync();
    }

    /// <summary>The connection string of the primary with the login of the replicas, which also exists there.</summary>
    private static string AskedBy(string primary, string? reader)
    {
        if (string.IsNullOrEmpty(reader) || new NpgsqlConnectionStringBuilder(reader) is not { Username: { Length: > 0 } login } given)
            return primary;
        return new NpgsqlConnectionStringBuilder(primary)
        {
            Username = login,
            Password = given.Password,
            Passfile = given.Passfile,
        }.ConnectionString;
    }

    private static Replica ReplicaOf(
        string primary,
        NpgsqlConnectionStringBuilder replica,
        TimeSpan limit,
        Action<ReplicaReport, ReplicaReport> changed
    )
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"{replica.Host}:{replica.Port}");
        // Give up a lost host soon; the usual timeout would make its readers wait for a quarter of a minute.
        replica.Timeout = 2;
        replica.CancellationTimeout = 500;
        // If the host loses power during a query, the system notices within a quarter of a minute instead of hours.
        replica.TcpKeepAlive = true;
        replica.TcpKeepAliveTime = 2;
        replica.TcpKeepAliveInterval = 1;
        return new Replica(
            Build(replica.ConnectionString, ReaderOptions, ReaderPool, "read"),
            Build(replica.ConnectionString, PatientOptions, PatientPool, "read"),
            new ReplicaWatch(Watching(primary), Watching(replica.ConnectionString), address, limit, changed)
        );
    }

    private static NpgsqlDataSource Watching(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Timeout = 2,
            CommandTimeout = 2,
            CancellationTimeout = -1,
        };
        return Build(settings.ConnectionString, ReaderOptions, 5, "watch");
    }

    /// <summary>One connection string for each host, so that every replica is judged by itself.</summary>
    private static IEnumerable<NpgsqlConnectionStringBuilder> Hosts(string connectionString)
    {
        var given = new NpgsqlConnectionStringBuilder(connectionString);
        foreach (var host in (given.Host ?? "localhost").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = host.LastIndexOf(':');
            var one = new NpgsqlConnectionStringBuilder(connectionString) { Host = host };
            if (
                colon > 0
                && int.TryParse(host.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
                && host.IndexOf(':', StringComparison.Ordinal) == colon
            )
                (one.Host, one.Port) = (host[..colon], port);
            yield return one;
        }
    }

    private static NpgsqlDataSource Build(string connectionString, string options, int pool, string purpose)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxPoolSize = pool,
            ApplicationName = $"observatory {purpose}",
        };
        // Readers repeat a few queries, and planning one takes longer than running it, so prepare them. Readers set nothing on a
        // connection, so it need not be reset.
        if (purpose == "read")
        {
            (settings.MaxAutoPrepare, settings.AutoPrepareMinUsages, settings.NoResetOnClose) = (60, 2, true);
            // Read a page of figures at once; each further read may wait for a thread to wake up.
            settings.ReadBufferSize = 1 << 16;
        }
        if (options.Length > 0)
            settings.Options = string.IsNullOrEmpty(settings.Options) ? options : settings.Options + " " + options;
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        builder.UseNodaTime();
        return builder.Build();
    }
}
