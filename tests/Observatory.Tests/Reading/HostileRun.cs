using System.Diagnostics;
using System.Text.Json;
using Observatory.App.Composition;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Reading;
using Observatory.Core.Wording;
using Observatory.Tests.Support;

namespace Observatory.Tests.Reading;

/// <summary>Reads every hostile file once, one after the other, and says what came of each.</summary>
internal static class HostileRun
{
    public const string Word = "hostile-files";

    public static IEnumerable<string> All =>
        Directory
            .EnumerateDirectories(Shared.Path("hostile"))
            .SelectMany(source => Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal);

    /// <summary>
    /// Writes an <see cref="HostileOutcome"/> as one line of JSON for each file; an exception that is no refusal ends the run.
    /// </summary>
    public static void Run(TextWriter output)
    {
        foreach (var path in All)
        {
            output.WriteLine(JsonSerializer.Serialize(Read(path)));
            output.Flush();
        }
    }

    public static HostileOutcome Read(string path)
    {
        var source = Path.GetRelativePath(Shared.Path("hostile"), path).Split(Path.DirectorySeparatorChar)[0];
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        using var content = File.OpenRead(path);
        string? encoding = null;
        var (rows, replaced) = (0, false);
        try
        {
            var file = SourceFile.Open(content, Path.GetFileName(path), BoundedReading.Limits);
            encoding = file.Dialect.Encoding;
            foreach (var row in file.Rows(CancellationToken.None))
            {
                rows++;
                for (var c = 1; c <= row.Count; c++)
                    replaced |= row[c].Contains('\uFFFD');
            }

            return new HostileOutcome(source, path, null, null, rows, replaced, encoding, Seconds());
        }
        catch (UnreadableFileException refusal)
        {
            var finding = refusal.Finding;
            foreach (var language in LanguageCodes.All)
            {
                var said = Messages.Text(finding, language);
                if (said.What.Contains('{'))
                    throw new InvalidOperationException($"{path}: {said.What}");
            }

            var detail = finding.Arguments.GetValueOrDefault("measure") ?? finding.Arguments.GetValueOrDefault("content");
            return new HostileOutcome(source, path, finding.Code, detail, rows, false, encoding, Seconds());
        }

        double Seconds()
        {
            process.Refresh();
            return (process.TotalProcessorTime - before).TotalSeconds;
        }
    }
}
