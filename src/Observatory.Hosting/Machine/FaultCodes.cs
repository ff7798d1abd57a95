namespace Observatory.Hosting.Machine;

/// <summary>Every <see cref="Fault"/>. A test requires a description and a repair for each, in four languages.</summary>
public static class FaultCodes
{
    public const string AccountMissing = "ACCOUNT_MISSING";
    public const string BackupFailed = "BACKUP_FAILED";
    public const string BackupRole = "BACKUP_ROLE";
    public const string ClusterBusy = "CLUSTER_BUSY";
    public const string ClusterCopied = "CLUSTER_COPIED";
    public const string ClusterCreate = "CLUSTER_CREATE";
    public const string ClusterGone = "CLUSTER_GONE";
    public const string ClusterLost = "CLUSTER_LOST";
    public const string ClusterOfOther = "CLUSTER_OF_OTHER";
    public const string ClusterStart = "CLUSTER_START";
    public const string ClusterUnreachable = "CLUSTER_UNREACHABLE";
    public const string DatabaseEmpty = "DATABASE_EMPTY";
    public const string DatabaseForeign = "DATABASE_FOREIGN";
    public const string FolderForeign = "FOLDER_FOREIGN";
    public const string HomeOrphaned = "HOME_ORPHANED";
    public const string HomeUnwritable = "HOME_UNWRITABLE";
    public const string PortDenied = "PORT_DENIED";
    public const string PortInUse = "PORT_IN_USE";
    public const string PostgresMissing = "POSTGRES_MISSING";
    public const string PostgresVersion = "POSTGRES_VERSION";
    public const string ToolMissing = "TOOL_MISSING";
    public const string Unexpected = "UNEXPECTED";

    public static IReadOnlyList<string> All { get; } =
    [.. typeof(FaultCodes).GetFields().Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!)];
}
