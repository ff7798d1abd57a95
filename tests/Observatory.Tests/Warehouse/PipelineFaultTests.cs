using NodaTime;
using Npgsql;
using Observatory.Core.Checking;
using Observatory.Core.Submissions;
using Observatory.Tests.Support;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>What becomes of a submission when workers die, collide and fail.</summary>
public sealed class PipelineFaultTests : IAsyncLifetime, IDisposable
{
    private static readonly byte[] Content = SmallFeed.Csv(SmallFeed.Months("abc", 12, 2));

    /// <summary>What lies in staging: tables of figures, code books, content.</summary>
    private static readonly FormattableString Staged = $"""
        select (
            (select count(*) from pg_class where relnamespace = 'ingest'::regnamespace and relkind = 'r' and relname ~ '^staged_[0-9]+')
            + (select count(*) from ingest.staged_code) + (select count(*) from ingest.staged_content)
            + (select count(*) from ingest.staged_scope)
            + (select count(*) from ingest.staged_sum) + (select count(*) from ingest.staged_partition))::integer
        """;

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
    public async Task The_same_bytes_sent_twenty_times_at_once_are_one_submission()
    {
        var receipts = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => _warehouse.ReceiveAsync(Content, "small.csv", SmallFeed.Name))
        );
        Assert.Equal((1, 1), (receipts.Select(r => r.Submission.SubmissionId).Distinct().Count(), receipts.Count(r => r.IsNew)));
    }

    [Fact]
    public async Task The_same_bytes_sent_again_are_the_first_submission()
    {
        var first = await _warehouse.IngestAsync(Content, "small.csv", SmallFeed.Name);
        var again = await _warehouse.ReceiveAsync(Content, "other name.csv", SmallFeed.Name);
        Assert.Equal((first.SubmissionId, false), (again.Submission.SubmissionId, again.IsNew));
    }

    [Fact]
    public async Task An_approved_submission_cannot_be_approved_again()
    {
        var loaded = await _warehouse.IngestAsync(Content, "small.csv", SmallFeed.Name);
        var refusal = await Assert.ThrowsAsync<Refusal>(() => _warehouse.LoadAsync(loaded.SubmissionId));
        Assert.Equal(RefusalCodes.SubmissionState, refusal.Code);
    }

    [Fact]
    public async Task A_worker_that_is_not_yet_taken_for_dead_keeps_its_submission()
    {
        var id = await LeftAsync("Processing", "Received");
        await _warehouse.Pipeline.ProcessAsync(id, CancellationToken.None);
        Assert.Equal(SubmissionState.Processing, (await _warehouse.FindAsync(id)).State);
    }

    [Fact]
    public async Task A_submission_left_by_a_dead_worker_is_finished_by_the_next_one()
    {
        var id = await LeftAsync("Processing", "Received");
        _warehouse.Clock.Advance(Duration.FromSeconds(91));
        foreach (var found in (await _warehouse.Sweep.FindAsync(CancellationToken.None)).ToProcess)
            await _warehouse.Pipeline.ProcessAsync(found, CancellationToken.None);
        Assert.Equal(SubmissionState.Staged, (await _warehouse.FindAsync(id)).State);
    }

    [Fact]
    public async Task Two_workers_with_one_submission_stage_it_once()
    {
        var id = (await _warehouse.ReceiveAsync(Content, "small.csv", SmallFeed.Name)).Submission.SubmissionId;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _warehouse.Pipeline.ProcessAsync(id, CancellationToken.None)));
        Assert.Equal(36, await LoadCounts.ScalarAsync<int>(_warehouse, $"select count(*)::integer from ingest.staged_1"));
    }

    [Fact]
    public async Task A_load_that_fails_in_the_middle_leaves_no_fact()
    {
        await FailedLoadAsync();
        Assert.Equal(0, await LoadCounts.ScalarAsync<int>(_warehouse, $"select count(*)::integer from dw.fact_observation"));
    }

    [Fact]
    public async Task Staged_figures_that_went_with_the_server_are_read_and_agreed_to_again()
    {
        var staged = await _warehouse.IngestAsync(Content, "small.csv", SmallFeed.Name, approve: false);
        await LoadCounts.ExecuteAsync(_warehouse, $"truncate ingest.staged_1");
        var lost = await _warehouse.LoadAsync(staged.SubmissionId);
        Assert.Equal((SubmissionState.Received, null), (lost.State, lost.ReviewedBy));
        await _warehouse.Pipeline.ProcessAsync(staged.SubmissionId, CancellationToken.None);
        Assert.Equal(SubmissionState.Loaded, (await _warehouse.LoadAsync(staged.SubmissionId)).State);
    }

    [Fact]
    public async Task A_load_that_failed_can_be_made_again()
    {
        var id = await FailedLoadAsync();
        await LoadCounts.ExecuteAsync(_warehouse, $"drop trigger fault on dw.load_scope");
        _warehouse.Clock.Advance(Duration.FromMinutes(1));
        await _warehouse.Loader.LoadAsync(id, CancellationToken.None);
        Assert.Equal(SubmissionState.Loaded, (await _warehouse.FindAsync(id)).State);
    }

    [Fact]
    public async Task A_step_that_failed_waits_before_it_is_tried_again()
    {
        await FailedLoadAsync();
        Assert.Empty((await _warehouse.Sweep.FindAsync(CancellationToken.None)).ToLoad);
    }

    [Fact]
    public async Task A_rejected_file_leaves_nothing_in_staging()
    {
        var rejected = await _warehouse.IngestAsync(
            SmallFeed.Csv(["a,2020-01,hom,5", "nowhere,2020-01,hom,6"]),
            "small.csv",
            SmallFeed.Name,
            approve: false
        );
        Assert.Equal((SubmissionState.Rejected, 0), (rejected.State, await LoadCounts.ScalarAsync<int>(_warehouse, Staged)));
    }

    [Fact]
    public async Task A_submission_that_is_sent_back_leaves_nothing_in_staging()
    {
        var staged = await _warehouse.IngestAsync(Content, "small.csv", SmallFeed.Name, approve: false);
        Assert.NotEqual(0, await LoadCounts.ScalarAsync<int>(_warehouse, Staged));
        await _warehouse.Review.ReturnAsync(
            staged.SubmissionId,
            TestWarehouse.Reviewer,
            "the last month is missing",
            CancellationToken.None
        );
        Assert.Equal(
            (SubmissionState.Returned, 0),
            ((await _warehouse.FindAsync(staged.SubmissionId)).State, await LoadCounts.ScalarAsync<int>(_warehouse, Staged))
        );
    }

    [Fact]
    public async Task A_load_that_failed_keeps_what_was_staged_until_it_fails_for_good()
    {
        await FailedForGoodAsync();
        Assert.Equal(0, await LoadCounts.ScalarAsync<int>(_warehouse, Staged));
    }

    [Fact]
    public async Task A_failed_submission_is_retried_by_an_operator_and_approved_anew()
    {
        var id = await FailedForGoodAsync();
        await LoadCounts.ExecuteAsync(_warehouse, $"drop trigger fault on dw.load_scope");
        await _warehouse.Review.RetryAsync(id, CancellationToken.None);
        var waiting = await _warehouse.FindAsync(id);
        Assert.Equal((SubmissionState.Received, null, null, 0), (waiting.State, waiting.ReviewedBy, waiting.Failure, waiting.Attempts));
        Assert.Contains(id, (await _warehouse.Sweep.FindAsync(CancellationToken.None)).ToProcess);
        await _warehouse.Pipeline.ProcessAsync(id, CancellationToken.None);
        Assert.Equal(SubmissionState.Loaded, (await _warehouse.LoadAsync(id)).State);
        Assert.Equal(
            EventDetails.TriedAgain,
            await LoadCounts.ScalarAsync<string>(
                _warehouse,
                $"""
                select detail ->> 'detail'
                from audit.entry
                where act = 'submission.received' and actor = 'operator' and subject = '{id.ToString()}'
                """
            )
        );
        Assert.Equal(
            RefusalCodes.SubmissionState,
            (await Assert.ThrowsAsync<Refusal>(() => _warehouse.Review.RetryAsync(id, CancellationToken.None))).Code
        );
    }

    [Fact]
    public async Task Files_of_what_failed_that_are_sent_again_are_a_new_submission_that_names_it()
    {
        var id = await FailedForGoodAsync();
        var failed = await _warehouse.FindAsync(id);
        var again = await _warehouse.ReceiveAsync(Content, "small.csv", SmallFeed.Name);
        Assert.Equal((true, failed.Number, SubmissionState.Failed), (again.IsNew, again.Before!.Number, again.Before.State));
        var refusal = await Assert.ThrowsAsync<Refusal>(() => _warehouse.Review.RetryAsync(id, CancellationToken.None));
        Assert.Equal(
            (RefusalCodes.SentAgain, again.Submission.Number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            (refusal.Code, refusal.Arguments["actual"])
        );
        await _warehouse.Review.WithdrawAsync(id, Core.Access.Actor.Operator, "sent again", CancellationToken.None);
        Assert.Equal(SubmissionState.Withdrawn, (await _warehouse.FindAsync(id)).State);
    }

    [Fact]
    public async Task A_loaded_submission_leaves_nothing_in_staging()
    {
        await _warehouse.IngestAsync(Content, "small.csv", SmallFeed.Name);
        Assert.Equal(0, await LoadCounts.ScalarAsync<int>(_warehouse, Staged));
    }

    /// <summary>A submission as a worker leaves it that dies just after it took it.</summary>
    private async Task<Guid> LeftAsync(string working, string waiting)
    {
        var id = (await _warehouse.ReceiveAsync(Content, "small.csv", SmallFeed.Name)).Submission.SubmissionId;
        await LoadCounts.ExecuteAsync(
            _warehouse,
            $"""
            update ingest.submission
            set state = '{working}', fence = 1, attempts = 1, worked_on_until = '{_warehouse.Clock.Now + Duration.FromSeconds(90)}'
            where state = '{waiting}'
            """
        );
        return id;
    }

    private async Task<Guid> FailedForGoodAsync()
    {
        var id = await FailedLoadAsync();
        while ((await _warehouse.FindAsync(id)).State != SubmissionState.Failed)
        {
            _warehouse.Clock.Advance(Duration.FromHours(2));
            await Assert.ThrowsAsync<PostgresException>(() => _warehouse.Loader.LoadAsync(id, CancellationToken.None));
        }
        return id;
    }

    private async Task<Guid> FailedLoadAsync()
    {
        var staged = await _warehouse.IngestAsync(Content, "small.csv", SmallFeed.Name, approve: false);
        await LoadCounts.ExecuteAsync(
            _warehouse,
            $"create function public.fault() returns trigger language plpgsql as 'begin raise exception $x$no$x$; end'"
        );
        await LoadCounts.ExecuteAsync(_warehouse, $"create trigger fault before insert on dw.load_scope execute function public.fault()");
        await Assert.ThrowsAsync<PostgresException>(() => _warehouse.LoadAsync(staged.SubmissionId));
        return staged.SubmissionId;
    }
}
