using NodaTime;
using Npgsql;

namespace Observatory.Warehouse.Database;

/// <summary>
/// The clock of the database, the same for every machine that uses it. Whatever orders versions (when a file was received, which
/// publication is newer, whose lease has ended) uses this clock alone, so a wrong clock of this machine does no harm. Between two queries
/// to the database, elapsed time is measured.
/// </summary>
/// <param name="time">Measures elapsed time; null for the system's.</param>
public sealed class DatabaseClock(DataSources sources, TimeProvider? time = null) : IClock
{
    public static readonly Query<MomentRow> DatabaseTime = new("submissions/database_time");

    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private Reading? _reading;
    private int _isAsking;

    /// <summary>
    /// The database's time. The first call queries the database; later on it is queried in the background, once a minute.
    /// </summary>
    /// <exception cref="NpgsqlException">The database has never responded yet.</exception>
    public Instant GetCurrentInstant()
    {
        var reading = Volatile.Read(ref _reading);
        if (reading is null)
            reading = Ask();
        else if (_time.GetElapsedTime(reading.Timestamp) > Fresh && Interlocked.Exchange(ref _isAsking, 1) == 0)
            _ = AskAgainAsync();
        return reading.At + Duration.FromTimeSpan(_time.GetElapsedTime(reading.Timestamp));
    }

    /// <summary>Queries the database's time now.</summary>
    public async Task<Instant> AskAsync(CancellationToken cancellation)
    {
        await using var connection = await sources.Writer.OpenConnectionAsync(cancellation);
        var before = _time.GetTimestamp();
        return Keep(before, (await DatabaseTime.OneAsync(connection, null, cancellation)).At);
    }

    private Reading Ask()
    {
        // Once per process, and on another thread, because this property is synchronous.
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
            // The next call queries again; until then the measured time is used.
        }
        finally
        {
            Interlocked.Exchange(ref _isAsking, 0);
        }
    }

    /// <summary>The database read its clock between query and response; assume the middle.</summary>
    private Instant Keep(long before, Instant reported)
    {
        var at = reported + Duration.FromTimeSpan(_time.GetElapsedTime(before) / 2);
        Volatile.Write(ref _reading, new Reading(at, _time.GetTimestamp()));
        return at;
    }

    private sealed record Reading(Instant At, long Timestamp);
}

/// <summary>An instant by the database's clock.</summary>
public sealed record MomentRow
{
    public required Instant At { get; init; }
}
