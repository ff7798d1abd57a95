namespace Observatory.Warehouse.Files;

/// <summary>One file of a submission: the name that it was sent under, and its bytes as sent and as stored.</summary>
public sealed record SubmissionFileRow
{
    public required string Name { get; init; }
    public required string Sha256 { get; init; }
    public required string StoredSha256 { get; init; }
    public required bool IsRedacted { get; init; }
}
