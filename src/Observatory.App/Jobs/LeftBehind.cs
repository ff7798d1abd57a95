using System.Diagnostics;
using System.Globalization;
using Hangfire;
using NodaTime;
using Observatory.Warehouse.Submissions;

namespace Observatory.App.Jobs;

/// <summary>
/// Clears what a killed server leaves in the job store. Its locks say not whose they are: all of them go where no server is left that could
/// hold one, else those that no living server holds for so long. A lock taken from a living server by mistake costs nothing: what counts is
/// decided by the rows of submissions.
/// </summary>
internal static class LeftBehind
{
    /// <summary>
    /// Locks of the job store are held for less than a second; it lets go of them itself after this time, where somebody asks for the same.
    /// </summary>
    public static readonly TimeSpan LongestLock = TimeSpan.FromSeconds(60);

    /// <summary>By which a server is found again: the machine and the process.</summary>
    public static string ServerName => string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}:{Environment.ProcessId}");

    /// <param name="isStart">Whether this server has only begun: what its own process holds then is of no weight.</param>
    /// <returns>How many locks were freed.</returns>
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
    /// <param name="name">As the job store has it: <see cref="ServerName"/>, and what makes it its own.</param>
    /// <param name="startedAt">UTC, by the clock of its machine.</param>
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
            // Numbers of processes are given again: one that began later is another.
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
