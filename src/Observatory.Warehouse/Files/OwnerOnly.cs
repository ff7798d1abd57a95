using System.Runtime.InteropServices;

namespace Observatory.Warehouse.Files;

/// <summary>Keeps files and folders from other accounts of the machine: offices' files, logs, keys and locks are nobody else's.</summary>
public static partial class OwnerOnly
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    /// <summary>Lets others pass through a folder, and not list it.</summary>
    private const UnixFileMode Passage = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>
    /// From now on whatever this process and its children create is for its account alone, however the machine is set (umask 077).
    /// </summary>
    public static void Begin()
    {
        if (!OperatingSystem.IsWindows())
            _ = Umask(Convert.ToUInt32("077", 8));
    }

    /// <summary>
    /// Closes a file, or a folder with all that is in it, to others. The folder itself comes last: where this is broken off, it is done
    /// again. One that is closed already is taken as done. Nothing behind a link is touched, and nothing of another account.
    /// </summary>
    /// <param name="passable">Whether others may go through the folder to one of theirs inside.</param>
    /// <param name="except">Names in the folder that are left alone.</param>
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
            // It is another account's, and doctor tells of it; or somebody has just taken it away.
        }
    }

    /// <summary>
    /// Whether others could read, write or pass through a file or folder. A link is judged by where it leads to: not here.
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
