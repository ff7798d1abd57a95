using Observatory.Warehouse.Database;
using Observatory.Warehouse.Files;

namespace Observatory.Warehouse.Records;

/// <summary>The statements about the files of submissions.</summary>
public static class SubmissionQueries
{
    public static readonly Query<SubmissionFileRow> NewestFiles = new("submissions/newest_files");
    public static readonly Statement AddFinding = new("submissions/add_finding");
    public static readonly Statement AddFindingFigures = new("submissions/add_finding_figures");
    public static readonly Statement CountFindings = new("submissions/count_findings");
    public static readonly Query<ChecksumRow> MappingOfNewest = new("submissions/mapping_of_newest");
    public static readonly Statement HoldBytes = new("submissions/hold_bytes");
    public static readonly Query<int> WaitingNumbers = new("submissions/waiting_numbers");
    public static readonly Query<TakenRow> Take = new("submissions/take");
    public static readonly Query<DueRow> DueAgain = new("submissions/due_again");
    public static readonly Statement TryAgainNow = new("submissions/try_again_now");
    public static readonly Query<WorkSigns> WorkSigns = new("submissions/work_signs");
    public static readonly Query<int> BeginSweep = new("submissions/begin_sweep");
    public static readonly Statement EndSweep = new("submissions/end_sweep");
    public static readonly Query<MomentRow> ServerStarted = new("submissions/server_started");
    public static readonly Query<int> ForgetJobLocks = new("submissions/forget_job_locks");
    public static readonly Statement KeepSourceFile = new("submissions/keep_source_file");
}

/// <summary>A checksum: lower-case hexadecimal.</summary>
public sealed record ChecksumRow
{
    public required string Checksum { get; init; }
}

/// <summary>The submission that a worker has taken.</summary>
public sealed record TakenRow
{
    public required int Fence { get; init; }
    public required int Deaths { get; init; }
}

/// <summary>A submission that is due for a worker.</summary>
public sealed record DueRow
{
    public required Guid SubmissionId { get; init; }
    public required string State { get; init; }
}
