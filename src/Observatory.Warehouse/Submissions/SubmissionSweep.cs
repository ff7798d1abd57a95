using Microsoft.EntityFrameworkCore;
using NodaTime;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Submissions;

/// <summary>Finds work that nobody is doing: the job store only wakes workers, the submission's own row is what counts.</summary>
public sealed class SubmissionSweep(DataSources sources, IClock clock)
{
    /// <summary>Submissions to read, and submissions to load: waiting, or left by a worker that fell silent.</summary>
    public async Task<(IReadOnlyList<Guid> ToProcess, IReadOnlyList<Guid> ToLoad)> FindAsync(CancellationToken cancellation)
    {
        var db = ObservatoryContext.Open(sources);
        await using (db.ConfigureAwait(false))
        {
            var now = clock.GetCurrentInstant();
            var waiting = await db.Submissions.AsNoTracking()
                .Where(s => ((s.State == SubmissionState.Received || s.State == SubmissionState.Approved) && (s.RetryAt == null || s.RetryAt <= now))
                    || ((s.State == SubmissionState.Processing || s.State == SubmissionState.Loading) && s.WorkedOnUntil < now))
                .OrderBy(s => s.Number)
                .Select(s => new { s.SubmissionId, s.State })
                .ToListAsync(cancellation).ConfigureAwait(false);
            return (
                [.. waiting.Where(w => w.State is SubmissionState.Received or SubmissionState.Processing).Select(w => w.SubmissionId)],
                [.. waiting.Where(w => w.State is SubmissionState.Approved or SubmissionState.Loading).Select(w => w.SubmissionId)]);
        }
    }
}
