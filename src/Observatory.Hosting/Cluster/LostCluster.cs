using Observatory.Hosting.Homes;
using Observatory.Hosting.Machine;
using Observatory.Warehouse.Files;
using Observatory.Warehouse.Keeping;

namespace Observatory.Hosting.Cluster;

/// <summary>A home that once had a database is not given an empty one.</summary>
public static class LostCluster
{
    /// <summary>
    /// The evidence that a home without a database once had one that was lost, moved or given from outside: creating an empty one would
    /// look as if nothing had happened. Null if there is a database, or if nothing was ever stored.
    /// </summary>
    public static Fault? In(string home)
    {
        home = HomeFolder.Real(home);
        var record = ClusterRecord.Read(ClusterRecord.PathIn(home));
        var folder = record?.FolderIn(home) ?? ClusterFolder.LeftElsewhere(home) ?? ClusterFolder.UsualIn(home);
        string[] there;
        try
        {
            there = Directory.Exists(folder) ? [.. Directory.EnumerateFileSystemEntries(folder).Select(f => Path.GetFileName(f)!)] : [];
        }
        catch (UnauthorizedAccessException refused)
        {
            return new(FaultCodes.ClusterUnreachable, refused, ("path", folder), ("account", Environment.UserName));
        }

        if (there.Contains("data"))
        {
            return null;
        }

        if (record is not null)
        {
            return new(FaultCodes.ClusterGone, ("path", ClusterFolder.DataOf(folder)));
        }

        // An interrupted first start leaves an unfinished database, and nothing else.
        return there.FirstOrDefault(name => name is not ("data.new" or ClusterFolder.OwnerFile or "logs" or "lost+found")) is { } strange
                ? new(FaultCodes.HomeOrphaned, ("path", Path.Combine(folder, strange)))
            : EvidenceIn(home) is { } evidence ? new(FaultCodes.HomeOrphaned, ("path", evidence))
            : null;
    }

    /// <summary>
    /// The first thing in a home that belongs to a database: stored files, its identity, checksums of its audit. Null if there is none.
    /// </summary>
    private static string? EvidenceIn(string home) =>
        new FileStore(Path.Combine(home, "files")).Sample(1).Count > 0
            ? Path.Combine(home, "files")
            : new[]
            {
                Path.Combine(home, Belonging.FileName),
                Path.Combine(home, "files", Belonging.FileName),
                Path.Combine(home, "audit", "heads"),
            }.FirstOrDefault(File.Exists);
}
