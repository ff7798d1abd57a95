using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using Observatory.Tests.Support;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Records;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary><c>sql/</c> is the schema: these hold migrations, EF Core, roles and the approved catalogue together.</summary>
public sealed class SchemaTests : IAsyncLifetime
{
    private TestWarehouse _warehouse = null!;

    public async Task InitializeAsync() => _warehouse = await TestWarehouse.CreateAsync();

    public async Task DisposeAsync() => await _warehouse.DisposeAsync();

    [Fact]
    public async Task Migrations_on_an_empty_database_give_the_approved_catalogue()
    {
        await using var database = await TestCluster.CreateEmptyAsync();
        await using var sources = new DataSources(database.ConnectionString);
        await new Migrations(sources).ApplyAsync(CancellationToken.None);
        var dump = await CatalogueDump.OfAsync(sources.Migrator);
        var approved = Path.Combine(TestWarehouse.SqlRoot, "catalogue.approved.txt");
        if (Environment.GetEnvironmentVariable("OBSERVATORY_APPROVE") == "1")
            await File.WriteAllTextAsync(approved, dump);
        Assert.Equal(await File.ReadAllTextAsync(approved), dump);
    }

    [Fact]
    public async Task Every_function_of_the_schema_has_a_file_with_its_text()
    {
        await using var command = _warehouse.Sources.Migrator.CreateCommand(
            """
            select array_agg(distinct nspname || '.' || proname)
            from pg_proc
            join pg_namespace on pg_namespace.oid = pronamespace
            where nspname not in ('pg_catalog', 'information_schema', 'public', 'hangfire')
                and nspname not like 'pg\_%'
            """
        );
        var functions = (string[])(await command.ExecuteScalarAsync())!;
        var files = SqlText.Names.Where(n => n.StartsWith("functions/", StringComparison.Ordinal)).Select(n => n[10..^4]);
        Assert.Equal(functions.Order(StringComparer.Ordinal), files);
    }

    [Fact]
    public async Task Applying_twice_changes_nothing()
    {
        var before = await CatalogueDump.OfAsync(_warehouse.Sources.Migrator);
        var report = await new Migrations(_warehouse.Sources).ApplyAsync(CancellationToken.None);
        Assert.Equal(("", before), (string.Join(' ', report.Pending), await CatalogueDump.OfAsync(_warehouse.Sources.Migrator)));
    }

    [Fact]
    public async Task Two_migration_runs_at_once_apply_everything_once()
    {
        await using var database = await TestCluster.CreateEmptyAsync();
        await using var one = new DataSources(database.ConnectionString);
        await using var two = new DataSources(database.ConnectionString);
        var reports = await Task.WhenAll(
            new Migrations(one).ApplyAsync(CancellationToken.None),
            new Migrations(two).ApplyAsync(CancellationToken.None)
        );
        Assert.Equal(
            [0, SqlText.Names.Count(n => n.Split('/')[0] is "migrations" or "functions" or "views")],
            reports.Select(r => r.Pending.Count).Order()
        );
    }

    [Fact]
    public async Task A_migration_edited_after_it_was_applied_refuses_to_start()
    {
        await LoadCounts.ExecuteAsync(
            _warehouse,
            $"update public.schema_journal set checksum = 'other' where name = 'migrations/0002_taxonomy.sql'"
        );
        var fault = await Assert.ThrowsAsync<MigrationException>(() =>
            new Migrations(_warehouse.Sources).ApplyAsync(CancellationToken.None)
        );
        Assert.Equal((MigrationException.Edited, "sql/migrations/0002_taxonomy.sql"), (fault.Code, fault.File));
    }

    [Fact]
    public async Task A_database_newer_than_the_program_refuses_to_start()
    {
        await LoadCounts.ExecuteAsync(
            _warehouse,
            $"insert into public.schema_journal (name, checksum) values ('migrations/9999_later.sql', 'x')"
        );
        var fault = await Assert.ThrowsAsync<MigrationException>(() =>
            new Migrations(_warehouse.Sources).CheckAsync(CancellationToken.None)
        );
        Assert.Equal((MigrationException.Unknown, "sql/migrations/9999_later.sql"), (fault.Code, fault.File));
    }

    [Fact]
    public async Task Every_column_of_the_object_model_exists_with_its_type_and_nullability()
    {
        var wrong = new List<string>();
        await using var db = ObservatoryContext.Open(_warehouse.Sources);
        foreach (var type in db.Model.GetEntityTypes())
        {
            var table = StoreObjectIdentifier.Create(type, StoreObjectType.Table)!.Value;
            foreach (var property in type.GetProperties())
            {
                await using var command = _warehouse.Sources.Migrator.CreateCommand(
                    "select format_type(atttypid, atttypmod) || case when attnotnull then '' else ' null' end from pg_attribute "
                        + "where attrelid = to_regclass($1) and attname = $2"
                );
                command.Parameters.Add(new NpgsqlParameter { Value = $"{table.Schema}.{table.Name}" });
                command.Parameters.Add(new NpgsqlParameter { Value = property.GetColumnName(table) });
                var actual = await command.ExecuteScalarAsync() as string ?? "nothing";
                var expected = property.GetColumnType(table) + (property.IsColumnNullable(table) ? " null" : "");
                if (actual != expected)
                    wrong.Add($"{table.Name}.{property.GetColumnName(table)}: {expected} in C#, {actual} in the database");
            }
        }
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("select * from dw.fact_observation")]
    [InlineData("select * from ingest.submission")]
    [InlineData("select * from ref.area")]
    [InlineData("insert into ingest.feed (feed) values ('x')")]
    [InlineData("update ref.indicator set retired = true")]
    [InlineData("delete from dw.load")]
    [InlineData("create table pub.mine ()")]
    public async Task The_readers_role_sees_only_what_is_published_and_writes_nothing(string statement)
    {
        await using var connection = await _warehouse.Sources.Reader.OpenConnectionAsync();
        // Even one who lifts the session's own guard.
        await using var lift = new NpgsqlCommand("set default_transaction_read_only = off", connection);
        await lift.ExecuteNonQueryAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, fault.SqlState);
    }

    [Theory]
    [InlineData("delete from dw.fact_observation")]
    [InlineData("truncate dw.fact_observation")]
    [InlineData("delete from dw.load")]
    [InlineData("drop table dw.fact_observation")]
    [InlineData("delete from ref.area")]
    public async Task The_writers_role_cannot_take_anything_away(string statement)
    {
        await using var command = _warehouse.Sources.Writer.CreateCommand(statement);
        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, fault.SqlState);
    }
}
