using System.ComponentModel;
using System.Diagnostics;

namespace Observatory.Hosting.Machine;

/// <summary>One run of another program to its end: its output and exit code.</summary>
public sealed record ProgramRun(int ExitCode, string Output, string Error)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>The last line that a failed program wrote, for display.</summary>
    public string LastWords =>
        string.Join(
            " / ",
            $"{Output}\n{Error}".Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).TakeLast(3)
        );

    /// <summary>Runs a program in the root folder, which every account can enter; 127 if there is no such program.</summary>
    public static async Task<ProgramRun> RunAsync(IEnumerable<string> command, string input, CancellationToken cancellationToken)
    {
        var words = command.ToList();
        var start = new ProcessStartInfo(words[0], words.Skip(1))
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C";

        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            return new(127, "", missing.Message);
        }

        using (process)
        using (cancellationToken.Register(() => process.Kill(entireProcessTree: true)))
        {
            var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
            try
            {
                await process.StandardInput.WriteAsync(input.AsMemory(), CancellationToken.None);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // The program ended without reading its input; its exit code and output say why.
            }

            await process.WaitForExitAsync(CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            return new(process.ExitCode, await output, await error);
        }
    }
}
