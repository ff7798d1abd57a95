using Microsoft.EntityFrameworkCore;
using NodaTime;
using Npgsql;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Loading;
using Observatory.Warehouse.Records;

namespace Observatory.Warehouse.Submissions;

/// <summary>Submissions for which a worker should be woken.</summary>
public sealed record DueWork(IReadOnlyList<Guid> ToProcess, IReadOnlyList<Guid> ToLoad);

/// <summary>Finds work that nobody is doing: the job store only wakes workers, and the submission's own row decides.</summary>
public sealed class SubmissionSweep(DataSources sources, IClock clock)
{
    /// <summary>Submissions to read, and submissions to load: waiting, or left by a worker that stopped reporting.</summary>
    public async Task<DueWork> FindAsync(CancellationToken cancellation)
    {
        await using var db = ObservatoryContext.Open(sources);
        var now = clock.GetCurrentInstant();
        var waiting = await db
            .Submissions.AsNoTracking()
            .Where(s =>
                ((s.State == SubmissionState.Received || s.State == SubmissionState.Approved) && (s.RetryAt == null || s.RetryAt <= now))
                || ((s.State == SubmissionState.Processing || s.State == SubmissionState.Loading) && s.WorkedOnUntil < now)
            )
            .OrderBy(s => s.Number)
            .Select(s => new { s.SubmissionId, s.State })
            .ToListAsync(cancellation);
        return Split(waiting.Select(w => (w.SubmissionId, w.State)));
    }

    /// <summary>
    /// What became due since the last look: a lease that expired, a wait that is over, a submission whose wake-up was lost. It is called
    /// every few seconds, so that nobody waits for the sweep.
    /// </summary>
    /// <param name="after">The end of the span of the last look; null if there was none.</param>
    /// <returns>The work, and the end of the span of this look.</returns>
    public async Task<(DueWork Work, Instant Until)> FindDueAgainAsync(Instant? after, CancellationToken cancellation)
    {
        var now = clock.GetCurrentInstant();
        await using var connection = await sources.Writer.OpenConnectionAsync(cancellation);
        var due = await SubmissionQueries.DueAgain.ListAsync(
            connection,
            new { after = after ?? Instant.FromUnixTimeTicks(0), now },
            cancellation
        );
        return (Split(due.Select(d => (d.SubmissionId, Enum.Parse<SubmissionState>(d.State)))), now);
    }

    /// <summary>Whether it is this server's turn to look through everything; if so, its turn has begun.</summary>
    /// <param name="each">How often that should happen.</param>
    public async Task<bool> BeginAsync(string server, Duration each, CancellationToken cancellation)
    {
        var now = clock.GetCurrentInstant();
        await using var connection = await sources.Writer.OpenConnectionAsync(cancellation);
        return (
                await SubmissionQueries.BeginSweep.ListAsync(
                    connection,
                    new
                    {
                        now,
                        earliest = now - each,
                        latest = now + each,
                        server,
                    },
                    cancellation
                )
            ).Count > 0;
    }

    /// <summary>Records that everything was looked through.</summary>
    public async Task EndAsync(CancellationToken cancellation)
    {
        await using var connection = await sources.Writer.OpenConnectionAsync(cancellation);
        await SubmissionQueries.EndSweep.RunAsync(connection, new { now = clock.GetCurrentInstant() }, cancellation);
    }

    /// <summary>The signs of whether workers are running.</summary>
    public async Task<WorkSigns> SignsAsync(CancellationToken cancellation)
    {
        await using var connection = await sources.Writer.OpenConnectionAsync(cancellation);
        return await SubmissionQueries.WorkSigns.OneAsync(connection, null, cancellation);
    }

    /// <summary>When the database server was last started.</summary>
    public async Task<Instant> ServerStartedAsync(CancellationToken cancellation)
    {
        await using var connection = await sources.Writer.OpenConnectionAsync(cancellation);
        return (await SubmissionQueries.ServerStarted.OneAsync(connection, null, cancellation)).At;
    }

    /// <summary>Frees locks of the job store whose server no longer exists.</summary>
    /// <param name="heldLongerThan">How long a live server may have a lock.</param>
    /// <returns>How many locks were freed.</returns>
    public async Task<int> ForgetJobLocksAsync(Duration heldLongerThan, CancellationToken cancellation)
    {
        await using var connection = await sources.Migrator.OpenConnectionAsync(cancellation);
        return await SubmissionQueries.ForgetJobLocks.OneAsync(connection, new { seconds = heldLongerThan.TotalSeconds }, cancellation);
    }

    /// <summary>
    /// Has the files of submissions read again that wait for review and have lost their staged figures: a crash of the database server
    /// empties those tables, and a reviewer would have nothing to look at.
    /// </summary>
    /// <returns>How many submissions there were.</returns>
    public async Task<int> ReadAgainWhatWasLostAsync(CancellationToken cancellation)
    {
        var lost = 0;
        await using (var db = ObservatoryContext.Open(sources))
        {
            var staged = await db
                .Submissions.AsNoTracking()
                .Where(s => s.State == SubmissionState.Staged && s.Observations > 0)
                .OrderBy(s => s.Number)
                .Select(s => new
                {
                    s.SubmissionId,
                    s.Number,
                    s.Fence,
                })
                .ToListAsync(cancellation);
            foreach (var submission in staged)
                if (
                    !await HasFiguresAsync(submission.Number, cancellation)
                    && await Setback.ReadAgainAsync(
                        sources,
                        clock,
                        submission.SubmissionId,
                        submission.Fence,
                        SubmissionState.Staged,
                        cancellation
                    )
                )
                    lost++;
        }
        return lost;
    }

    private async Task<bool> HasFiguresAsync(int number, CancellationToken cancellation)
    {
        await using var connection = await sources.Writer.OpenConnectionAsync(cancellation);
        // Rolled back, because a view that others could see would block the load.
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        try
        {
            await LoadQueries.ShowIncoming.RunAsync(connection, new { submission_number = number }, cancellation, transaction);
            return await LoadQueries.HasIncoming.OneAsync(connection, null, cancellation, transaction);
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            // It was approved and loaded, or returned, meanwhile.
            return true;
        }
    }

    private static DueWork Split(IEnumerable<(Guid Id, SubmissionState State)> due)
    {
        var all = due.ToList();
        return new DueWork(
            [.. all.Where(w => w.State is SubmissionState.Received or SubmissionState.Processing).Select(w => w.Id)],
            [.. all.Where(w => w.State is SubmissionState.Approved or SubmissionState.Loading).Select(w => w.Id)]
        );
    }
}
