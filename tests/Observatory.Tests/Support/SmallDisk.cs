using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Observatory.Tests.Support;

/// <summary>A disk in memory that is soon full.</summary>
public sealed class SmallDisk : IDisposable
{
    private static readonly Lazy<bool> CanBeMade = new(Try);

    private readonly TemporaryFolder _folder = new();

    public SmallDisk(int megabytes)
    {
        if (!Run("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={megabytes}m,mode=700"), "none", Path))
            throw new InvalidOperationException("The disk was not mounted.");
    }

    public string Path => _folder.Path;

    /// <summary>Why there can be none here; null where there can.</summary>
    internal static string? WhyMissing =>
        CanBeMade.Value
            ? null
            : "Skipped, nothing was checked: this account cannot mount a disk in memory. Run the tests as root on Linux.";

    /// <summary>Writes until nothing more fits.</summary>
    /// <returns>Deleting the file makes room again.</returns>
    public FileInfo Fill()
    {
        var path = System.IO.Path.Combine(Path, "ballast");
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        // Single bytes at last: a page that is begun has room for a small file.
        foreach (var size in (int[])[1 << 20, 1 << 12, 1])
        {
            try
            {
                for (var block = new byte[size]; ; )
                    file.Write(block);
            }
            catch (IOException)
            {
                // So much does not fit any more.
            }
        }
        return new FileInfo(path);
    }

    public void Dispose()
    {
        Run("umount", "-l", Path);
        _folder.Dispose();
    }

    private static bool Try()
    {
        if (!OperatingSystem.IsLinux())
            return false;
        try
        {
            using var disk = new SmallDisk(1);
            return true;
        }
        catch (Exception refused) when (refused is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static bool Run(string program, params string[] words)
    {
        using var run = Process.Start(
            new ProcessStartInfo(program, words) { RedirectStandardError = true, RedirectStandardOutput = true }
        )!;
        run.WaitForExit();
        return run.ExitCode == 0;
    }
}

/// <summary>A test that fills a disk of its own; where none can be made the test is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute() => Skip = SmallDisk.WhyMissing;
}
