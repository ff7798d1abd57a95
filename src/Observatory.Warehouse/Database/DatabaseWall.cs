using Npgsql;

namespace Observatory.Warehouse.Database;

/// <summary>
/// Recognises refusals by the database itself, because the role of a connection lacks a right: the check behind the desks' own.
/// </summary>
public static class DatabaseWall
{
    /// <summary>True if an exception, or its cause, is such a refusal.</summary>
    public static bool HasStopped(Exception exception) =>
        (exception as PostgresException ?? exception.InnerException as PostgresException)
            is { SqlState: PostgresErrorCodes.InsufficientPrivilege };
}
