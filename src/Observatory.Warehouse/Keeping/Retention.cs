using Microsoft.Extensions.Logging;
using NodaTime;
using Npgsql;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Watching;

namespace Observatory.Warehouse.Keeping;

/// <summary>How many rows were cleared.</summary>
/// <param name="Secrets">Of webhooks, that signed nothing any more.</param>
/// <param name="Progress">That told how far a reading had come.</param>
/// <param name="Sessions">That had been ended, and would have ended by themselves since.</param>
public sealed record Forgotten(int Deliveries, int Events, int Secrets, int Progress, int Sessions);

/// <summary>
/// Clears what is only of its moment, a few rows at a time so that nobody waits for it. The history of submissions, the audit, reminders
/// and every version of a figure stay; answers to requests that are sent again have a sweep of their own.
/// </summary>
/// <param name="notices">For how long events that were told, and what became of telling them, are kept.</param>
public sealed class Retention(DataSources sources, IClock clock, Duration notices, ILogger<Retention> log)
{
    public static readonly Duration UsualNotices = Duration.FromDays(90);

    private const int RowsAtOnce = 500;

    /// <summary>What is left is cleared an hour later.</summary>
    private const int MostTurns = 400;

    private static readonly Duration ProgressStays = Duration.FromHours(1);

    public async Task<Forgotten> SweepAsync(CancellationToken cancellation)
    {
        var now = clock.GetCurrentInstant();
        await using var connection = await sources.Writer.OpenConnectionAsync(cancellation);
        // Deliveries first: an event goes when nothing speaks of it any more.
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

    /// <summary>Each turn is a transaction of its own.</summary>
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
