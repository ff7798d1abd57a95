using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Reading;
using Observatory.Core.Submissions;
using Observatory.Tests.Support;
using Observatory.Warehouse.Access;
using Observatory.Warehouse.Files;
using Observatory.Warehouse.Submissions;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>A server and a worker that share a database, and a file store or not.</summary>
public sealed class SeveralMachinesTests : IAsyncLifetime, IDisposable
{
    private static readonly byte[] Content = Encoding.UTF8.GetBytes("what a clerk sent");

    private readonly TemporaryFolder _elsewhere = new();
    private TestWarehouse _warehouse = null!;

    public async Task InitializeAsync() => _warehouse = await TestWarehouse.CreateAsync();

    public async Task DisposeAsync() => await _warehouse.DisposeAsync();

    public void Dispose() => _elsewhere.Dispose();

    [Fact]
    public async Task A_worker_without_the_file_names_it_and_says_what_to_share_in_the_readers_language()
    {
        var id = (await _warehouse.ReceiveAsync(Content, "robos 2023.csv")).Submission.SubmissionId;
        var worker = new SubmissionPipeline(
            _warehouse.Sources,
            new FileStore(_elsewhere.Path),
            _warehouse.Library,
            _warehouse.Clock,
            ReadLimits.Default,
            NullLogger<SubmissionPipeline>.Instance
        );
        var refusal = await Assert.ThrowsAsync<Refusal>(() => worker.ProcessAsync(id, CancellationToken.None));
        Assert.Equal(RefusalCodes.SourceGone, refusal.Code);

        var left = await _warehouse.FindAsync(id);
        Assert.Equal(SubmissionState.Received, left.State);
        var said = LanguageCodes.All.Select(l => StoredFailure.In(l, left.Failure)!).ToList();
        Assert.All(said, s => Assert.Contains("robos 2023.csv", s, StringComparison.Ordinal));
        Assert.All(said, s => Assert.Contains("OBSERVATORY_FILES", s, StringComparison.Ordinal));
        Assert.Equal(said.Count, said.Distinct().Count());
    }

    [Fact]
    public async Task Whether_a_store_is_the_databases_own_is_seen_by_its_newest_files()
    {
        await _warehouse.ReceiveAsync(Content, "robos 2023.csv");
        var other = new SubmissionDesk(
            _warehouse.Sources,
            new FileStore(_elsewhere.Path),
            _warehouse.Library,
            _warehouse.Clock,
            ReadLimits.Default,
            AccessRules.Usual
        );
        var (looked, missing) = await other.MissingFilesAsync(20, CancellationToken.None);
        Assert.Equal((1, "robos 2023.csv"), (looked, Assert.Single(missing)));
        Assert.Empty((await _warehouse.Submissions.MissingFilesAsync(20, CancellationToken.None)).Missing);
    }

    [Fact]
    public async Task In_a_shared_store_only_whole_files_are_kept_and_what_passes_through_stays_on_the_machine()
    {
        var store = new FileStore(_elsewhere["shared"], _elsewhere["local"]);
        await using (var passing = await store.SpoolAsync(new MemoryStream(Content), 1000, CancellationToken.None))
            Assert.False(Directory.Exists(_elsewhere["shared"]));
        var kept = await store.KeepAsync(new MemoryStream(Content), 1000, CancellationToken.None);
        Assert.Equal(
            Path.Combine(_elsewhere["shared"], kept.Sha256[..2], kept.Sha256[2..]),
            Assert.Single(Directory.GetFiles(_elsewhere.Path, "*", SearchOption.AllDirectories))
        );
    }

    [Fact]
    public void A_failure_that_is_no_refusal_is_kept_in_its_own_words() =>
        Assert.Equal("IOException: no {room}", StoredFailure.In(Language.Es, StoredFailure.Of(new IOException("no {room}"))));

    [Theory]
    [InlineData("{not json")]
    [InlineData("{\"Code\":\"NO_SUCH_CODE\",\"Arguments\":{}}")]
    [InlineData("")]
    public void A_failure_stored_in_another_form_is_shown_as_it_is(string kept) => Assert.Equal(kept, StoredFailure.In(Language.Fr, kept));
}
