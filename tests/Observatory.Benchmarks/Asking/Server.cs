using System.Diagnostics;
using Observatory.Benchmarks.Support;

namespace Observatory.Benchmarks.Asking;

/// <summary>The built program as a server of its own on the loopback address, on a port that is free.</summary>
internal sealed class Server : IDisposable
{
    private readonly Process _process;

    private Server(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>Bytes.</summary>
    public long Peak => MemoryWatch.Of(_process.Id, "VmHWM:");

    /// <summary>Bytes now.</summary>
    public long Resident => MemoryWatch.Of(_process.Id, "VmRSS:");

    public static Task<Server> StartAsync(BenchHome home) => StartAsync(home, "serve", "--urls", "http://127.0.0.1:0", "--role", "web");

    /// <summary>By another verb that serves; ready once that says so.</summary>
    public static async Task<Server> StartAsync(BenchHome home, params string[] verb)
    {
        var start = new ProcessStartInfo("dotnet", [Checkout.Program, .. verb, "--home", home.Home, "--mappings", home.Mappings])
        {
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in BenchHome.ProgramEnvironment)
            start.Environment[name] = value.Length == 0 ? null : value;
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("READY ", StringComparison.Ordinal))
            {
                // What it goes on to say has to be taken, or it stops when nobody does.
                _ = process.StandardOutput.ReadToEndAsync();
                return new(process, new Uri(line["READY ".Length..]));
            }
        }
        throw new InvalidOperationException("The server ended before it was ready.");
    }

    public void Dispose()
    {
        // As an operator ends it, so that it lets go of the database in order.
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            kill.WaitForExit();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(30)))
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
