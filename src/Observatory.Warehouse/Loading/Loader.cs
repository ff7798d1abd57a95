using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;
using NodaTime;
using Npgsql;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Submissions;

namespace Observatory.Warehouse.Loading;

/// <summary>
/// Makes the figures of an approved submission public: one transaction, set-based, one load of a provider at a time.
/// Only what changed is written; what it replaces is closed, never changed.
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
            catch (Exception fault)
            {
                await Setback.RecordAsync(sources, clock, id, lease.Fence, SubmissionState.Approved, MaxAttempts, fault).ConfigureAwait(false);
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
                    await LoadQueries.LockProvider.RunAsync(connection, new { provider = provider.ToString(System.Globalization.CultureInfo.InvariantCulture) }, cancellation, own).ConfigureAwait(false);
                var of = new { submission_number = submission.Number, submission_id = id, feed = submission.Feed, level = (short)0 };
                var loadId = await LoadQueries.Begin.OneAsync(connection, new { submission_id = id, loaded_by = submission.ReviewedBy ?? Actor.Worker.Name }, cancellation, own).ConfigureAwait(false);

                for (short level = 1; level <= 4; level++)
                {
                    await LoadQueries.BringAreas.RunAsync(connection, of with { level = level }, cancellation, own).ConfigureAwait(false);
                    await LoadQueries.AreaPaths.RunAsync(connection, new { level }, cancellation, own).ConfigureAwait(false);
                }
                await LoadQueries.BringMembers.RunAsync(connection, of, cancellation, own).ConfigureAwait(false);
                await LoadQueries.Breakdowns.RunAsync(connection, of, cancellation, own).ConfigureAwait(false);
                await LoadQueries.AttributeSets.RunAsync(connection, of, cancellation, own).ConfigureAwait(false);
                foreach (var codes in (Statement[])[LoadQueries.IncomingIndicator, LoadQueries.IncomingArea, LoadQueries.IncomingBreakdown, LoadQueries.IncomingProvider, LoadQueries.IncomingAttributes])
                    await codes.RunAsync(connection, of, cancellation, own).ConfigureAwait(false);
                await LoadQueries.Incoming.RunAsync(connection, of, cancellation, own).ConfigureAwait(false);
                var incoming = await LoadQueries.CountIncoming.OneAsync(connection, null, cancellation, own).ConfigureAwait(false);
                if (incoming != submission.Observations)
                    throw new InvalidOperationException($"Submission {submission.Number} staged {submission.Observations} figures, and {incoming} of them could be resolved.");
                await LoadQueries.AnalyzeIncoming.RunAsync(connection, null, cancellation, own).ConfigureAwait(false);

                var load = new { load_id = loadId, submission_number = submission.Number };
                // Before anything is added: only what stood there until now can be withdrawn.
                await LoadQueries.Standing.RunAsync(connection, load, cancellation, own).ConfigureAwait(false);
                await LoadQueries.AnalyzeStanding.RunAsync(connection, null, cancellation, own).ConfigureAwait(false);
                var withdrawn = await LoadQueries.Withdraw.OneAsync(connection, load, cancellation, own).ConfigureAwait(false);
                var revised = await LoadQueries.CloseRevised.OneAsync(connection, load, cancellation, own).ConfigureAwait(false);
                var inserted = await LoadQueries.InsertFacts.OneAsync(connection, load, cancellation, own).ConfigureAwait(false);
                await LoadQueries.Scopes.RunAsync(connection, load, cancellation, own).ConfigureAwait(false);
                await LoadQueries.Sheets.RunAsync(connection, load, cancellation, own).ConfigureAwait(false);
                await LoadQueries.SeriesSources.RunAsync(connection, load, cancellation, own).ConfigureAwait(false);
                var unchanged = incoming - inserted.Added - inserted.Late;
                await LoadQueries.Finish.RunAsync(
                    connection, new { load_id = loadId, added = inserted.Added - revised, revised, unchanged, late = inserted.Late, withdrawn }, cancellation, own).ConfigureAwait(false);
                await Staging.ClearAsync(connection, own, submission.Number, cancellation).ConfigureAwait(false);

                var now = clock.GetCurrentInstant();
                var held = await db.Submissions.Where(s => s.SubmissionId == id && s.Fence == fence)
                    .ExecuteUpdateAsync(
                        u => u.SetProperty(s => s.State, SubmissionState.Loaded).SetProperty(s => s.StateSince, now).SetProperty(s => s.LoadId, loadId)
                            .SetProperty(s => s.WorkedOnUntil, (Instant?)null).SetProperty(s => s.Failure, (string?)null),
                        cancellation).ConfigureAwait(false);
                if (held == 0)
                    throw new LostLeaseException();
                db.Events.Add(new SubmissionEvent { SubmissionId = id, At = now, State = SubmissionState.Loaded, Actor = Actor.Worker.Name });
                await db.SaveChangesAsync(cancellation).ConfigureAwait(false);
                // Last, because it holds back other loads until the end.
                await LoadQueries.RefreshStatistics.RunAsync(connection, null, cancellation, own).ConfigureAwait(false);
                await transaction.CommitAsync(cancellation).ConfigureAwait(false);
                log.SubmissionLoaded(submission.Number, inserted.Added - revised, revised, withdrawn, unchanged, (now - started).TotalSeconds);
            }
        }
    }
}
