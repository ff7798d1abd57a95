using NodaTime;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Submissions;

/// <summary>The statements about comments.</summary>
public static class CommentQueries
{
    public static readonly Query<long> Add = new("submissions/add_comment");
    public static readonly Query<CommentRow> List = new("submissions/comments");
}

/// <summary>One comment on a submission.</summary>
public sealed record CommentRow
{
    public required long SubmissionCommentId { get; init; }
    public required Instant At { get; init; }
    public required string Actor { get; init; }

    /// <summary>Code of the office of the writer; null for the operator.</summary>
    public string? Office { get; init; }
    public required string Text { get; init; }
}
