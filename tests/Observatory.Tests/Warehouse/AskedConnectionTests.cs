using Npgsql;
using Observatory.Tests.Support;
using Observatory.Warehouse.Questions;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>What readers' connections keep from one question to the next: statements that are prepared, and nothing that was set.</summary>
public sealed class AskedConnectionTests : IAsyncLifetime
{
    private TestWarehouse _warehouse = null!;

    public async Task InitializeAsync() => _warehouse = await TestWarehouse.CreateAsync();

    public async Task DisposeAsync() => await _warehouse.DisposeAsync();

    [Fact]
    public async Task A_question_for_all_members_is_prepared_as_one_for_some_is()
    {
        var some = TestWarehouse.Ask("HOM_INC", "MEX", "2020");
        var all = some with { Breakdown = new Dictionary<string, IReadOnlyList<string>> { ["OFFENCE"] = ["*"] } };
        var known = await KnownBreakdowns.OfAsync(_warehouse.Sources, CancellationToken.None);
        await using var connection = await _warehouse.Sources.Reader.OpenConnectionAsync(CancellationToken.None);
        foreach (var query in new[] { some, some, all, all })
            await FigureQueries.Observations.ListAsync(
                connection,
                FigureFetch.ParametersOf(
                    (await _warehouse.Resolver.ResolveAsync(query, CancellationToken.None)).ToFetch(query.Indicators),
                    known
                ),
                CancellationToken.None
            );
        // The first time a statement is not prepared yet.
        Assert.Equal(
            3L,
            await OneAsync(
                connection,
                "select sum(generic_plans + custom_plans)::bigint from pg_prepared_statements where statement like '%place_in_order%'"
            )
        );
    }

    [Fact]
    public async Task A_connection_for_an_export_passes_its_long_timeout_on_to_no_other_reader()
    {
        await using (var patient = await _warehouse.Sources.Reader.OpenPatientConnectionAsync(CancellationToken.None))
            Assert.Equal("10min", await OneAsync(patient, "show statement_timeout"));
        await using var connection = await _warehouse.Sources.Reader.OpenConnectionAsync(CancellationToken.None);
        Assert.Equal("30s", await OneAsync(connection, "show statement_timeout"));
        Assert.Equal("observatory_reader", await OneAsync(connection, "select current_user::text"));
    }

    private static async Task<object?> OneAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(CancellationToken.None);
    }
}
