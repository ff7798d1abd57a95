using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Observatory.Core.Access;
using Observatory.Core.Reading;
using Observatory.Core.Series;
using Observatory.Core.Submissions;
using Observatory.Tests.Support;
using Observatory.Warehouse.Access;
using Observatory.Warehouse.Mappings;
using Observatory.Warehouse.Questions;
using Observatory.Warehouse.Submissions;
using Observatory.Warehouse.Taxonomy;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>
/// A corrected mapping reads files again that are loaded: agreed to as any submission, and never before what was sent later.
/// </summary>
public sealed class CorrectedMappingTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private TestWarehouse _warehouse = null!;

    private string Folder => Path.Combine(_folder.Path, "TST", "small");

    public async Task InitializeAsync()
    {
        SmallFeed.WriteTo(_folder.Path);
        _warehouse = await TestWarehouse.CreateAsync(_folder.Path);
    }

    public async Task DisposeAsync()
    {
        await _warehouse.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_corrected_label_table_changes_the_figures_once_somebody_has_agreed()
    {
        var sent = await _warehouse.IngestAsync(
            SmallFeed.Csv("a,2020-01,hom,5", "b,2020-01,hom,6", "c,2020-01,hom,7"),
            "small.csv",
            SmallFeed.Name
        );
        await ChangeAsync("areas.csv", "b,MX-BCN", "b,MX-CAM");
        var again = Assert.Single(await ApplyAsync());
        Assert.Equal((true, sent.Number, SubmissionState.Staged), (again.IsNew, again.Submission.AppliesTo, again.Submission.State));
        Assert.Equal(6, (await _warehouse.FigureAsync("HOM_INC", "MX-BCN", "2020-01")).Value);
        await _warehouse.LoadAsync(again.Submission.SubmissionId);
        Assert.Equal(6, (await _warehouse.FigureAsync("HOM_INC", "MX-CAM", "2020-01")).Value);
        Assert.Empty(await _warehouse.ReadAsync(TestWarehouse.Ask("HOM_INC", "MX-BCN", "2020-01")));
        Assert.Empty(await ApplyAsync());
    }

    /// <summary>
    /// Another indicator, other months, a place elsewhere: what the files gave before goes, whether or not the corrected mapping covers it.
    /// </summary>
    [Theory]
    [InlineData("indicators.csv", "hom,HOM_INC,INCIDENTS", "hom,ROBBERY,INCIDENTS", true)]
    [InlineData("indicators.csv", "hom,HOM_INC,INCIDENTS", "hom,ROBBERY,INCIDENTS", false)]
    [InlineData("mapping.yaml", "FREQ:        { value: M }", "FREQ:        { value: A }", false)]
    [InlineData("areas.csv", "b,MX-BCN", "b,MX-CAM", false)]
    public async Task Misread_figures_are_withdrawn_even_if_the_corrected_mapping_does_not_cover_them(
        string file,
        string from,
        string to,
        bool covers
    )
    {
        if (!covers)
            await ChangeAsync("mapping.yaml", "covers: { area: MEX, level: subdivision, parts: parts.csv }", "");
        await _warehouse.DisposeAsync();
        _warehouse = await TestWarehouse.CreateAsync(_folder.Path);
        await _warehouse.IngestAsync(SmallFeed.Csv("a,2020-01,hom,5", "b,2020-01,hom,6", "c,2020-01,hom,7"), "small.csv", SmallFeed.Name);
        await ChangeAsync(file, from, to);
        var compared = await CompareAsync();
        var again = Assert.Single(await ApplyAsync());
        Assert.Equal(
            compared.Withdrawn,
            (
                await _warehouse.Submissions.PreviewAsync(
                    Actor.Operator,
                    again.Submission.SubmissionId,
                    withWaiting: false,
                    CancellationToken.None
                )
            )!
                .Totals!
                .Withdrawn
        );
        await _warehouse.LoadAsync(again.Submission.SubmissionId);
        await using var fresh = await TestWarehouse.CreateAsync(_folder.Path);
        await fresh.IngestAsync(SmallFeed.Csv("a,2020-01,hom,5", "b,2020-01,hom,6", "c,2020-01,hom,7"), "small.csv", SmallFeed.Name);
        Assert.Equal(await AllAsync(fresh), await AllAsync(_warehouse));
    }

    /// <summary>Two files misread alike: whichever is read again first, what neither gives goes with the second.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_figure_misread_from_two_files_is_withdrawn_once_both_are_read_again(bool secondFirst)
    {
        await ChangeAsync("mapping.yaml", "covers: { area: MEX, level: subdivision, parts: parts.csv }", "");
        await _warehouse.DisposeAsync();
        _warehouse = await TestWarehouse.CreateAsync(_folder.Path);
        await _warehouse.IngestAsync(
            SmallFeed.Csv("a,2020-01,hom,5", "b,2020-01,hom,6"),
            "small1.csv",
            SmallFeed.Name,
            new LocalDate(2021, 1, 1)
        );
        await _warehouse.IngestAsync(
            SmallFeed.Csv("a,2020-01,hom,5", "b,2020-01,hom,6", "c,2020-01,hom,7"),
            "small2.csv",
            SmallFeed.Name,
            new LocalDate(2021, 2, 1)
        );
        await ChangeAsync("areas.csv", "b,MX-BCN", "b,MX-CAM");
        var applied = (await ApplyAsync()).Select(a => a.Submission.SubmissionId);
        foreach (var id in secondFirst ? applied.Reverse() : applied)
            await _warehouse.LoadAsync(id);
        Assert.Empty(await _warehouse.ReadAsync(TestWarehouse.Ask("HOM_INC", "MX-BCN", "2020-01")));
        Assert.Equal(
            (5m, 6m),
            (
                (await _warehouse.FigureAsync("HOM_INC", "MX-AGU", "2020-01")).Value,
                (await _warehouse.FigureAsync("HOM_INC", "MX-CAM", "2020-01")).Value
            )
        );
    }

    [Fact]
    public async Task A_day_of_publication_that_the_corrected_mapping_finds_makes_the_file_no_older_than_itself()
    {
        await _warehouse.IngestAsync(SmallFeed.Csv("a,2020-01,hom,5"), "small.csv", SmallFeed.Name);
        await ChangeAsync("areas.csv", "a,MX-AGU", "a,MX-CAM");
        var again = Assert.Single(await ApplyAsync());
        // As a mapping does that reads the day from the file.
        await LoadCounts.ExecuteAsync(
            _warehouse,
            $"update ingest.submission set publication_date = '2021-01-31' where applies_to is not null"
        );
        await _warehouse.LoadAsync(again.Submission.SubmissionId);
        Assert.Equal(5, (await _warehouse.FigureAsync("HOM_INC", "MX-CAM", "2020-01")).Value);
    }

    [Fact]
    public async Task An_older_file_approved_despite_a_newer_one_is_corrected_too()
    {
        var older = (
            await _warehouse.ReceiveAsync(SmallFeed.Csv("a,2020-01,hom,5", "b,2020-01,hom,6"), "small1.csv", SmallFeed.Name)
        ).Submission;
        await _warehouse.Pipeline.ProcessAsync(older.SubmissionId, CancellationToken.None);
        var newer = await _warehouse.IngestAsync(SmallFeed.Csv("a,2020-01,hom,9", "b,2020-01,hom,9"), "small2.csv", SmallFeed.Name);
        await _warehouse.LoadAsync(older.SubmissionId, newer.Number);
        await ChangeAsync("areas.csv", "b,MX-BCN", "b,MX-CAM");
        await LoadAllAsync();
        Assert.Equal(
            (5m, 6m),
            (
                (await _warehouse.FigureAsync("HOM_INC", "MX-AGU", "2020-01")).Value,
                (await _warehouse.FigureAsync("HOM_INC", "MX-CAM", "2020-01")).Value
            )
        );
    }

    [Fact]
    public async Task A_second_correction_is_read_before_anybody_agrees_to_the_first()
    {
        await _warehouse.IngestAsync(SmallFeed.Csv("a,2020-01,hom,5"), "small.csv", SmallFeed.Name);
        await ChangeAsync("areas.csv", "a,MX-AGU", "a,MX-CAM");
        var first = Assert.Single(await ApplyAsync());
        await ChangeAsync("areas.csv", "a,MX-CAM", "a,MX-CHP");
        var second = Assert.Single(await ApplyAsync());
        Assert.Equal(
            (first.Submission.Number, false, false, SubmissionState.Staged),
            (second.Submission.Number, second.IsNew, second.IsOutdated, second.Submission.State)
        );
        await _warehouse.Review.ApproveAsync(second.Submission.SubmissionId, TestWarehouse.Reviewer, null, CancellationToken.None);
        await ChangeAsync("areas.csv", "a,MX-CHP", "a,MX-CHH");
        Assert.True(Assert.Single(await ApplyAsync()).IsOutdated);
        await _warehouse.Loader.LoadAsync(second.Submission.SubmissionId, CancellationToken.None);
        Assert.Equal(5, (await _warehouse.FigureAsync("HOM_INC", "MX-CHP", "2020-01")).Value);
        await LoadAllAsync();
        Assert.Equal(5, (await _warehouse.FigureAsync("HOM_INC", "MX-CHH", "2020-01")).Value);
    }

    [Fact]
    public async Task Asked_twice_it_is_the_same_submission_and_sent_back_it_is_made_anew()
    {
        await _warehouse.IngestAsync(SmallFeed.Csv("a,2020-01,hom,5"), "small.csv", SmallFeed.Name);
        await ChangeAsync("areas.csv", "a,MX-AGU", "a,MX-CAM");
        var (first, second) = (Assert.Single(await ApplyAsync()), Assert.Single(await ApplyAsync()));
        Assert.Equal((false, first.Submission.Number), (second.IsNew, second.Submission.Number));
        await _warehouse.Review.ReturnAsync(first.Submission.SubmissionId, TestWarehouse.Reviewer, "not so", CancellationToken.None);
        var third = Assert.Single(await ApplyAsync());
        Assert.True(third.IsNew);
        Assert.NotEqual(first.Submission.Number, third.Submission.Number);
    }

    [Fact]
    public async Task The_later_of_two_files_of_one_day_stays_current_when_the_earlier_is_read_again()
    {
        var day = new LocalDate(2022, 1, 1);
        await _warehouse.IngestAsync(SmallFeed.Csv("a,2020-01,hom,5", "b,2020-01,hom,6"), "small.csv", SmallFeed.Name, day);
        await _warehouse.IngestAsync(SmallFeed.Csv("a,2020-01,hom,8", "b,2020-01,hom,6"), "small.csv", SmallFeed.Name, day);
        await ChangeAsync("areas.csv", "a,MX-AGU\nb,MX-BCN", "b,MX-AGU\na,MX-BCN");
        await _warehouse.LoadAsync((await ApplyAsync()).MinBy(a => a.Submission.AppliesTo)!.Submission.SubmissionId);
        var asked = new ObservationQuery
        {
            Indicators = ["HOM_INC"],
            Areas = SmallFeed.States,
            Frequency = Frequency.Monthly,
        };
        string[] held = ["MX-AGU 8", "MX-BCN 6"];
        foreach (var question in (ObservationQuery[])[asked, asked with { PublishedBy = day.PlusDays(1) }])
            Assert.Equal(held, (await _warehouse.ReadAsync(question)).Select(r => $"{r.Area} {r.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_bytes_sent_again_are_still_the_first_submission_which_says_that_the_mapping_has_changed()
    {
        var content = SmallFeed.Csv("a,2020-01,hom,5");
        var sent = await _warehouse.IngestAsync(content, "small.csv", SmallFeed.Name);
        await ChangeAsync("areas.csv", "a,MX-AGU", "a,MX-CAM");
        var again = Assert.Single(await ApplyAsync());
        var desk = new SubmissionDesk(
            _warehouse.Sources,
            _warehouse.Files,
            Library(),
            _warehouse.Clock,
            ReadLimits.Default,
            AccessRules.Usual
        );
        var receipt = await desk.ReceiveAsync(
            new Delivery
            {
                Files = [new DeliveredFile("small.csv", new MemoryStream(content))],
                Feed = SmallFeed.Name,
                Through = "upload",
            },
            TestWarehouse.Clerk,
            CancellationToken.None
        );
        Assert.Equal((false, sent.Number), (receipt.IsNew, receipt.Submission.Number));
        Assert.True(await desk.IsCorrectedSinceAsync(Actor.Operator, receipt.Submission, CancellationToken.None));
        await _warehouse.LoadAsync(again.Submission.SubmissionId);
        Assert.False(await desk.IsCorrectedSinceAsync(Actor.Operator, receipt.Submission, CancellationToken.None));
    }

    /// <summary>The case of <c>reload-after-correction</c>: no figure differs, and the country's sum becomes whole.</summary>
    [Fact]
    public async Task A_corrected_list_of_parts_completes_the_total_although_no_figure_differs()
    {
        await ChangeAsync("parts.csv", "c,MX-BCS\n", "c,MX-BCS\nd,MX-CAM\n");
        await _warehouse.DisposeAsync();
        _warehouse = await TestWarehouse.CreateAsync(_folder.Path);
        await _warehouse.IngestAsync(SmallFeed.Csv("a,2020-01,hom,5", "b,2020-01,hom,6", "c,2020-01,hom,7"), "small.csv", SmallFeed.Name);
        Assert.Equal((18m, false), await NationAsync());

        await ChangeAsync("parts.csv", "d,MX-CAM\n", "");
        var found = await CompareAsync();
        Assert.Empty(found.Differences);
        var whole = Assert.Single(found.Wholes);
        Assert.Equal(("HOM_INC", "MEX", 4, 3), (whole.Indicator, whole.Area, whole.Old, whole.New));
        await LoadAllAsync();
        Assert.Equal((18m, true), await NationAsync());
        Assert.Empty((await CompareAsync()).Corrected);
    }

    /// <summary>
    /// Files of any days of publication, in any order of coming, then corrected and agreed to in any order: as if the mapping had been
    /// right from the start.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task After_all_is_agreed_to_what_holds_is_what_the_corrected_mapping_would_have_given_from_the_start(int seed)
    {
        var random = new Random(seed);
        var files = Enumerable
            .Range(0, 6)
            .Select(at =>
                (
                    Name: $"small{at}.csv",
                    Content: SmallFeed.Csv(
                        "abc"
                            .SelectMany(a =>
                                Enumerable
                                    .Range(1, 4)
                                    .Where(_ => random.Next(3) > 0)
                                    .Select(m => $"{a},2020-{m:00},hom,{random.Next(1, 4)}")
                            )
                            .Append($"a,2021-0{at + 1},hom,1")
                    ),
                    Published: new LocalDate(2022, 1, random.Next(1, 4))
                )
            )
            .ToList();
        foreach (var (name, content, published) in files)
            await _warehouse.IngestAsync(content, name, SmallFeed.Name, published);
        await ChangeAsync("areas.csv", "b,MX-BCN", "b,MX-CAM");
        var applied = (await ApplyAsync()).Select(a => a.Submission.SubmissionId).ToArray();
        random.Shuffle(applied);
        foreach (var id in applied)
            await _warehouse.LoadAsync(id);
        var mended = await AllAsync(_warehouse);
        Assert.Empty((await CompareAsync()).Differences);

        await using var fresh = await TestWarehouse.CreateAsync(_folder.Path);
        foreach (var (name, content, published) in files)
            await fresh.IngestAsync(content, name, SmallFeed.Name, published);
        Assert.Equal(await AllAsync(fresh), mended);
    }

    private static async Task<IReadOnlyList<string>> AllAsync(TestWarehouse warehouse)
    {
        var yearly = new ObservationQuery { Indicators = ["HOM_INC", "ROBBERY"], Areas = [.. SmallFeed.States, "MX-CAM", "MEX"] };
        var rows = await warehouse.ReadAsync(yearly with { Frequency = Frequency.Monthly });
        return
        [
            .. rows.Concat(await warehouse.ReadAsync(yearly))
                .Select(r => $"{r.Indicator} {r.Area} {r.Period} {r.Value} {r.PartialValue} {r.Complete}")
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>The country's sum of its parts, and how many of them there should be; a sum that is not whole has no value.</summary>
    private async Task<(decimal? Value, bool IsWhole)> NationAsync()
    {
        var nation = Assert.Single(await _warehouse.ReadAsync(TestWarehouse.Ask("HOM_INC", "MEX", "2020-01")));
        return (nation.Value ?? nation.PartialValue, nation.Complete);
    }

    private MappingLibrary Library() => new([TestWarehouse.MappingsRoot, _folder.Path]);

    private Task<Comparison> CompareAsync() =>
        new CompareDesk(_warehouse.Sources, _warehouse.Files, Library(), ReadLimits.Default).CompareAsync(
            SmallFeed.Name,
            CancellationToken.None
        );

    /// <summary>Makes the submissions and reads them, as the verb does.</summary>
    private async Task<IReadOnlyList<AppliedMapping>> ApplyAsync()
    {
        var applied = await new ApplyDesk(_warehouse.Sources, Library(), _warehouse.Clock).ApplyAsync(
            await CompareAsync(),
            CancellationToken.None
        );
        var pipeline = new SubmissionPipeline(
            _warehouse.Sources,
            _warehouse.Files,
            Library(),
            _warehouse.Clock,
            ReadLimits.Default,
            NullLogger<SubmissionPipeline>.Instance
        );
        var read = new List<AppliedMapping>();
        foreach (var one in applied)
        {
            await pipeline.ProcessAsync(one.Submission.SubmissionId, CancellationToken.None);
            read.Add(one with { Submission = await _warehouse.FindAsync(one.Submission.SubmissionId) });
        }
        return read;
    }

    private async Task LoadAllAsync()
    {
        foreach (var one in await ApplyAsync())
            await _warehouse.LoadAsync(one.Submission.SubmissionId);
    }

    private async Task ChangeAsync(string file, string from, string to)
    {
        var path = Path.Combine(Folder, file);
        var text = await File.ReadAllTextAsync(path);
        Assert.Contains(from, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, text.Replace(from, to, StringComparison.Ordinal));
    }
}
