using Microsoft.EntityFrameworkCore;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Reading;
using Observatory.Warehouse.Access;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Submissions;

/// <summary>Writes findings one after another.</summary>
/// <param name="files">Names of the files of the submission.</param>
/// <param name="tell">Calls with every finding; called once.</param>
public delegate void FindingsWriter(Stream to, IReadOnlyList<string> files, Action<Action<Finding>> tell);

/// <summary>What was found in a submission: by cause, all counted; and each by itself, none left out.</summary>
public sealed class FindingsDesk(DataSources sources, FileStore files, ReadLimits limits, AccessRules rules) : IDisposable
{
    // Reading a file again takes a processor: more at once would only make each slower.
    private readonly SemaphoreSlim _places = new(2);

    public void Dispose() => _places.Dispose();

    /// <summary>Findings by their cause: what blocks first, then by how many.</summary>
    /// <exception cref="Refusal">SIGN_IN_NEEDED, NOT_ALLOWED.</exception>
    public async Task<IReadOnlyList<KeptGroup>> GroupsAsync(Actor actor, Guid id, int skip, int take, CancellationToken cancellation)
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
    /// All findings by how many there are, how many of them are kept one by one, and of how many causes. Zero for a submission out of
    /// reach.
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

    /// <summary>Writes every finding of a submission to a file that has no name and is gone when it is closed; at its start.</summary>
    /// <exception cref="Refusal">SIGN_IN_NEEDED, NOT_ALLOWED, COUNTRY_FOREIGN; SOURCE_GONE, SOURCE_DAMAGED where the store has lost a file,
    /// or its bytes are others than those that were kept.</exception>
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
