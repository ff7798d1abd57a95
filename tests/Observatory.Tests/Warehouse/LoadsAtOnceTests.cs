using System.Globalization;
using Observatory.Core.Submissions;
using Observatory.Tests.Support;
using Observatory.Warehouse.Loading;
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
        var mexico = await _warehouse.IngestAsync(Path.Combine(TestWarehouse.MappingsRoot, "MEX/sesnsp-state-offences/sample.csv"), approve: false);
        var argentina = await _warehouse.IngestAsync(Path.Combine(TestWarehouse.MappingsRoot, "ARG/snic-national/sample.csv"), approve: false);
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
}
