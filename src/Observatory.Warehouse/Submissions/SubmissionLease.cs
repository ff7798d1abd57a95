using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using NodaTime;
using Observatory.Core.Access;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Records;

namespace Observatory.Warehouse.Submissions;

/// <summary>
/// The right of one worker to process one submission. It is a number on the submission's row: whoever takes the submission increments it,
/// and every later write checks it, so a worker that was taken for dead cannot overwrite its successor.
/// </summary>
internal sealed class SubmissionLease(DataSources sources, IClock clock, Guid submissionId, int fence, int number, string? feed)
    : IAsyncDisposable
{
    /// <summary>How long a worker may be silent before it is taken for dead.</summary>
    public static readonly Duration Patience = Duration.FromSeconds(30);

    /// <summary>
    /// A file that killed this many workers gets no more. Each death takes at least as long as a lease, so that a machine that restarts a
    /// few times is not mistaken for one.
    /// </summary>
    public const int MostDeaths = 5;

    private readonly CancellationTokenSource _stop = new();
    private Task _renewing = Task.CompletedTask;

    public int Fence { get; } = fence;

    /// <summary>The submission's number.</summary>
    public int Number { get; } = number;

    /// <summary>The submission's feed; null if no mapping has read it yet.</summary>
    public string? Feed { get; } = feed;

    /// <summary>
    /// Takes a submission that waits in <paramref name="waiting"/>, or whose worker in <paramref name="working"/> is silent; null if there
    /// is nothing to take.
    /// </summary>
    public static async Task<SubmissionLease?> TryTakeAsync(
        DataSources sources,
        IClock clock,
        Guid id,
        SubmissionState waiting,
        SubmissionState working,
        CancellationToken cancellation
    )
    {
        await using var db = ObservatoryContext.Open(sources);
        var now = clock.GetCurrentInstant();
        var until = now + Patience;
        TakenRow? taken;
        await using (var transaction = await db.Database.BeginTransactionAsync(cancellation))
        {
            taken = await SubmissionQueries.Take.MaybeAsync(
                db.Database.GetDbConnection(),
                new
                {
                    submission_id = id,
                    waiting = waiting.ToString(),
                    working = working.ToString(),
                    now,
                    until,
                },
                cancellation,
                transaction.GetDbTransaction()
            );
            if (taken is null)
                return null;
            if (taken.Deaths < MostDeaths)
            {
                // In one transaction: a worker that could not even record its start, because of a full disk, has not died of the file.
                db.Events.Add(
                    new SubmissionEvent
                    {
                        SubmissionId = id,
                        At = now,
                        State = working,
                        Actor = Actor.Worker.Name,
                    }
                );
                await db.SaveChangesAsync(cancellation);
            }
            await transaction.CommitAsync(cancellation);
        }
        if (taken.Deaths >= MostDeaths)
        {
            await Setback.GiveUpAsync(sources, clock, id, taken.Fence, taken.Deaths, cancellation);
            return null;
        }
        var mine = await db.Submissions.Where(s => s.SubmissionId == id).Select(s => new { s.Number, s.Feed }).SingleAsync(cancellation);
        var lease = new SubmissionLease(sources, clock, id, taken.Fence, mine.Number, mine.Feed);
        lease._renewing = lease.RenewAsync();
        return lease;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _renewing;
        _stop.Dispose();
    }

    private async Task RenewAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(8));
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                try
                {
                    await using var db = ObservatoryContext.Open(sources);
                    var until = clock.GetCurrentInstant() + Patience;
                    await db
                        .Submissions.Where(s => s.SubmissionId == submissionId && s.Fence == Fence)
                        .ExecuteUpdateAsync(u => u.SetProperty(s => s.WorkedOnUntil, until), _stop.Token);
                }
                catch (Exception fault)
                    when (fault is System.Data.Common.DbException or InvalidOperationException or TimeoutException or IOException)
                {
                    // The database is unavailable and may be back at the next turn. The fence shows, when the work is written, whether the
                    // submission is still ours.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The work has ended.
        }
    }
}
