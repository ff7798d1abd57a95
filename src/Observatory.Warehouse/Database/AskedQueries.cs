using System.Diagnostics;

namespace Observatory.Warehouse.Database;

/// <summary>A query as it goes to the database.</summary>
/// <param name="Name">Of its file below <c>sql/queries</c>, without the ending.</param>
/// <param name="Parameters">An object whose properties are the parameters, some of which the query may not have; null for none.</param>
public sealed record AskedQuery(string Name, object? Parameters);

/// <summary>Whoever wants to know which queries an answer takes can listen, as the benchmark does to ask the same of another client. Nobody listening costs nothing.</summary>
public static class AskedQueries
{
    public const string ListenerName = "Observatory.Warehouse.Queries";

    /// <summary>The only event: its payload is an <see cref="AskedQuery"/>.</summary>
    public const string Asked = "asked";

    internal static readonly DiagnosticListener Listener = new(ListenerName);
}
