using Observatory.Core.Submissions;

namespace Observatory.App.Responses;

/// <summary>A submission with its accounting and its first findings.</summary>
public sealed record SubmissionResponse
{
    public required Guid Id { get; init; }
    public required int Number { get; init; }

    /// <summary>The feed for which it was sent; null until it has been recognised.</summary>
    public required string? Feed { get; init; }

    /// <summary>The name of its file; for several, their names joined by a comma.</summary>
    public required string FileName { get; init; }

    /// <summary>Checksum of its files, which is equal if the same files are sent again.</summary>
    public required string Sha256 { get; init; }
    public required IEnumerable<SubmittedFile> Files { get; init; }
    public required string State { get; init; }

    /// <summary>The instant of the last change of state, in UTC.</summary>
    public required string StateSince { get; init; }

    /// <summary>Whom it waits for; null if it has ended.</summary>
    public required string? WaitsFor { get; init; }

    /// <summary>Whole seconds for which it has been in its state; null if it has ended.</summary>
    public required long? WaitingSeconds { get; init; }

    /// <summary>One or two sentences about who must do what next.</summary>
    public required string Next { get; init; }

    /// <summary>False if the same bytes had been sent before; null if it was not sent by this request.</summary>
    public required bool? IsNew { get; init; }

    /// <summary>The instant at which it was received, in UTC.</summary>
    public required string ReceivedAt { get; init; }
    public required string ReceivedBy { get; init; }

    /// <summary>Number of the submission whose files it reads again with a corrected mapping; null for files that were sent.</summary>
    public required int? AppliesTo { get; init; }

    /// <summary>The day on which the office published the files; null if nobody declared it.</summary>
    public required string? PublicationDate { get; init; }

    /// <summary>The sender's comment; null if there is none.</summary>
    public required string? Comment { get; init; }

    /// <summary>Name of the reviewer; null before a review.</summary>
    public required string? ReviewedBy { get; init; }

    /// <summary>The reviewer's reason; null before a review, or if none was given.</summary>
    public required string? ReviewReason { get; init; }

    /// <summary>The number of findings that block it.</summary>
    public required int Blocking { get; init; }

    /// <summary>The number of warnings.</summary>
    public required int Warnings { get; init; }

    /// <summary>The number of causes of warnings that nobody has acknowledged.</summary>
    public required long Unacknowledged { get; init; }

    /// <summary>The number of its figures; null until it was read.</summary>
    public required int? Observations { get; init; }

    /// <summary>Number of its load; null until it is loaded.</summary>
    public required int? Load { get; init; }

    /// <summary>Why the last step failed; null if it did not fail.</summary>
    public required string? Failure { get; init; }

    /// <summary>Cells read and what became of each; null until it was read to its end.</summary>
    public required AccountingReport? Accounting { get; init; }

    /// <summary>The number of findings of each code; empty before the files are read.</summary>
    public required IReadOnlyDictionary<string, int> FindingCounts { get; init; }

    /// <summary>The first 500 findings.</summary>
    public required IEnumerable<FindingResponse> Findings { get; init; }

    /// <summary>The changes that it would make; null if it does not wait for review, or they were not requested.</summary>
    public required ChangesAheadResponse? Changes { get; init; }
}

/// <summary>A submission that was just received.</summary>
public sealed record ReceivedResponse
{
    public required Guid Id { get; init; }
    public required int Number { get; init; }

    /// <summary>The name of its file; for several, their names joined by a comma.</summary>
    public required string FileName { get; init; }

    /// <summary>Checksum of its files, which is equal if the same files are sent again.</summary>
    public required string Sha256 { get; init; }
    public required IEnumerable<SubmittedFile> Files { get; init; }
    public required string State { get; init; }

    /// <summary>The instant of the last change of state, in UTC.</summary>
    public required string StateSince { get; init; }

    /// <summary>One or two sentences about who must do what next.</summary>
    public required string Next { get; init; }

    /// <summary>False if the same bytes had been sent before: this is then the first submission of them.</summary>
    public required bool IsNew { get; init; }

    /// <summary>The latest earlier submission of the same bytes, which led to nothing; null if there was none.</summary>
    public required EarlierSubmission? Before { get; init; }
}

/// <summary>An earlier submission of the same bytes, which led to nothing.</summary>
public sealed record EarlierSubmission
{
    public required int Number { get; init; }
    public required string State { get; init; }

    /// <summary>The instant of the last change of state, in UTC.</summary>
    public required string StateSince { get; init; }
}

/// <summary>One file of a submission.</summary>
public sealed record SubmittedFile
{
    public required string Name { get; init; }

    /// <summary>Checksum of the file as it was sent.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Checksum of the stored copy without personal data; null if the file is stored as it was sent.</summary>
    public required string? KeptSha256 { get; init; }
}

/// <summary>A submission in a list.</summary>
public sealed record SubmissionSummary
{
    public required Guid Id { get; init; }
    public required int Number { get; init; }

    /// <summary>The feed for which it was sent; null until it has been recognised.</summary>
    public required string? Feed { get; init; }

    /// <summary>The name of its file; for several, their names joined by a comma.</summary>
    public required string FileName { get; init; }
    public required string State { get; init; }

    /// <summary>The instant of the last change of state, in UTC.</summary>
    public required string StateSince { get; init; }

    /// <summary>Whom it waits for; null if it has ended.</summary>
    public required string? WaitsFor { get; init; }

    /// <summary>Whole seconds for which it has been in its state; null if it has ended.</summary>
    public required long? WaitingSeconds { get; init; }

    /// <summary>
    /// ISO 3166 alpha-3 of the country of the responsible office; null for an office without a country, and until it is known.
    /// </summary>
    public required string? Country { get; init; }

    /// <summary>Code of the office that sent it; null if the program fetched it.</summary>
    public required string? Office { get; init; }

    /// <summary>The instant at which it was received, in UTC.</summary>
    public required string ReceivedAt { get; init; }
    public required string ReceivedBy { get; init; }

    /// <summary>Name of the reviewer; null before a review.</summary>
    public required string? ReviewedBy { get; init; }

    /// <summary>The number of findings that block it.</summary>
    public required int Blocking { get; init; }

    /// <summary>The number of warnings.</summary>
    public required int Warnings { get; init; }

    /// <summary>The number of its figures; null until it was read.</summary>
    public required int? Observations { get; init; }
}

/// <summary>One change of state of a submission.</summary>
public sealed record MoveResponse
{
    /// <summary>The numbers ascend within a submission.</summary>
    public required long Id { get; init; }

    /// <summary>The instant of the change, in UTC.</summary>
    public required string At { get; init; }
    public required string State { get; init; }
    public required string Actor { get; init; }

    /// <summary>A reason or a failure, in the language of the request; null if there is none.</summary>
    public required string? Detail { get; init; }
}

/// <summary>A text about a submission.</summary>
public sealed record CommentResponse
{
    /// <summary>Null for a text given with a change of state.</summary>
    public required long? Id { get; init; }
    public required string Kind { get; init; }

    /// <summary>The instant of the text, in UTC.</summary>
    public required string At { get; init; }
    public required string By { get; init; }

    /// <summary>Code of the office of its author; null for an author without an office.</summary>
    public required string? Office { get; init; }
    public required string Text { get; init; }
}
