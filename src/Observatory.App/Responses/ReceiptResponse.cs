using Observatory.Core.Submissions;

namespace Observatory.App.Responses;

/// <summary>The Observatory's confirmation of what it received and what happened to it.</summary>
public sealed record ReceiptResponse
{
    /// <summary>Number of the submission.</summary>
    public required int Number { get; init; }
    public required Guid Id { get; init; }
    public required string State { get; init; }

    /// <summary>The instant of the last change of state, in UTC.</summary>
    public required string StateSince { get; init; }

    /// <summary>The instant at which it was received, in UTC.</summary>
    public required string ReceivedAt { get; init; }
    public required string ReceivedBy { get; init; }

    /// <summary>Code of the office that sent it; null if the program fetched it.</summary>
    public required string? Office { get; init; }

    /// <summary>ISO 3166 alpha-3; null for an office without a country, and until it is known.</summary>
    public required string? Country { get; init; }

    /// <summary><c>upload</c>, <c>verb</c>, <c>schedule</c> or <c>mapping</c>.</summary>
    public required string Through { get; init; }

    /// <summary>The day on which the office published the files; null if nobody declared it.</summary>
    public required string? PublicationDate { get; init; }

    /// <summary>The sender's comment; null if there is none.</summary>
    public required string? Comment { get; init; }

    /// <summary>Checksum of its files, which is equal if the same files are sent again.</summary>
    public required string Sha256 { get; init; }
    public required IEnumerable<ReceiptFile> Files { get; init; }

    /// <summary>Null if no mapping read it.</summary>
    public required ReceiptMapping? Mapping { get; init; }

    /// <summary>Checksum of the taxonomy; null if no mapping read it.</summary>
    public required string? Taxonomy { get; init; }

    /// <summary>Cells read and what became of each; null if the files were not read to their end.</summary>
    public required AccountingReport? Accounting { get; init; }
    public required ReceiptFindings Findings { get; init; }

    /// <summary>Name of the reviewer; null before a review.</summary>
    public required string? ReviewedBy { get; init; }

    /// <summary>The reviewer's reason; null before a review, or if none was given.</summary>
    public required string? ReviewReason { get; init; }

    /// <summary>Number of its load; null until it is loaded.</summary>
    public required int? Load { get; init; }

    /// <summary>Null if it was received before audit entries existed.</summary>
    public required ReceiptProof? Proof { get; init; }
}

/// <summary>One file of a receipt.</summary>
public sealed record ReceiptFile
{
    public required string Name { get; init; }

    /// <summary>Checksum of the file as it was sent.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Size of the stored file in bytes.</summary>
    public required long KeptBytes { get; init; }

    /// <summary>Checksum of the stored file: the file as sent, unless columns about persons were removed.</summary>
    public required string KeptSha256 { get; init; }
}

/// <summary>The mapping that read a submission.</summary>
public sealed record ReceiptMapping
{
    public required string Id { get; init; }

    /// <summary>Null if it is unknown.</summary>
    public required int? Version { get; init; }

    /// <summary>Null if it is unknown.</summary>
    public required string? Checksum { get; init; }
}

/// <summary>The number of findings of a submission.</summary>
public sealed record ReceiptFindings
{
    /// <summary>All findings, stored individually or not.</summary>
    public required int Total { get; init; }
    public required int Blocking { get; init; }
    public required int Warnings { get; init; }
}

/// <summary>The audit entry of a receipt, with its link to the chain of entries.</summary>
public sealed record ReceiptProof
{
    public required long Entry { get; init; }

    /// <summary>The instant of the entry, in UTC.</summary>
    public required string At { get; init; }

    /// <summary>SHA-256 of <c>hashBefore</c>, as bytes, followed by <c>text</c> in UTF-8; hexadecimal.</summary>
    public required string Hash { get; init; }
    public required string HashBefore { get; init; }
    public required string Text { get; init; }
}
