using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Observatory.App.Verbs;

namespace Observatory.Tests.Support;

/// <summary>The program itself, in a process of its own, keeping a home's cluster.</summary>
public sealed class OwnerProcess : IDisposable
{
    private readonly Process _process;

    private OwnerProcess(Process process) => _process = process;

    public int ProcessId => _process.Id;

    public static OwnerProcess Start(string home)
    {
        // Whoever runs the tests in the background may have told everything below to ignore Ctrl+C.
        string[] listening = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT"] : ["env"];
        var start = new ProcessStartInfo(
            listening[0],
            [.. listening[1..], "dotnet", typeof(Verb).Assembly.Location, "cluster", "--json", "--home", home]
        )
        {
            RedirectStandardOutput = true,
        };
        return new(Process.Start(start)!);
    }

    /// <summary>Waits until it has its server; the server's process id.</summary>
    public async Task<int> ServerAsync()
    {
        var document = new StringBuilder();
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            document.AppendLine(line);
            if (line == "}")
            {
                using var read = JsonDocument.Parse(document.ToString());
                return read.RootElement.GetProperty("processId").GetInt32();
            }
        }

        throw new InvalidOperationException($"No server: {document}");
    }

    public async Task<int> ExitCodeAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
