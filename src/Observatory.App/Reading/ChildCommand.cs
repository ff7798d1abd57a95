using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Observatory.App.Reading;

/// <summary>The command line of a reading process, and the limits that the operating system enforces on it.</summary>
internal static class ChildCommand
{
    private const string Shell = "/bin/sh";

    // If the shell does not know a limit, the others still apply; data is counted in KiB, processor time in seconds.
    private const string Limited = "{ ulimit -c 0; ulimit -d $0; ulimit -t $1; ulimit -f 0; } 2>/dev/null; shift; exec \"$@\"";

    private static readonly string[] Harmless = ["PATH", "DOTNET_ROOT", "LD_LIBRARY_PATH", "SystemRoot"];

    // The runtime limits managed memory; this is for its own code and buffers.
    private const long OwnMemory = 512L << 20;

    /// <summary>Starts this program again as a reading process.</summary>
    public static ProcessStartInfo Of(ChildLimits limits, TimeSpan time) => Of(Program(), limits, time);

    public static ProcessStartInfo Of(IReadOnlyList<string> program, ChildLimits limits, TimeSpan time)
    {
        var data = Number((limits.Memory + OwnMemory) >> 10);
        // Several threads of the process may work at once, so allow twice the time; the parent's clock is stricter.
        var processor = Number((long)time.TotalSeconds * 2 + 5);
        var start = File.Exists(Shell)
            ? new ProcessStartInfo(Shell, ["-c", Limited, data, processor, .. program])
            : new ProcessStartInfo(program[0], program.Skip(1));
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.WorkingDirectory = AppContext.BaseDirectory;
        LeaveOnlyHarmless(start, limits);
        return start;
    }

    /// <summary>Removes the environment of this process, above all connection strings, which the child does not need.</summary>
    private static void LeaveOnlyHarmless(ProcessStartInfo start, ChildLimits limits)
    {
        start.Environment.Clear();
        foreach (var name in Harmless)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
                start.Environment[name] = value;
        }

        start.Environment["DOTNET_GCHeapHardLimit"] = limits.Memory.ToString("X", CultureInfo.InvariantCulture);
        // The child shows nothing to people, so it needs no culture; the other settings shorten the start and leave nothing in /tmp.
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
    }

    private static string[] Program()
    {
        var assembly = Path.Combine(AppContext.BaseDirectory, "observatory.dll");
        // shared/Microsoft.NETCore.App/VERSION, below the program that starts every other
        var host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        return File.Exists(host) ? [host, assembly, ReadingChild.Word] : [Environment.ProcessPath!, ReadingChild.Word];
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
