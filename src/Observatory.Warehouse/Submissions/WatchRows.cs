using NodaTime;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Submissions;

/// <summary>The queries for those who watch submissions.</summary>
public static class WatchQueries
{
    public static readonly Statement KeepProgress = new("submissions/keep_progress");
    public static readonly Query<MoveRow> MovesAfter = new("submissions/moves_after");
    public static readonly Query<ProgressRow> ProgressOf = new("submissions/progress_of");
}

/// <summary>One change of state of a submission.</summary>
public sealed record MoveRow
{
    /// <summary>The numbers ascend within a submission.</summary>
    public required long SubmissionEventId { get; init; }
    public required Guid SubmissionId { get; init; }
    public required Instant At { get; init; }
    public required string State { get; init; }
    public required string Actor { get; init; }
    public string? Detail { get; init; }
}

/// <summary>How far the reading of a submission has come.</summary>
public sealed record ProgressRow
{
    public required Guid SubmissionId { get; init; }

    /// <summary><c>reading</c>, <c>staging</c>, <c>comparing</c> or <c>finishing</c>.</summary>
    public required string Step { get; init; }
    public required long RowsRead { get; init; }

    /// <summary>The total of its files.</summary>
    public required long Bytes { get; init; }
    public required Instant At { get; init; }
}
