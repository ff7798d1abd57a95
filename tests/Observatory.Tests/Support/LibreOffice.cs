using System.Diagnostics;
using Xunit;

namespace Observatory.Tests.Support;

/// <summary>The program of another maker that offices open our files with, where the machine has it.</summary>
internal static class LibreOffice
{
    private static readonly string? Program = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .SelectMany(f => new[] { Path.Combine(f, "soffice"), Path.Combine(f, "libreoffice") })
        .FirstOrDefault(File.Exists);

    public static string? WhyMissing =>
        Program is null ? "Skipped, nothing was opened in LibreOffice: there is no soffice on the PATH." : null;

    /// <summary>Opens a workbook and saves it anew.</summary>
    public static byte[] Resave(byte[] file, string name)
    {
        using var folder = new TemporaryFolder();
        var (from, to) = (Path.Combine(folder.Path, "in"), Path.Combine(folder.Path, "out"));
        Directory.CreateDirectory(from);
        File.WriteAllBytes(Path.Combine(from, name), file);
        var start = new ProcessStartInfo(
            Program!,
            [
                $"-env:UserInstallation={new Uri(Path.Combine(folder.Path, "profile")).AbsoluteUri}",
                "--headless",
                "--convert-to",
                "xlsx:Calc MS Excel 2007 XML",
                "--outdir",
                to,
                Path.Combine(from, name),
            ]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync();
        var complained = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(5)))
            process.Kill(entireProcessTree: true);
        var saved = Path.Combine(to, Path.ChangeExtension(name, ".xlsx"));
        Assert.True(File.Exists(saved), $"LibreOffice did not open {name}: {said.Result} {complained.Result}");
        return File.ReadAllBytes(saved);
    }
}

/// <summary>A test that needs the shared folder and LibreOffice; without one of them it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LibreOfficeTheoryAttribute : TheoryAttribute
{
    public LibreOfficeTheoryAttribute() => Skip = Shared.WhyMissing ?? LibreOffice.WhyMissing;
}

/// <summary>A test that needs LibreOffice; without it the test is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LibreOfficeFactAttribute : FactAttribute
{
    public LibreOfficeFactAttribute() => Skip = LibreOffice.WhyMissing;
}
