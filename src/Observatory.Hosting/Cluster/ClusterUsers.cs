using System.Globalization;
using Observatory.Hosting.Machine;

namespace Observatory.Hosting.Cluster;

/// <summary>The users of a home's cluster: one locked file each in <c>users/</c>. Call only while the cluster's lock is held.</summary>
public sealed class ClusterUsers(string folder)
{
    private static int _last;

    public HeldFile Register()
    {
        Directory.CreateDirectory(folder);
        while (true)
        {
            var number = Interlocked.Increment(ref _last);
            var name = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}.{number}");
            if (HeldFile.TryHold(Path.Combine(folder, name), deleteAfter: true) is { } held)
            {
                return held;
            }
        }
    }

    /// <summary>Whether there is any user; deletes the files of users that died.</summary>
    public bool Any()
    {
        var any = false;
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            using var held = HeldFile.TryHold(file, deleteAfter: true);
            any |= held is null;
        }

        return any;
    }
}
