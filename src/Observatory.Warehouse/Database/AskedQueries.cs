using System.Data.Common;
using System.Diagnostics;

namespace Observatory.Warehouse.Database;

/// <summary>A query as it goes to the database.</summary>
/// <param name="Name">Of its file below <c>sql/queries</c>, without the ending.</param>
/// <param name="Parameters">An object whose properties are the parameters, some of which the query may not have; null for none.</param>
/// <param name="Connection">Which it goes by, with its transaction: nothing is under way there while the event is told.</param>
public sealed record AskedQuery(string Name, object? Parameters, DbConnection Connection);

/// <summary>
/// Whoever wants to know which queries an answer takes can listen, as the benchmark does to ask the same of another client, and a test to
/// see the plans of a load. Nobody listening costs nothing.
/// </summary>
public static class AskedQueries
{
    public const string ListenerName = "Observatory.Warehouse.Queries";

    /// <summary>The only event: its payload is an <see cref="AskedQuery"/>.</summary>
    public const string Asked = "asked";

    /// <summary>Tells whoever listens of a query or a statement, right before it is sent.</summary>
    internal static void Tell(string name, object? parameters, DbConnection connection)
    {
        if (Listener.IsEnabled())
            Listener.Write(Asked, new AskedQuery(name, parameters, connection));
    }

    private static readonly DiagnosticListener Listener = new(ListenerName);
}
