using System.Runtime.InteropServices;

namespace Observatory.Warehouse.Files;

/// <summary>Restricts files and folders to the program's own account: offices' files, logs, keys and locks.</summary>
public static partial class OwnerOnly
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    /// <summary>Others may pass through a folder, but not list it.</summary>
    private const UnixFileMode Passage = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>
    /// From now on, everything that this process and its children create is accessible to its account only (umask 077).
    /// </summary>
    public static void Begin()
    {
        if (!OperatingSystem.IsWindows())
            _ = Umask(Convert.ToUInt32("077", 8));
    }

    /// <summary>
    /// Restricts a file, or a folder with its content, to its owner. The folder itself comes last, so that an interrupted run is repeated;
    /// a folder that is already restricted is skipped. Links are not followed, and files of other accounts are not changed.
    /// </summary>
    /// <param name="passable">Whether others may pass through the folder to one of theirs inside.</param>
    /// <param name="except">Names in the folder that are skipped.</param>
    public static void Close(string path, bool passable = false, params string[] except)
    {
        if (OperatingSystem.IsWindows() || !IsOpen(path, passable))
            return;
        if (Directory.Exists(path))
            foreach (var inside in Directory.EnumerateFileSystemEntries(path).Where(i => !except.Contains(Path.GetFileName(i))))
                Close(inside);
        try
        {
            File.SetUnixFileMode(path, (File.GetUnixFileMode(path) & ~Others) | (passable ? Passage : UnixFileMode.None));
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException)
        {
            // The file belongs to another account, which doctor reports, or was deleted a moment ago.
        }
    }

    /// <summary>
    /// Whether others could read, write or pass through a file or folder. False for a link: its target decides.
    /// </summary>
    public static bool IsOpen(string path, bool passable)
    {
        if (OperatingSystem.IsWindows())
            return false;
        try
        {
            return new FileInfo(path).LinkTarget is null
                && (File.GetUnixFileMode(path) & Others & ~(passable ? Passage : UnixFileMode.None)) != UnixFileMode.None;
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial uint Umask(uint mask);
}
