using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Plausibility;
using Observatory.Core.Reading;
using Observatory.Core.Taxonomy;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Files;
using Observatory.Warehouse.Lineage;
using Observatory.Warehouse.Records;

namespace Observatory.Warehouse.Submissions;

/// <summary>
/// Every finding of a submission. Of each code only the first are stored individually; if there were more, reading the stored files again
/// with the rules of that time reproduces them.
/// </summary>
internal sealed class EveryFinding : IDisposable
{
    private readonly Submission _submission;
    private readonly IReadOnlyList<Finding> _kept;
    private readonly TaxonomyCatalogue? _taxonomy;
    private readonly ReadLimits _limits;
    private readonly string _scratch;

    private EveryFinding(
        Submission submission,
        IReadOnlyList<Finding> kept,
        OpenedFiles files,
        Mapping? mapping,
        TaxonomyCatalogue? taxonomy,
        ReadLimits limits,
        string scratch
    ) => (_submission, _kept, Files, Mapping, _taxonomy, _limits, _scratch) = (submission, kept, files, mapping, taxonomy, limits, scratch);

    public OpenedFiles Files { get; }

    /// <summary>The mapping as it was when the submission was read; null if none was found.</summary>
    public Mapping? Mapping { get; }

    /// <summary>As it was when the submission was read; null where none was found for it.</summary>
    public TaxonomyCatalogue? Taxonomy => _taxonomy;

    /// <exception cref="Refusal">SOURCE_GONE, SOURCE_DAMAGED where the store has lost a file, or its bytes are others than those that were
    /// kept.</exception>
    public static async Task<EveryFinding> OpenAsync(
        DataSources sources,
        FileStore files,
        ReadLimits limits,
        Submission submission,
        CancellationToken cancellation
    )
    {
        IReadOnlyList<Finding> kept;
        await using (var db = ObservatoryContext.Open(sources))
            kept =
            [
                .. (
                    await db
                        .Findings.AsNoTracking()
                        .Where(f => f.SubmissionId == submission.SubmissionId)
                        .OrderBy(f => f.Ordinal)
                        .ToListAsync(cancellation)
                ).Select(f => f.ToFinding()),
            ];
        var connection = await sources.Writer.OpenConnectionAsync(cancellation);
        IReadOnlyList<SubmissionFileRow> rows;
        Mapping? mapping = null;
        TaxonomyCatalogue? taxonomy = null;
        await using (connection)
        {
            rows = await OpenedFiles.RowsAsync(connection, submission.SubmissionId, cancellation);
            if (submission is { MappingVersionId: { } mappingVersion, TaxonomyVersionId: { } taxonomyVersion, Feed: { } feed })
                (mapping, taxonomy) = await RulesOfThen.ReadAsync(connection, mappingVersion, taxonomyVersion, feed, cancellation);
        }
        return new EveryFinding(submission, kept, OpenedFiles.Open(rows, files, cancellation), mapping, taxonomy, limits, files.Scratch);
    }

    /// <summary>
    /// Passes on all findings: those of codes that are completely stored as they were stored, the others in reading order.
    /// </summary>
    /// <returns>How many were counted and cannot be reproduced.</returns>
    public int Tell(Action<Finding> each, CancellationToken cancellation)
    {
        var counted = _submission.FindingCounts is null
            ? []
            : JsonSerializer.Deserialize<Dictionary<string, int>>(_submission.FindingCounts)!;
        var byCode = _kept.GroupBy(f => f.Code, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        var cut = counted.Where(c => c.Value > byCode.GetValueOrDefault(c.Key)).Select(c => c.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var finding in _kept.Where(f => !cut.Contains(f.Code) || Mapping is null))
            each(finding);
        if (cut.Count > 0 && Mapping is not null)
            ReadAgain(each, cut, cancellation);
        return Mapping is null ? counted.Where(c => cut.Contains(c.Key)).Sum(c => c.Value - byCode.GetValueOrDefault(c.Key)) : 0;
    }

    public void Dispose() => Files.Dispose();

    private void ReadAgain(Action<Finding> each, HashSet<string> codes, CancellationToken cancellation)
    {
        using var scratch = new Scratch(_scratch);
        var today = _submission.ReceivedAt.InUtc().Date.PlusDays(1);
        var reading = FileReading.Of(
            Files.Sent,
            Mapping!,
            [Mapping!],
            _taxonomy!,
            today,
            _limits,
            cancellation,
            openScratch: scratch.Open,
            findings: new FindingCollector(keepOfEach: 1, onEach: f =>
            {
                if (codes.Contains(f.Code))
                    each(f);
            })
        );
        if (reading is { IsBlocked: false, Mapped: { } mapped })
            FigureChecks.Run(mapped, _taxonomy!);
    }
}
