using NodaTime;

namespace Observatory.Warehouse.Lineage;

/// <summary>The newest load of a set of files of a feed, with the rules that were used to read them.</summary>
public sealed record FeedLoadRow
{
    public required int LoadId { get; init; }
    public required Guid SubmissionId { get; init; }
    public required int SubmissionNumber { get; init; }

    /// <summary>
    /// Number of the submission that first brought the files; it differs if a corrected mapping has read them again since.
    /// </summary>
    public required int FirstNumber { get; init; }
    public required Instant ReceivedAt { get; init; }

    /// <summary>The day on which the office published the files; null if nobody declared it.</summary>
    public LocalDate? PublicationDate { get; init; }
    public required int MappingVersion { get; init; }
    public required string MappingChecksum { get; init; }
    public required string TaxonomyChecksum { get; init; }
}
