using NodaTime;

namespace Observatory.Warehouse.Submissions;

/// <summary>One file that was sent.</summary>
/// <param name="Name">The sender's name for it: stored as text, never used as a path.</param>
/// <param name="Content">Read once, to its end; the sender closes it.</param>
public sealed record DeliveredFile(string Name, Stream Content);

/// <summary>The files and details of one submission, as they are sent.</summary>
public sealed record Delivery
{
    /// <summary>At least one. Several are read together, as one.</summary>
    public required IReadOnlyList<DeliveredFile> Files { get; init; }

    /// <summary>The feed it is for; null to recognise it.</summary>
    public string? Feed { get; init; }

    /// <summary>The office's publication date; null if the sender does not give it.</summary>
    public LocalDate? PublicationDate { get; init; }
    public string? Comment { get; init; }

    /// <summary><c>upload</c>, <c>verb</c> or <c>schedule</c>.</summary>
    public required string Through { get; init; }

    /// <summary>True for a sample of the demo, whose figures are invented.</summary>
    public bool IsSample { get; init; }
}
