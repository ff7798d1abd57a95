using Microsoft.Extensions.Logging;
using NodaTime;
using Npgsql;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Watching;

namespace Observatory.Warehouse.Keeping;

/// <summary>The number of deleted rows of each kind.</summary>
/// <param name="Secrets">Expired secrets of webhooks.</param>
/// <param name="Progress">Progress records of finished readings.</param>
/// <param name="Sessions">Ended sessions that would have expired by now.</param>
public sealed record Forgotten(int Deliveries, int Events, int Secrets, int Progress, int Sessions);

/// <summary>
/// Deletes short-lived data, a few rows at a time so that nobody waits for it. The history of submissions, the audit, reminders and every
/// version of a figure stay; stored responses to repeated requests are deleted separately.
/// </summary>
/// <param name="notices">How long sent notices and the results of their delivery are stored.</param>
public sealed class Retention(DataSources sources, IClock clock, Duration notices, ILogger<Retention> log)
{
    public static readonly Duration UsualNotices = Duration.FromDays(90);

    private const int RowsAtOnce = 500;

    /// <summary>The greatest number of batches per run; the rest is deleted an hour later.</summary>
    private const int MostTurns = 400;

    private static readonly Duration ProgressStays = Duration.FromHours(1);

    public async Task<Forgotten> SweepAsync(CancellationToken cancellation)
    {
        var now = clock.GetCurrentInstant();
        await using var connection = await sources.Writer.OpenConnectionAsync(cancellation);
        // Deliveries first: an event can be deleted once no delivery refers to it.
        var forgotten = new Forgotten(
            await ClearAsync(connection, KeepingQueries.ForgetDeliveries, new { before = now - notices, take = RowsAtOnce }, cancellation),
            await ClearAsync(connection, KeepingQueries.ForgetEvents, new { before = now - notices, take = RowsAtOnce }, cancellation),
            await ClearAsync(connection, KeepingQueries.ForgetSecrets, new { now, take = RowsAtOnce }, cancellation),
            await ClearAsync(
                connection,
                KeepingQueries.ForgetProgress,
                new { before = now - ProgressStays, take = RowsAtOnce },
                cancellation
            ),
            await ClearAsync(connection, KeepingQueries.ForgetSessions, new { now, take = RowsAtOnce }, cancellation)
        );
        if (forgotten is not (0, 0, 0, 0, 0))
            log.Forgotten(forgotten.Deliveries, forgotten.Events, forgotten.Secrets, forgotten.Progress, forgotten.Sessions);
        return forgotten;
    }

    /// <summary>Deletes in batches, each in a transaction of its own.</summary>
    private static async Task<int> ClearAsync(
        NpgsqlConnection connection,
        Statement statement,
        object parameters,
        CancellationToken cancellation
    )
    {
        var cleared = 0;
        for (var turn = 0; turn < MostTurns; turn++)
        {
            var rows = await statement.RunAsync(connection, parameters, cancellation);
            cleared += rows;
            if (rows < RowsAtOnce)
                break;
        }
        return cleared;
    }
}
