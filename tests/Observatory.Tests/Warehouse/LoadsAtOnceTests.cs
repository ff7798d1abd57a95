using System.Globalization;
using Observatory.Core.Submissions;
using Observatory.Tests.Support;
using Observatory.Warehouse.Loading;
using Observatory.Warehouse.Records;
using Observatory.Warehouse.Submissions;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>Loads of different offices run side by side; those of one office one after another.</summary>
public sealed class LoadsAtOnceTests : IAsyncLifetime
{
    private TestWarehouse _warehouse = null!;

    public async Task InitializeAsync() => _warehouse = await TestWarehouse.CreateAsync();

    public async Task DisposeAsync() => await _warehouse.DisposeAsync();

    [Fact]
    public async Task A_load_waits_for_its_own_office_and_for_no_other()
    {
        var mexico = await _warehouse.IngestAsync(
            Path.Combine(TestWarehouse.MappingsRoot, "MEX/sesnsp-state-offences/sample.csv"),
            approve: false
        );
        var argentina = await _warehouse.IngestAsync(
            Path.Combine(TestWarehouse.MappingsRoot, "ARG/snic-national/sample.csv"),
            approve: false
        );
        foreach (var staged in new[] { mexico, argentina })
            await _warehouse.Review.ApproveAsync(staged.SubmissionId, TestWarehouse.Reviewer, null, CancellationToken.None);
        Task first;
        await using (var connection = await _warehouse.Sources.Writer.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            // Another load of Mexico's office is at work.
            var provider = mexico.ProviderId!.Value.ToString(CultureInfo.InvariantCulture);
            await LoadQueries.LockProvider.RunAsync(connection, new { provider }, CancellationToken.None, transaction);
            first = _warehouse.Loader.LoadAsync(mexico.SubmissionId, CancellationToken.None);
            await _warehouse.Loader.LoadAsync(argentina.SubmissionId, CancellationToken.None);
            Assert.Equal(SubmissionState.Loaded, (await _warehouse.FindAsync(argentina.SubmissionId)).State);
            Assert.False(first.IsCompleted);
            await transaction.RollbackAsync();
        }
        await first;
        Assert.Equal(SubmissionState.Loaded, (await _warehouse.FindAsync(mexico.SubmissionId)).State);
    }

    [Fact]
    public async Task A_load_that_finds_its_office_busy_goes_away_without_an_attempt_and_is_the_next_in_turn()
    {
        var (first, second) = (await StageAsync("ARG/snic-national"), await StageAsync("ARG/snic-provinces"));
        await using (var connection = await _warehouse.Sources.Writer.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await LoadQueries.LockProvider.RunAsync(
                connection,
                new { provider = first.ProviderId!.Value.ToString(CultureInfo.InvariantCulture) },
                CancellationToken.None,
                transaction
            );
            for (var attempt = 0; attempt < 7; attempt++)
                Assert.Equal(LoadOutcome.Busy, await _warehouse.Loader.TryLoadAsync(second.SubmissionId, CancellationToken.None));
            var waiting = await _warehouse.FindAsync(second.SubmissionId);
            Assert.Equal((SubmissionState.Approved, 0, null, null), (waiting.State, waiting.Attempts, waiting.RetryAt, waiting.Failure));
            Assert.DoesNotContain(
                await _warehouse.Submissions.EventsAsync(TestWarehouse.Reviewer, second.SubmissionId, CancellationToken.None),
                e => e.State == SubmissionState.Loading
            );
            await transaction.RollbackAsync();
        }
        Assert.Equal(LoadOutcome.Loaded, await _warehouse.Loader.TryLoadAsync(first.SubmissionId, CancellationToken.None));
        Assert.Equal(second.SubmissionId, await _warehouse.Loader.NextInTurnAsync(first.SubmissionId, CancellationToken.None));
        Assert.Equal(LoadOutcome.Loaded, await _warehouse.Loader.TryLoadAsync(second.SubmissionId, CancellationToken.None));
        Assert.Null(await _warehouse.Loader.NextInTurnAsync(second.SubmissionId, CancellationToken.None));
    }

    private async Task<Submission> StageAsync(string feed)
    {
        var staged = await _warehouse.IngestAsync(Path.Combine(TestWarehouse.MappingsRoot, feed, "sample.csv"), feed, approve: false);
        await _warehouse.Review.ApproveAsync(staged.SubmissionId, TestWarehouse.Reviewer, null, CancellationToken.None);
        return await _warehouse.FindAsync(staged.SubmissionId);
    }
}
