using NodaTime;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Submissions;

/// <summary>The queries for a receipt.</summary>
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

    /// <summary>Size of the stored file: the file as sent, unless columns about persons were removed.</summary>
    public required long Bytes { get; init; }
}

/// <summary>The rules that read a submission; all null if no mapping read it.</summary>
public sealed record RulesRow
{
    public string? Mapping { get; init; }
    public int? Version { get; init; }
    public string? MappingChecksum { get; init; }
    public string? TaxonomyChecksum { get; init; }
}

/// <summary>The audit entry of the receipt, with its link to the chain of entries.</summary>
public sealed record ReceivingRow
{
    public required long Entry { get; init; }
    public required Instant At { get; init; }

    /// <summary>SHA-256 of <see cref="HashBefore"/>, as bytes, followed by <see cref="Text"/> in UTF-8; hexadecimal.</summary>
    public required string Hash { get; init; }
    public required string HashBefore { get; init; }
    public required string Text { get; init; }
}
