using NodaTime;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Submissions;
using Observatory.Tests.Support;
using Observatory.Warehouse.Access;
using Observatory.Warehouse.Records;
using Observatory.Warehouse.Submissions;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>
/// Two senders of one office send the same months twice: both see the other, and the newer one holds unless somebody says otherwise.
/// </summary>
public sealed class TwoVersionsTests : IAsyncLifetime, IDisposable
{
    private static readonly Actor First = new("first", [Role.Uploader], "MEX_SESNSP", "MEX");
    private static readonly Actor Second = new("second", [Role.Uploader], "MEX_SESNSP", "MEX");
    private static readonly Actor Approver = new("approver", [Role.Approver], "MEX_SESNSP", "MEX");

    private readonly TemporaryFolder _mappings = new();
    private TestWarehouse _warehouse = null!;

    public async Task InitializeAsync()
    {
        SmallFeed.WriteTo(_mappings.Path);
        _warehouse = await TestWarehouse.CreateAsync(_mappings.Path);
    }

    public async Task DisposeAsync() => await _warehouse.DisposeAsync();

    public void Dispose() => _mappings.Dispose();

    [Fact]
    public async Task Both_senders_and_the_reviewer_see_which_is_newer_and_how_the_two_differ()
    {
        var (older, newer) = await SendBothAsync();
        foreach (var actor in (Actor[])[First, Second, Approver])
        {
            var ofOlder = Assert.Single(
                (
                    await _warehouse.Submissions.PreviewAsync(actor, older.SubmissionId, withWaiting: true, CancellationToken.None)
                )!.AlsoWaiting!
            );
            var ofNewer = Assert.Single(
                (
                    await _warehouse.Submissions.PreviewAsync(actor, newer.SubmissionId, withWaiting: true, CancellationToken.None)
                )!.AlsoWaiting!
            );
            Assert.Equal((newer.Number, true, newer.ReceivedAt), (ofOlder.Number, ofOlder.IsNewer, ofOlder.ReceivedAt));
            Assert.Equal((older.Number, false, older.ReceivedAt), (ofNewer.Number, ofNewer.IsNewer, ofNewer.ReceivedAt));
            // The newer one has March for two states, another number for one, and leaves one out.
            Assert.Equal(
                new VersionDifference
                {
                    Added = 2,
                    Changed = 1,
                    Gone = 1,
                },
                ofNewer.Against
            );
            Assert.Equal(
                new VersionDifference
                {
                    Added = 1,
                    Changed = 1,
                    Gone = 2,
                },
                ofOlder.Against
            );
        }
    }

    [Fact]
    public async Task In_the_order_in_which_they_came_both_are_loaded_and_the_newer_one_holds()
    {
        var (older, newer) = await SendBothAsync();
        await ApproveAsync(older);
        await ApproveAsync(newer);
        Assert.Equal(9, (await _warehouse.FigureAsync("HOM_INC", "MX-BCN", "2020-01")).Value);
    }

    [Fact]
    public async Task The_older_one_after_the_newer_one_names_it_and_has_to_be_said()
    {
        var (older, newer) = await SendBothAsync();
        await ApproveAsync(newer);
        foreach (var despite in (int?[])[null, older.Number, 999])
        {
            var refusal = await Assert.ThrowsAsync<Refusal>(() => ApproveAsync(older, despite));
            Assert.Equal(
                (
                    RefusalCodes.NewerLoaded,
                    older.Number.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    newer.Number.ToString(System.Globalization.CultureInfo.InvariantCulture)
                ),
                (refusal.Code, refusal.Arguments["value"], refusal.Arguments["actual"])
            );
        }
        Assert.Equal(
            (SubmissionState.Staged, 9m),
            (
                (await _warehouse.FindAsync(older.SubmissionId)).State,
                (await _warehouse.FigureAsync("HOM_INC", "MX-BCN", "2020-01")).Value!.Value
            )
        );
        await ApproveAsync(older, newer.Number);
        Assert.Equal(5, (await _warehouse.FigureAsync("HOM_INC", "MX-BCN", "2020-01")).Value);
        var audit = new AuditDesk(_warehouse.Sources, AccessRules.Usual, _warehouse.Clock, _mappings["heads"]);
        Assert.Single(await audit.ListAsync(Actor.Operator, null, older.SubmissionId.ToString(), null, 100, CancellationToken.None), a =>
            a.Act == "submission.despite"
        );
    }

    [Fact]
    public async Task An_office_ends_the_older_one_by_taking_it_back()
    {
        var (older, newer) = await SendBothAsync();
        await _warehouse.Review.WithdrawAsync(older.SubmissionId, Second, "replaced", CancellationToken.None);
        Assert.Empty(
            (await _warehouse.Submissions.PreviewAsync(First, newer.SubmissionId, withWaiting: true, CancellationToken.None))!.AlsoWaiting!
        );
        await ApproveAsync(newer);
    }

    [Fact]
    public async Task An_older_publication_after_a_newer_one_needs_nothing_said_because_it_changes_nothing_that_holds()
    {
        var newer = await SendAsync(Second, new LocalDate(2020, 6, 1), "a,2020-01,hom,1", "b,2020-01,hom,9", "c,2020-01,hom,1");
        await ApproveAsync(newer);
        await ApproveAsync(await SendAsync(First, new LocalDate(2020, 5, 1), "a,2020-01,hom,1", "b,2020-01,hom,5", "c,2020-01,hom,1"));
        Assert.Equal(9, (await _warehouse.FigureAsync("HOM_INC", "MX-BCN", "2020-01")).Value);
    }

    [Fact]
    public async Task A_file_about_other_months_is_not_a_version_of_a_waiting_submission()
    {
        var january = await SendAsync(First, null, "a,2020-01,hom,1", "b,2020-01,hom,5", "c,2020-01,hom,1");
        var february = await SendAsync(Second, null, "a,2020-02,hom,1", "b,2020-02,hom,5", "c,2020-02,hom,1");
        await ApproveAsync(february);
        await ApproveAsync(january);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_newer_of_two_approved_versions_is_current_whichever_is_loaded_first(bool newerFirst)
    {
        var (older, newer) = await SendBothAsync();
        foreach (var submission in (Submission[])[older, newer])
            await _warehouse.Review.ApproveAsync(submission.SubmissionId, Approver, null, CancellationToken.None);
        foreach (var submission in newerFirst ? (Submission[])[newer, older] : [older, newer])
            Assert.Equal(
                newerFirst && submission == older ? LoadOutcome.NewerLoaded : LoadOutcome.Loaded,
                await _warehouse.Loader.LoadAsync(submission.SubmissionId, CancellationToken.None)
            );
        Assert.Equal(9, (await _warehouse.FigureAsync("HOM_INC", "MX-BCN", "2020-01")).Value);
        if (!newerFirst)
            return;
        // It waits for review again, says why, and is loaded only where somebody names the newer one.
        Assert.Equal((SubmissionState.Staged, 0), await StateAsync(older));
        Assert.Equal(
            EventDetails.NewerLoaded,
            (await _warehouse.Submissions.EventsAsync(Approver, older.SubmissionId, CancellationToken.None))[^1].Detail
        );
        Assert.Equal(RefusalCodes.NewerLoaded, (await Assert.ThrowsAsync<Refusal>(() => ApproveAsync(older))).Code);
        await ApproveAsync(older, newer.Number);
        Assert.Equal(5, (await _warehouse.FigureAsync("HOM_INC", "MX-BCN", "2020-01")).Value);
    }

    [Fact]
    public async Task An_approval_despite_one_newer_version_does_not_cover_the_next()
    {
        var (older, newer) = await SendBothAsync();
        await ApproveAsync(newer);
        await _warehouse.Review.ApproveAsync(older.SubmissionId, Approver, null, CancellationToken.None, newer.Number);
        _warehouse.Clock.Advance(Duration.FromMinutes(5));
        await ApproveAsync(await SendAsync(Second, new LocalDate(2020, 7, 1), "a,2020-01,hom,1", "b,2020-01,hom,7", "c,2020-01,hom,1"));
        Assert.Equal(LoadOutcome.NewerLoaded, await _warehouse.Loader.LoadAsync(older.SubmissionId, CancellationToken.None));
        Assert.Equal(7, (await _warehouse.FigureAsync("HOM_INC", "MX-BCN", "2020-01")).Value);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(14)]
    [InlineData(15)]
    public async Task However_loads_of_versions_meet_the_newest_one_holds(int seed)
    {
        var random = new Random(seed);
        var versions = new List<Submission>();
        for (var i = 1; i <= 5; i++)
        {
            versions.Add(
                await SendAsync(
                    First,
                    new LocalDate(2020, 7, 1),
                    "a,2020-01,hom,1",
                    string.Create(System.Globalization.CultureInfo.InvariantCulture, $"b,2020-01,hom,{i}"),
                    "c,2020-01,hom,1"
                )
            );
            _warehouse.Clock.Advance(Duration.FromMinutes(5));
        }
        foreach (var version in versions)
            await _warehouse.Review.ApproveAsync(version.SubmissionId, Approver, null, CancellationToken.None);
        var order = versions.ToArray();
        random.Shuffle(order);
        // Some wait for their turn, some go away and come back, some are asked for twice.
        await Task.WhenAll(
            order
                .Concat(order[..2])
                .Select(v =>
                    Task.Run(async () =>
                    {
                        if (v.Number % 2 == seed % 2)
                            await _warehouse.Loader.LoadAsync(v.SubmissionId, CancellationToken.None);
                        else
                            while (await _warehouse.Loader.TryLoadAsync(v.SubmissionId, CancellationToken.None) == LoadOutcome.Busy)
                                await Task.Yield();
                    })
                )
        );
        Assert.Equal(5, (await _warehouse.FigureAsync("HOM_INC", "MX-BCN", "2020-01")).Value);
        foreach (var version in versions)
            Assert.Contains(
                await StateAsync(version),
                version == versions[^1]
                    ? [(SubmissionState.Loaded, 1)]
                    : ((SubmissionState, int)[])[(SubmissionState.Loaded, 1), (SubmissionState.Staged, 0)]
            );
    }

    private async Task<(SubmissionState, int)> StateAsync(Submission submission) =>
        await _warehouse.FindAsync(submission.SubmissionId) is var now ? (now.State, now.Attempts) : default;

    private async Task<(Submission Older, Submission Newer)> SendBothAsync()
    {
        var day = new LocalDate(2020, 7, 1);
        var older = await SendAsync(First, day, "a,2020-01,hom,1", "b,2020-01,hom,5", "c,2020-01,hom,1", "a,2020-02,hom,2");
        _warehouse.Clock.Advance(Duration.FromMinutes(5));
        return (
            older,
            await SendAsync(Second, day, "a,2020-01,hom,1", "b,2020-01,hom,9", "c,2020-01,hom,1", "a,2020-03,hom,3", "b,2020-03,hom,3")
        );
    }

    private async Task<Submission> SendAsync(Actor sender, LocalDate? published, params string[] lines)
    {
        var receipt = await _warehouse.Submissions.ReceiveAsync(
            new Delivery
            {
                Files = [new DeliveredFile("small.csv", new MemoryStream(SmallFeed.Csv(lines)))],
                Feed = SmallFeed.Name,
                PublicationDate = published,
                Through = "upload",
            },
            sender,
            CancellationToken.None
        );
        await _warehouse.Pipeline.ProcessAsync(receipt.Submission.SubmissionId, CancellationToken.None);
        var staged = await _warehouse.FindAsync(receipt.Submission.SubmissionId);
        Assert.Equal(SubmissionState.Staged, staged.State);
        return staged;
    }

    private async Task ApproveAsync(Submission submission, int? despite = null)
    {
        await _warehouse.Review.ApproveAsync(submission.SubmissionId, Approver, null, CancellationToken.None, despite);
        await _warehouse.Loader.LoadAsync(submission.SubmissionId, CancellationToken.None);
    }
}
