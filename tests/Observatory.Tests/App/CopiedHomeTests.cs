using System.Globalization;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Npgsql;
using Observatory.App.Languages;
using Observatory.App.Verbs;
using Observatory.Core.Languages;
using Observatory.Hosting.Cluster;
using Observatory.Hosting.Homes;
using Observatory.Hosting.Machine;
using Observatory.Hosting.Postgres;
using Observatory.Tests.Support;
using Observatory.Warehouse.Keeping;
using Xunit;

namespace Observatory.Tests.App;

/// <summary>
/// What becomes of a home that is copied, moved, or has lost its database: it never works on another's data, and never on an empty one in
/// silence.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class CopiedHomeTests : IDisposable
{
    private const string SomeFile = "files/ab/cdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789";

    private readonly TemporaryFolder _folder = new();

    public CopiedHomeTests() => File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_001_001);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_copied_home_works_on_its_own_data_and_one_copied_under_a_running_server_is_refused()
    {
        var (original, copy, hot, moved) = (_folder["original"], _folder["copy"], _folder["hot"], _folder["moved"]);
        await using (var lease = await UseAsync(original))
            await AskAsync(lease, "create table mark as select 'original'::text as is_of; select ''");
        await CopyAsync(original, copy);
        // As a program before this one wrote it.
        Change(copy, "folder", Path.Combine(original, "postgres"));

        await using (var lease = await UseAsync(original))
        {
            await using (var other = await UseAsync(copy))
            {
                Assert.Equal(Path.Combine(copy, "postgres"), other.Folder);
                Assert.NotEqual(lease.ProcessId, other.ProcessId);
                await AskAsync(other, "update mark set is_of = 'copy'; select ''");
            }
            Assert.Equal("original", await AskAsync(lease, "select is_of from mark"));
            await CopyAsync(original, hot);
            var refused = await Assert.ThrowsAsync<Fault>(() => UseAsync(hot));
            Assert.Equal(FaultCodes.ClusterCopied, refused.Code);
            Assert.Contains(refused.Facts, f => f.Value == Path.Combine(original, "postgres", "data"));
            Assert.Equal(
                "postgres",
                JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(copy, "cluster.json")))!["folder"]!.GetValue<string>()
            );
        }

        await RunAsync("mv", original, moved);
        await using (var lease = await UseAsync(moved))
            Assert.Equal("original", await AskAsync(lease, "select is_of from mark"));
        await using (var lease = await UseAsync(copy))
            Assert.Equal("copy", await AskAsync(lease, "select is_of from mark"));
        Assert.False(Directory.Exists(original));
    }

    [RootFact]
    public async Task A_home_whose_database_lies_outside_it_is_not_worked_on_by_its_copy_and_is_taken_over_by_what_it_was_moved_to()
    {
        // Only root hands the server to another account.
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_000_000);
        var (original, copy) = (_folder["original"], _folder["copy"]);
        var elsewhere = HomeFolder.Elsewhere(HomeFolder.Real(original));
        try
        {
            await using (var lease = await UseAsync(original))
                await AskAsync(lease, "create table mark as select 'original'::text as is_of; select ''");
            await CopyAsync(original, copy);
            Assert.Equal(FaultCodes.ClusterOfOther, (await Assert.ThrowsAsync<Fault>(() => UseAsync(copy))).Code);
            Assert.False(ClusterFolder.IsOwn(copy));

            Directory.Delete(original, recursive: true);
            await using (var lease = await UseAsync(copy))
                Assert.Equal("original", await AskAsync(lease, "select is_of from mark"));
            Assert.True(ClusterFolder.IsOwn(copy));
            // Its record lost and its identity kept: the data are found by where they lie. Back at its first place, for the place is named
            // after it.
            Directory.Move(copy, original);
            await using (await UseAsync(original)) { }
            File.Delete(Path.Combine(original, "cluster.json"));
            await File.WriteAllTextAsync(Path.Combine(original, "identity"), Guid.NewGuid().ToString());
            await using (var lease = await UseAsync(original))
                Assert.Equal("original", await AskAsync(lease, "select is_of from mark"));
        }
        finally
        {
            Directory.Delete(elsewhere, recursive: true);
        }
    }

    [Theory]
    [InlineData("cluster.json", FaultCodes.ClusterGone)]
    [InlineData("postgres/data.old/PG_VERSION", FaultCodes.HomeOrphaned)]
    [InlineData(SomeFile, FaultCodes.HomeOrphaned)]
    [InlineData("identity", FaultCodes.HomeOrphaned)]
    [InlineData("files/identity", FaultCodes.HomeOrphaned)]
    [InlineData("audit/heads", FaultCodes.HomeOrphaned)]
    public async Task Beside_what_is_left_of_a_database_no_other_is_created_and_no_verb_says_that_all_is_well(string left, string code)
    {
        var home = _folder["home"];
        var path = Path.Combine(home, left);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, left == "cluster.json" ? """{"folder":"postgres","port":0,"password":"x"}""" : "x");

        foreach (var words in new string[][] { ["query", "--indicator", "HOM_INC"], ["audit", "verify"], ["migrate"], ["doctor"] })
        {
            var (ended, output, error) = await VerbAsync(home, words);
            Assert.Equal(words[0] == "doctor" ? ExitCodes.Broken : ExitCodes.Failed, ended);
            Assert.Contains(code, output + error, StringComparison.Ordinal);
        }
        Assert.False(Directory.Exists(Path.Combine(home, "postgres", "data")));
        Assert.True(File.Exists(path));
    }

    [Fact]
    public async Task A_first_start_that_was_broken_off_is_begun_again()
    {
        var home = _folder["home"];
        Directory.CreateDirectory(Path.Combine(home, "postgres", "data.new"));
        await File.WriteAllTextAsync(Path.Combine(home, "postgres", "data.new", "PG_VERSION"), "1");
        if (Environment.IsPrivilegedProcess)
            await RunAsync(
                "chown",
                "-R",
                (await ServerAccount.ForAsync(home, CancellationToken.None)).Name,
                Path.Combine(home, "postgres")
            );
        File.SetUnixFileMode(home, (UnixFileMode)0b111_001_001);
        await using var lease = await UseAsync(home);
        Assert.Equal("1", await AskAsync(lease, "select 1::text"));
    }

    [Fact]
    public async Task Verbs_refuse_a_database_that_is_not_of_the_home()
    {
        var home = _folder["home"];
        Assert.Equal(ExitCodes.Done, (await VerbAsync(home, "audit", "verify")).Code);
        var identity = Path.Combine(home, "identity");
        Assert.Equal(await File.ReadAllTextAsync(identity), await File.ReadAllTextAsync(Path.Combine(home, "files", "identity")));

        await File.WriteAllTextAsync(identity, Guid.NewGuid().ToString());
        foreach (var words in new string[][] { ["query", "--indicator", "HOM_INC"], ["audit", "verify"], ["doctor"] })
        {
            var (ended, output, error) = await VerbAsync(home, words);
            Assert.Equal(words[0] == "doctor" ? ExitCodes.Broken : ExitCodes.Failed, ended);
            Assert.Contains(FaultCodes.DatabaseForeign, output + error, StringComparison.Ordinal);
        }
        // The way out that the repair names.
        File.Delete(identity);
        Assert.Equal(ExitCodes.Done, (await VerbAsync(home, "audit", "verify")).Code);
        Assert.Equal(Belonging.Read(Path.Combine(home, "files")), Belonging.Read(home));
    }

    [Fact]
    public async Task A_used_home_creates_nothing_in_a_given_database_that_is_empty()
    {
        await using var empty = await TestCluster.CreateEmptyAsync();
        var home = Directory.CreateDirectory(_folder["home"]).FullName;
        await File.WriteAllTextAsync(Path.Combine(home, "identity"), Guid.NewGuid().ToString());
        foreach (var words in new string[][] { ["migrate"], ["audit", "verify"], ["doctor"] })
        {
            var run = await ProgramRun.RunAsync(
                [
                    "env",
                    $"ConnectionStrings__Observatory={empty.ConnectionString}",
                    "dotnet",
                    typeof(Verb).Assembly.Location,
                    .. words,
                    "--home",
                    home,
                    "--lang",
                    "en",
                ],
                "",
                CancellationToken.None
            );
            Assert.Equal((words[0], words[0] == "doctor" ? ExitCodes.Broken : ExitCodes.Failed), (words[0], run.ExitCode));
            Assert.Contains(FaultCodes.DatabaseEmpty, run.Output + run.Error, StringComparison.Ordinal);
        }
        await using var connection = new NpgsqlConnection(empty.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "select count(*) from pg_namespace where nspname in ('ingest', 'ref', 'dw', 'journal')",
            connection
        );
        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }

    private static async Task<(int Code, string Output, string Error)> VerbAsync(string home, params string[] words)
    {
        var texts = Texts.In(Language.En);
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        var code = await new VerbFrame(texts)
        {
            new QueryVerb(texts),
            new AuditVerb(texts),
            new MigrateVerb(texts),
            new DoctorVerb(texts),
        }.RunAsync([.. words, "--home", home], output, error);
        return (code, output.ToString(), error.ToString());
    }

    private static Task<ClusterLease> UseAsync(string home) =>
        PrivateCluster.UseAsync(home, CancellationToken.None, ClusterSettings.Forgetful);

    private static Task CopyAsync(string from, string to) => RunAsync("cp", "-a", from, to);

    private static async Task RunAsync(params string[] command)
    {
        var run = await ProgramRun.RunAsync(command, "", CancellationToken.None);
        Assert.True(run.Succeeded, run.LastWords);
    }

    private static void Change(string home, string name, string value)
    {
        var path = Path.Combine(home, "cluster.json");
        var record = JsonNode.Parse(File.ReadAllText(path))!;
        record[name] = value;
        File.WriteAllText(path, record.ToJsonString());
    }

    private static async Task<string> AskAsync(ClusterLease lease, string question)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(lease.ConnectionString) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(question, connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
