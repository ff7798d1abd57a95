using System.Globalization;

namespace Observatory.App.Hosting;

/// <summary>
/// Who uses a home's cluster: one held file each in <c>users/</c>. Only to be called while the cluster's lock is held.
/// </summary>
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

    /// <summary>Whether anyone is there; the files of users that died are swept away.</summary>
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
