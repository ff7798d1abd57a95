using Npgsql;

namespace Observatory.Tests.Support;

/// <summary>A database of one's own, dropped afterwards.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly string _name;
    private readonly string _server;

    internal TestDatabase(string connectionString, string name, string server, string? questions = null)
    {
        Questions = questions;
        ConnectionString = connectionString;
        _name = name;
        _server = server;
    }

    public string ConnectionString { get; }

    /// <summary>
    /// As the login that public questions are asked by; null where the tests' server is given and has none that is known.
    /// </summary>
    public string? Questions { get; }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearPool(new NpgsqlConnection(ConnectionString));
        try
        {
            await TestCluster.ExecuteAsync(_server, $"drop database if exists {_name} with (force)");
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            // The server's own vacuum was at work there: force may not end it, and without force the server ends it itself.
            await TestCluster.ExecuteAsync(_server, $"drop database if exists {_name}");
        }
    }
}
