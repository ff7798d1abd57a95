using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Observatory.Tests.Reading;

namespace Observatory.Tests.Support;

/// <summary>
/// The tests' own program: a test that measures time or memory runs its subject in a process that nobody else shares.
/// The test runner loads this assembly and never calls <see cref="Main"/>.
/// </summary>
public static class TestProgram
{
    /// <summary>Heap of such a process: the runtime ends it with an error beyond this many bytes.</summary>
    private const long MostMemory = 512L << 20;

    /// <summary>Runs the task that the first word names. Returns 0 when it is done, 2 for an unknown task.</summary>
    public static int Main(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        if (args is not [HostileRun.Word])
            return 2;
        HostileRun.Run(Console.Out);
        return 0;
    }

    /// <summary>
    /// Runs a task in a process of its own, with a bounded heap. Returns its lines; fails with what it said where it did not end well.
    /// </summary>
    internal static List<string> Alone(string task)
    {
        var start = new ProcessStartInfo(Host(), [typeof(TestProgram).Assembly.Location, task])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_GCHeapHardLimit"] = MostMemory.ToString("X", CultureInfo.InvariantCulture);
        // A limit on the heap needs no reserve of address space for more of it.
        start.Environment["DOTNET_GCgen0size"] = (16 << 20).ToString("X", CultureInfo.InvariantCulture);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var lines = new List<string>();
        while (process.StandardOutput.ReadLine() is { } line)
            lines.Add(line);
        process.WaitForExit();
        Assert(
            process.ExitCode == 0,
            $"{task} ended with {process.ExitCode} after {lines.Count} lines: {lines.LastOrDefault()}\n{errors.Result}"
        );
        return lines;

        static void Assert(bool holds, string message) => Xunit.Assert.True(holds, message);
    }

    // shared/Microsoft.NETCore.App/VERSION lies below the program that starts every other.
    private static string Host() => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
}
