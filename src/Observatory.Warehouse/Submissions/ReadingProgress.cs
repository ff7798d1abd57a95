using NodaTime;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Submissions;

/// <summary>
/// Reports, at most once per second, how far the reading of a submission has come. Progress only matters while the reading continues, so if
/// it cannot be written, the work continues without it.
/// </summary>
internal sealed class ReadingProgress : IAsyncDisposable
{
    public const string Reading = "reading";
    public const string Staging = "staging";
    public const string Comparing = "comparing";
    public const string Finishing = "finishing";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly DataSources _sources;
    private readonly IClock _clock;
    private readonly Guid _submission;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _telling;
    private volatile string _step = Reading;
    private long _rows;
    private long _bytes;

    public ReadingProgress(DataSources sources, IClock clock, Guid submission)
    {
        (_sources, _clock, _submission) = (sources, clock, submission);
        _telling = TellAsync();
    }

    /// <summary>Size of all files.</summary>
    public long Bytes
    {
        set => Interlocked.Exchange(ref _bytes, value);
    }

    /// <summary>Rows read so far.</summary>
    public long Rows
    {
        set => Interlocked.Exchange(ref _rows, value);
    }

    public string Step
    {
        set => _step = value;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _telling;
        _stop.Dispose();
    }

    private async Task TellAsync()
    {
        using var timer = new PeriodicTimer(Pause);
        try
        {
            (string, long) told = ("", 0);
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                var (step, rows) = (_step, Interlocked.Read(ref _rows));
                if ((step, rows) == told)
                    continue;
                await using (var connection = await _sources.Writer.OpenConnectionAsync(_stop.Token))
                    await WatchQueries.KeepProgress.RunAsync(
                        connection,
                        new
                        {
                            submission_id = _submission,
                            step,
                            rows_read = rows,
                            bytes = Interlocked.Read(ref _bytes),
                            at = _clock.GetCurrentInstant(),
                        },
                        _stop.Token
                    );
                told = (step, rows);
            }
        }
        catch (OperationCanceledException)
        {
            // The work has ended.
        }
        catch (Exception fault) when (fault is System.Data.Common.DbException or InvalidOperationException or TimeoutException)
        {
            // The work itself will report that the database is unavailable.
        }
    }
}
