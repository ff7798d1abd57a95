using Npgsql;
using Observatory.Tests.Support;
using Observatory.Warehouse.Access;
using Xunit;
using Xunit.Abstractions;

namespace Observatory.Tests.Access;

/// <summary>The chain of acts: one, whoever writes; and whatever is done to it is found where it was done.</summary>
public sealed class AuditTests(ITestOutputHelper output) : IAsyncLifetime
{
    private TestWarehouse _warehouse = null!;
    private TemporaryFolder _folder = null!;
    private AuditDesk _audit = null!;

    public async Task InitializeAsync()
    {
        _folder = new TemporaryFolder();
        _warehouse = await TestWarehouse.CreateAsync();
        _audit = new AuditDesk(_warehouse.Sources, AccessRules.Usual, _warehouse.Clock, _folder["heads"]);
    }

    public async Task DisposeAsync()
    {
        await _warehouse.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_hundred_writers_keep_one_chain_of_a_hundred_thousand_acts()
    {
        const int writers = 100,
            acts = 1000;
        // Each writer's thousand acts as a hundred transactions of ten: between them others write. They wait for a connection as a server's
        // requests do.
        await using var source = new NpgsqlDataSourceBuilder(
            new NpgsqlConnectionStringBuilder(_warehouse.Sources.ConnectionString)
            {
                MaxPoolSize = 12,
                Timeout = 300,
                CommandTimeout = 300,
            }.ConnectionString
        ).Build();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, writers),
            new ParallelOptions { MaxDegreeOfParallelism = writers },
            async (writer, cancellation) =>
            {
                for (var turn = 0; turn < acts / 10; turn++)
                {
                    await using var connection = await source.OpenConnectionAsync(cancellation);
                    await RunAsync(
                        connection,
                        "select count(audit.note(@actor, 'OFFICE', 'MEX', 'test.act', @subject || act, jsonb_build_object('at', "
                            + "act))) from generate_series(1, 10) as act",
                        ("actor", $"writer {writer}"),
                        ("subject", $"{writer}/{turn}/")
                    );
                }
            }
        );
        var report = await _audit.VerifyAsync(CancellationToken.None);
        output.WriteLine($"{report.Entries} acts");
        Assert.Equal(writers * acts, report.Entries);
        Assert.Empty(report.Faults);
    }

    [Theory]
    [InlineData("update audit.entry set actor = 'somebody else' where entry = 5", 5, "changed")]
    [InlineData("update audit.entry set detail = '{\"n\": 6.0}' where entry = 6", 6, "changed")]
    [InlineData("delete from audit.entry where entry = 5", 5, "removed")]
    [InlineData("delete from audit.entry where entry > 8", 9, "removed")]
    [InlineData(
        "insert into audit.entry select 11, at, actor, office, country, act, subject, detail, hash from audit.entry where entry = 10",
        11,
        "added"
    )]
    [InlineData(
        "update audit.entry set entry = -1 where entry = 4; update audit.entry set entry = 4 where entry = 5; update audit.entry "
            + "set entry = 5 where entry = -1",
        4,
        "changed"
    )]
    public async Task Tampering_is_found_where_it_was_done(string done, long entry, string fault)
    {
        await WriteAsync(10);
        Assert.Empty((await _audit.VerifyAsync(CancellationToken.None)).Faults);
        File.Delete(_folder["heads"]);
        await TamperAsync(done);
        var first = (await _audit.VerifyAsync(CancellationToken.None)).Faults[0];
        Assert.Equal((entry, fault), (first.Entry, first.Fault));
    }

    [Fact]
    public async Task A_chain_made_anew_does_not_agree_with_what_was_kept_outside()
    {
        await WriteAsync(10);
        Assert.Empty((await _audit.VerifyAsync(CancellationToken.None)).Faults);
        // Whoever owns the database can write a whole chain that holds by itself.
        await TamperAsync("truncate audit.entry; update audit.head set entry = 0, hash = sha256('Inter-American Security Observatory')");
        await WriteAsync(10, "somebody else");
        var report = await _audit.VerifyAsync(CancellationToken.None);
        Assert.Equal([(10L, "changed")], report.Faults.Select(f => (f.Entry, f.Fault)));
    }

    [Theory]
    [InlineData("update audit.entry set actor = 'x'")]
    [InlineData("delete from audit.entry")]
    [InlineData("insert into audit.entry select 999, at, actor, office, country, act, subject, detail, hash from audit.entry limit 1")]
    [InlineData("update audit.head set entry = 0")]
    public async Task No_role_of_the_program_can_write_in_the_history(string attempt)
    {
        await WriteAsync(1);
        foreach (var role in Observatory.Warehouse.Database.DataSources.Roles)
        {
            await using var connection = new NpgsqlConnection(_warehouse.Sources.ConnectionString);
            await connection.OpenAsync();
            await RunAsync(connection, $"set role {role}");
            var refused = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(connection, attempt));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
    }

    [Fact]
    public async Task An_entry_that_is_rolled_back_leaves_the_chain_intact()
    {
        await WriteAsync(1);
        await using (var connection = await _warehouse.Sources.Migrator.OpenConnectionAsync())
        await using (await connection.BeginTransactionAsync())
            await RunAsync(connection, "select audit.note('a', null, null, 'test', 's', '{}')");
        var report = await _audit.VerifyAsync(CancellationToken.None);
        Assert.Equal(1, report.Entries);
        Assert.Empty(report.Faults);
    }

    private async Task WriteAsync(int acts, string actor = "writer")
    {
        await using var connection = await _warehouse.Sources.Migrator.OpenConnectionAsync();
        for (var n = 1; n <= acts; n++)
            await RunAsync(
                connection,
                "select audit.note(@actor, null, 'MEX', 'test.act', 'x', jsonb_build_object('n', @n))",
                ("actor", actor),
                ("n", n)
            );
    }

    private async Task TamperAsync(string done)
    {
        await using var connection = await _warehouse.Sources.Migrator.OpenConnectionAsync();
        await RunAsync(connection, done);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, params IEnumerable<(string Name, object Value)> parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        await command.ExecuteNonQueryAsync();
    }
}
