using System.Data.Common;
using System.Runtime.CompilerServices;
using Dapper;

namespace Observatory.Warehouse.Database;

/// <summary>A named file of <c>sql/queries</c> whose result columns are the properties of <typeparamref name="TRow"/>; a test holds them together.</summary>
public sealed class Query<TRow>(string name) : INamedQuery
{
    public string Name { get; } = name;

    public Type RowType => typeof(TRow);

    public async Task<IReadOnlyList<TRow>> ListAsync(DbConnection connection, object? parameters, CancellationToken cancellation, DbTransaction? transaction = null) =>
        [.. await connection.QueryAsync<TRow>(Command(parameters, transaction, cancellation)).ConfigureAwait(false)];

    public async Task<TRow> OneAsync(DbConnection connection, object? parameters, CancellationToken cancellation, DbTransaction? transaction = null) =>
        await connection.QuerySingleAsync<TRow>(Command(parameters, transaction, cancellation)).ConfigureAwait(false);

    public async Task<TRow?> MaybeAsync(DbConnection connection, object? parameters, CancellationToken cancellation, DbTransaction? transaction = null) =>
        await connection.QuerySingleOrDefaultAsync<TRow?>(Command(parameters, transaction, cancellation)).ConfigureAwait(false);

    /// <summary>Streams rows; memory stays that of one row.</summary>
    public async IAsyncEnumerable<TRow> StreamAsync(DbConnection connection, object? parameters, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var reader = await connection.ExecuteReaderAsync(Command(parameters, null, cancellation)).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            var parse = reader.GetRowParser<TRow>();
            while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
                yield return parse(reader);
        }
    }

    private CommandDefinition Command(object? parameters, DbTransaction? transaction, CancellationToken cancellation)
    {
        if (AskedQueries.Listener.IsEnabled())
            AskedQueries.Listener.Write(AskedQueries.Asked, new AskedQuery(Name, parameters));
        // Inside a transaction the work is ours and takes as long as it takes; a reader's time is limited by its role.
        return new(SqlText.Of($"queries/{Name}.sql"), parameters, transaction, commandTimeout: transaction is null ? null : 0, cancellationToken: cancellation);
    }
}

/// <summary>A named file of <c>sql/queries</c> that returns nothing.</summary>
public sealed class Statement(string name) : INamedQuery
{
    public string Name { get; } = name;

    public Type? RowType => null;

    /// <summary>Rows touched.</summary>
    public Task<int> RunAsync(DbConnection connection, object? parameters, CancellationToken cancellation, DbTransaction? transaction = null) =>
        connection.ExecuteAsync(new CommandDefinition(SqlText.Of($"queries/{Name}.sql"), parameters, transaction, commandTimeout: 0, cancellationToken: cancellation));
}

/// <summary>What the tests that keep <c>sql/</c> and C# in step see of a query.</summary>
public interface INamedQuery
{
    string Name { get; }

    /// <summary>The record of a row; null for a statement that returns nothing.</summary>
    Type? RowType { get; }
}
