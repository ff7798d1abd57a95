using System.Diagnostics;

namespace Observatory.Benchmarks.Support;

/// <summary>
/// One run of another program: how long it took from start to end, what it said, and the memory it and the server held at most.
/// </summary>
/// <param name="Peak">Bytes.</param>
/// <param name="ServerPeak">Bytes; 0 where no server was watched.</param>
internal sealed record MeasuredRun(double Seconds, string Output, long Peak, long ServerPeak)
{
    private static readonly Lock Gate = new();
    private static Process? _running;
    private static bool _interrupted;

    /// <summary>Ends the program that runs, and refuses the next: whoever waits for it then clears away what it made.</summary>
    public static void Interrupt()
    {
        lock (Gate)
        {
            _interrupted = true;
            if (_running is { HasExited: false } running)
                running.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Runs a program to its end.</summary>
    /// <param name="environment">Variables beside those of this process; an empty one is taken away.</param>
    /// <exception cref="InvalidOperationException">It ended with another code than 0; its last words are in the message.</exception>
    public static MeasuredRun Of(
        IEnumerable<string> command,
        IReadOnlyDictionary<string, string>? environment = null,
        int server = 0,
        string? folder = null
    )
    {
        var words = command.ToList();
        var start = new ProcessStartInfo(words[0], words.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value.Length == 0 ? null : value;
        var watch = Stopwatch.StartNew();
        using var process = Start(start);
        using var memory = new MemoryWatch(process.Id, server);
        var said = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var seconds = watch.Elapsed.TotalSeconds;
        lock (Gate)
            _running = null;
        memory.Dispose();
        return process.ExitCode == 0
            ? new(seconds, output, memory.ProcessPeak, memory.ServerPeak)
            : throw new InvalidOperationException(
                $"{Path.GetFileName(words[0])} {words.ElementAtOrDefault(1)} ended with {process.ExitCode}: {Last(said.Result)} "
                    + $"{Last(output)}"
            );
    }

    private static Process Start(ProcessStartInfo start)
    {
        lock (Gate)
            return _interrupted ? throw new OperationCanceledException("Interrupted.") : _running = Process.Start(start)!;
    }

    private static string Last(string text) => text.Trim() is { Length: > 1500 } all ? "…" + all[^1500..] : text.Trim();
}
