using NodaTime;
using Npgsql;

namespace Observatory.Warehouse.Database;

/// <summary>
/// The clock of the database, the same for every machine that works with it. What orders versions (when a file was received, which
/// publication is newer, whose lease has ended) goes by it alone: the clock of this machine is never asked, however wrong it is set.
/// Between two questions to the database time is measured, not looked up.
/// </summary>
/// <param name="time">What measures; null for the system's.</param>
public sealed class DatabaseClock(DataSources sources, TimeProvider? time = null) : IClock
{
    public static readonly Query<MomentRow> DatabaseTime = new("submissions/database_time");

    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private Reading? _reading;
    private int _isAsking;

    /// <summary>
    /// The database's time. The first time it is asked for, the database is asked; later on it is asked in the background, once a minute.
    /// </summary>
    /// <exception cref="NpgsqlException">The database has never answered yet.</exception>
    public Instant GetCurrentInstant()
    {
        var reading = Volatile.Read(ref _reading);
        if (reading is null)
            reading = Ask();
        else if (_time.GetElapsedTime(reading.Timestamp) > Fresh && Interlocked.Exchange(ref _isAsking, 1) == 0)
            _ = AskAgainAsync();
        return reading.At + Duration.FromTimeSpan(_time.GetElapsedTime(reading.Timestamp));
    }

    /// <summary>Asks the database now.</summary>
    public async Task<Instant> AskAsync(CancellationToken cancellation)
    {
        await using var connection = await sources.Writer.OpenConnectionAsync(cancellation);
        var before = _time.GetTimestamp();
        return Keep(before, (await DatabaseTime.OneAsync(connection, null, cancellation)).At);
    }

    private Reading Ask()
    {
        // Once in the life of a process, and on a thread of its own: whoever asks for the time cannot wait in any other way.
        Task.Run(() => AskAsync(CancellationToken.None)).GetAwaiter().GetResult();
        return _reading!;
    }

    private async Task AskAgainAsync()
    {
        try
        {
            await AskAsync(CancellationToken.None);
        }
        catch (Exception fault) when (fault is System.Data.Common.DbException or InvalidOperationException or TimeoutException)
        {
            // It is asked again with the next question; until then what was measured holds.
        }
        finally
        {
            Interlocked.Exchange(ref _isAsking, 0);
        }
    }

    /// <summary>The database looked at its clock between the question and the answer: half-way, as far as one can tell.</summary>
    private Instant Keep(long before, Instant said)
    {
        var at = said + Duration.FromTimeSpan(_time.GetElapsedTime(before) / 2);
        Volatile.Write(ref _reading, new Reading(at, _time.GetTimestamp()));
        return at;
    }

    private sealed record Reading(Instant At, long Timestamp);
}

/// <summary>A moment by the database's clock.</summary>
public sealed record MomentRow
{
    public required Instant At { get; init; }
}
