using System.Data.Common;
using System.Runtime.CompilerServices;
using Dapper;

namespace Observatory.Warehouse.Database;

/// <summary>
/// A named file of <c>sql/queries</c> whose result columns are the properties of <typeparamref name="TRow"/>; a test compares them.
/// </summary>
public sealed class Query<TRow>(string name) : INamedQuery
{
    public string Name { get; } = name;

    public Type RowType => typeof(TRow);

    public async Task<IReadOnlyList<TRow>> ListAsync(
        DbConnection connection,
        object? parameters,
        CancellationToken cancellation,
        DbTransaction? transaction = null
    ) => [.. await connection.QueryAsync<TRow>(Command(connection, parameters, transaction, cancellation))];

    public async Task<TRow> OneAsync(
        DbConnection connection,
        object? parameters,
        CancellationToken cancellation,
        DbTransaction? transaction = null
    ) => await connection.QuerySingleAsync<TRow>(Command(connection, parameters, transaction, cancellation));

    /// <summary>The only row; null if there is none.</summary>
    public async Task<TRow?> MaybeAsync(
        DbConnection connection,
        object? parameters,
        CancellationToken cancellation,
        DbTransaction? transaction = null
    ) => await connection.QuerySingleOrDefaultAsync<TRow?>(Command(connection, parameters, transaction, cancellation));

    /// <summary>Streams rows, with one row in memory at a time.</summary>
    public async IAsyncEnumerable<TRow> StreamAsync(
        DbConnection connection,
        object? parameters,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        await using var reader = await connection.ExecuteReaderAsync(Command(connection, parameters, null, cancellation));
        var parse = reader.GetRowParser<TRow>();
        while (await reader.ReadAsync(cancellation))
            yield return parse(reader);
    }

    private CommandDefinition Command(
        DbConnection connection,
        object? parameters,
        DbTransaction? transaction,
        CancellationToken cancellation
    )
    {
        AskedQueries.Tell(Name, parameters, connection);
        // Our own work runs inside a transaction and has no time limit; readers are limited by their role.
        return new(
            SqlText.Of($"queries/{Name}.sql"),
            parameters,
            transaction,
            commandTimeout: transaction is null ? null : 0,
            cancellationToken: cancellation
        );
    }
}

/// <summary>A named file of <c>sql/queries</c> that returns nothing.</summary>
public sealed class Statement(string name) : INamedQuery
{
    public string Name { get; } = name;

    public Type? RowType => null;

    /// <summary>Runs the statement; returns the number of rows it changed.</summary>
    public Task<int> RunAsync(
        DbConnection connection,
        object? parameters,
        CancellationToken cancellation,
        DbTransaction? transaction = null
    )
    {
        AskedQueries.Tell(Name, parameters, connection);
        return connection.ExecuteAsync(
            new CommandDefinition(
                SqlText.Of($"queries/{Name}.sql"),
                parameters,
                transaction,
                commandTimeout: 0,
                cancellationToken: cancellation
            )
        );
    }
}

/// <summary>The properties of a query that tests compare with <c>sql/</c>.</summary>
public interface INamedQuery
{
    string Name { get; }

    /// <summary>The record of a row; null for a statement that returns nothing.</summary>
    Type? RowType { get; }
}
