using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;
using NodaTime;
using Npgsql;
using Observatory.Core.Access;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Submissions;

namespace Observatory.Warehouse.Loading;

/// <summary>
/// Makes the figures of an approved submission public: one transaction, set-based, one load of a provider at a time.
/// What it replaces goes to the history; nothing is changed unseen.
/// </summary>
public sealed class Loader(DataSources sources, IClock clock, ILogger<Loader> log)
{
    private const int MaxAttempts = 5;

    /// <summary>Loads. Does nothing where another worker has the submission, or it is not approved.</summary>
    public async Task LoadAsync(Guid id, CancellationToken cancellation)
    {
        var lease = await SubmissionLease.TryTakeAsync(sources, clock, id, SubmissionState.Approved, SubmissionState.Loading, cancellation).ConfigureAwait(false);
        if (lease is null)
            return;
        await using (lease.ConfigureAwait(false))
        {
            try
            {
                await LoadAsync(id, lease.Fence, cancellation).ConfigureAwait(false);
            }
            catch (StagingLostException)
            {
                await Setback.ReadAgainAsync(sources, clock, id, lease.Fence, cancellation).ConfigureAwait(false);
            }
            catch (Exception fault)
            {
                await Setback.RecordAsync(sources, clock, id, lease.Fence, SubmissionState.Approved, MaxAttempts, fault, log).ConfigureAwait(false);
                throw;
            }
        }
    }

    private async Task LoadAsync(Guid id, int fence, CancellationToken cancellation)
    {
        var started = clock.GetCurrentInstant();
        var db = ObservatoryContext.Open(sources);
        await using (db.ConfigureAwait(false))
        {
            await db.Database.OpenConnectionAsync(cancellation).ConfigureAwait(false);
            var connection = (NpgsqlConnection)db.Database.GetDbConnection();
            var transaction = await db.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var own = (NpgsqlTransaction)transaction.GetDbTransaction();
                var submission = await db.Submissions.AsNoTracking().SingleAsync(s => s.SubmissionId == id, cancellation).ConfigureAwait(false);
                // In a fixed order: two loads that share providers wait for one another, and never both at once.
                foreach (var provider in await LoadQueries.StagedProviders.ListAsync(connection, new { submission_number = submission.Number }, cancellation, own).ConfigureAwait(false))
                    await LoadQueries.LockProvider.RunAsync(connection, new { provider = provider.ToString(CultureInfo.InvariantCulture) }, cancellation, own).ConfigureAwait(false);
                var loadId = await LoadQueries.Begin.OneAsync(connection, new { submission_id = id, loaded_by = submission.ReviewedBy ?? Actor.Worker.Name }, cancellation, own).ConfigureAwait(false);
                var load = new LoadInProgress(sources, connection, own, loadId, submission.Number, cancellation);
                await load.RunAsync(LoadQueries.GiveRoom).ConfigureAwait(false);
                await load.RunAsync(LoadQueries.ShowAreas).ConfigureAwait(false);
                await LoadQueries.BringMembers.RunAsync(connection, new { submission_number = submission.Number, feed = submission.Feed }, cancellation, own).ConfigureAwait(false);

                var written = await StarWriter.WriteAsync(load, submission.Observations ?? 0).ConfigureAwait(false);

                await load.RunAsync(LoadQueries.Content).ConfigureAwait(false);
                await load.RunAsync(LoadQueries.Partitions).ConfigureAwait(false);
                await load.RunAsync(LoadQueries.Sheets).ConfigureAwait(false);
                await load.RunAsync(LoadQueries.SeriesSources).ConfigureAwait(false);
                await LoadQueries.Notes.RunAsync(connection, new { load_id = loadId, submission_id = id }, cancellation, own).ConfigureAwait(false);
                await LoadQueries.Finish.RunAsync(
                    connection,
                    new { load_id = loadId, added = written.Added, revised = written.Revised, unchanged = written.Unchanged, late = written.Late, withdrawn = written.Withdrawn },
                    cancellation, own).ConfigureAwait(false);
                await DifferingFigures.TellAsync(load, connection, own, submission, cancellation).ConfigureAwait(false);
                await load.RunAsync(LoadQueries.ForgetViews).ConfigureAwait(false);
                await Staging.ClearAsync(connection, own, submission.Number, cancellation).ConfigureAwait(false);

                var now = clock.GetCurrentInstant();
                var (warnings, counts) = (submission.Warnings, submission.FindingCounts);
                var held = await db.Submissions.Where(s => s.SubmissionId == id && s.Fence == fence)
                    .ExecuteUpdateAsync(
                        u => u.SetProperty(s => s.State, SubmissionState.Loaded).SetProperty(s => s.StateSince, now).SetProperty(s => s.LoadId, loadId)
                            .SetProperty(s => s.Warnings, warnings).SetProperty(s => s.FindingCounts, counts).SetProperty(s => s.WorkedOnUntil, (Instant?)null).SetProperty(s => s.Failure, (string?)null),
                        cancellation).ConfigureAwait(false);
                if (held == 0)
                    throw new LostLeaseException();
                db.Events.Add(new SubmissionEvent { SubmissionId = id, At = now, State = SubmissionState.Loaded, Actor = Actor.Worker.Name });
                await db.SaveChangesAsync(cancellation).ConfigureAwait(false);
                // Last, because from here on every other load waits until this one can be seen.
                await load.RunAsync(LoadQueries.TakeTurn).ConfigureAwait(false);
                await load.OneAsync(LoadQueries.Seal).ConfigureAwait(false);
                await transaction.CommitAsync(cancellation).ConfigureAwait(false);
                sources.Vintages.Forget();
                log.SubmissionLoaded(submission.Number, written.Added, written.Revised, written.Withdrawn, written.Unchanged, (now - started).TotalSeconds);
            }
        }
    }
}
