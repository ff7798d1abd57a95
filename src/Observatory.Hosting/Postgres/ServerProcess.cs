using System.Diagnostics;
using System.Globalization;

namespace Observatory.Hosting.Postgres;

/// <summary>The content of a data folder's <c>postmaster.pid</c> about the server that wrote it.</summary>
public sealed record ServerProcess(int ProcessId, int Port, bool Ready)
{
    /// <summary>Null if no server of this data folder is alive, whatever a killed one left behind.</summary>
    public static ServerProcess? Find(string dataFolder)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(Path.Combine(dataFolder, "postmaster.pid"));
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        // Lines: process, data folder, start time, port, socket folder, address, shared memory, state (PostgreSQL's miscinit.h).
        return Number(lines, 0) is > 0 and var process && IsServerOf(process, dataFolder)
            ? new(process, Number(lines, 3), lines.ElementAtOrDefault(7)?.Trim() == "ready")
            : null;
    }

    /// <summary>
    /// True if the file names a live process that is not the server: a reused process id, or a zombie process. PostgreSQL would then refuse
    /// to start.
    /// </summary>
    public static bool IsMisled(string dataFolder)
    {
        var path = Path.Combine(dataFolder, "postmaster.pid");
        return File.Exists(path)
            && Number(File.ReadAllLines(path), 0) is > 0 and var process
            && Directory.Exists("/proc/self")
            && Directory.Exists($"/proc/{process}")
            && !IsServerOf(process, dataFolder);
    }

    /// <summary>
    /// The data folder of the server that wrote the file; null if there is no such file. The file is copied along if a folder is copied
    /// while its server runs.
    /// </summary>
    public static string? FolderOf(string dataFolder)
    {
        try
        {
            return File.ReadAllLines(Path.Combine(dataFolder, "postmaster.pid")).ElementAtOrDefault(1)?.Trim();
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Whether any process works in the data folder: children outlive a killed server for a moment.</summary>
    public static bool AnyIn(string dataFolder) =>
        Directory
            .EnumerateDirectories("/proc")
            .Any(folder =>
            {
                try
                {
                    return char.IsAsciiDigit(Path.GetFileName(folder)[0])
                        && new FileInfo(Path.Combine(folder, "cwd")).LinkTarget is { } target
                        && target == dataFolder;
                }
                catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
                {
                    return false;
                }
            });

    private static bool IsServerOf(int process, string dataFolder)
    {
        try
        {
            return Directory.Exists("/proc/self")
                ? File.ReadAllText($"/proc/{process}/cmdline").Split('\0').Contains(dataFolder)
                : Process.GetProcessById(process).ProcessName.StartsWith("postgres", StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or ArgumentException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static int Number(string[] lines, int index) =>
        int.TryParse(lines.ElementAtOrDefault(index), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
