using System.Text.RegularExpressions;
using Npgsql;
using Observatory.Tests.Support;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Loading;
using Xunit;

namespace Observatory.Tests.Faults;

/// <summary>Statements that give a number to what may be new, when two ask for the same at one moment.</summary>
public sealed partial class AtOnceTests : IAsyncLifetime
{
    private TestWarehouse _warehouse = null!;

    public async Task InitializeAsync() => _warehouse = await TestWarehouse.CreateAsync();

    public async Task DisposeAsync() => await _warehouse.DisposeAsync();

    public static TheoryData<string> Statements => ["mapping", "attributes"];

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task Two_transactions_that_register_the_same_row_at_once_get_the_same_number(string which)
    {
        var (query, parameters) = Of(which);
        await using var first = await _warehouse.Sources.Writer.OpenConnectionAsync();
        await using var second = await _warehouse.Sources.Writer.OpenConnectionAsync();
        await using var watch = await _warehouse.Sources.Migrator.OpenConnectionAsync();
        await using var ahead = await first.BeginTransactionAsync();
        await using var behind = await second.BeginTransactionAsync();
        var given = await query.OneAsync(first, parameters, CancellationToken.None, ahead);
        var waiting = query.OneAsync(second, parameters, CancellationToken.None, behind);
        // It has looked, found nothing, and waits for the row that is being added.
        await UntilItWaitsAsync(watch, second.ProcessID, waiting);
        await ahead.CommitAsync();
        Assert.Equal(given, await waiting);
        await behind.CommitAsync();
        Assert.Equal(given, await query.OneAsync(first, parameters, CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task A_waiting_transaction_adds_the_row_if_the_first_one_is_rolled_back(string which)
    {
        var (query, parameters) = Of(which);
        await using var first = await _warehouse.Sources.Writer.OpenConnectionAsync();
        await using var second = await _warehouse.Sources.Writer.OpenConnectionAsync();
        await using var watch = await _warehouse.Sources.Migrator.OpenConnectionAsync();
        await using var ahead = await first.BeginTransactionAsync();
        await query.OneAsync(first, parameters, CancellationToken.None, ahead);
        var waiting = query.OneAsync(second, parameters, CancellationToken.None);
        await UntilItWaitsAsync(watch, second.ProcessID, waiting);
        await ahead.RollbackAsync();
        Assert.Equal(await waiting, await query.OneAsync(first, parameters, CancellationToken.None));
    }

    /// <summary>
    /// Under read committed a statement does not see a row that another adds while it runs: what does nothing on a conflict returns nothing
    /// either, and looking it up beside that finds nothing.
    /// </summary>
    [Fact]
    public void No_statement_combines_do_nothing_on_conflict_with_a_look_up_of_the_existing_row()
    {
        Assert.Matches(
            LookedUpBeside(),
            "with c as (insert into a (b) values (1) on conflict (b) do nothing returning b) select b from c union all select b from a"
        );
        Assert.DoesNotMatch(
            LookedUpBeside(),
            "insert into a (b) values (1) on conflict (b) do nothing returning b; select b from c union all select b from a"
        );
        var wrong = SqlText
            .Names.Where(n => !n.StartsWith("migrations/", StringComparison.Ordinal))
            .Where(n => LookedUpBeside().IsMatch(SqlText.Of(n)))
            .ToList();
        var catalogue = File.ReadAllText(Path.Combine(TestWarehouse.SqlRoot, "catalogue.approved.txt"));
        Assert.Empty(wrong);
        Assert.DoesNotMatch(LookedUpBeside(), catalogue);
    }

    [GeneratedRegex(@"\bon\s+conflict\b[^;]*?\bdo\s+nothing\s+returning\b[^;]*\b(union|coalesce|left\s+join)\b", RegexOptions.IgnoreCase)]
    private static partial Regex LookedUpBeside();

    private static (Query<int> Query, object Parameters) Of(string which) =>
        which == "mapping"
            ? (
                LoadQueries.RegisterMapping,
                new
                {
                    mapping = "MEX/at-once",
                    version = 1,
                    checksum = new string('a', 64),
                }
            )
            : (
                LoadQueries.AttributeSet,
                new
                {
                    statuses = "A",
                    counting_unit = "at once",
                    confidentiality = "F",
                    notes = "",
                    notes_say = "",
                }
            );

    private static async Task UntilItWaitsAsync(NpgsqlConnection watch, int process, Task asked)
    {
        await using var blocked = new NpgsqlCommand("select cardinality(pg_blocking_pids($1)) > 0", watch)
        {
            Parameters = { new() { Value = process } },
        };
        while (!(bool)(await blocked.ExecuteScalarAsync())! && !asked.IsCompleted)
            await Task.Yield();
    }
}
