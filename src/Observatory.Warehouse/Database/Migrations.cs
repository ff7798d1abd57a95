using System.Data;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using DbUp;
using DbUp.Engine;
using DbUp.Engine.Output;
using Npgsql;

namespace Observatory.Warehouse.Database;

/// <summary>The result of a run, or a preview of it.</summary>
/// <param name="Pending">Migrations and views that were not applied in their current form, in order.</param>
/// <param name="Applied">True if the run applied them, false for a preview.</param>
public sealed record MigrationReport(IReadOnlyList<string> Pending, bool Applied);

/// <summary>
/// Brings a database to the schema of <c>sql/</c>: numbered migrations once, then the functions and views whose text has changed.
/// An advisory lock excludes other runs; each script is a transaction; a run is refused if a migration was edited after it was applied.
/// </summary>
public sealed class Migrations(DataSources sources)
{
    private const long Lock = 0x4F42_5345_5256; // "OBSERV"

    public async Task<MigrationReport> CheckAsync(CancellationToken cancellation)
    {
        await using var connection = await sources.Migrator.OpenConnectionAsync(cancellation);
        return new MigrationReport(await PendingAsync(connection, cancellation), false);
    }

    public async Task<MigrationReport> ApplyAsync(CancellationToken cancellation)
    {
        await using var connection = await sources.Migrator.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            new CommandDefinition(SqlText.Of("journal/lock.sql"), new { key = Lock }, commandTimeout: 0, cancellationToken: cancellation)
        );
        try
        {
            var pending = await PendingAsync(connection, cancellation);
            await connection.ExecuteAsync(new CommandDefinition(SqlText.Of("journal/create.sql"), cancellationToken: cancellation));
            Run(pending);
            await connection.ExecuteAsync(new CommandDefinition(SqlText.Of("journal/give_up_roles.sql"), cancellationToken: cancellation));
            return new MigrationReport(pending, true);
        }
        finally
        {
            await connection.ExecuteAsync(
                new CommandDefinition(SqlText.Of("journal/unlock.sql"), new { key = Lock }, cancellationToken: CancellationToken.None)
            );
        }
    }

    private void Run(IReadOnlyList<string> pending)
    {
        if (pending.Count == 0)
            return;
        var engine = DeployChanges
            .To.PostgresqlDatabase(sources.ConnectionString)
            .WithScripts(pending.Select((name, at) => new SqlScript(name, SqlText.Of(name), new SqlScriptOptions { RunGroupOrder = at })))
            .JournalTo(new Journal())
            .WithTransactionPerScript()
            .WithVariablesDisabled()
            .LogTo(new NoUpgradeLog())
            .Build();
        var result = engine.PerformUpgrade();
        if (!result.Successful)
            throw new MigrationException(MigrationException.Failed, $"sql/{result.ErrorScript?.Name}", result.Error);
    }

    private static async Task<IReadOnlyList<string>> PendingAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var exists = await connection.ExecuteScalarAsync<bool>(
            new CommandDefinition(SqlText.Of("journal/exists.sql"), cancellationToken: cancellation)
        );
        var applied = exists
            ? (
                await connection.QueryAsync<(string Name, string Checksum)>(
                    new CommandDefinition(SqlText.Of("journal/list.sql"), cancellationToken: cancellation)
                )
            ).ToDictionary(a => a.Name, a => a.Checksum, StringComparer.Ordinal)
            : [];
        var migrations = SqlText.Names.Where(n => n.StartsWith("migrations/", StringComparison.Ordinal)).ToList();
        foreach (var migration in migrations)
            if (applied.TryGetValue(migration, out var checksum) && checksum != Checksum(migration))
                throw new MigrationException(MigrationException.Edited, $"sql/{migration}");
        foreach (var unknown in applied.Keys.Where(a => a.StartsWith("migrations/", StringComparison.Ordinal) && !migrations.Contains(a)))
            throw new MigrationException(MigrationException.Unknown, $"sql/{unknown}");
        // A migration creates a function; the file of the function replaces its body whenever it changes.
        var functions = SqlText.Names.Where(n =>
            n.StartsWith("functions/", StringComparison.Ordinal) && applied.GetValueOrDefault(n) != Checksum(n)
        );
        var views = SqlText.Names.Where(n => n.StartsWith("views/", StringComparison.Ordinal)).ToList();
        // A view may use another: if one has changed, it and all after it are applied again.
        var firstChanged = views.FindIndex(v => applied.GetValueOrDefault(v) != Checksum(v));
        return [.. migrations.Where(m => !applied.ContainsKey(m)), .. functions, .. firstChanged < 0 ? [] : views.Skip(firstChanged)];
    }

    private static string Checksum(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(SqlText.Of(name))));

    /// <summary>Records each script, with its checksum, in the transaction that applies it.</summary>
    private sealed class Journal : IJournal
    {
        public string[] GetExecutedScripts() => [];

        public void StoreExecutedScript(SqlScript script, Func<IDbCommand> dbCommandFactory)
        {
            using var command = dbCommandFactory();
            command.CommandText = SqlText.Of("journal/record.sql");
            Add(command, "name", script.Name);
            Add(command, "checksum", Checksum(script.Name));
            command.ExecuteNonQuery();
        }

        public void EnsureTableExistsAndIsLatestVersion(Func<IDbCommand> dbCommandFactory)
        {
            // The table was created before the run, under its lock.
        }

        private static void Add(IDbCommand command, string name, string value)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }
    }

    private sealed class NoUpgradeLog : IUpgradeLog
    {
        public void LogTrace(string format, params object[] args) { }

        public void LogDebug(string format, params object[] args) { }

        public void LogInformation(string format, params object[] args) { }

        public void LogWarning(string format, params object[] args) { }

        public void LogError(string format, params object[] args) { }

        public void LogError(Exception ex, string format, params object[] args) { }
    }
}

/// <summary>The schema cannot be migrated. The text for people is made from the code.</summary>
/// <param name="code">One of <see cref="Codes"/>.</param>
/// <param name="file">The migration or view concerned, such as <c>sql/migrations/0002_taxonomy.sql</c>.</param>
public sealed class MigrationException(string code, string file, Exception? inner = null)
    : Exception($"{code} {file}{(inner is null ? "" : ": " + inner.Message)}", inner)
{
    /// <summary>The migration was edited after it had been applied to this database.</summary>
    public const string Edited = "MIGRATION_EDITED";

    /// <summary>The database has a migration that the program does not know, so the program is the older of the two.</summary>
    public const string Unknown = "MIGRATION_UNKNOWN";

    /// <summary>The server refused the script; nothing of it is applied.</summary>
    public const string Failed = "MIGRATION_FAILED";

    public static IReadOnlyList<string> Codes { get; } = [Edited, Unknown, Failed];

    public string Code => code;

    public string File => file;
}
