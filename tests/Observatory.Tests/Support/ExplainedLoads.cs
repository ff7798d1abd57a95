using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using Observatory.Warehouse.Database;

namespace Observatory.Tests.Support;

/// <summary>
/// Runs each statement of loads and rebuilds a second time, in a savepoint that is undone, to see how many rows it goes through: in the
/// very state in which the load finds its tables, the temporary ones included. Rows are counted and nothing is timed.
/// </summary>
internal sealed class ExplainedLoads : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private static readonly string[] Loading = ["load/", "rollups/"];

    private static readonly string[] Planned = ["with ", "select ", "insert ", "update ", "delete ", "create temporary table "];

    private readonly string _database;
    private readonly List<IDisposable> _heard = [];
    private readonly IDisposable _everything;

    public ExplainedLoads(TestWarehouse warehouse)
    {
        _database = new NpgsqlConnectionStringBuilder(warehouse.ConnectionString).Database!;
        _everything = DiagnosticListener.AllListeners.Subscribe(this);
    }

    /// <summary>What was seen since it was last taken.</summary>
    public List<ExplainedStatement> Seen { get; } = [];

    public List<ExplainedStatement> Take()
    {
        List<ExplainedStatement> taken = [.. Seen];
        Seen.Clear();
        return taken;
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == AskedQueries.ListenerName)
            _heard.Add(value.Subscribe(this));
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (
            value.Value is not AskedQuery { Connection: NpgsqlConnection connection } asked
            || connection.Database != _database
            || !Loading.Any(l => asked.Name.StartsWith(l, StringComparison.Ordinal))
        )
            return;
        var sql = SqlText.Of($"queries/{asked.Name}.sql");
        var first = sql.Split('\n').First(l => l.Length > 0 && !l.StartsWith("--", StringComparison.Ordinal));
        // The others have no plan: looks of the planner, views, indexes.
        if (!Planned.Any(p => first.StartsWith(p, StringComparison.Ordinal)) || !Begins(connection))
            return;
        using (var explain = new NpgsqlCommand("explain (analyze, timing off, format json) " + sql, connection))
        {
            foreach (var property in asked.Parameters?.GetType().GetProperties() ?? [])
                if (sql.Contains('@' + property.Name, StringComparison.Ordinal))
                    explain.Parameters.AddWithValue(property.Name, property.GetValue(asked.Parameters) ?? DBNull.Value);
            Seen.Add(new(asked.Name, (string)explain.ExecuteScalar()!));
        }
        Do(connection, "rollback to savepoint explained");
        // Back to where it was: what is made next is made in the load's own transaction.
        Do(connection, "release savepoint explained");
    }

    public void OnCompleted() { }

    public void OnError(Exception error) { }

    public void Dispose()
    {
        foreach (var one in _heard)
            one.Dispose();
        _everything.Dispose();
    }

    private static bool Begins(NpgsqlConnection connection)
    {
        try
        {
            Do(connection, "savepoint explained");
            return true;
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.NoActiveSqlTransaction)
        {
            // What is asked outside of a transaction is no part of a load's own work.
            return false;
        }
    }

    private static void Do(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}

/// <summary>A statement as it was run.</summary>
/// <param name="Plan">As JSON, with the rows that were there.</param>
internal sealed record ExplainedStatement(string Name, string Plan)
{
    private static readonly string[] Removed = ["Rows Removed by Filter", "Rows Removed by Join Filter", "Rows Removed by Index Recheck"];

    /// <summary>The rows that all steps of the plan went through together.</summary>
    public double Rows => Nodes().Sum(n => n.Rows);

    /// <summary>The step that went through most, with how often it was run.</summary>
    public string Busiest =>
        Nodes().MaxBy(n => n.Rows) is var most
            ? string.Create(CultureInfo.InvariantCulture, $"{most.Step}: {most.Rows:0} rows in {most.Loops:0} runs")
            : "";

    /// <summary>Tables that were read from end to end, with how many rows of them.</summary>
    public IEnumerable<(string Table, double Rows)> ReadThrough =>
        Nodes().Where(n => n.Step.StartsWith("Seq Scan", StringComparison.Ordinal) && n.Table is not null).Select(n => (n.Table!, n.Rows));

    private IEnumerable<(string Step, string? Table, double Rows, double Loops)> Nodes()
    {
        using var plan = JsonDocument.Parse(Plan);
        return [.. Below(plan.RootElement[0].GetProperty(nameof(Plan)))];
    }

    private static IEnumerable<(string Step, string? Table, double Rows, double Loops)> Below(JsonElement node)
    {
        var loops = node.GetProperty("Actual Loops").GetDouble();
        var rows =
            node.GetProperty("Actual Rows").GetDouble()
            + Removed.Sum(r => node.TryGetProperty(r, out var removed) ? removed.GetDouble() : 0);
        var table = node.TryGetProperty("Relation Name", out var relation) ? relation.GetString() : null;
        yield return ($"{node.GetProperty("Node Type").GetString()} {table}", table, rows * loops, loops);
        if (node.TryGetProperty("Plans", out var plans))
            foreach (var below in plans.EnumerateArray().SelectMany(Below))
                yield return below;
    }
}
