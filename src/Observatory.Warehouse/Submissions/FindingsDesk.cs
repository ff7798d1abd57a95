using Microsoft.EntityFrameworkCore;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Reading;
using Observatory.Warehouse.Access;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Files;
using Observatory.Warehouse.Records;

namespace Observatory.Warehouse.Submissions;

/// <summary>Writes findings one after another.</summary>
/// <param name="files">Names of the files of the submission.</param>
/// <param name="tell">Calls back with every finding; called once.</param>
public delegate void FindingsWriter(Stream to, IReadOnlyList<string> files, Action<Action<Finding>> tell);

/// <summary>The findings of a submission: by cause, all counted; and individually, without omission.</summary>
public sealed class FindingsDesk(DataSources sources, FileStore files, ReadLimits limits, AccessRules rules) : IDisposable
{
    // Reading a file again occupies a processor, so more at once would only slow each down.
    private readonly SemaphoreSlim _places = new(2);

    public void Dispose() => _places.Dispose();

    /// <summary>Findings by their cause: blocking ones first, then by count.</summary>
    /// <exception cref="Refusal">SIGN_IN_NEEDED, NOT_ALLOWED.</exception>
    public async Task<IReadOnlyList<StoredGroup>> GroupsAsync(Actor actor, Guid id, int skip, int take, CancellationToken cancellation)
    {
        rules.Demand(actor, Permission.ReadSubmission);
        await using var db = await ObservatoryContext.OpenDeskAsync(sources, actor, Permission.ReadSubmission, cancellation);
        return await db
            .FindingGroups.AsNoTracking()
            .Where(g => g.SubmissionId == id)
            .OrderBy(g => g.Ordinal)
            .Skip(skip)
            .Take(take)
            .ToListAsync(cancellation);
    }

    /// <summary>
    /// The number of all findings, how many of them are stored individually, and the number of causes. Zero if the caller may not see the
    /// submission.
    /// </summary>
    /// <exception cref="Refusal">SIGN_IN_NEEDED, NOT_ALLOWED.</exception>
    public async Task<(int Total, int Kept, int Causes)> CountAsync(Actor actor, Guid id, CancellationToken cancellation)
    {
        rules.Demand(actor, Permission.ReadSubmission);
        await using var db = await ObservatoryContext.OpenDeskAsync(sources, actor, Permission.ReadSubmission, cancellation);
        var groups = db.FindingGroups.Where(g => g.SubmissionId == id);
        return (
            await groups.SumAsync(g => g.Findings, cancellation),
            await db.Findings.CountAsync(f => f.SubmissionId == id, cancellation),
            await groups.CountAsync(cancellation)
        );
    }

    /// <summary>
    /// Writes every finding of a submission to a file without a name that is deleted when closed; returns it at its start.
    /// </summary>
    /// <exception cref="Refusal">
    /// SIGN_IN_NEEDED, NOT_ALLOWED, COUNTRY_FOREIGN; SOURCE_GONE if the store has lost a file, SOURCE_DAMAGED if its bytes have changed.
    /// </exception>
    public async Task<Stream> WriteAllAsync(Actor actor, Submission submission, FindingsWriter write, CancellationToken cancellation)
    {
        rules.Demand(actor, Permission.ReadSubmission, submission.Country, submission.Owner);
        await _places.WaitAsync(cancellation);
        try
        {
            using var findings = await EveryFinding.OpenAsync(sources, files, limits, submission, cancellation);
            var to = files.Nameless();
            try
            {
                write(to, [.. findings.Files.Rows.Select(r => r.Name)], each => findings.Tell(each, cancellation));
                to.Flush();
                to.Position = 0;
                return to;
            }
            catch
            {
                await to.DisposeAsync();
                throw;
            }
        }
        finally
        {
            _places.Release();
        }
    }
}
