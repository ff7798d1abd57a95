using NodaTime;
using Npgsql;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Submissions;
using Observatory.Tests.Support;
using Observatory.Tests.Warehouse;
using Observatory.Warehouse.Records;
using Observatory.Warehouse.Submissions;
using Xunit;

namespace Observatory.Tests.Faults;

/// <summary>Submissions whose worker died, whose staged figures went, or whose disk is full.</summary>
public sealed class DeadWorkerTests : IAsyncLifetime, IDisposable
{
    private static readonly byte[] Content = SmallFeed.Csv(SmallFeed.Months("abc", 12, 2));

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
    public async Task A_lease_that_ends_and_a_wait_that_is_over_wake_a_worker_at_the_next_look_and_once()
    {
        var id = await ReceiveAsync();
        await TakeAsync(id);
        var looked = (await _warehouse.Sweep.FindDueAgainAsync(null, CancellationToken.None)).Until;
        Assert.Empty(await DueAsync());
        _warehouse.Clock.Advance(SubmissionLease.Patience + Duration.FromSeconds(1));
        Assert.Equal([id], await DueAsync());
        Assert.Empty(await DueAsync());
        await LoadCounts.ExecuteAsync(
            _warehouse,
            $"update ingest.submission set state = 'Received', retry_at = '{_warehouse.Clock.Now + Duration.FromSeconds(10)}'"
        );
        Assert.Empty(await DueAsync());
        _warehouse.Clock.Advance(Duration.FromSeconds(11));
        Assert.Equal([id], await DueAsync());

        async Task<IReadOnlyList<Guid>> DueAsync()
        {
            var (work, until) = await _warehouse.Sweep.FindDueAgainAsync(looked, CancellationToken.None);
            looked = until;
            return work.ToProcess;
        }
    }

    [Fact]
    public async Task A_received_submission_that_no_worker_takes_wakes_one_after_a_few_seconds()
    {
        var id = await ReceiveAsync();
        var (work, until) = await _warehouse.Sweep.FindDueAgainAsync(null, CancellationToken.None);
        Assert.Empty(work.ToProcess);
        _warehouse.Clock.Advance(Duration.FromSeconds(6));
        Assert.Equal([id], (await _warehouse.Sweep.FindDueAgainAsync(until, CancellationToken.None)).Work.ToProcess);
    }

    [Fact]
    public async Task A_preview_that_was_lost_says_so_and_the_files_are_read_again_before_anybody_agrees()
    {
        var staged = await _warehouse.IngestAsync(Content, "small.csv", SmallFeed.Name, approve: false);
        Assert.False((await PreviewAsync(staged))!.IsLost);
        Assert.Equal(0, await _warehouse.Sweep.ReadAgainWhatWasLostAsync(CancellationToken.None));
        await LoadCounts.ExecuteAsync(_warehouse, $"truncate ingest.staged_1");
        var lost = (await PreviewAsync(staged))!;
        Assert.True(lost.IsLost);
        Assert.Null(lost.Totals);
        Assert.Equal(1, await _warehouse.Sweep.ReadAgainWhatWasLostAsync(CancellationToken.None));
        Assert.Equal(SubmissionState.Received, (await _warehouse.FindAsync(staged.SubmissionId)).State);
        Assert.Equal(
            EventDetails.StagingLost,
            (await _warehouse.Submissions.EventsAsync(Actor.Operator, staged.SubmissionId, CancellationToken.None))[^1].Detail
        );
        // It is due at this very moment, without waiting for the sweep.
        Assert.Equal(
            [staged.SubmissionId],
            (await _warehouse.Sweep.FindDueAgainAsync(_warehouse.Clock.Now - Duration.FromSeconds(1), CancellationToken.None))
                .Work
                .ToProcess
        );
        await _warehouse.Pipeline.ProcessAsync(staged.SubmissionId, CancellationToken.None);
        var again = await _warehouse.FindAsync(staged.SubmissionId);
        Assert.Equal(SubmissionState.Staged, again.State);
        Assert.Equal(36, (await PreviewAsync(again))!.Totals!.Added);
    }

    [Fact]
    public async Task A_file_that_ends_its_workers_is_given_up_with_a_finding_until_an_operator_has_it_tried_again()
    {
        var id = await ReceiveAsync();
        for (var death = 0; death < SubmissionLease.MostDeaths; death++)
        {
            Assert.True(await TakeAsync(id));
            _warehouse.Clock.Advance(SubmissionLease.Patience + Duration.FromSeconds(1));
        }
        Assert.False(await TakeAsync(id));
        var failed = await _warehouse.FindAsync(id);
        Assert.Equal((SubmissionState.Failed, SubmissionLease.MostDeaths, 1), (failed.State, failed.Deaths, failed.Blocking));
        Assert.Equal(
            FindingCodes.WorkerEnded,
            Assert.Single(await _warehouse.Submissions.FindingsAsync(Actor.Operator, id, 0, 10, CancellationToken.None)).Code
        );
        Assert.Equal(4, LanguageCodes.All.Select(l => StoredFailure.In(l, failed.Failure)).Distinct().Count());
        Assert.All(LanguageCodes.All, l =>
            Assert.StartsWith("WORKER_ENDED: ", StoredFailure.In(l, failed.Failure), StringComparison.Ordinal)
        );
        var found = await _warehouse.Sweep.FindAsync(CancellationToken.None);
        Assert.Empty(found.ToProcess);

        await _warehouse.Review.RetryAsync(id, CancellationToken.None);
        await _warehouse.Pipeline.ProcessAsync(id, CancellationToken.None);
        var read = await _warehouse.FindAsync(id);
        Assert.Equal((SubmissionState.Staged, 0, 0), (read.State, read.Deaths, read.Blocking));
        Assert.DoesNotContain(await _warehouse.Submissions.FindingsAsync(Actor.Operator, id, 0, 10, CancellationToken.None), f =>
            f.Code == FindingCodes.WorkerEnded
        );
    }

    [Fact]
    public async Task A_worker_that_was_cut_off_when_the_database_server_broke_down_did_not_die_of_the_file()
    {
        var id = await ReceiveAsync();
        await TakeAsync(id);
        await LoadCounts.ExecuteAsync(
            _warehouse,
            $"update ingest.submission set state_since = pg_postmaster_start_time() - interval '1 second'"
        );
        _warehouse.Clock.Advance(SubmissionLease.Patience + Duration.FromSeconds(1));
        await TakeAsync(id);
        Assert.Equal(0, (await _warehouse.FindAsync(id)).Deaths);
        _warehouse.Clock.Advance(SubmissionLease.Patience + Duration.FromSeconds(1));
        await TakeAsync(id);
        Assert.Equal(1, (await _warehouse.FindAsync(id)).Deaths);
    }

    [Theory]
    [InlineData("53100", RefusalCodes.DatabaseFull)]
    [InlineData("57P03", RefusalCodes.DatabaseAway)]
    [InlineData("55P03", RefusalCodes.DatabaseBusy)]
    public async Task A_load_that_an_outage_stops_uses_up_no_attempt_and_goes_on_when_it_is_over(string state, string code)
    {
        var staged = await _warehouse.IngestAsync(Content, "small.csv", SmallFeed.Name, approve: false);
        await LoadCounts.ExecuteAsync(
            _warehouse,
            $"create function public.fault() returns trigger language plpgsql as 'begin raise exception using errcode = $x${state}$x$; end'"
        );
        await LoadCounts.ExecuteAsync(_warehouse, $"create trigger fault before insert on dw.load_scope execute function public.fault()");
        await _warehouse.Review.ApproveAsync(staged.SubmissionId, TestWarehouse.Reviewer, null, CancellationToken.None);
        for (var round = 0; round < 8; round++)
        {
            await Assert.ThrowsAsync<PostgresException>(() => _warehouse.Loader.LoadAsync(staged.SubmissionId, CancellationToken.None));
            var waiting = await _warehouse.FindAsync(staged.SubmissionId);
            Assert.Equal((SubmissionState.Approved, 0), (waiting.State, waiting.Attempts));
            Assert.StartsWith(code + ": ", StoredFailure.In(Language.Es, waiting.Failure), StringComparison.Ordinal);
            Assert.True(waiting.RetryAt <= _warehouse.Clock.Now + Duration.FromSeconds(30));
            _warehouse.Clock.Advance(Duration.FromSeconds(31));
        }
        await LoadCounts.ExecuteAsync(_warehouse, $"drop trigger fault on dw.load_scope");
        await _warehouse.Loader.LoadAsync(staged.SubmissionId, CancellationToken.None);
        var loaded = await _warehouse.FindAsync(staged.SubmissionId);
        Assert.Equal((SubmissionState.Loaded, null), (loaded.State, loaded.Failure));
    }

    private async Task<Guid> ReceiveAsync() =>
        (await _warehouse.ReceiveAsync(Content, "small.csv", SmallFeed.Name)).Submission.SubmissionId;

    private Task<ChangesAhead?> PreviewAsync(Submission submission) =>
        _warehouse.Submissions.PreviewAsync(Actor.Operator, submission.SubmissionId, withWaiting: false, CancellationToken.None);

    /// <summary>Takes it as a worker does that is then never heard of again.</summary>
    private async Task<bool> TakeAsync(Guid id)
    {
        var lease = await SubmissionLease.TryTakeAsync(
            _warehouse.Sources,
            _warehouse.Clock,
            id,
            SubmissionState.Received,
            SubmissionState.Processing,
            CancellationToken.None
        );
        if (lease is null)
            return false;
        // It stops renewing, and gives nothing back.
        await lease.DisposeAsync();
        return true;
    }
}
