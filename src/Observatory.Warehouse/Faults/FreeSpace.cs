using System.Globalization;

namespace Observatory.Warehouse.Faults;

/// <summary>The free space of a disk.</summary>
public static class FreeSpace
{
    /// <summary>
    /// Free bytes at a path, or at the nearest folder above it that exists; null if the system does not report it.
    /// </summary>
    public static long? At(string path)
    {
        for (var folder = Path.GetFullPath(path); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (!Directory.Exists(folder) && !File.Exists(folder))
                continue;
            try
            {
                return new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(folder)! : folder).AvailableFreeSpace;
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException)
            {
                return null;
            }
        }
        return null;
    }

    /// <summary>Paths with their free space, for the log.</summary>
    public static string Say(IEnumerable<string> places) =>
        string.Join(
            "; ",
            places
                .Distinct(StringComparer.Ordinal)
                .Select(p => At(p) is { } free ? string.Create(CultureInfo.InvariantCulture, $"{p}: {free} bytes free") : p)
        );
}
