using System.Data.Common;
using System.Diagnostics;

namespace Observatory.Warehouse.Database;

/// <summary>A query that is about to be sent to the database.</summary>
/// <param name="Name">Name of its file below <c>sql/queries</c>, without the extension.</param>
/// <param name="Parameters">An object whose properties are the parameters, some of which the query may not have; null for none.</param>
/// <param name="Connection">Its connection, with its transaction. Nothing runs on it while the event is published.</param>
public sealed record AskedQuery(string Name, object? Parameters, DbConnection Connection);

/// <summary>
/// Publishes which queries an answer needs: the benchmark runs them with another client, and a test inspects the plans of a load. Without a
/// listener this costs nothing.
/// </summary>
public static class AskedQueries
{
    public const string ListenerName = "Observatory.Warehouse.Queries";

    /// <summary>The only event: its payload is an <see cref="AskedQuery"/>.</summary>
    public const string Asked = "asked";

    /// <summary>Publishes a query or statement, right before it is sent.</summary>
    internal static void Tell(string name, object? parameters, DbConnection connection)
    {
        if (Listener.IsEnabled())
            Listener.Write(Asked, new AskedQuery(name, parameters, connection));
    }

    private static readonly DiagnosticListener Listener = new(ListenerName);
}
