using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using NodaTime;
using Observatory.Core.Access;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Loading;
using Observatory.Warehouse.Records;
using Observatory.Warehouse.Watching;

namespace Observatory.Warehouse.Submissions;

/// <summary>
/// Makes the figures of an approved submission public: one transaction, set-based, one load per provider at a time. Replaced figures go to
/// the history; nothing is overwritten without a trace.
/// </summary>
public sealed class Loader(DataSources sources, IClock clock, ILogger<Loader> log)
{
    private const int MaxAttempts = 5;

    /// <summary>Loads, once the turn of its offices has come.</summary>
    public Task<LoadOutcome> LoadAsync(Guid id, CancellationToken cancellation) => LoadAsync(id, waits: true, cancellation);

    /// <summary>
    /// Loads, unless another load of the same office is running: <see cref="LoadOutcome.Busy"/>. When that one ends, its worker calls
    /// <see cref="NextInTurnAsync"/>.
    /// </summary>
    public Task<LoadOutcome> TryLoadAsync(Guid id, CancellationToken cancellation) => LoadAsync(id, waits: false, cancellation);

    /// <summary>
    /// The oldest approved submission that shares an office with one whose load has ended, whatever its outcome; null if none waits.
    /// </summary>
    public async Task<Guid?> NextInTurnAsync(Guid ended, CancellationToken cancellation)
    {
        await using var connection = await sources.Writer.OpenConnectionAsync(cancellation);
        return
            await LoadQueries.NextInTurn.MaybeAsync(
                connection,
                new { submission_id = ended, now = clock.GetCurrentInstant() },
                cancellation
            )
                is var next
            && next != default
            ? next
            : null;
    }

    private async Task<LoadOutcome> LoadAsync(Guid id, bool waits, CancellationToken cancellation)
    {
        var turn = await LoadTurn.TakeAsync(sources, id, waits, cancellation);
        if (turn is null)
            return LoadOutcome.Nothing;
        if (turn.IsBusy)
            return LoadOutcome.Busy;
        await using (turn)
        {
            await using var lease = await SubmissionLease.TryTakeAsync(
                sources,
                clock,
                id,
                SubmissionState.Approved,
                SubmissionState.Loading,
                cancellation
            );
            if (lease is null)
                return LoadOutcome.Nothing;
            using var scope = log.Of(lease.Number, lease.Feed);
            using var stage = Telemetry.Begin("load", lease.Number, lease.Feed);
            try
            {
                await LoadAsync(id, lease.Fence, turn, cancellation);
                stage.Outcome = "done";
                return LoadOutcome.Loaded;
            }
            catch (Exception fault)
            {
                // Dispose first: the locks of the load would block the update of the submission's own row.
                await turn.DisposeAsync();
                switch (fault)
                {
                    case StagingLostException:
                        stage.Outcome = "refused";
                        await Setback.ReadAgainAsync(sources, clock, id, lease.Fence, SubmissionState.Loading, cancellation);
                        return LoadOutcome.Nothing;
                    case FeedsOverlapException:
                        stage.Outcome = "refused";
                        await Setback.ReadAgainAsync(
                            sources,
                            clock,
                            id,
                            lease.Fence,
                            SubmissionState.Loading,
                            cancellation,
                            EventDetails.FeedsOverlap
                        );
                        return LoadOutcome.Nothing;
                    case NewerLoadedException:
                        stage.Outcome = "refused";
                        await Setback.AskAgainAsync(sources, clock, id, lease.Fence, cancellation);
                        return LoadOutcome.NewerLoaded;
                    default:
                        await Setback.RecordAsync(sources, clock, id, lease.Fence, SubmissionState.Approved, MaxAttempts, fault, log);
                        throw;
                }
            }
        }
    }

    private async Task LoadAsync(Guid id, int fence, LoadTurn turn, CancellationToken cancellation)
    {
        var started = clock.GetCurrentInstant();
        var (db, connection, own) = (turn.Db, turn.Connection, turn.Transaction);
        var submission = await db.Submissions.AsNoTracking().SingleAsync(s => s.SubmissionId == id, cancellation);
        // Check here, while no other load of the office can run: at the time of approval the newer version may only have been waiting.
        if (
            await ChangePreviewQueries.NewerLoaded.MaybeAsync(connection, new { submission_number = submission.Number }, cancellation, own)
                is { } newer
            && newer != submission.Despite
        )
            throw new NewerLoadedException();
        var loadId = await LoadQueries.Begin.OneAsync(
            connection,
            new { submission_id = id, loaded_by = submission.ReviewedBy ?? Actor.Worker.Name },
            cancellation,
            own
        );
        var load = new LoadInProgress(sources, connection, own, loadId, submission.Number, cancellation);
        await load.RunAsync(LoadQueries.GiveRoom);
        await load.RunAsync(LoadQueries.ShowAreas);
        await LoadQueries.BringMembers.RunAsync(
            connection,
            new { submission_number = submission.Number, feed = submission.Feed },
            cancellation,
            own
        );

        await OtherFeeds.ShowAsync(connection, own, submission, submission.Feed!, cancellation);
        await load.RunAsync(LoadQueries.MarkBehind);
        var written = await StarWriter.WriteAsync(load, submission.Observations ?? 0);

        await load.RunAsync(LoadQueries.Content);
        await load.RunAsync(LoadQueries.Partitions);
        await load.RunAsync(LoadQueries.Sheets);
        await load.RunAsync(LoadQueries.SeriesSources);
        await LoadQueries.Notes.RunAsync(connection, new { load_id = loadId, submission_id = id }, cancellation, own);
        await LoadQueries.Finish.RunAsync(
            connection,
            new
            {
                load_id = loadId,
                added = written.Added,
                revised = written.Revised,
                unchanged = written.Unchanged,
                late = written.Late,
                withdrawn = written.Withdrawn,
            },
            cancellation,
            own
        );
        await DifferingFigures.TellAsync(load, connection, own, submission, cancellation);
        await load.RunAsync(LoadQueries.ForgetViews);
        await Staging.ClearAsync(connection, own, submission.Number, cancellation);

        var now = clock.GetCurrentInstant();
        var (warnings, counts) = (submission.Warnings, submission.FindingCounts);
        var held = await db
            .Submissions.Where(s => s.SubmissionId == id && s.Fence == fence)
            .ExecuteUpdateAsync(
                u =>
                    u.SetProperty(s => s.State, SubmissionState.Loaded)
                        .SetProperty(s => s.StateSince, now)
                        .SetProperty(s => s.LoadId, loadId)
                        .SetProperty(s => s.Warnings, warnings)
                        .SetProperty(s => s.FindingCounts, counts)
                        .SetProperty(s => s.WorkedOnUntil, (Instant?)null)
                        .SetProperty(s => s.Failure, (string?)null),
                cancellation
            );
        if (held == 0)
            throw new LostLeaseException();
        db.Events.Add(
            new SubmissionEvent
            {
                SubmissionId = id,
                At = now,
                State = SubmissionState.Loaded,
                Actor = Actor.Worker.Name,
            }
        );
        await db.SaveChangesAsync(cancellation);
        // Take this lock last, because from here on every other load waits until this one is visible.
        await load.RunAsync(LoadQueries.TakeTurn);
        await load.OneAsync(LoadQueries.Seal);
        await turn.CommitAsync(cancellation);
        sources.Vintages.Forget();
        log.SubmissionLoaded(
            submission.Number,
            written.Added,
            written.Revised,
            written.Withdrawn,
            written.Unchanged,
            (now - started).TotalSeconds
        );
        foreach (
            var (kind, figures) in ((string, long)[])
                [("added", written.Added), ("revised", written.Revised), ("withdrawn", written.Withdrawn), ("unchanged", written.Unchanged)]
        )
            Telemetry.Figures.Add(figures, new KeyValuePair<string, object?>("stage", kind));
    }
}
