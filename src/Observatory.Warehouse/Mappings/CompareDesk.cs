using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Observatory.Core.Taxonomy;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Files;
using Observatory.Warehouse.Lineage;
using Observatory.Warehouse.Taxonomy;

namespace Observatory.Warehouse.Mappings;

/// <summary>
/// Reads the stored files of a feed twice, by the rules of each load and by the mapping folder as it is now, and sets the figures that
/// would stand side by side. It writes nothing.
/// </summary>
public sealed class CompareDesk(DataSources sources, FileStore files, MappingLibrary library, ReadLimits limits)
{
    /// <exception cref="Refusal">FEED_UNKNOWN; SOURCE_GONE, SOURCE_DAMAGED where the store has lost a file, or its bytes are others than
    /// those that were kept.</exception>
    public async Task<Comparison> CompareAsync(string feed, CancellationToken cancellation)
    {
        var state = library.Current();
        var mapping = state.Find(feed)?.Mapping
            ?? throw new Refusal(
                RefusalCodes.FeedUnknown,
                ("value", feed),
                ("nearest", NearestWord.To(feed, state.Mappings.Select(m => m.Id)) ?? "")
            );
        var loads = await LoadsAsync(feed, cancellation);
        var (then, now) = (new StandingFigures(), new StandingFigures());
        var rejected = new List<RejectedReading>();
        var corrected = new List<CorrectedFile>();
        var wholes = new List<WholeDifference>();
        // Where no rule has changed, no file can read differently.
        if (loads.Any(l => l.MappingChecksum != mapping.Checksum || l.TaxonomyChecksum != state.Taxonomy.Version))
        {
            foreach (var load in loads)
            {
                var rules = await RulesOfThen.OfAsync(sources, load.LoadId, feed, cancellation);
                var old = await ReadAsync(load, rules.Mapping, rules.Taxonomy, cancellation);
                then.Take(old.Mapped!, rules.Taxonomy, load.PublicationDate);
                var reading = await ReadAsync(load, mapping, state.Taxonomy, cancellation);
                if (reading.IsBlocked)
                    rejected.Add(
                        new RejectedReading(
                            load.SubmissionNumber,
                            [.. reading.Findings.Kept.Where(f => f.Severity == Severity.Blocking).Select(f => f.Code).Distinct()]
                        )
                    );
                else if (
                    DeclaredWholes.Differences(old.Mapped!, reading.Mapped!) is var declared
                    && (declared.Count > 0 || StandingFigures.Differ(old.Mapped!, reading.Mapped!))
                )
                {
                    corrected.Add(new CorrectedFile(load.FirstNumber, load.SubmissionNumber));
                    wholes.AddRange(declared);
                }
                // A file that would be rejected would leave its figures as they are.
                now.Take(reading.IsBlocked ? old.Mapped! : reading.Mapped!, state.Taxonomy, load.PublicationDate);
            }
        }
        return new Comparison(
            feed,
            [.. loads.Select(l => l.MappingVersion).Distinct().Order()],
            mapping.Version,
            loads.Count,
            then.Count,
            StandingFigures.Differences(then, now),
            [.. wholes.Distinct()],
            corrected,
            rejected
        );
    }

    private async Task<FileReading> ReadAsync(FeedLoadRow load, Mapping mapping, TaxonomyCatalogue taxonomy, CancellationToken cancellation)
    {
        var connection = await sources.Writer.OpenConnectionAsync(cancellation);
        IReadOnlyList<SubmissionFileRow> rows;
        await using (connection)
            rows = await OpenedFiles.RowsAsync(connection, load.SubmissionId, cancellation);
        using var kept = OpenedFiles.Open(rows, files, cancellation);
        return FileReading.Of(kept.Sent, mapping, [mapping], taxonomy, load.ReceivedAt.InUtc().Date.PlusDays(1), limits, cancellation);
    }

    private async Task<IReadOnlyList<FeedLoadRow>> LoadsAsync(string feed, CancellationToken cancellation)
    {
        await using var connection = await sources.Writer.OpenConnectionAsync(cancellation);
        return await LineageQueries.LoadsOfFeed.ListAsync(connection, new { feed }, cancellation);
    }
}
