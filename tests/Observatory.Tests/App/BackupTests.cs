using System.Globalization;
using System.Runtime.Versioning;
using Observatory.App.Languages;
using Observatory.App.Verbs;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Hosting.Cluster;
using Observatory.Tests.Support;
using Xunit;

namespace Observatory.Tests.App;

/// <summary>
/// The rehearsal: a backup is made of a home at work, judged, damaged, judged again, and restored into an empty home that answers the same.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class BackupTests : IDisposable
{
    private static readonly string[][] Questions =
    [
        ["query", "--indicator", "HOM_INC", "--area", "MEX,MX-JAL", "--from", "2015", "--to", "2016", "--json"],
        ["explain", "--indicator", "HOM_INC", "--area", "MX-JAL", "--period", "2016", "--json"],
        ["submissions", "list", "--json"],
        ["audit", "list", "--json"],
    ];

    private readonly TemporaryFolder _folder = new();

    public BackupTests() => File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_001_001);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_backup_is_judged_by_every_byte_and_restored_into_an_empty_home_that_answers_the_same()
    {
        var (home, backup, other) = (_folder["home"], _folder["backup"], _folder["restored here"]);
        // Somebody works on it all the while.
        await using (await PrivateCluster.UseAsync(home, CancellationToken.None))
        {
            Assert.Equal(
                ExitCodes.Done,
                (
                    await RunAsync(
                        home,
                        "ingest",
                        Path.Combine(TestWarehouse.MappingsRoot, "MEX/sesnsp-state-offences/sample.csv"),
                        "--approve"
                    )
                ).Code
            );
            Assert.Equal(ExitCodes.Done, (await RunAsync(home, "audit", "verify")).Code);
            var made = await RunAsync(home, "backup", "create", backup);
            Assert.True(made.Code == ExitCodes.Done, made.Error);
            // A second one beside it, or over it, is refused.
            Assert.Contains(RefusalCodes.BackupPlace, (await RunAsync(home, "backup", "create", backup)).Error, StringComparison.Ordinal);
        }
        var before = await AskAsync(home);
        Assert.All(before, b => Assert.Equal(ExitCodes.Done, b.Code));
        Assert.True(before[1].Output.Contains("\"sha256\"", StringComparison.Ordinal), before[1].Output);

        Assert.Equal(ExitCodes.Done, (await RunAsync(home, "backup", "verify", backup)).Code);
        await EveryDamageIsFoundAsync(home, backup);

        Assert.Contains(RefusalCodes.BackupPlace, (await RunAsync(home, "backup", "restore", backup)).Error, StringComparison.Ordinal);
        Assert.Equal(before, await AskAsync(home));
        Directory.Delete(home, recursive: true);
        var restored = await RunAsync(other, "backup", "restore", backup);
        Assert.True(restored.Code == ExitCodes.Done, restored.Error);
        Assert.Equal(before, await AskAsync(other));
        Assert.Equal(ExitCodes.Done, (await RunAsync(other, "audit", "verify")).Code);
        Assert.Equal(ExitCodes.Done, (await RunAsync(other, "files", "verify")).Code);
        // It can be backed up in its turn.
        Assert.Equal(ExitCodes.Done, (await RunAsync(other, "backup", "create", _folder["again"])).Code);
    }

    [Fact]
    public async Task A_folder_that_is_not_a_backup_is_not_restored()
    {
        Directory.CreateDirectory(_folder["nothing"]);
        foreach (var words in new string[][] { ["backup", "verify", _folder["nothing"]], ["backup", "restore", _folder["nothing"]] })
        {
            var (code, _, error) = await RunAsync(_folder["home"], words);
            Assert.Equal(ExitCodes.Findings, code);
            Assert.Contains(RefusalCodes.BackupUnfit, error, StringComparison.Ordinal);
        }
        Assert.False(Directory.Exists(_folder["home"]));
    }

    /// <summary>One byte of a file of each kind, and each kind of file gone; put right again afterwards.</summary>
    private async Task EveryDamageIsFoundAsync(string home, string backup)
    {
        var kinds = new[]
        {
            "manifest.json",
            "identity",
            "files/identity",
            "audit/heads",
            "database/backup_manifest",
            "database/PG_VERSION",
            Directory.GetFiles(Path.Combine(backup, "database", "pg_wal"))[0],
            Directory
                .GetFiles(Path.Combine(backup, "database", "base"), "*", SearchOption.AllDirectories)
                .First(f => new FileInfo(f).Length > 0),
            Directory
                .GetFiles(Path.Combine(backup, "files"), "*", SearchOption.AllDirectories)
                .First(f => Path.GetFileName(f).Length == 62),
        };
        foreach (var path in kinds.Select(k => Path.Combine(backup, k)))
        {
            var bytes = await File.ReadAllBytesAsync(path);
            var damaged = bytes.ToArray();
            damaged[bytes.Length / 2] ^= 4;
            await File.WriteAllBytesAsync(path, damaged);
            Assert.Equal((path, ExitCodes.Findings), (path, (await RunAsync(home, "backup", "verify", backup)).Code));
            if (path.EndsWith("PG_VERSION", StringComparison.Ordinal))
            {
                var (code, _, error) = await RunAsync(_folder["unmade"], "backup", "restore", backup);
                Assert.Equal(ExitCodes.Findings, code);
                Assert.Contains("PG_VERSION", error, StringComparison.Ordinal);
                Assert.False(Directory.Exists(_folder["unmade"]));
            }
            File.Delete(path);
            Assert.Equal((path, ExitCodes.Findings), (path, (await RunAsync(home, "backup", "verify", backup)).Code));
            await File.WriteAllBytesAsync(path, bytes);
        }
        Assert.Equal(ExitCodes.Done, (await RunAsync(home, "backup", "verify", backup)).Code);
    }

    private static async Task<List<(int Code, string Output)>> AskAsync(string home)
    {
        var answers = new List<(int, string)>();
        foreach (var question in Questions)
        {
            var (code, output, _) = await RunAsync(home, question);
            answers.Add((code, output));
        }
        return answers;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string home, params string[] words)
    {
        var texts = Texts.In(Language.En);
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        var code = await new VerbFrame(texts)
        {
            new IngestVerb(texts),
            new SubmissionsVerb(texts),
            new QueryVerb(texts),
            new ExplainVerb(texts),
            new AuditVerb(texts),
            new FilesVerb(texts),
            new BackupVerb(texts),
        }.RunAsync([.. words, "--home", home], output, error);
        return (code, output.ToString(), error.ToString());
    }
}
