using Microsoft.Extensions.Logging.Abstractions;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Submissions;
using Observatory.Tests.Support;
using Observatory.Warehouse.Files;
using Observatory.Warehouse.Keeping;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>What is read of a stored file is what was sent, or nothing is.</summary>
public sealed class StoredFileTests : IAsyncLifetime, IDisposable
{
    private static readonly byte[] Small = SmallFeed.Csv(SmallFeed.Months("abc", 3, 7));
    private static readonly byte[] Register = RegisterFeed.Csv("Equis,a,2020-01,1,1", "Theta,a,2020-01,2,1");

    private readonly TemporaryFolder _folder = new();
    private TestWarehouse _warehouse = null!;

    public async Task InitializeAsync()
    {
        RegisterFeed.WriteTo(_folder["mappings"]);
        SmallFeed.WriteTo(_folder["mappings"]);
        _warehouse = await TestWarehouse.CreateAsync(_folder["mappings"]);
    }

    public async Task DisposeAsync() => await _warehouse.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    /// <summary>Whatever happens to the bytes: one bit anywhere, an end cut off, more at the end, all zero, nothing left.</summary>
    [Fact]
    public async Task However_a_kept_file_is_damaged_it_is_never_opened_and_the_same_bytes_heal_it()
    {
        var store = new FileStore(_folder["store"]);
        var content = new byte[200_000];
        var random = new Random(20_240_531);
        random.NextBytes(content);
        var kept = await store.KeepAsync(new MemoryStream(content), long.MaxValue, CancellationToken.None);
        var path = PathOf(store, kept.Sha256);
        List<Action> damages =
        [
            .. Enumerable
                .Range(0, 12)
                .Select(_ => random.Next(content.Length * 8))
                .Select<int, Action>(bit => () => Flip(path, bit / 8, 1 << bit % 8)),
            () => Flip(path, 0, 1),
            () => Flip(path, content.Length - 1, 128),
            () => Write(path, content[..^1]),
            () => Write(path, [.. content, 0]),
            () => Write(path, new byte[content.Length]),
            () => Write(path, []),
        ];
        foreach (var damage in damages)
        {
            damage();
            Assert.Equal(FileState.Damaged, store.Examine(kept.Sha256, CancellationToken.None).Fault);
            var refusal = Assert.Throws<Refusal>(() => store.Open(kept.Sha256, "x.csv"));
            Assert.Equal(
                (RefusalCodes.SourceDamaged, "x.csv", kept.Sha256),
                (refusal.Code, refusal.Arguments["file"], refusal.Arguments["value"])
            );
            Assert.Equal(kept, await store.KeepAsync(new MemoryStream(content), long.MaxValue, CancellationToken.None));
            await using var whole = store.Open(kept.Sha256);
            var read = new MemoryStream();
            await whole.CopyToAsync(read);
            Assert.Equal(content, read.ToArray());
        }
        Assert.Empty(Directory.GetFiles(_folder["store/arriving"]));
    }

    [Fact]
    public async Task A_file_that_was_damaged_while_it_waited_is_not_read_and_is_read_when_the_same_bytes_came_again()
    {
        var id = (await _warehouse.ReceiveAsync(Small, "small.csv")).Submission.SubmissionId;
        var kept = await StoredAsync(id);
        // 7 becomes 5: a file that still reads well.
        Flip(PathOf(_warehouse.Files, kept), Small.AsSpan().LastIndexOf((byte)'7'), 2);
        var refusal = await Assert.ThrowsAsync<Refusal>(() => _warehouse.Pipeline.ProcessAsync(id, CancellationToken.None));
        Assert.Equal(RefusalCodes.SourceDamaged, refusal.Code);
        var waits = await _warehouse.FindAsync(id);
        Assert.Equal((SubmissionState.Received, (int?)null), (waits.State, waits.Observations));

        var again = await _warehouse.ReceiveAsync(Small, "other-name.csv");
        Assert.Equal((id, false), (again.Submission.SubmissionId, again.IsNew));
        Assert.True(waits.RetryAt > _warehouse.Clock.Now);
        Assert.Equal(
            (0, true),
            ((await _warehouse.FindAsync(id)).Attempts, (await _warehouse.FindAsync(id)).RetryAt <= _warehouse.Clock.Now)
        );
        await _warehouse.Pipeline.ProcessAsync(id, CancellationToken.None);
        Assert.Equal(SubmissionState.Loaded, (await _warehouse.LoadAsync(id)).State);
        Assert.Equal(7m, (await _warehouse.FigureAsync("HOM_INC", "MX-BCS", "2020-03")).Value);
    }

    [Fact]
    public async Task A_copy_without_columns_about_persons_is_healed_by_the_bytes_it_was_made_of()
    {
        var loaded = await _warehouse.IngestAsync(Register, "register.csv");
        var kept = await StoredAsync(loaded.SubmissionId);
        var before = await File.ReadAllBytesAsync(PathOf(_warehouse.Files, kept));
        Flip(PathOf(_warehouse.Files, kept), before.Length - 2, 1);
        var question = TestWarehouse.Ask("HOM_INC", "MX-AGU", "2020-01");
        Assert.Equal(
            RefusalCodes.SourceDamaged,
            (await Assert.ThrowsAsync<Refusal>(() => _warehouse.Explaining.ExplainAsync(question, CancellationToken.None))).Code
        );
        Assert.False((await _warehouse.ReceiveAsync(Register, "register.csv")).IsNew);
        Assert.Equal(before, await File.ReadAllBytesAsync(PathOf(_warehouse.Files, kept)));
        Assert.Equal(2, (await _warehouse.Explaining.ExplainAsync(question, CancellationToken.None)).Cells.Count);
    }

    [Fact]
    public async Task Workers_find_what_is_damaged_or_lost_each_file_once_in_its_turn_and_remember_it_until_it_is_healed()
    {
        var scrub = new FileScrub(_warehouse.Sources, _warehouse.Files, _warehouse.Clock, _warehouse.Clock, NullLogger<FileScrub>.Instance);
        var damaged = (await _warehouse.ReceiveAsync(Small, "small.csv")).Submission;
        var lost = (await _warehouse.ReceiveAsync(SmallFeed.Csv("a,2020-01,hom,9"), "small-lost.csv")).Submission;
        var good = (await _warehouse.ReceiveAsync(SmallFeed.Csv("a,2020-01,hom,8"), "small-good.csv")).Submission;
        Assert.Equal((3, 0), await FoundAsync(scrub));
        Flip(PathOf(_warehouse.Files, await StoredAsync(damaged.SubmissionId)), 5, 1);
        File.Delete(PathOf(_warehouse.Files, await StoredAsync(lost.SubmissionId)));
        Assert.Equal((0, 0), await FoundAsync(scrub));

        _warehouse.Clock.Now += FileScrub.Turn + NodaTime.Duration.FromHours(1);
        Assert.Equal((3, 2), await FoundAsync(scrub));
        Assert.Equal(
            [(damaged.Number, "small.csv", FileState.Damaged), (lost.Number, "small-lost.csv", FileState.Missing)],
            (await scrub.FaultsAsync(CancellationToken.None)).Select(f => (f.Submission, f.Name, f.Fault))
        );
        await _warehouse.ReceiveAsync(Small, "small.csv");
        Assert.Equal("small-lost.csv", Assert.Single(await scrub.FaultsAsync(CancellationToken.None)).Name);
        var checks = await scrub.ChecksAsync(CancellationToken.None);
        Assert.Equal((3, 3), (checks.Files, checks.Checked));
        Assert.NotEqual(good.Number, lost.Number);
    }

    [Fact]
    public async Task Files_left_by_a_killed_program_are_deleted_unless_they_are_open_or_new()
    {
        var store = new FileStore(_folder["shared"], _folder["local"]);
        string[] folders = [_folder["shared/arriving"], _folder["local/arriving"], store.Scratch];
        var longAgo = DateTime.UtcNow.AddHours(-1);
        foreach (var folder in folders)
        {
            Directory.CreateDirectory(folder);
            foreach (var name in new[] { "left", "held", "young" })
                await File.WriteAllTextAsync(Path.Combine(folder, name), "x");
            File.SetLastWriteTimeUtc(Path.Combine(folder, "left"), longAgo);
            File.SetLastWriteTimeUtc(Path.Combine(folder, "held"), longAgo);
        }
        var held = folders
            .Select(f => new FileStream(Path.Combine(f, "held"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            .ToList();
        Assert.Equal(3, store.ClearArriving(DateTime.UtcNow.AddMinutes(-10)));
        Assert.All(folders, f =>
            Assert.Equal(["held", "young"], Directory.GetFiles(f).Select(Path.GetFileName).Order(StringComparer.Ordinal))
        );
        held.ForEach(h => h.Dispose());
        Assert.Equal(3, store.ClearArriving(DateTime.UtcNow.AddMinutes(-10)));
    }

    private static async Task<(int Files, int Faults)> FoundAsync(FileScrub scrub)
    {
        var report = await scrub.RunAsync(CancellationToken.None);
        return (report.Files, report.Faults);
    }

    private async Task<string> StoredAsync(Guid id) =>
        Assert.Single(await _warehouse.Submissions.FilesAsync(Actor.Operator, id, CancellationToken.None)).StoredSha256;

    private static string PathOf(FileStore store, string sha256) => Path.Combine(store.Root, sha256[..2], sha256[2..]);

    private static void Flip(string path, int at, int bits)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[at] ^= (byte)bits;
        Write(path, bytes);
    }

    private static void Write(string path, byte[] bytes) => File.WriteAllBytes(path, bytes);
}
