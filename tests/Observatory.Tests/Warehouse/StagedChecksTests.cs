using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Observatory.Core.Access;
using Observatory.Core.Reading;
using Observatory.Core.Submissions;
using Observatory.Tests.Support;
using Observatory.Warehouse.Records;
using Observatory.Warehouse.Submissions;
using Observatory.Warehouse.Taxonomy;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>
/// What a reviewer is told before agreeing: large revisions, figures that are not there, wholes that differ from their parts.
/// </summary>
public sealed class StagedChecksTests : IAsyncLifetime, IDisposable
{
    private const string Register = "TST/register";

    private readonly TemporaryFolder _mappings = new();
    private TestWarehouse _warehouse = null!;

    public async Task InitializeAsync()
    {
        SmallFeed.WriteTo(_mappings.Path);
        SmallFeed.WriteTo(_mappings.Path, Register, "WHO_GHO", "absent: zero");
        _warehouse = await TestWarehouse.CreateAsync(_mappings.Path);
    }

    public async Task DisposeAsync() => await _warehouse.DisposeAsync();

    public void Dispose() => _mappings.Dispose();

    [Fact]
    public async Task A_first_load_revises_nothing() => Assert.Empty(await FindingsAsync(SmallFeed.Months("abc", 12, 100)));

    [Fact]
    public async Task Revisions_beyond_the_limit_are_one_finding_of_their_indicator_with_the_largest()
    {
        await LoadAsync(SmallFeed.Months("abc", 12, 100));
        var told = Assert.Single(await FindingsAsync(Changed(("a,2020-03", 120), ("b,2020-05", 300))));
        Assert.Equal(("REVISION_LARGE", "Warning", 18, 4), (told.Code, told.Severity, told.RowNumber, told.ColumnNumber));
        Assert.Equal(
            "HOM_INC MX-BCN 2020-05 100 300 200 5 % / 10 2",
            Said(told, "indicator", "area", "period", "expected", "actual", "difference", "limit", "count")
        );
    }

    [Theory]
    [InlineData(100, 105, false)]
    [InlineData(200, 210, false)]
    [InlineData(200, 211, true)]
    [InlineData(10, 19, false)]
    [InlineData(10, 20, true)]
    [InlineData(20, 10, true)]
    [InlineData(0, 10, true)]
    public async Task A_large_revision_exceeds_both_the_percentage_and_the_number_of_cases(int before, int after, bool isTold)
    {
        await LoadAsync(SmallFeed.Months("abc", 1, before));
        var told = await FindingsAsync([.. SmallFeed.Months("ab", 1, before), .. SmallFeed.Months("c", 1, after)]);
        Assert.Equal(isTold ? ["REVISION_LARGE"] : [], told.Select(f => f.Code));
    }

    [Fact]
    public async Task An_older_publication_that_comes_late_revises_nothing()
    {
        await LoadAsync(SmallFeed.Months("abc", 1, 100), new LocalDate(2021, 2, 1));
        Assert.Empty(await FindingsAsync(SmallFeed.Months("abc", 1, 300), new LocalDate(2021, 1, 1)));
    }

    [Fact]
    public async Task Rates_have_no_cases_and_no_limit()
    {
        await LoadAsync(SmallFeed.Months("abc", 1, 100, "rate"));
        Assert.DoesNotContain("REVISION_LARGE", (await FindingsAsync(SmallFeed.Months("abc", 1, 300, "rate"))).Select(f => f.Code));
    }

    [Fact]
    public async Task A_revision_that_the_office_has_commented_is_only_a_note()
    {
        await LoadAsync(SmallFeed.Months("abc", 1, 100));
        var receipt = await _warehouse.Submissions.ReceiveAsync(
            new Delivery
            {
                Files = [new DeliveredFile("small.csv", new MemoryStream(SmallFeed.Csv(SmallFeed.Months("abc", 1, 300))))],
                Feed = SmallFeed.Name,
                Comment = "recounted",
                Through = "upload",
            },
            TestWarehouse.Clerk,
            CancellationToken.None
        );
        await _warehouse.Pipeline.ProcessAsync(receipt.Submission.SubmissionId, CancellationToken.None);
        Assert.Equal(
            ["Note"],
            (
                await _warehouse.Submissions.FindingsAsync(Actor.Operator, receipt.Submission.SubmissionId, 0, 10, CancellationToken.None)
            ).Select(f => f.Severity)
        );
    }

    [Fact]
    public async Task An_indicator_may_have_a_limit_of_its_own()
    {
        await LoadAsync(SmallFeed.Months("abc", 1, 100));
        using var changed = new TemporaryFolder();
        SmallFeed.WriteTo(changed.Path);
        var library = ChangedTaxonomy.Write(changed.Path, limits: "HOM_INC,5,500");
        await new TaxonomyLoader(_warehouse.Sources).LoadAsync(library.Current(), CancellationToken.None);
        var receipt = await _warehouse.ReceiveAsync(SmallFeed.Csv(SmallFeed.Months("abc", 1, 300)), "small.csv", SmallFeed.Name);
        await new SubmissionPipeline(
            _warehouse.Sources,
            _warehouse.Files,
            library,
            _warehouse.Clock,
            ReadLimits.Default,
            NullLogger<SubmissionPipeline>.Instance
        ).ProcessAsync(receipt.Submission.SubmissionId, CancellationToken.None);
        var read = await _warehouse.FindAsync(receipt.Submission.SubmissionId);
        Assert.Equal((SubmissionState.Staged, "{}"), (read.State, read.FindingCounts!.Replace(" ", "", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("b,2020-02,hom,")]
    public async Task Figures_that_the_file_covers_and_has_not_are_counted_and_the_first_is_named(string? empty)
    {
        var told = Assert.Single(
            await FindingsAsync([
                .. SmallFeed.Months("abc", 3, 2).Where(l => l != "b,2020-02,hom,2" && l != "c,2020-03,hom,2"),
                .. empty is null ? Array.Empty<string>() : [empty],
            ])
        );
        Assert.Equal(
            ("VALUE_MISSING", "Warning", "HOM_INC MX-BCN 2020-02 2"),
            (told.Code, told.Severity, Said(told, "indicator", "area", "period", "count"))
        );
    }

    [Fact]
    public async Task In_a_register_nothing_is_missing() =>
        Assert.Empty(await FindingsAsync(["a,2020-01,hom,2", "b,2020-03,hom,2"], feed: Register));

    [Fact]
    public async Task A_whole_beside_its_parts_that_stand_is_told_before_anybody_agrees()
    {
        await LoadAsync(SmallFeed.Months("abc", 2, 2));
        var told = Assert.Single(await FindingsAsync(["n,2020-01,hom,7", "n,2020-02,hom,6"]));
        Assert.Equal(
            ("NATIONAL_DIFFERS", 2, "HOM_INC MEX 2020-01 7 6 1"),
            (told.Code, told.RowNumber, Said(told, "indicator", "area", "period", "total", "actual", "difference"))
        );
    }

    [Fact]
    public async Task A_whole_in_one_file_with_its_parts_is_too()
    {
        var told = Assert.Single(await FindingsAsync([.. SmallFeed.Months("abc", 1, 2), "n,2020-01,hom,7"]));
        Assert.Equal(("NATIONAL_DIFFERS", "7 6"), (told.Code, Said(told, "total", "actual")));
    }

    [Fact]
    public async Task Parts_beside_a_whole_that_stands_are_too()
    {
        await LoadAsync(["n,2020-01,hom,7"]);
        var told = Assert.Single(await FindingsAsync(SmallFeed.Months("abc", 1, 2)));
        Assert.Equal(("NATIONAL_DIFFERS", null, "7 6"), (told.Code, told.RowNumber, Said(told, "total", "actual")));
    }

    [Fact]
    public async Task A_whole_of_which_parts_are_missing_proves_nothing() =>
        Assert.Equal(
            [],
            (await FindingsAsync([.. SmallFeed.Months("ab", 1, 2), "n,2020-01,hom,7"])).Select(f => f.Code).Where(c => c != "VALUE_MISSING")
        );

    [Fact]
    public async Task However_many_differ_all_are_counted_before_and_after_the_load()
    {
        var months = Enumerable.Range(0, 252).Select(m => FormattableString.Invariant($"{2000 + (m / 12)}-{(m % 12) + 1:00}")).ToList();
        var staged = await _warehouse.IngestAsync(
            SmallFeed.Csv([.. months.SelectMany(m => (string[])[$"a,{m},hom,2", $"b,{m},hom,2", $"c,{m},hom,2", $"n,{m},hom,7"])]),
            "small.csv",
            SmallFeed.Name,
            approve: false
        );
        Assert.Equal((252, 252), await CountsAsync(staged));
        Assert.Equal((252, 252), await CountsAsync(await _warehouse.LoadAsync(staged.SubmissionId)));
    }

    private async Task<(int, int)> CountsAsync(Submission submission) =>
        (
            JsonDocument.Parse(submission.FindingCounts!).RootElement.GetProperty("NATIONAL_DIFFERS").GetInt32(),
            await LoadCounts.ScalarAsync<int>(
                _warehouse,
                $"""
                select findings
                from ingest.finding_group
                where submission_id = '{submission.SubmissionId.ToString()}' and code = 'NATIONAL_DIFFERS'
                """
            )
        );

    [Fact]
    public async Task A_finding_made_in_staging_is_not_made_again_by_the_load()
    {
        var loaded = await _warehouse.IngestAsync(
            SmallFeed.Csv([.. SmallFeed.Months("abc", 1, 2), "n,2020-01,hom,7"]),
            "small.csv",
            SmallFeed.Name
        );
        Assert.Single(await _warehouse.Submissions.FindingsAsync(Actor.Operator, loaded.SubmissionId, 0, 10, CancellationToken.None));
        Assert.Equal(
            (1, 1),
            (loaded.Warnings, JsonDocument.Parse(loaded.FindingCounts!).RootElement.GetProperty("NATIONAL_DIFFERS").GetInt32())
        );
    }

    private static IEnumerable<string> Changed(params (string Key, int Value)[] changes) =>
        SmallFeed
            .Months("abc", 12, 100)
            .Select(l =>
                changes.FirstOrDefault(c => l.StartsWith(c.Key, StringComparison.Ordinal)) is { Key: { } key, Value: var value }
                    ? $"{key},hom,{value}"
                    : l
            );

    private static string Said(StoredFinding finding, params string[] names) =>
        JsonDocument.Parse(finding.Arguments).RootElement is var said
            ? string.Join(' ', names.Select(n => said.GetProperty(n).GetString()))
            : "";

    private async Task LoadAsync(IEnumerable<string> lines, LocalDate? publication = null) =>
        await _warehouse.IngestAsync(SmallFeed.Csv(lines), "small.csv", SmallFeed.Name, publication);

    private async Task<IReadOnlyList<StoredFinding>> FindingsAsync(
        IEnumerable<string> lines,
        LocalDate? publication = null,
        string feed = SmallFeed.Name
    )
    {
        var staged = await _warehouse.IngestAsync(SmallFeed.Csv(lines), "small.csv", feed, publication, approve: false);
        Assert.Equal(SubmissionState.Staged, staged.State);
        return await _warehouse.Submissions.FindingsAsync(Actor.Operator, staged.SubmissionId, 0, 10, CancellationToken.None);
    }
}
