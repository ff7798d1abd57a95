using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Submissions;

/// <summary>The statements about the files of submissions.</summary>
public static class SubmissionQueries
{
    public static readonly Query<SubmissionFileRow> Files = new("submissions/files");
    public static readonly Query<SubmissionFileRow> NewestFiles = new("submissions/newest_files");
    public static readonly Statement AddFinding = new("submissions/add_finding");
    public static readonly Statement AddFindingFigures = new("submissions/add_finding_figures");
    public static readonly Statement CountFindings = new("submissions/count_findings");
    public static readonly Statement HoldBytes = new("submissions/hold_bytes");
    public static readonly Query<int> WaitingNumbers = new("submissions/waiting_numbers");
    public static readonly Statement KeepSourceFile = new("submissions/keep_source_file");
}

/// <summary>One file of a submission; see <see cref="SubmissionFile"/>.</summary>
public sealed record SubmissionFileRow
{
    public required string Name { get; init; }
    public required string Sha256 { get; init; }
    public required string StoredSha256 { get; init; }
    public required bool IsRedacted { get; init; }
}
