using System.Text.Json;
using NodaTime;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Files;

namespace Observatory.Warehouse.Records;

/// <summary>
/// One file, or several that are read together, on the way to becoming figures: the row that everything about it refers to.
/// </summary>
public sealed class Submission
{
    public required Guid SubmissionId { get; init; }
    public int Number { get; private set; }

    /// <summary>The feed for which it was sent; null until it has been recognised.</summary>
    public string? Feed { get; set; }

    /// <summary>The name of its file; for several, their names joined by a comma.</summary>
    public required string FileName { get; init; }

    /// <summary>The checksum of <see cref="FileSet"/>, which is equal if the same files are sent again.</summary>
    public required string Sha256 { get; init; }
    public required SubmissionState State { get; set; }
    public required Instant StateSince { get; set; }
    public required Instant ReceivedAt { get; init; }
    public required string ReceivedBy { get; init; }

    /// <c>upload</c>, <c>verb</c> or <c>schedule</c>; <c>mapping</c> for files that a corrected mapping reads again.
    public required string ReceivedThrough { get; init; }

    /// <summary>
    /// Number of the submission whose files it reads again, because the mapping was corrected after they were loaded: it takes that one's
    /// place in the order, and never comes before what was sent later. Null for files that were sent.
    /// </summary>
    public int? AppliesTo { get; init; }

    /// <summary>
    /// True if the demo sent it: its figures are invented, and marked as such. The same bytes from anybody else are figures of an office.
    /// </summary>
    public bool IsSample { get; init; }

    /// <summary>Feeds over which its feed had precedence when it was read; empty until then.</summary>
    public string[] StandsBefore { get; set; } = [];

    /// <summary>Feeds that had precedence over its feed when it was read; empty until then.</summary>
    public string[] YieldsTo { get; set; } = [];

    /// <summary>Feeds whose series its feed gave in another layout when it was read; empty until then.</summary>
    public string[] Continues { get; set; } = [];

    /// <summary>Code of the office that sent it; null if the program fetched it.</summary>
    public string? Office { get; init; }

    /// <summary>
    /// Code of the office that it belongs to: the one that sent it; for files that the program or the operator brought in, the one whose
    /// figures it has, and null until that is known.
    /// </summary>
    public string? Owner { get; set; }

    /// <summary>
    /// ISO 3166 alpha-3 of the country of the responsible office; null for an office without a country, and until it is known.
    /// </summary>
    public string? Country { get; set; }

    /// <summary>The day on which the office published the files; null if nobody declared it.</summary>
    public LocalDate? PublicationDate { get; set; }

    /// <summary>The sender's comment; null if there is none.</summary>
    public string? Comment { get; init; }

    /// <summary>Name of the reviewer; null before a review.</summary>
    public string? ReviewedBy { get; set; }

    /// <summary>The reviewer's reason; null before a review, or if none was given.</summary>
    public string? ReviewReason { get; set; }

    /// <summary>Number of the newer submission that this one overwrites by decision of its reviewer; null if there is none.</summary>
    public int? Despite { get; set; }
    public int Attempts { get; set; }

    /// <summary>How many workers took it since it was last read, and then stopped reporting.</summary>
    public int Deaths { get; set; }
    public int Fence { get; set; }

    /// <summary>A worker that has not renewed its lease by then counts as dead; null if no worker has the submission.</summary>
    public Instant? WorkedOnUntil { get; set; }

    /// <summary>The earliest instant for the next attempt; null for at once.</summary>
    public Instant? RetryAt { get; set; }

    /// <summary>Why the last step failed, as <see cref="StoredFailure"/> wrote it; null if it did not fail.</summary>
    public string? Failure { get; set; }

    /// <summary>The version of the mapping that read it; null until it was read.</summary>
    public int? MappingVersionId { get; set; }

    /// <summary>The version of the taxonomy that was used to read it; null until it was read.</summary>
    public int? TaxonomyVersionId { get; set; }

    /// <summary>The provider of its mapping; null until it is known.</summary>
    public short? ProviderId { get; set; }

    /// <summary>Checksum of the taxonomy and of all mappings that read it; null until it was read.</summary>
    public string? Rules { get; set; }

    /// <summary>The accounting as JSON; null until it was read.</summary>
    public string? Accounting { get; set; }

    /// <summary>Findings by code as JSON; null until it was read.</summary>
    public string? FindingCounts { get; set; }
    public int Blocking { get; set; }
    public int Warnings { get; set; }

    /// <summary>The number of its figures; null until it was read.</summary>
    public int? Observations { get; set; }

    /// <summary>Its load; null until it is loaded.</summary>
    public int? LoadId { get; set; }

    /// <summary>The newest load that was visible when it was compared with the current figures; null if it was not.</summary>
    public int? ComparedVintage { get; set; }

    /// <summary>PostgreSQL's row version, so that two writers cannot both succeed.</summary>
    public uint Version { get; private set; }
}

public sealed class SubmissionEvent
{
    public long SubmissionEventId { get; private set; }
    public required Guid SubmissionId { get; init; }
    public required Instant At { get; init; }
    public required SubmissionState State { get; init; }
    public required string Actor { get; init; }

    /// <summary>As <see cref="EventDetails.In"/> reads it; null if there is none.</summary>
    public string? Detail { get; init; }
}

/// <summary>One file of a submission.</summary>
public sealed class SubmissionFile
{
    public required Guid SubmissionId { get; init; }

    /// <summary>From 1, in the order of the names.</summary>
    public required short Ordinal { get; init; }

    /// <summary>The sender's name for it: only text, never a path.</summary>
    public required string Name { get; init; }

    /// <summary>Of the bytes as sent, lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Of the bytes in the file store, which differ if columns about persons were removed.</summary>
    public required string StoredSha256 { get; init; }

    /// <summary>True if only a copy without the columns that must never be stored is stored.</summary>
    public required bool IsRedacted { get; init; }
}

/// <summary>A finding as stored: <see cref="Arguments"/> is a JSON object of texts.</summary>
public sealed class StoredFinding
{
    public required Guid SubmissionId { get; init; }
    public required int Ordinal { get; init; }
    public required string Code { get; init; }
    public required string Severity { get; init; }

    /// <summary>The sheet of its cell; null for a text file, and if the finding is about no cell.</summary>
    public string? Sheet { get; init; }

    /// <summary>From 1; null if the finding is about the whole file.</summary>
    public int? RowNumber { get; init; }

    /// <summary>From 1; null or 0 if the finding is about a whole row, and null if it is about the whole file.</summary>
    public int? ColumnNumber { get; init; }
    public required string Arguments { get; init; }

    public Finding ToFinding() =>
        new(
            Code,
            Enum.Parse<Core.Checking.Severity>(Severity),
            RowNumber is { } row ? new CellRef(Sheet ?? "", row, ColumnNumber ?? 0) : null,
            JsonSerializer.Deserialize<Dictionary<string, string>>(Arguments)!
        );
}

/// <summary>The state of a scheduled source.</summary>
public sealed class FeedState
{
    public required string Feed { get; init; }

    /// <summary>When it is fetched next; null if it has no schedule.</summary>
    public Instant? NextDue { get; set; }

    /// <summary>Null before the first run.</summary>
    public Instant? LastStartedAt { get; set; }

    /// <summary>Null before the end of the first run.</summary>
    public Instant? LastFinishedAt { get; set; }

    /// <summary><c>NothingNew</c>, <c>Received</c> or <c>Failed</c>; null before the first run.</summary>
    public string? LastResult { get; set; }

    /// <summary>Why the last run failed; null if it did not.</summary>
    public string? LastFailure { get; set; }

    /// <summary>The newest submission that it brought; null if there is none.</summary>
    public Guid? LastSubmissionId { get; set; }
    public int Failures { get; set; }

    /// <summary>The entity tag of the last response, sent with the next request; null if the source gave none.</summary>
    public string? Etag { get; set; }

    /// <summary>The date of the last response, sent with the next request; null if the source gave none.</summary>
    public string? LastModified { get; set; }

    /// <summary>Until when the worker that runs it has it; null if none runs it.</summary>
    public Instant? LeasedUntil { get; set; }
}
