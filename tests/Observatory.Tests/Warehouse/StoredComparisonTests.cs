using System.Globalization;
using System.Text;
using NodaTime;
using Observatory.Core.Access;
using Observatory.Core.Submissions;
using Observatory.Tests.Support;
using Observatory.Warehouse.Loading;
using Observatory.Warehouse.Records;
using Observatory.Warehouse.Submissions;
using Observatory.Warehouse.Taxonomy;
using Xunit;
using Xunit.Abstractions;

namespace Observatory.Tests.Warehouse;

/// <summary>
/// A submission is compared with what stands when it is staged. Its load makes the same star as one that compares by itself, whether what
/// was kept still holds or not; and what a reviewer was shown is what the load then does.
/// </summary>
public sealed class StoredComparisonTests(ITestOutputHelper output) : IAsyncLifetime, IDisposable
{
    private const string Covering = "TST/covering";
    private const string Register = "TST/register";
    private const string Loose = "TST/loose";
    private const string Elsewhere = "TST/elsewhere";

    private static readonly LocalDate FirstDay = new(2021, 1, 1);

    private readonly TemporaryFolder _mappings = new();
    private TestWarehouse _warehouse = null!;

    public static TheoryData<int> Seeds() => [11, 42, Environment.TickCount & 0xFFFFFF];

    public async Task InitializeAsync()
    {
        SmallFeed.WriteTo(_mappings.Path);
        SmallFeed.WriteTo(_mappings.Path, Elsewhere, "MEX_INEGI");
        WriteFeed(Covering, "covers: { area: MEX, level: subdivision, parts: parts.csv }");
        WriteFeed(Register, "covers: { area: MEX, level: subdivision, absent: zero }");
        WriteFeed(Loose, "");
        _warehouse = await TestWarehouse.CreateAsync(_mappings.Path);
    }

    public async Task DisposeAsync() => await _warehouse.DisposeAsync();

    public void Dispose() => _mappings.Dispose();

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Stored_comparisons_give_the_same_figures_as_comparing_at_load_for_any_history(int seed)
    {
        output.WriteLine($"seed {seed}");
        await using var anew = await TestWarehouse.CreateAsync(_mappings.Path);
        var random = new Random(seed);
        var (held, outdated) = (0, 0);
        for (var turn = 0; turn < 6; turn++)
        {
            var staged = new List<(Submission Kept, Submission Anew)>();
            for (var of = 0; of < 2; of++)
            {
                var (feed, published, content) = File(random, (2 * turn) + of);
                staged.Add(
                    (
                        await _warehouse.IngestAsync(content, "small.csv", feed, published, approve: false),
                        await anew.IngestAsync(content, "small.csv", feed, published, approve: false)
                    )
                );
            }
            if (random.Next(2) == 0)
                staged.Reverse();
            foreach (var (kept, other) in staged)
            {
                var ahead = (
                    await _warehouse.Submissions.PreviewAsync(Actor.Operator, kept.SubmissionId, withWaiting: false, CancellationToken.None)
                )!;
                var shown = await ChangesAsync(kept);
                var loaded = await _warehouse.LoadAsync(kept.SubmissionId, despite: staged[0].Kept.Number);
                await LoadCounts.ExecuteAsync(anew, $"update ingest.submission set compared_vintage = null where number = {other.Number}");
                await anew.LoadAsync(other.SubmissionId, despite: staged[0].Anew.Number);
                (held, outdated) =
                    kept.ComparedVintage is null ? (held, outdated)
                    : ahead.IsOutdated ? (held, outdated + 1)
                    : (held + 1, outdated);
                if (ahead is { Totals: not null, IsOutdated: false, MayBeLate: false })
                {
                    Assert.Equal(
                        ahead.Totals,
                        await _warehouse.Submissions.TotalsAsync(Actor.Operator, loaded.SubmissionId, CancellationToken.None)
                    );
                    Assert.Equal(shown.Where(c => c.Kind != "added"), (await ChangesAsync(loaded)).Where(c => c.Kind != "added"));
                    Assert.Equal(Sorted(shown), Sorted(await ChangesAsync(loaded)));
                }
                Assert.Equal(await StarAsync(anew), await StarAsync(_warehouse));
            }
        }
        Assert.True(held > 0 && outdated > 0, $"{held} comparisons held, {outdated} did not.");
    }

    [Fact]
    public async Task The_load_takes_what_was_kept_and_does_not_compare_again()
    {
        await LoadAsync(SmallFeed.Months("abc", 12, 100));
        var staged = await StageAsync(SmallFeed.Months("abc", 12, 101));
        await LoadCounts.ExecuteAsync(_warehouse, $"delete from ingest.staged_2_change where period_id % 100 > 1");
        await _warehouse.LoadAsync(staged.SubmissionId);
        Assert.Equal(
            (101m, 100m),
            (
                (await _warehouse.FigureAsync("HOM_INC", "MX-AGU", "2020-01")).Value,
                (await _warehouse.FigureAsync("HOM_INC", "MX-AGU", "2020-02")).Value
            )
        );
    }

    [Theory]
    [InlineData(12)]
    [InlineData(1)]
    public async Task Much_and_little_of_what_stands_are_compared_alike(int months)
    {
        await LoadAsync(SmallFeed.Months("abc", 12, 100));
        var staged = await StageAsync([.. SmallFeed.Months("a", months, 100), .. SmallFeed.Months("b", months, 90)]);
        var ahead = (await PreviewAsync(staged))!;
        Assert.Equal(
            new LoadTotals
            {
                Added = 0,
                Revised = months,
                Unchanged = months,
                Withdrawn = months,
                Late = 0,
            },
            ahead.Totals
        );
        var shown = await ChangesAsync(staged);
        Assert.Equal(
            [("revised", "MX-BCN", 100m, 90m, -10m), ("withdrawn", "MX-BCS", 100m, (decimal?)null, (decimal?)null)],
            shown.Select(c => (c.Kind, c.Area, c.OldValue!.Value, c.NewValue, c.Difference)).Distinct()
        );
        Assert.Equal(shown, await ChangesAsync(await _warehouse.LoadAsync(staged.SubmissionId)));
        Assert.Equal(0, await TablesAsync());
    }

    [Fact]
    public async Task The_largest_changes_come_first_and_in_pages()
    {
        await LoadAsync(SmallFeed.Months("abc", 2, 100));
        var staged = await StageAsync([
            "a,2020-01,hom,105",
            "b,2020-01,hom,300",
            "c,2020-01,hom,90",
            "a,2020-02,hom,100",
            "b,2020-02,hom,100",
            "c,2020-02,hom,100",
            "n,2020-05,hom,1",
        ]);
        Assert.Equal(
            ["MX-BCN", "MX-BCS"],
            (await _warehouse.Submissions.ChangesAsync(Actor.Operator, staged.SubmissionId, null, 0, 2, CancellationToken.None)).Select(c =>
                c.Area
            )
        );
        Assert.Equal(
            ["MX-AGU", "MEX"],
            (await _warehouse.Submissions.ChangesAsync(Actor.Operator, staged.SubmissionId, null, 2, 2, CancellationToken.None)).Select(c =>
                c.Area
            )
        );
        Assert.Equal(
            ["MEX"],
            (await _warehouse.Submissions.ChangesAsync(Actor.Operator, staged.SubmissionId, "added", 0, 2, CancellationToken.None)).Select(
                c => c.Area
            )
        );
    }

    [Fact]
    public async Task A_first_load_is_compared_with_nothing_and_shown_as_it_is()
    {
        var staged = await StageAsync(SmallFeed.Months("abc", 2, 7));
        Assert.Null(staged.ComparedVintage);
        Assert.Equal(
            "",
            await LoadCounts.ScalarAsync<string>(_warehouse, $"select coalesce(to_regclass('ingest.staged_1_change')::text, '')")
        );
        var ahead = (await PreviewAsync(staged))!;
        Assert.Equal(
            (
                new LoadTotals
                {
                    Added = 6,
                    Revised = 0,
                    Unchanged = 0,
                    Withdrawn = 0,
                    Late = 0,
                },
                false,
                false
            ),
            (ahead.Totals, ahead.IsOutdated, ahead.MayBeLate)
        );
        var pages = new List<ChangeRow>();
        for (var skip = 0; skip < 6; skip += 4)
            pages.AddRange(
                await _warehouse.Submissions.ChangesAsync(Actor.Operator, staged.SubmissionId, null, skip, 4, CancellationToken.None)
            );
        Assert.Equal(Sorted(pages), Sorted(await ChangesAsync(await _warehouse.LoadAsync(staged.SubmissionId))));
        Assert.Equal(6, pages.Count);
    }

    [Fact]
    public async Task The_comparison_of_a_second_first_load_is_outdated_once_the_first_is_loaded()
    {
        var (first, second) = (await StageAsync(SmallFeed.Months("abc", 2, 7)), await StageAsync(SmallFeed.Months("abc", 2, 8)));
        Assert.Equal(
            [(second.Number, (long?)null, (long?)null)],
            (await PreviewAsync(first))!.AlsoWaiting!.Select(w => (w.Number, w.Cells, w.Differing))
        );
        await _warehouse.LoadAsync(first.SubmissionId);
        var ahead = (await PreviewAsync(second))!;
        Assert.Equal(((LoadTotals?)null, true, 0), (ahead.Totals, ahead.IsOutdated, (await ChangesAsync(second)).Count));
        await _warehouse.LoadAsync(second.SubmissionId);
        Assert.Equal(
            (0, 6),
            await _warehouse.Submissions.TotalsAsync(Actor.Operator, second.SubmissionId, CancellationToken.None) is { } totals
                ? (totals.Added, totals.Revised)
                : default
        );
    }

    [Fact]
    public async Task Two_waiting_submissions_are_compared_with_each_other()
    {
        await LoadAsync(SmallFeed.Months("abc", 2, 100));
        var first = await StageAsync(["a,2020-01,hom,120", "b,2020-01,hom,300", "c,2020-01,hom,100", .. February(100)]);
        var second = await StageAsync(["a,2020-01,hom,120", "b,2020-01,hom,400", "c,2020-01,hom,5", .. February(100)]);
        await StageAsync(["a,2019-01,hom,1", "b,2019-01,hom,1", "c,2019-01,hom,1"]);
        Assert.Equal(
            [(second.Number, (long?)2, (long?)1)],
            (await PreviewAsync(first))!.AlsoWaiting!.Select(w => (w.Number, w.Cells, w.Differing))
        );
        Assert.Equal(
            [(first.Number, (long?)2, (long?)1)],
            (await PreviewAsync(second))!.AlsoWaiting!.Select(w => (w.Number, w.Cells, w.Differing))
        );

        await _warehouse.LoadAsync(second.SubmissionId);
        var ahead = (await PreviewAsync(first))!;
        Assert.Equal((true, 0), (ahead.IsOutdated, ahead.AlsoWaiting!.Count));
        var loaded = await _warehouse.LoadAsync(first.SubmissionId, despite: second.Number);
        Assert.Equal(
            [("MX-BCN", 400m, 300m), ("MX-BCS", 5m, 100m)],
            (await ChangesAsync(loaded)).Select(c => (c.Area, c.OldValue!.Value, c.NewValue!.Value))
        );

        static IEnumerable<string> February(int value) =>
            "abc".Select(a => string.Create(CultureInfo.InvariantCulture, $"{a},2020-02,hom,{value}"));
    }

    [Fact]
    public async Task A_load_of_another_provider_does_not_outdate_a_comparison()
    {
        await LoadAsync(SmallFeed.Months("abc", 2, 100));
        var staged = await StageAsync(SmallFeed.Months("abc", 2, 101));
        await _warehouse.IngestAsync(SmallFeed.Csv(SmallFeed.Months("abc", 2, 1)), "small.csv", Elsewhere);
        Assert.False((await PreviewAsync(staged))!.IsOutdated);
    }

    [Fact]
    public async Task Areas_that_may_lie_elsewhere_since_make_it_outdated()
    {
        await LoadAsync(SmallFeed.Months("abc", 2, 100));
        var staged = await StageAsync(SmallFeed.Months("abc", 2, 101));
        using var changed = new TemporaryFolder();
        SmallFeed.WriteTo(changed.Path);
        await new TaxonomyLoader(_warehouse.Sources).LoadAsync(
            ChangedTaxonomy.Write(changed.Path, limits: "HOM_INC,5,500").Current(),
            CancellationToken.None
        );
        Assert.True((await PreviewAsync(staged))!.IsOutdated);
        Assert.Equal(SubmissionState.Loaded, (await _warehouse.LoadAsync(staged.SubmissionId)).State);
        Assert.Equal(101, (await _warehouse.FigureAsync("HOM_INC", "MX-AGU", "2020-01")).Value);
    }

    [Fact]
    public async Task An_older_publication_is_said_to_be_one()
    {
        await _warehouse.IngestAsync(SmallFeed.Csv(SmallFeed.Months("abc", 2, 100)), "small.csv", SmallFeed.Name, FirstDay.PlusDays(1));
        var staged = await _warehouse.IngestAsync(
            SmallFeed.Csv(SmallFeed.Months("abc", 2, 90)),
            "small.csv",
            SmallFeed.Name,
            FirstDay,
            approve: false
        );
        Assert.True((await PreviewAsync(staged))!.MayBeLate);
        await _warehouse.LoadAsync(staged.SubmissionId);
        Assert.Equal(100, (await _warehouse.FigureAsync("HOM_INC", "MX-AGU", "2020-01")).Value);
    }

    [Fact]
    public async Task A_comparison_lost_in_a_crash_is_not_shown_and_made_again()
    {
        await LoadAsync(SmallFeed.Months("abc", 2, 100));
        var staged = await StageAsync(SmallFeed.Months("abc", 2, 101));
        await LoadCounts.ExecuteAsync(_warehouse, $"truncate ingest.staged_2, ingest.staged_2_change");
        Assert.Equal((null, 0), ((await PreviewAsync(staged))!.Totals, (await ChangesAsync(staged)).Count));
        Assert.Equal(SubmissionState.Received, (await _warehouse.LoadAsync(staged.SubmissionId)).State);
        await _warehouse.Pipeline.ProcessAsync(staged.SubmissionId, CancellationToken.None);
        Assert.Equal(6, (await PreviewAsync(staged))!.Totals!.Revised);
        Assert.Equal(SubmissionState.Loaded, (await _warehouse.LoadAsync(staged.SubmissionId)).State);
    }

    [Fact]
    public async Task A_returned_submission_leaves_no_staged_tables_and_no_preview()
    {
        await LoadAsync(SmallFeed.Months("abc", 2, 100));
        var staged = await StageAsync(SmallFeed.Months("abc", 2, 101));
        Assert.Equal(2, await TablesAsync());
        await _warehouse.Review.ReturnAsync(staged.SubmissionId, TestWarehouse.Reviewer, "recount", CancellationToken.None);
        Assert.Equal((0, null, 0), (await TablesAsync(), await PreviewAsync(staged), (await ChangesAsync(staged)).Count));
    }

    /// <summary>A file of two providers and two levels of area, of many months or of one.</summary>
    private static (string Feed, LocalDate Published, byte[] Content) File(Random random, int turn)
    {
        var feed = random.Next(6) switch
        {
            0 => Register,
            1 or 2 => Loose,
            _ => Covering,
        };
        var (first, last) = (random.Next(1, 13), random.Next(1, 13));
        if (random.Next(3) == 0)
            last = first;
        var sources = random.Next(4) == 0 ? new[] { "MEX_INEGI" } : ["MEX_SESNSP", "MEX_INEGI"];
        var lines = new List<string>();
        for (var month = Math.Min(first, last); month <= Math.Max(first, last); month++)
            foreach (var source in sources)
            foreach (var area in "abcn")
                if (random.Next(area == 'n' ? 2 : 8) != 0)
                    lines.Add(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{area},2020-{month:00},hom,{random.Next(4)},{(random.Next(10) == 0 ? "P" : "A")},{source}"
                        )
                    );
        // Never the same bytes twice: those would be the same submission.
        lines.Add(string.Create(CultureInfo.InvariantCulture, $"a,{1900 + turn}-01,other,{turn},A,MEX_SESNSP"));
        return (
            feed,
            FirstDay.PlusDays(random.Next(3) == 0 ? random.Next(20) : turn),
            Encoding.UTF8.GetBytes("area,period,what,value,status,source\n" + string.Concat(lines.Select(l => l + "\n")))
        );
    }

    private static List<string> Sorted(IEnumerable<ChangeRow> changes) =>
        [.. changes.Select(c => c.ToString()).Order(StringComparer.Ordinal)];

    /// <summary>All figures, all that were, all sums, and what each load counted.</summary>
    private static Task<string> StarAsync(TestWarehouse warehouse) =>
        LoadCounts.ScalarAsync<string>(
            warehouse,
            $"""
            select string_agg(line, E'\n' order by line)
            from (
                select 'fact ' || fact_observation::text from dw.fact_observation
                union all
                select 'history ' || fact_history::text from dw.fact_history
                union all
                select 'sum ' || rollup_observation::text from dw.rollup_observation
                union all
                select 'load ' || concat_ws(' ', load_id, added, revised, unchanged, withdrawn, late) from dw.load
            ) as star (line)
            """
        );

    private Task<int> TablesAsync() =>
        LoadCounts.ScalarAsync<int>(
            _warehouse,
            $"""
            select count(*)::integer
            from pg_class
            where relnamespace = 'ingest'::regnamespace and relkind = 'r' and relname ~ '^staged_[0-9]+'
            """
        );

    private Task<ChangesAhead?> PreviewAsync(Submission submission) =>
        _warehouse.Submissions.PreviewAsync(Actor.Operator, submission.SubmissionId, withWaiting: true, CancellationToken.None);

    private Task<IReadOnlyList<ChangeRow>> ChangesAsync(Submission submission) =>
        _warehouse.Submissions.ChangesAsync(Actor.Operator, submission.SubmissionId, null, 0, 10_000, CancellationToken.None);

    private Task<Submission> StageAsync(IEnumerable<string> lines) =>
        _warehouse.IngestAsync(SmallFeed.Csv(lines), "small.csv", SmallFeed.Name, approve: false);

    private Task<Submission> LoadAsync(IEnumerable<string> lines) =>
        _warehouse.IngestAsync(SmallFeed.Csv(lines), "small.csv", SmallFeed.Name);

    private void WriteFeed(string name, string covers)
    {
        // Any of them may be the newest that speaks of a figure.
        SmallFeed.WriteTo(_mappings.Path, name, more: name == Covering ? "" : "continues: " + Covering);
        var folder = Path.Combine([_mappings.Path, .. name.Split('/')]);
        var mapping = Path.Combine(folder, "mapping.yaml");
        var text = System
            .IO.File.ReadAllText(mapping)
            .Replace(
                "OBS_STATUS:  { value: A }",
                "OBS_STATUS:  { column: status }\n  DATA_PROVIDER: { column: source }",
                StringComparison.Ordinal
            );
        System.IO.File.WriteAllText(mapping, text[..text.IndexOf("covers:", StringComparison.Ordinal)] + covers + "\n");
        System.IO.File.AppendAllText(Path.Combine(folder, "indicators.csv"), "other,HOM_VICT,VICTIMS\n");
    }
}
