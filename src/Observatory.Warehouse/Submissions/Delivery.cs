using NodaTime;

namespace Observatory.Warehouse.Submissions;

/// <summary>One file handed in.</summary>
/// <param name="Name">The sender's name for it: kept as text, never used as a path.</param>
/// <param name="Content">Read once, to its end; stays the sender's to close.</param>
public sealed record DeliveredFile(string Name, Stream Content);

/// <summary>What is handed in at once: the files of one submission.</summary>
public sealed record Delivery
{
    /// <summary>At least one. Several are read together, as one.</summary>
    public required IReadOnlyList<DeliveredFile> Files { get; init; }

    /// <summary>The feed it is for; null to recognise it.</summary>
    public string? Feed { get; init; }

    /// <summary>The day the office published it; null where the sender does not say.</summary>
    public LocalDate? PublicationDate { get; init; }
    public string? Comment { get; init; }

    /// <summary><c>upload</c>, <c>verb</c> or <c>schedule</c>.</summary>
    public required string Through { get; init; }

    /// <summary>True where the demo brings a sample of its own: its figures are invented.</summary>
    public bool IsSample { get; init; }
}
