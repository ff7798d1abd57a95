using System.Diagnostics;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Reading;
using Observatory.Tests.Support;
using Observatory.Warehouse.Access;
using Observatory.Warehouse.Mappings;
using Observatory.Warehouse.Records;
using Observatory.Warehouse.Submissions;
using Observatory.Warehouse.Taxonomy;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>A kept file is summed at the speed of its disk: no connection is held meanwhile, whoever reads it.</summary>
public sealed class OpenedFilesTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _mappings = new();
    private TestWarehouse _warehouse = null!;

    public async Task InitializeAsync()
    {
        SmallFeed.WriteTo(_mappings.Path);
        _warehouse = await TestWarehouse.CreateAsync(_mappings.Path);
    }

    public async Task DisposeAsync() => await _warehouse.DisposeAsync();

    public void Dispose() => _mappings.Dispose();

    [Theory]
    [InlineData("explain")]
    [InlineData("findings")]
    [InlineData("compare")]
    [InlineData("read")]
    public async Task A_reader_of_stored_files_holds_no_connection_while_the_disk_is_slow(string reader)
    {
        var submission =
            reader == "read"
                ? (await _warehouse.ReceiveAsync(SmallFeed.Csv(SmallFeed.Months("abc", 2, 5)), "small.csv", SmallFeed.Name)).Submission
                : await _warehouse.IngestAsync(SmallFeed.Csv(SmallFeed.Months("abc", 2, 5)), "small.csv", SmallFeed.Name);
        var path = PathOf(await StoredAsync(submission.SubmissionId));
        // A pipe in its place gives no byte until somebody writes: the slowest of all disks.
        File.Delete(path);
        using (var made = Process.Start("mkfifo", [path]))
            await made.WaitForExitAsync();
        var reading = Task.Run(() => ReadAsync(reader, submission));
        // Opened when the other end is.
        await using (var pipe = await Task.Run(() => new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)))
        {
            Assert.Equal(0, ConnectionsInUse());
            Assert.False(reading.IsCompleted);
        }
        Assert.Equal(RefusalCodes.SourceDamaged, (await Assert.ThrowsAsync<Refusal>(() => reading)).Code);
        await using var used = await _warehouse.Sources.Writer.OpenConnectionAsync();
        Assert.Equal(1, ConnectionsInUse());
    }

    private int ConnectionsInUse() => DriverCount.InUse(_warehouse.ConnectionString, "write");

    private async Task ReadAsync(string reader, Submission submission)
    {
        switch (reader)
        {
            case "explain":
                await _warehouse.Explaining.ExplainAsync(TestWarehouse.Ask("HOM_INC", "MX-AGU", "2020-01"), CancellationToken.None);
                break;
            case "findings":
                using (var desk = new FindingsDesk(_warehouse.Sources, _warehouse.Files, ReadLimits.Default, AccessRules.Usual))
                await using (await desk.WriteAllAsync(Actor.Operator, submission, (_, _, _) => { }, CancellationToken.None))
                    break;
            case "compare":
                // Other rules than those of the load: else no file has to be read.
                await File.AppendAllTextAsync(Path.Combine(_mappings.Path, "TST", "small", "areas.csv"), "d,MX-CAM\n");
                await new CompareDesk(
                    _warehouse.Sources,
                    _warehouse.Files,
                    new MappingLibrary([TestWarehouse.MappingsRoot, _mappings.Path]),
                    ReadLimits.Default
                ).CompareAsync(SmallFeed.Name, CancellationToken.None);
                break;
            default:
                await _warehouse.Pipeline.ProcessAsync(submission.SubmissionId, CancellationToken.None);
                break;
        }
    }

    private async Task<string> StoredAsync(Guid id) =>
        Assert.Single(await _warehouse.Submissions.FilesAsync(Actor.Operator, id, CancellationToken.None)).StoredSha256;

    private string PathOf(string sha256) => Path.Combine(_warehouse.Files.Root, sha256[..2], sha256[2..]);
}
