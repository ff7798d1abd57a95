using System.Net.Sockets;
using Npgsql;
using Observatory.Core.Checking;

namespace Observatory.Warehouse.Faults;

/// <summary>
/// A failure that is nobody's fault: neither of a file, nor of a request, nor of the program. Addresses, commands and workers all use this
/// class to recognise such failures.
/// </summary>
/// <param name="Place">Folder or file; null if the failure does not name one.</param>
public sealed record Outage(OutageKind Kind, string? Place = null)
{
    // Error numbers of operating systems: Linux first, then macOS and Windows if they differ.
    private static readonly HashSet<int> Full = [28, 122, 69, unchecked((int)0x80070070), unchecked((int)0x80070027)];
    private static readonly HashSet<int> Broken =
    [
        5,
        30,
        23,
        24,
        116,
        unchecked((int)0x8007045D),
        unchecked((int)0x80070013),
        unchecked((int)0x8007001D),
    ];

    /// <summary>One of <see cref="RefusalCodes"/>, for the caller.</summary>
    public string Code =>
        Kind switch
        {
            OutageKind.StorageFull => RefusalCodes.StorageFull,
            OutageKind.StorageBroken => RefusalCodes.StorageBroken,
            OutageKind.DatabaseFull => RefusalCodes.DatabaseFull,
            OutageKind.DatabaseAway => RefusalCodes.DatabaseAway,
            OutageKind.DatabaseBusy => RefusalCodes.DatabaseBusy,
            _ => throw new InvalidOperationException($"Unknown kind: {Kind}"),
        };

    /// <summary>The refusal for the caller. It names no folder; that is in the log, for the operator.</summary>
    public Refusal ToRefusal() => new(Code);

    /// <summary>
    /// The outage behind a failure; null if there is none: a refusal, a cancelled request, a fault of a file or of the program.
    /// </summary>
    public static Outage? Of(Exception? failure)
    {
        for (
            var at = failure;
            at is not null;
            at = at is AggregateException { InnerExceptions: [var first, ..] } ? first : at.InnerException
        )
        {
            switch (at)
            {
                case OperationCanceledException or Refusal:
                    return null;
                case StorageException storage:
                    return new Outage(
                        Full.Contains(storage.InnerException!.HResult) ? OutageKind.StorageFull : OutageKind.StorageBroken,
                        storage.Place
                    );
                case PostgresException error:
                    return Of(error) is { } kind ? new Outage(kind) : null;
                case NpgsqlException { InnerException: TimeoutException }:
                    return new Outage(OutageKind.DatabaseBusy);
                case NpgsqlException { IsTransient: true }:
                    return new Outage(OutageKind.DatabaseAway);
                case IOException when Full.Contains(at.HResult):
                    return new Outage(OutageKind.StorageFull);
                case IOException when Broken.Contains(at.HResult):
                    return new Outage(OutageKind.StorageBroken);
                case SocketException:
                    // A failure of another server than the database: a source, a receiver, an identity provider. The code that calls the
                    // server reports it.
                    return null;
            }
        }
        return null;
    }

    /// <summary>By the error code: PostgreSQL 15, appendix A.</summary>
    private static OutageKind? Of(PostgresException error) =>
        error.SqlState switch
        {
            PostgresErrorCodes.DiskFull => OutageKind.DatabaseFull,
            // insufficient_resources: memory, connections, a limit of the server's settings.
            ['5', '3', ..] => OutageKind.DatabaseBusy,
            // If nobody here cancelled the query, query_canceled means a time limit.
            PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.ObjectInUse =>
                OutageKind.DatabaseBusy,
            PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure => OutageKind.DatabaseBusy,
            // transaction_timeout and idle_in_transaction_session_timeout.
            "25P03" or "25P04" => OutageKind.DatabaseBusy,
            // admin_shutdown, crash_shutdown, cannot_connect_now, database_dropped, idle_session_timeout.
            ['5', '7', 'P', ..] => OutageKind.DatabaseAway,
            // connection_exception.
            ['0', '8', ..] => OutageKind.DatabaseAway,
            // system_error: the server's disk reads or writes wrongly.
            ['5', '8', ..] => OutageKind.DatabaseAway,
            // The server's disk is read-only or not accessible: the error comes from its files, not from a missing right.
            PostgresErrorCodes.InsufficientPrivilege
                when error.File is "fd.c" or "md.c" or "copydir.c" or "xlog.c" or "buffile.c" or "slru.c" => OutageKind.DatabaseAway,
            _ => null,
        };
}
