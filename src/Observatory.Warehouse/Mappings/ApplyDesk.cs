using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using NodaTime;
using Npgsql;
using Observatory.Core.Access;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Records;
using Observatory.Warehouse.Taxonomy;

namespace Observatory.Warehouse.Mappings;

/// <param name="Submission">The submission that reads the files again.</param>
/// <param name="IsNew">False where it was made before and still waits.</param>
/// <param name="IsOutdated">True where it was agreed to, or is being loaded, as an earlier version of the mapping read it: the mapping has
/// to be applied once more.</param>
public sealed record AppliedMapping(Submission Submission, bool IsNew, bool IsOutdated = false);

/// <summary>
/// Has a corrected mapping read files again that are loaded: each set of files becomes a submission of its own, which is read, checked and
/// agreed to as any other. It stands where the first one stood, so that nothing takes back what was sent later. Mappings lie in folders of
/// the machine: who runs it has them applied.
/// </summary>
public sealed class ApplyDesk(DataSources sources, MappingLibrary library, IClock clock)
{
    /// <summary>
    /// One submission per set of files that reads otherwise, in the order in which they were first loaded. Nothing is read yet.
    /// </summary>
    /// <param name="found">What the comparison of the feed has found.</param>
    public async Task<IReadOnlyList<AppliedMapping>> ApplyAsync(Comparison found, CancellationToken cancellation)
    {
        var applied = new List<AppliedMapping>();
        foreach (var file in found.Corrected)
            applied.Add(await ApplyAsync(file.First, cancellation));
        return applied;
    }

    private async Task<AppliedMapping> ApplyAsync(int first, CancellationToken cancellation)
    {
        var now = clock.GetCurrentInstant();
        await using var db = ObservatoryContext.Open(sources);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var sent = await db.Submissions.AsNoTracking().SingleAsync(s => s.Number == first, cancellation);
        // Until the transaction ends nobody else looks at these bytes and adds.
        await SubmissionQueries.HoldBytes.RunAsync(
            (NpgsqlConnection)db.Database.GetDbConnection(),
            new { sha256 = sent.Sha256 },
            cancellation,
            (NpgsqlTransaction)transaction.GetDbTransaction()
        );
        var waiting = await db
            .Submissions.AsNoTracking()
            .FirstOrDefaultAsync(
                s => s.AppliesTo == first && SubmissionStates.Open.Contains(s.State) && s.State != SubmissionState.Failed,
                cancellation
            );
        if (waiting is not null)
        {
            var isOutdated =
                waiting.Rules is not null
                && waiting.Rules != library.Current().Rules
                && !await ReadAgainAsync(db, waiting, now, cancellation);
            await transaction.CommitAsync(cancellation);
            return new AppliedMapping(waiting, false, isOutdated);
        }
        var again = new Submission
        {
            SubmissionId = Guid.CreateVersion7(),
            Feed = sent.Feed,
            FileName = sent.FileName,
            Sha256 = sent.Sha256,
            State = SubmissionState.Received,
            StateSince = now,
            // When the files came, and what they are known to be published on, decides what holds: that has not changed.
            ReceivedAt = sent.ReceivedAt,
            PublicationDate = sent.PublicationDate,
            ReceivedBy = Actor.Operator.Name,
            ReceivedThrough = "mapping",
            AppliesTo = first,
            IsSample = sent.IsSample,
            Owner = sent.Owner,
            Country = sent.Country,
            ProviderId = sent.ProviderId,
        };
        db.Submissions.Add(again);
        foreach (
            var file in await db.SubmissionFiles.AsNoTracking().Where(f => f.SubmissionId == sent.SubmissionId).ToListAsync(cancellation)
        )
            db.SubmissionFiles.Add(
                new SubmissionFile
                {
                    SubmissionId = again.SubmissionId,
                    Ordinal = file.Ordinal,
                    Name = file.Name,
                    Sha256 = file.Sha256,
                    StoredSha256 = file.StoredSha256,
                    IsRedacted = file.IsRedacted,
                }
            );
        db.Events.Add(
            new SubmissionEvent
            {
                SubmissionId = again.SubmissionId,
                At = now,
                State = SubmissionState.Received,
                Actor = Actor.Operator.Name,
            }
        );
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return new AppliedMapping(again, true);
    }

    /// <summary>
    /// What waits to be agreed to was read by an earlier version: it is read once more. False where somebody has agreed to it.
    /// </summary>
    private static async Task<bool> ReadAgainAsync(ObservatoryContext db, Submission waiting, Instant now, CancellationToken cancellation)
    {
        if (waiting.State is SubmissionState.Received or SubmissionState.Processing)
            return true;
        var moved = await db
            .Submissions.Where(s => s.SubmissionId == waiting.SubmissionId && s.State == SubmissionState.Staged)
            .ExecuteUpdateAsync(
                u =>
                    u.SetProperty(s => s.State, SubmissionState.Received)
                        .SetProperty(s => s.StateSince, now)
                        .SetProperty(s => s.RetryAt, now)
                        .SetProperty(s => s.ReviewedBy, (string?)null)
                        .SetProperty(s => s.Attempts, 0)
                        .SetProperty(s => s.Fence, s => s.Fence + 1),
                cancellation
            );
        if (moved == 0)
            return false;
        db.Events.Add(
            new SubmissionEvent
            {
                SubmissionId = waiting.SubmissionId,
                At = now,
                State = SubmissionState.Received,
                Actor = Actor.Operator.Name,
            }
        );
        await db.SaveChangesAsync(cancellation);
        return true;
    }
}
