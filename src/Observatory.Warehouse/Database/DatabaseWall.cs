using Npgsql;

namespace Observatory.Warehouse.Database;

/// <summary>What the database itself refuses, since the role of a connection may not do it: the second wall behind the desks.</summary>
public static class DatabaseWall
{
    /// <summary>True where an exception, or what caused it, is such a refusal.</summary>
    public static bool HasStopped(Exception exception) =>
        (exception as PostgresException ?? exception.InnerException as PostgresException)
            is { SqlState: PostgresErrorCodes.InsufficientPrivilege };
}
