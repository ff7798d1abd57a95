using System.Runtime.Versioning;
using System.Text.Json;
using Observatory.App.Languages;
using Observatory.App.Verbs;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Tests.Support;
using Xunit;

namespace Observatory.Tests.App;

/// <summary>What an officer does with a submission in a terminal, over a private database.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SubmissionVerbTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public SubmissionVerbTests() =>
        // Root's server account has its folder inside: let it pass.
        File.SetUnixFileMode(_home.Path, (UnixFileMode)0b111_001_001);

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Findings_receipt_comments_and_events_of_a_file_with_mistakes()
    {
        var mistakes = Path.Combine(TestWarehouse.MappingsRoot, "MEX/sesnsp-state-offences/sample-with-mistakes.csv");
        Assert.Equal(ExitCodes.Findings, (await RunAsync("ingest", mistakes)).Code);

        using (var groups = JsonDocument.Parse((await RunAsync("submissions", "findings", "1", "--json")).Output))
            Assert.Equal(
                "La vida y la Integridad corporal | Homicidio | Homicidio doloso | Con arma de fuego",
                groups
                    .RootElement.EnumerateArray()
                    .Single(g => g.GetProperty("code").GetString() == FindingCodes.LabelUnknown)
                    .GetProperty("suggestions")[0]
                    .GetProperty("label")
                    .GetString()
            );
        Assert.Contains(
            "? La vida y la Integridad corporal | Homicidio | Homicidio doloso | Con arma de fuego = ",
            (await RunAsync("submissions", "findings", "1")).Output,
            StringComparison.Ordinal
        );
        var csv = _home["findings.csv"];
        Assert.Equal(ExitCodes.Done, (await RunAsync("submissions", "findings", "1", "--csv", csv)).Code);
        Assert.Equal(6, File.ReadAllLines(csv).Length);
        Assert.Equal(ExitCodes.Findings, (await RunAsync("submissions", "findings", "1", "--csv", csv)).Code);

        Assert.Contains(
            "Comprobante del envío 1",
            (await RunAsync("submissions", "receipt", "1", "--lang", "es")).Output,
            StringComparison.Ordinal
        );
        using (var receipt = JsonDocument.Parse((await RunAsync("submissions", "receipt", "1", "--json")).Output))
            Assert.Equal(64, receipt.RootElement.GetProperty("proof").GetProperty("hash").GetString()!.Length);

        Assert.Contains(
            "ya viene",
            (await RunAsync("submissions", "comments", "1", "--add", "El archivo corregido ya viene.")).Output,
            StringComparison.Ordinal
        );
        var (code, _, error) = await RunAsync("submissions", "comments", "1", "--add", "\u001b[2J");
        Assert.Equal(ExitCodes.Findings, code);
        Assert.Contains("COMMENT_UNFIT", error, StringComparison.Ordinal);

        // The same bytes again: what has become of them, and what to do.
        var again = await RunAsync("ingest", mistakes);
        Assert.Contains("these bytes were sent before", again.Output, StringComparison.Ordinal);
        Assert.Contains("Correct the file as they say", again.Output, StringComparison.Ordinal);
        var (retried, _, refused) = await RunAsync("submissions", "retry", "1");
        Assert.Equal(ExitCodes.Findings, retried);
        Assert.Contains("SUBMISSION_STATE", refused, StringComparison.Ordinal);
        Assert.Empty((await RunAsync("submissions", "list", "--waiting")).Output);
        Assert.Empty((await RunAsync("submissions", "remind")).Output);

        Assert.Equal(
            ExitCodes.Done,
            (await RunAsync("ingest", Path.Combine(TestWarehouse.MappingsRoot, "MEX/sesnsp-state-offences/sample.csv"))).Code
        );
        Assert.Matches(@"^ +2  .* \d+ (min|h) ", (await RunAsync("submissions", "list", "--waiting")).Output);
        Assert.Matches("waiting for (review|an answer to warnings): 1; the oldest is 2 ", (await RunAsync("doctor")).Output);

        Assert.Contains("faults: 0", (await RunAsync("files", "verify")).Output, StringComparison.Ordinal);
        var stored = Directory
            .GetFiles(_home["home/files"], "*", SearchOption.AllDirectories)
            .Single(f => Path.GetFileName(f).Length == 62 && new FileInfo(f).Length == new FileInfo(mistakes).Length);
        await File.AppendAllTextAsync(stored, "x");
        var (found, faults, _) = await RunAsync("files", "verify", "--json");
        Assert.Equal(ExitCodes.Findings, found);
        using (var document = JsonDocument.Parse(faults))
            Assert.Equal(
                ("damaged", 1),
                document
                    .RootElement.GetProperty("faults")
                    .EnumerateArray()
                    .Select(f => (f.GetProperty("fault").GetString(), f.GetProperty("submission").GetInt32()))
                    .Single()
            );
        Assert.Contains("files verify", (await RunAsync("doctor")).Output, StringComparison.Ordinal);

        Assert.Equal(
            3,
            (await RunAsync("submissions", "events", "1", "--follow")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length
        );
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] words)
    {
        words = [.. words, "--home", _home["home"]];
        var texts = Texts.In(Texts.Choose(words, _ => null) is var language && words.Contains("--lang") ? language : Language.En);
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await new VerbFrame(texts)
        {
            new IngestVerb(texts),
            new SubmissionsVerb(texts),
            new FilesVerb(texts),
            new DoctorVerb(texts),
        }.RunAsync(words, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
