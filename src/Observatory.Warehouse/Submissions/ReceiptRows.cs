using NodaTime;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Submissions;

/// <summary>What a receipt is made of.</summary>
public static class ReceiptQueries
{
    public static readonly Query<ReceiptFileRow> Files = new("submissions/receipt_files");
    public static readonly Query<RulesRow> Rules = new("submissions/rules_of");
    public static readonly Query<ReceivingRow> Receiving = new("audit/receiving");
}

/// <summary>One file of a submission, with its size.</summary>
public sealed record ReceiptFileRow
{
    public required string Name { get; init; }
    public required string Sha256 { get; init; }
    public required string StoredSha256 { get; init; }
    public required bool IsRedacted { get; init; }

    /// <summary>Size of what was kept: of the file as sent, unless columns about persons were taken out of it.</summary>
    public required long Bytes { get; init; }
}

/// <summary>By what a submission was read; all null where it was read by no mapping.</summary>
public sealed record RulesRow
{
    public string? Mapping { get; init; }
    public int? Version { get; init; }
    public string? MappingChecksum { get; init; }
    public string? TaxonomyChecksum { get; init; }
}

/// <summary>The act of receiving, as it stands in the chain of acts.</summary>
public sealed record ReceivingRow
{
    public required long Entry { get; init; }
    public required Instant At { get; init; }

    /// <summary>SHA-256 of <see cref="HashBefore"/>, as bytes, followed by <see cref="Text"/> in UTF-8; hexadecimal.</summary>
    public required string Hash { get; init; }
    public required string HashBefore { get; init; }
    public required string Text { get; init; }
}
