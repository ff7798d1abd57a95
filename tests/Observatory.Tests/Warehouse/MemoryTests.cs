using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Reading;
using Observatory.Core.Submissions;
using Observatory.Tests.Support;
using Observatory.Warehouse.Access;
using Observatory.Warehouse.Mappings;
using Observatory.Warehouse.Submissions;
using Observatory.Warehouse.Taxonomy;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>Answers about labels, and what a new version of a mapping would change of what is stored.</summary>
public sealed class MemoryTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private TestWarehouse _warehouse = null!;

    public async Task InitializeAsync()
    {
        SmallFeed.WriteTo(_folder.Path);
        SmallFeed.WriteTo(_folder.Path, "TST/sister");
        _warehouse = await TestWarehouse.CreateAsync(_folder.Path);
    }

    public async Task DisposeAsync()
    {
        await _warehouse.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task After_an_answer_the_file_is_read_and_says_that_the_rules_have_changed()
    {
        await _warehouse.IngestAsync(SmallFeed.Csv("a,2020-01,hom,5"), "small1.csv", SmallFeed.Name);
        var content = SmallFeed.Csv("a,2020-02,homicidio,6");
        Assert.Equal(SubmissionState.Rejected, (await _warehouse.IngestAsync(content, "small2.csv", SmallFeed.Name, approve: false)).State);

        var codes = new Dictionary<string, string> { ["INDICATOR"] = "HOM_INC", ["UNIT_MEASURE"] = "INCIDENTS" };
        var receipt = Desk().Answer(new Answering(SmallFeed.Name, "indicators.csv", ["homicidio"], codes, "", "Equis"));
        Assert.Equal((true, 2), (receipt.IsNew, receipt.Version));

        var library = new MappingLibrary([TestWarehouse.MappingsRoot, _folder.Path]);
        var desk = new SubmissionDesk(
            _warehouse.Sources,
            _warehouse.Files,
            library,
            _warehouse.Clock,
            ReadLimits.Default,
            AccessRules.Usual
        );
        var again = await desk.ReceiveAsync(
            new Delivery
            {
                Files = [new DeliveredFile("small2.csv", new MemoryStream(content))],
                Feed = SmallFeed.Name,
                Through = "upload",
            },
            TestWarehouse.Clerk,
            CancellationToken.None
        );
        Assert.True(again.IsNew);
        await new SubmissionPipeline(
            _warehouse.Sources,
            _warehouse.Files,
            library,
            _warehouse.Clock,
            ReadLimits.Default,
            NullLogger<SubmissionPipeline>.Instance
        ).ProcessAsync(again.Submission.SubmissionId, CancellationToken.None);
        Assert.Equal(SubmissionState.Staged, (await _warehouse.FindAsync(again.Submission.SubmissionId)).State);
        var warning = Assert.Single(
            await desk.FindingsAsync(Actor.Operator, again.Submission.SubmissionId, 0, 10, CancellationToken.None),
            f => f.Code == FindingCodes.MappingChanged
        );
        Assert.Contains("\"expected\": \"1\"", warning.Arguments, StringComparison.Ordinal);
        await _warehouse.LoadAsync(again.Submission.SubmissionId);
        Assert.Equal(6m, (await _warehouse.FigureAsync("HOM_INC", "MX-AGU", "2020-02")).Value);
    }

    [Fact]
    public async Task Another_feed_of_the_office_is_reminded_of_the_answer()
    {
        Desk().Answer(new Answering(SmallFeed.Name, "indicators.csv", ["hurto"], new Dictionary<string, string>(), "not violent", "Equis"));
        await using var warehouse = await TestWarehouse.CreateAsync(_folder.Path);
        var read = await warehouse.IngestAsync(SmallFeed.Csv("a,2020-01,Hurto,5"), "small.csv", "TST/sister", approve: false);
        var finding = Assert.Single(
            await warehouse.Submissions.FindingsAsync(Actor.Operator, read.SubmissionId, 0, 10, CancellationToken.None),
            f => f.Code == FindingCodes.LabelUnknown
        );
        Assert.Contains("\"author\": \"Equis\"", finding.Arguments, StringComparison.Ordinal);
        Assert.Contains("\"feed\": \"TST/small\"", finding.Arguments, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_comparison_lists_what_would_be_added_changed_and_withdrawn_and_writes_nothing()
    {
        // What the second file revises or withdraws no longer stands: no new version can change it.
        await _warehouse.IngestAsync(
            SmallFeed.Csv("a,2020-01,hom,5", "b,2020-01,hom,50", "c,2020-01,hom,7", "c,2019-01,hom,9"),
            "small1.csv",
            SmallFeed.Name
        );
        await _warehouse.IngestAsync(SmallFeed.Csv("a,2020-01,hom,6", "b,2020-01,hom,40"), "small2.csv", SmallFeed.Name);
        Assert.Empty((await CompareAsync()).Differences);

        // c was another State all along, and b is left out.
        await File.WriteAllTextAsync(
            Path.Combine(_folder.Path, "TST", "small", "areas.csv"),
            "area,REF_AREA,note\nn,MEX,\na,MX-AGU,\nb,-,another subject\nc,MX-CAM,\n"
        );
        var found = await CompareAsync();
        Assert.Equal((2, 3, 1, 0, 2, 0), (found.Loads, found.Figures, found.Added, found.Changed, found.Withdrawn, found.Rejected.Count));
        Assert.Equal(
            [
                ("withdrawn", "MX-BCN", "2020-01", 40m, null),
                ("withdrawn", "MX-BCS", "2019-01", 9m, null),
                ("added", "MX-CAM", "2019-01", null, 9m),
            ],
            found.Differences.OrderByDescending(d => d.OldValue).Select(d => (d.Kind, d.Area, d.Period, d.OldValue, d.NewValue))
        );
        Assert.Equal("MX-BCN", found.Differences[0].Area);
        Assert.Equal(
            (6m, 40m),
            (
                (await _warehouse.FigureAsync("HOM_INC", "MX-AGU", "2020-01")).Value,
                (await _warehouse.FigureAsync("HOM_INC", "MX-BCN", "2020-01")).Value
            )
        );
        Assert.Equal(2, (await _warehouse.Submissions.ListAsync(Actor.Operator, 0, 10, CancellationToken.None)).Count);
    }

    [Fact]
    public async Task An_older_publication_that_was_loaded_later_stands_behind_the_newer_one()
    {
        await _warehouse.IngestAsync(SmallFeed.Csv("a,2020-01,hom,6"), "new.csv", SmallFeed.Name, new LocalDate(2021, 5, 1));
        await _warehouse.IngestAsync(
            SmallFeed.Csv("a,2020-01,hom,5", "a,2019-01,hom,4"),
            "old.csv",
            SmallFeed.Name,
            new LocalDate(2020, 5, 1)
        );
        var path = Path.Combine(_folder.Path, "TST", "small", "mapping.yaml");
        await File.WriteAllTextAsync(
            path,
            (await File.ReadAllTextAsync(path)).Replace("OBS_STATUS:  { value: A }", "OBS_STATUS:  { value: P }", StringComparison.Ordinal)
        );
        Assert.Equal([("2019-01", 4m), ("2020-01", 6m)], (await CompareAsync()).Differences.Select(d => (d.Period, d.OldValue!.Value)));
    }

    [Fact]
    public async Task A_figure_of_which_something_else_is_said_is_changed()
    {
        await _warehouse.IngestAsync(SmallFeed.Csv("a,2020-01,hom,5"), "small1.csv", SmallFeed.Name);
        var path = Path.Combine(_folder.Path, "TST", "small", "mapping.yaml");
        await File.WriteAllTextAsync(
            path,
            (await File.ReadAllTextAsync(path)).Replace("OBS_STATUS:  { value: A }", "OBS_STATUS:  { value: P }", StringComparison.Ordinal)
        );
        var difference = Assert.Single((await CompareAsync()).Differences);
        Assert.Equal(
            ("changed", 0m, "A", "P", true),
            (difference.Kind, difference.Difference, difference.OldStatus, difference.NewStatus, difference.Says)
        );
    }

    [Fact]
    public async Task A_stored_file_that_the_new_version_would_reject_is_named_and_its_figures_stay()
    {
        var loaded = await _warehouse.IngestAsync(SmallFeed.Csv("a,2020-01,hom,5", "b,2020-01,hom,6"), "small1.csv", SmallFeed.Name);
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "TST", "small", "areas.csv"), "area,REF_AREA\nn,MEX\na,MX-AGU\nc,MX-BCS\n");
        var found = await CompareAsync();
        Assert.Empty(found.Differences);
        var rejected = Assert.Single(found.Rejected);
        Assert.Equal((loaded.Number, FindingCodes.AreaUnknown), (rejected.Submission, Assert.Single(rejected.Findings)));
    }

    [Fact]
    public async Task A_feed_that_does_not_exist_is_refused_with_the_nearest()
    {
        var refusal = await Assert.ThrowsAsync<Refusal>(() =>
            new CompareDesk(_warehouse.Sources, _warehouse.Files, _warehouse.Library, ReadLimits.Default).CompareAsync(
                "TST/smal",
                CancellationToken.None
            )
        );
        Assert.Equal((RefusalCodes.FeedUnknown, "TST/small"), (refusal.Code, refusal.Arguments["nearest"]));
    }

    private AnswerDesk Desk() => new(new MappingLibrary([TestWarehouse.MappingsRoot, _folder.Path]), _warehouse.Clock);

    /// <summary>With a library that has not looked yet: it looks again only after a while.</summary>
    private Task<Comparison> CompareAsync() =>
        new CompareDesk(
            _warehouse.Sources,
            _warehouse.Files,
            new MappingLibrary([TestWarehouse.MappingsRoot, _folder.Path]),
            ReadLimits.Default
        ).CompareAsync(SmallFeed.Name, CancellationToken.None);
}
