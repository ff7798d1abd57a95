using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Keeping;

/// <summary>The statements that delete expired rows, a limited number at a time.</summary>
public static class KeepingQueries
{
    public static readonly Statement ForgetDeliveries = new("keeping/forget_deliveries");
    public static readonly Statement ForgetEvents = new("keeping/forget_events");
    public static readonly Statement ForgetSecrets = new("keeping/forget_secrets");
    public static readonly Statement ForgetProgress = new("keeping/forget_progress");
    public static readonly Statement ForgetSessions = new("keeping/forget_sessions");
    public static readonly Query<DueFileRow> FilesDue = new("keeping/files_due");
    public static readonly Statement NoteFileCheck = new("keeping/note_file_check");
    public static readonly Query<FaultyFileRow> FaultyFiles = new("keeping/faulty_files");
    public static readonly Query<FileChecksRow> FileChecks = new("keeping/file_checks");
    public static readonly Query<PageFaultsRow> PageFaults = new("keeping/page_faults");
}
