using System.Globalization;

namespace Observatory.Warehouse.Faults;

/// <summary>How much room a place has left.</summary>
public static class FreeSpace
{
    /// <summary>
    /// Bytes that may still be written at a place, or in the nearest folder above it that exists; null where the system does not say.
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

    /// <summary>Places with what they have left, for a line of the log.</summary>
    public static string Say(IEnumerable<string> places) =>
        string.Join(
            "; ",
            places
                .Distinct(StringComparer.Ordinal)
                .Select(p => At(p) is { } free ? string.Create(CultureInfo.InvariantCulture, $"{p}: {free} bytes free") : p)
        );
}
