using System.Runtime.InteropServices;
using System.Text;

namespace Observatory.Warehouse.Files;

/// <summary>Writes files so that they survive a power cut: first the bytes, then the name.</summary>
public static partial class LastingFile
{
    private const int ReadOnly = 0;
    private const int Exists = 17;

    /// <summary>Writes a small file, readable only by its owner, completely or not at all; replaces any file of that name.</summary>
    public static void Write(string path, string text) => Write(path, text, fresh =>
        {
            File.Move(fresh, path, overwrite: true);
            return true;
        });

    /// <summary>Writes a small file, readable only by its owner, completely or not at all, unless a file of that name exists.</summary>
    /// <returns>True if this call created the file. If several processes begin at once, exactly one does.</returns>
    public static bool TryCreate(string path, string text) => Write(path, text, fresh => TryGiveName(fresh, path));

    private static bool Write(string path, string text, Func<string, bool> giveName)
    {
        var fresh = $"{path}.{Guid.NewGuid():n}";
        bool named;
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var file = new FileStream(fresh, options))
            {
                file.Write(Encoding.UTF8.GetBytes(text));
                file.Flush(flushToDisk: true);
            }
            named = giveName(fresh);
        }
        finally
        {
            File.Delete(fresh);
        }
        FlushFolder(Path.GetDirectoryName(path)!);
        return named;
    }

    /// <summary>
    /// Adds a second name to the file, which the system refuses if the name exists. <see cref="File.Move(string, string, bool)"/> checks
    /// first and renames later, so the second of two concurrent calls would replace the file of the first; it is used only on file systems
    /// where a file cannot have two names.
    /// </summary>
    private static bool TryGiveName(string fresh, string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            if (Link(fresh, path) == 0)
                return true;
            if (Marshal.GetLastPInvokeError() == Exists)
                return false;
        }
        try
        {
            File.Move(fresh, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
    }

    /// <summary>
    /// Flushes the names in a folder to disk: otherwise a file that was written and moved in may have no name after a power cut.
    /// </summary>
    /// <exception cref="IOException">The system could not flush them.</exception>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = OpenFolder(folder, ReadOnly);
        if (descriptor < 0)
            throw new IOException($"{folder}: {Marshal.GetLastPInvokeErrorMessage()}");
        try
        {
            if (Flush(descriptor) != 0 && Marshal.GetLastPInvokeError() is var code && !CannotBeFlushed(code))
                throw new IOException($"{folder}: {Marshal.GetPInvokeErrorMessage(code)}");
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>Network and shared folders may not support this (EINVAL, ENOTSUP); they make names durable in their own way.</summary>
    private static bool CannotBeFlushed(int code) => code is 22 or 45 or 95;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFolder(string path, int flags);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string name);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Flush(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
