using System.Diagnostics;
using System.Globalization;
using Hangfire;
using NodaTime;
using Observatory.Warehouse.Submissions;

namespace Observatory.App.Jobs;

/// <summary>
/// Removes what a killed server leaves in the job store. Its locks do not name their owner: if no server is left that could own one, all
/// locks are removed; otherwise those that are older than any living server would hold one. Removing a living server's lock by mistake is
/// harmless, because the rows of submissions decide who works on them.
/// </summary>
internal static class LeftBehind
{
    /// <summary>
    /// Servers hold locks of the job store for less than a second. The job store itself releases a lock after this time, if somebody
    /// requests it.
    /// </summary>
    public static readonly TimeSpan LongestLock = TimeSpan.FromSeconds(60);

    /// <summary>The name by which a server is recognised again: the machine and the process.</summary>
    public static string ServerName => string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}:{Environment.ProcessId}");

    /// <param name="isStart">True if this server has just started, so that its own process cannot hold a lock yet.</param>
    /// <returns>The number of removed locks.</returns>
    public static async Task<int> ClearAsync(JobStorage storage, SubmissionSweep sweep, bool isStart, CancellationToken cancellation)
    {
        var servers = storage.GetMonitoringApi().Servers();
        var gone = servers.Where(s => IsGone(s.Name, s.StartedAt)).ToList();
        if (gone.Count > 0)
        {
            using var connection = storage.GetConnection();
            foreach (var server in gone)
                connection.RemoveServer(server.Name);
        }
        var isAlone = servers.Except(gone).All(s => s.Name.StartsWith(ServerName + ":", StringComparison.OrdinalIgnoreCase));
        return await sweep.ForgetJobLocksAsync(isStart && isAlone ? Duration.Zero : Duration.FromTimeSpan(LongestLock), cancellation);
    }

    /// <summary>Whether a server ran on this machine in a process that has ended.</summary>
    /// <param name="name">The name in the job store: <see cref="ServerName"/> and a unique suffix.</param>
    /// <param name="startedAt">UTC, by the clock of the server's machine.</param>
    public static bool IsGone(string name, DateTime startedAt)
    {
        if (
            name.Split(':') is not [var machine, var process, ..]
            || !machine.Equals(Environment.MachineName, StringComparison.OrdinalIgnoreCase)
            || !int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        )
            return false;
        try
        {
            using var there = Process.GetProcessById(id);
            // The system reuses process numbers: a process that began later is a different one.
            return there.StartTime.ToUniversalTime() > startedAt + TimeSpan.FromSeconds(2);
        }
        catch (ArgumentException)
        {
            return true;
        }
        catch (Exception refused) when (refused is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
