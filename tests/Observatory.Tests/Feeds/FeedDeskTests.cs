using System.Diagnostics;
using System.Net;
using NodaTime;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Tests.Support;
using Observatory.Warehouse.Outgoing;
using Xunit;

namespace Observatory.Tests.Feeds;

/// <summary>Scheduled sources: when they are due, what a run brings, what a failure leaves.</summary>
public sealed class FeedDeskTests : IAsyncLifetime, IDisposable
{
    private const string Watched =
        "schedule: \"30 2 * * *\"\ntimeZone: America/New_York\nsource: { folder: small, files: \"small*.csv\" }\n";
    private const string Unreachable =
        "schedule: \"30 2 * * *\"\ntimeZone: America/New_York\nsource: { url: \"https://127.0.0.1/small.csv\" }\n";
    private const string Remote = "TST/remote";

    private readonly TemporaryFolder _mappings = new();
    private TestWarehouse _warehouse = null!;

    public async Task InitializeAsync()
    {
        SmallFeed.WriteTo(_mappings.Path, schedule: Watched);
        SmallFeed.WriteTo(_mappings.Path, Remote, schedule: Unreachable);
        _warehouse = await TestWarehouse.CreateAsync(_mappings.Path);
    }

    public async Task DisposeAsync() => await _warehouse.DisposeAsync();

    public void Dispose() => _mappings.Dispose();

    [Theory]
    [InlineData("2026-03-06T12:00:00Z", "2026-03-07T07:30:00Z")]
    [InlineData("2026-03-07T12:00:00Z", "2026-03-08T07:00:00Z")]
    [InlineData("2026-03-08T12:00:00Z", "2026-03-09T06:30:00Z")]
    public async Task A_schedule_is_that_of_the_clock_on_the_wall_there(string now, string due)
    {
        _warehouse.Clock.Now = NodaTime.Text.InstantPattern.General.Parse(now).Value;
        await _warehouse.Feeds.DueAsync(CancellationToken.None);
        Assert.Equal(due, (await StateAsync(SmallFeed.Name)).NextDue?.ToString());
    }

    [Fact]
    public async Task A_feed_is_due_when_its_hour_has_come()
    {
        await _warehouse.Feeds.DueAsync(CancellationToken.None);
        _warehouse.Clock.Advance(Duration.FromHours(25));
        Assert.Contains(SmallFeed.Name, await _warehouse.Feeds.DueAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_file_in_the_watched_folder_becomes_a_submission()
    {
        Drop();
        Assert.Single((await _warehouse.Feeds.RunAsync(SmallFeed.Name, CancellationToken.None)).New);
    }

    [Fact]
    public async Task A_feed_with_the_same_file_again_brings_no_submission()
    {
        Drop();
        await _warehouse.Feeds.RunAsync(SmallFeed.Name, CancellationToken.None);
        await _warehouse.Feeds.RunAsync(SmallFeed.Name, CancellationToken.None);
        Assert.Equal("NothingNew", (await StateAsync(SmallFeed.Name)).LastResult);
    }

    [Fact]
    public async Task Two_sweeps_at_once_make_one_submission()
    {
        Drop();
        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(async _ =>
                {
                    try
                    {
                        await _warehouse.Feeds.RunAsync(SmallFeed.Name, CancellationToken.None);
                    }
                    catch (Refusal refusal) when (refusal.Code == RefusalCodes.Busy)
                    {
                        // Another has it: as it should be.
                    }
                })
        );
        Assert.Single(await _warehouse.Submissions.ListAsync(Actor.Operator, 0, 10, CancellationToken.None));
    }

    [Fact]
    public async Task A_source_that_cannot_be_reached_says_so_in_the_list()
    {
        await FailAsync();
        Assert.Equal(("Failed", 1), (await StateAsync(Remote)) is var state ? (state.LastResult, state.Failures) : default);
    }

    [Fact]
    public async Task A_source_that_fails_again_is_left_alone_longer()
    {
        _warehouse.Clock.Now = Instant.FromUtc(2026, 6, 1, 12, 0);
        await FailAsync();
        var first = (await StateAsync(Remote)).NextDue - _warehouse.Clock.Now;
        await FailAsync();
        Assert.Equal(
            (Duration.FromMinutes(2), Duration.FromMinutes(4)),
            (first, (await StateAsync(Remote)).NextDue - _warehouse.Clock.Now)
        );
    }

    [Fact]
    public async Task Adding_a_folder_is_all_a_new_feed_needs()
    {
        using var later = new TemporaryFolder();
        await using var warehouse = await TestWarehouse.CreateAsync(later.Path);
        Assert.Null(warehouse.Library.Current().Find(SmallFeed.Name));
        SmallFeed.WriteTo(later.Path, schedule: Watched);
        // The running program looks at its folders again after two seconds.
        var waited = Stopwatch.StartNew();
        while (warehouse.Library.Current().Find(SmallFeed.Name) is null && waited.Elapsed < TimeSpan.FromMinutes(2))
            await Task.Delay(100);

        Drop(warehouse);
        var submission = Assert.Single((await warehouse.Feeds.RunAsync(SmallFeed.Name, CancellationToken.None)).New);
        await warehouse.Pipeline.ProcessAsync(submission.SubmissionId, CancellationToken.None);
        await warehouse.LoadAsync(submission.SubmissionId);
        Assert.Equal(72m, (await warehouse.FigureAsync("HOM_INC", "MEX", "2020")).Value);
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2001:4860:4860::8888", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    public void Only_addresses_of_the_public_internet_are_fetched_from(string address, bool isPublic) =>
        Assert.Equal(isPublic, PublicAddress.IsPublic(IPAddress.Parse(address)));

    private async Task FailAsync()
    {
        var refusal = await Assert.ThrowsAsync<Refusal>(() => _warehouse.Feeds.RunAsync(Remote, CancellationToken.None));
        Assert.Equal(RefusalCodes.FeedSourceUnreachable, refusal.Code);
    }

    private async Task<Observatory.Warehouse.Records.FeedState> StateAsync(string feed) =>
        (await _warehouse.Feeds.ListAsync(CancellationToken.None)).Single(f => f.Folder.Name == feed).State!;

    private void Drop() => Drop(_warehouse);

    private static void Drop(TestWarehouse warehouse)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(warehouse.Inbox, "small")).FullName, "small.csv");
        File.WriteAllBytes(path, SmallFeed.Csv(SmallFeed.Months("abc", 12, 2)));
        File.SetLastWriteTimeUtc(path, warehouse.Clock.Now.ToDateTimeUtc().AddMinutes(-1));
    }
}
