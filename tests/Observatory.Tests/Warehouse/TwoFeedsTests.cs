using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Series;
using Observatory.Core.Submissions;
using Observatory.Tests.Support;
using Observatory.Warehouse.Loading;
using Observatory.Warehouse.Questions;
using Observatory.Warehouse.Records;
using Observatory.Warehouse.Submissions;
using Xunit;
using Xunit.Abstractions;

namespace Observatory.Tests.Warehouse;

/// <summary>
/// Two feeds of one office that give the same figures: the second one is stopped until a mapping says which of the two holds, and then the
/// order of their files decides nothing.
/// </summary>
public sealed class TwoFeedsTests(ITestOutputHelper output) : IDisposable
{
    private const string Strong = "TST/strong";
    private const string Weak = "TST/weak";

    private static readonly LocalDate FirstDay = new(2021, 1, 1);

    private readonly TemporaryFolder _mappings = new();

    public static TheoryData<int> Seeds() => [5, 23, Environment.TickCount & 0xFFFFFF];

    public void Dispose() => _mappings.Dispose();

    [SharedTheory]
    [InlineData("federal.csv", "MX-AGU")]
    [InlineData("federal-near.csv", "MX-BCN")]
    public async Task A_federal_register_never_takes_the_place_of_the_office_s_own_offences(string file, string area)
    {
        const string feed = "MEX/case-federal";
        await using var warehouse = await TestWarehouse.CreateAsync(Shared.Path("cases/mapping/two-feeds-one-office/mappings"));
        await warehouse.IngestAsync(
            Path.Combine(TestWarehouse.MappingsRoot, "MEX/sesnsp-state-offences/sample.csv"),
            "MEX/sesnsp-state-offences"
        );
        var query = TestWarehouse.Ask("OFFENCES_INC", area, "2016-01");
        var before = await warehouse.ReadAsync(query);
        Assert.Single(before);
        var sent = await warehouse.IngestAsync(Shared.Path($"cases/mapping/two-feeds-one-office/{file}"), feed, approve: false);
        Assert.Equal(SubmissionState.Rejected, sent.State);
        var finding = Assert.Single(await FindingsAsync(warehouse, sent), f => f.Code == FindingCodes.FeedsOverlap);
        Assert.Equal(
            ("MEX/sesnsp-state-offences", area, "OFFENCES_INC"),
            (finding.Arguments["mapping"], finding.Arguments["area"], finding.Arguments["indicator"])
        );
        Assert.Equal(before, await warehouse.ReadAsync(query));
    }

    [Theory]
    [InlineData("b,2020-02,hom,6", 1)]
    [InlineData("b,2020-02,hom,5", 1)]
    [InlineData("b,2020-03,hom,5", 0)]
    [InlineData("c,2020-02,hom,5", 0)]
    [InlineData("b,2020-02,fem,5", 0)]
    public async Task The_second_feed_is_stopped_where_a_figure_of_the_first_one_stands_whatever_its_value(string line, int overlaps)
    {
        foreach (var (first, second) in new[] { (Strong, Weak), (Weak, Strong) })
        {
            await using var warehouse = await CreateAsync("");
            await warehouse.IngestAsync(SmallFeed.Csv("a,2020-01,hom,4", "b,2020-02,hom,5"), "small.csv", first);
            var sent = await warehouse.IngestAsync(SmallFeed.Csv("a,2020-02,hom,1", line), "small.csv", second, approve: false);
            var findings = (await FindingsAsync(warehouse, sent)).Where(f => f.Code == FindingCodes.FeedsOverlap).ToList();
            Assert.Equal((overlaps, overlaps > 0 ? SubmissionState.Rejected : SubmissionState.Staged), (findings.Count, sent.State));
            if (overlaps == 0)
                continue;
            Assert.Equal(
                (first, "MX-BCN", "2020-02", "5", "1"),
                (
                    findings[0].Arguments["mapping"],
                    findings[0].Arguments["area"],
                    findings[0].Arguments["period"],
                    findings[0].Arguments["expected"],
                    findings[0].Arguments["count"]
                )
            );
            // Nothing of it is kept that could be loaded.
            Assert.Equal(
                0,
                await LoadCounts.ScalarAsync<long>(
                    warehouse,
                    $"""
                    select count(*)
                    from pg_class join pg_namespace on pg_namespace.oid = relnamespace
                    where nspname = 'ingest' and relname ~ '^staged_[0-9]'
                    """
                )
            );
            // What the other feed has withdrawn is free.
            await warehouse.IngestAsync(SmallFeed.Csv("a,2020-01,hom,4", "c,2020-02,hom,5"), "small.csv", first);
            var again = await warehouse.IngestAsync(SmallFeed.Csv("b,2020-02,hom,9"), "small.csv", second);
            Assert.Equal(
                (SubmissionState.Loaded, 9m),
                (again.State, (await warehouse.FigureAsync("HOM_INC", "MX-BCN", "2020-02")).Value!.Value)
            );
        }
    }

    [Fact]
    public async Task The_second_of_two_approved_feeds_with_the_same_figures_is_read_again_and_blocked()
    {
        await using var warehouse = await CreateAsync("");
        await warehouse.IngestAsync(SmallFeed.Csv("c,2020-01,hom,1"), "small.csv", Strong);
        var first = await warehouse.IngestAsync(SmallFeed.Csv("a,2020-02,hom,4"), "small.csv", Strong, approve: false);
        var second = await warehouse.IngestAsync(SmallFeed.Csv("a,2020-02,hom,7"), "small.csv", Weak, approve: false);
        foreach (var submission in (Submission[])[first, second])
            await warehouse.Review.ApproveAsync(submission.SubmissionId, TestWarehouse.Reviewer, null, CancellationToken.None);
        Assert.Equal(LoadOutcome.Loaded, await warehouse.Loader.LoadAsync(first.SubmissionId, CancellationToken.None));
        Assert.Equal(LoadOutcome.Nothing, await warehouse.Loader.LoadAsync(second.SubmissionId, CancellationToken.None));
        Assert.Equal(
            EventDetails.FeedsOverlap,
            (await warehouse.Submissions.EventsAsync(Actor.Operator, second.SubmissionId, CancellationToken.None))[^1].Detail
        );
        await warehouse.Pipeline.ProcessAsync(second.SubmissionId, CancellationToken.None);
        Assert.Equal(SubmissionState.Rejected, (await warehouse.FindAsync(second.SubmissionId)).State);
        Assert.Contains(await FindingsAsync(warehouse, second), f => f.Code == FindingCodes.FeedsOverlap);
        Assert.Equal(4m, (await warehouse.FigureAsync("HOM_INC", "MX-AGU", "2020-02")).Value);
    }

    [Fact]
    public async Task A_feed_takes_back_only_what_it_gave()
    {
        await using var warehouse = await CreateAsync("");
        await warehouse.IngestAsync(SmallFeed.Csv("a,2020-01,hom,4", "a,2020-02,hom,4"), "small.csv", Strong);
        // It covers both months and all three states.
        await warehouse.IngestAsync(SmallFeed.Csv("b,2020-01,hom,5", "c,2020-02,hom,6"), "small.csv", Weak);
        await warehouse.IngestAsync(SmallFeed.Csv("b,2020-01,hom,5", "b,2020-02,hom,6"), "small.csv", Weak);
        Assert.Equal(["MX-AGU 2020-01 4", "MX-AGU 2020-02 4", "MX-BCN 2020-01 5", "MX-BCN 2020-02 6"], await MonthsAsync(warehouse));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Feeds_with_precedence_give_the_same_figures_and_sums_in_any_order_of_files(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var files = new Dictionary<string, List<Publication>> { [Strong] = [], [Weak] = [] };
        foreach (var feed in (string[])[Strong, Weak])
            for (var n = 0; n < 4; n++)
                files[feed].Add(new Publication(feed, FirstDay.PlusDays((10 * n) + random.Next(10)), Cells(random)));
        // Each feed in the order of its publications; the two in any order.
        var one = Interleaved(random, files);
        var other = files[Weak].Concat(files[Strong]).ToList();
        var answers = new List<IReadOnlyList<string>>();
        foreach (var (order, words) in new[] { (one, "overrides: " + Weak), (other, "overrides: " + Weak), (one, "") })
        {
            await using var warehouse = await CreateAsync(words, words.Length > 0 ? "" : "yieldsTo: " + Strong);
            foreach (var file in order)
            {
                var sent = await warehouse.IngestAsync(
                    SmallFeed.Csv(file.Cells.Select(c => $"{c.Key},{c.Value}")),
                    "small.csv",
                    file.Feed,
                    file.Published,
                    approve: false
                );
                Assert.True(sent.State == SubmissionState.Staged, sent.FindingCounts);
                await warehouse.LoadAsync(sent.SubmissionId);
            }
            Assert.Equal(Said(files), await MonthsAsync(warehouse));
            answers.Add(await AnsweredAsync(warehouse, null));
            // Sums that followed every load are those of the figures that stand.
            var followed = await SumsAsync(warehouse);
            await RebuildAsync(warehouse);
            Assert.Equal(await SumsAsync(warehouse), followed);
        }
        Assert.Equal(answers[0], answers[1]);
        Assert.Equal(answers[0], answers[2]);
    }

    /// <summary>Two feeds have days of publication that say nothing of one another.</summary>
    [Theory]
    [InlineData("2024-06-01", "2024-01-01")]
    [InlineData("2024-01-01", "2024-06-01")]
    public async Task Questions_by_publication_date_follow_precedence_too(string weak, string strong)
    {
        foreach (var first in (string[])[Weak, Strong])
        {
            await using var warehouse = await CreateAsync("overrides: " + Weak);
            foreach (var feed in first == Weak ? (string[])[Weak, Strong] : [Strong, Weak])
                await warehouse.IngestAsync(
                    SmallFeed.Csv(feed == Weak ? "a,2020-01,hom,5" : "a,2020-01,hom,8"),
                    "small.csv",
                    feed,
                    Day(feed == Weak ? weak : strong)
                );
            Assert.Equal(
                [null, 8m, 8m],
                (decimal?[])
                    [await KnownAsync(warehouse, "2023-12-31"), await KnownAsync(warehouse, "2024-07-01"), await KnownAsync(warehouse)]
            );
            var explained = await warehouse.Explaining.ExplainAsync(
                TestWarehouse.Ask("HOM_INC", "MX-AGU", "2020-01") with
                {
                    PublishedBy = Day("2024-07-01"),
                },
                CancellationToken.None
            );
            Assert.Equal(8m, Assert.Single(explained.Cells).Value);
        }
    }

    [Fact]
    public async Task A_figure_that_another_feed_gives_after_a_withdrawal_is_answered_by_any_later_date()
    {
        await using var warehouse = await CreateAsync("");
        await warehouse.IngestAsync(SmallFeed.Csv("a,2020-01,hom,5", "b,2020-01,hom,5"), "small.csv", Strong, Day("2024-01-01"));
        await warehouse.IngestAsync(SmallFeed.Csv("b,2020-01,hom,5"), "small.csv", Strong, Day("2024-06-01"));
        await warehouse.IngestAsync(SmallFeed.Csv("a,2020-01,hom,8"), "small.csv", Weak, Day("2024-03-01"));
        Assert.Equal(
            [5m, 8m, 8m],
            (decimal?[])[await KnownAsync(warehouse, "2024-02-01"), await KnownAsync(warehouse, "2025-01-01"), await KnownAsync(warehouse)]
        );
    }

    [Fact]
    public async Task A_late_file_goes_by_what_its_own_feed_said_before_and_not_by_a_feed_that_yields()
    {
        await using var warehouse = await CreateAsync("overrides: " + Weak);
        await warehouse.IngestAsync(SmallFeed.Csv("a,2020-01,hom,5"), "small.csv", Weak, Day("2024-01-01"));
        foreach (var (value, day) in new[] { (8, "2023-01-01"), (8, "2025-01-01"), (7, "2024-06-01") })
            await warehouse.IngestAsync(SmallFeed.Csv($"a,2020-01,hom,{value}", $"c,{day[..7]},hom,1"), "small.csv", Strong, Day(day));
        Assert.Equal(
            [8m, 7m, 8m, 8m],
            (decimal?[])
                [
                    await KnownAsync(warehouse, "2023-06-01"),
                    await KnownAsync(warehouse, "2024-07-01"),
                    await KnownAsync(warehouse, "2025-07-01"),
                    await KnownAsync(warehouse),
                ]
        );
    }

    [Fact]
    public async Task A_late_file_takes_back_nothing_that_another_feed_gave()
    {
        await using var warehouse = await CreateAsync("");
        await warehouse.IngestAsync(SmallFeed.Csv("a,2020-01,hom,5"), "small.csv", Weak, Day("2023-01-01"));
        await warehouse.IngestAsync(SmallFeed.Csv("b,2020-01,hom,1"), "small.csv", Strong, Day("2025-01-01"));
        await warehouse.IngestAsync(SmallFeed.Csv("b,2020-01,hom,2"), "small.csv", Strong, Day("2024-01-01"));
        Assert.Equal(
            [5m, 5m, 5m],
            (decimal?[])[await KnownAsync(warehouse, "2024-02-01"), await KnownAsync(warehouse, "2025-07-01"), await KnownAsync(warehouse)]
        );
    }

    [Fact]
    public async Task A_preview_says_that_figures_may_stay_out_where_a_feed_with_precedence_speaks_and_not_for_any_other_feed()
    {
        foreach (var (words, expected) in new[] { ("overrides: " + Weak, true), ("", false) })
        {
            await using var warehouse = await CreateAsync(words);
            await warehouse.IngestAsync(SmallFeed.Csv("a,2020-01,hom,4"), "small.csv", Strong, Day(expected ? "2024-01-01" : "2025-01-01"));
            var sent = await warehouse.IngestAsync(SmallFeed.Csv("b,2020-01,hom,5"), "small.csv", Weak, Day("2024-06-01"), approve: false);
            var ahead = await warehouse.Submissions.PreviewAsync(
                Actor.Operator,
                sent.SubmissionId,
                withWaiting: false,
                CancellationToken.None
            );
            Assert.Equal(expected, ahead!.MayBeLate);
        }
    }

    /// <summary>What a feed says of wholes goes by precedence as its figures do.</summary>
    [Theory]
    [InlineData("parts: parts.csv", "a,MX-AGU\nb,MX-BCN\n")]
    [InlineData("parts: parts.csv", "a,MX-AGU\n")]
    [InlineData("absent: zero", "")]
    public async Task The_feed_with_precedence_decides_which_parts_make_a_total(string covers, string parts)
    {
        string[] strong = [.. SmallFeed.Months("ab", 2, 5), .. SmallFeed.Months("c", 1, 5)];
        var answers = new List<IReadOnlyList<string>>();
        foreach (
            var order in (string[][])
                [
                    [Strong],
                    [Weak, Strong],
                    [Strong, Weak],
                    [Weak, Strong, Weak],
                ]
        )
        {
            SmallFeed.WriteTo(_mappings.Path, Strong, more: "overrides: " + Weak);
            SmallFeed.WriteTo(_mappings.Path, Weak, covers: covers);
            if (parts.Length > 0)
                await File.WriteAllTextAsync(Path.Combine([_mappings.Path, .. Weak.Split('/'), "parts.csv"]), "area,REF_AREA\n" + parts);
            await using var warehouse = await TestWarehouse.CreateAsync(_mappings.Path);
            var sent = 0;
            foreach (var feed in order)
                await warehouse.IngestAsync(
                    SmallFeed.Csv(feed == Strong ? strong : [.. SmallFeed.Months("a", 2, ++sent)]),
                    "small.csv",
                    feed,
                    Day(feed == Strong ? "2024-01-01" : $"2024-06-0{sent}")
                );
            var followed = await SumsAsync(warehouse);
            await RebuildAsync(warehouse);
            Assert.Equal(await SumsAsync(warehouse), followed);
            answers.Add(await AnsweredAsync(warehouse, null));
            Assert.Equal(answers[^1], await AnsweredAsync(warehouse, Day("2025-01-01")));
            Assert.Equal(answers[0], answers[^1]);
        }
        Assert.Contains("MEX 2020-01 15 True True  3 3", answers[0]);
        Assert.Contains("MEX 2020-02  True False 10 2 3", answers[0]);
        Assert.Contains("MX-AGU 2020-Q1  True False 10 2 3", answers[0]);
    }

    [Theory]
    [InlineData("Counted by case file", 0)]
    [InlineData("Counted by victim", 3)]
    public async Task Notes_are_compared_by_what_they_say_and_not_by_the_name_of_their_mapping(string text, int revised)
    {
        SmallFeed.WriteTo(_mappings.Path, Strong, more: "overrides: " + Weak + "\n" + Note("files", text));
        SmallFeed.WriteTo(_mappings.Path, Weak, more: Note("n1", "Counted by case file"));
        foreach (var (feed, note) in new[] { (Strong, "files"), (Weak, "n1") })
            Rewrite(feed, "OBS_STATUS:  { value: A }", $"OBS_STATUS:  {{ value: A }}\n  NOTE:        {{ value: {note} }}");
        await using var warehouse = await TestWarehouse.CreateAsync(_mappings.Path);
        await warehouse.IngestAsync(SmallFeed.Csv(SmallFeed.Months("a", 3, 5)), "small.csv", Weak);
        var loaded = await warehouse.IngestAsync(SmallFeed.Csv(SmallFeed.Months("a", 3, 5)), "small.csv", Strong);
        Assert.Equal(
            new LoadTotals
            {
                Added = 0,
                Revised = revised,
                Unchanged = 3 - revised,
                Withdrawn = 0,
                Late = 0,
            },
            await warehouse.Submissions.TotalsAsync(Actor.Operator, loaded.SubmissionId, CancellationToken.None)
        );

        static string Note(string name, string text) =>
            $$"""notes: { {{name}}: { en: "{{text}}", es: "{{text}}.", fr: "{{text}}!", pt: "{{text}}?" } }""";
    }

    private void Rewrite(string feed, string old, string replacement)
    {
        var path = Path.Combine([_mappings.Path, .. feed.Split('/'), "mapping.yaml"]);
        File.WriteAllText(path, File.ReadAllText(path).Replace(old, replacement, StringComparison.Ordinal));
    }

    private async Task<TestWarehouse> CreateAsync(string strong, string weak = "")
    {
        SmallFeed.WriteTo(_mappings.Path, Strong, more: strong);
        SmallFeed.WriteTo(_mappings.Path, Weak, more: weak);
        return await TestWarehouse.CreateAsync(_mappings.Path);
    }

    /// <summary>Values by area, month and indicator, as a line of a file begins.</summary>
    private static SortedDictionary<string, int> Cells(Random random)
    {
        var cells = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var (first, last) = (random.Next(1, 13), random.Next(1, 13));
        for (var month = Math.Min(first, last); month <= Math.Max(first, last); month++)
            foreach (var area in "abc".Where(_ => random.Next(3) > 0))
                cells[string.Create(CultureInfo.InvariantCulture, $"{area},2020-{month:00},hom")] = random.Next(4);
        if (cells.Count == 0)
            cells["a,2020-01,hom"] = 1;
        return cells;
    }

    private static List<Publication> Interleaved(Random random, Dictionary<string, List<Publication>> files)
    {
        var left = files.ToDictionary(f => f.Key, f => new Queue<Publication>(f.Value));
        var order = new List<Publication>();
        while (left.Values.Any(q => q.Count > 0))
        {
            var queue = left.Values.Where(q => q.Count > 0).ElementAt(random.Next(left.Values.Count(q => q.Count > 0)));
            order.Add(queue.Dequeue());
        }
        return order;
    }

    /// <summary>What the strong feed says, or says there is not; else what the weak one does.</summary>
    private static List<string> Said(Dictionary<string, List<Publication>> files)
    {
        var (strong, weak) = (Newest(files[Strong]), Newest(files[Weak]));
        return
        [
            .. strong
                .Keys.Union(weak.Keys)
                .Select(k => (Key: k, Value: strong.TryGetValue(k, out var said) ? said : weak[k]))
                .Where(c => c.Value is not null)
                .Select(c =>
                    $"{SmallFeed.States[c.Key[0] - 'a']} {c.Key.Split(',')[1]} {c.Value!.Value.ToString(CultureInfo.InvariantCulture)}"
                )
                .Order(StringComparer.Ordinal),
        ];

        static Dictionary<string, int?> Newest(List<Publication> publications)
        {
            var newest = new Dictionary<string, int?>(StringComparer.Ordinal);
            foreach (var publication in publications)
            {
                var months = publication.Cells.Keys.Select(c => c.Split(',')[1]).Order(StringComparer.Ordinal).ToList();
                for (var month = 1; month <= 12; month++)
                    if (
                        string.Create(CultureInfo.InvariantCulture, $"2020-{month:00}") is var period
                        && string.CompareOrdinal(period, months[0]) >= 0
                        && string.CompareOrdinal(period, months[^1]) <= 0
                    )
                        foreach (var area in "abc")
                            newest[$"{area},{period},hom"] = null;
                foreach (var (cell, value) in publication.Cells)
                    newest[cell] = value;
            }
            return newest;
        }
    }

    private static LocalDate Day(string day) => LocalDatePattern.Iso.Parse(day).Value;

    /// <summary>The one figure of Aguascalientes: what holds, or what was published by a day; null where nothing was.</summary>
    private static async Task<decimal?> KnownAsync(TestWarehouse warehouse, string? day = null) =>
        (await warehouse.ReadAsync(TestWarehouse.Ask("HOM_INC", "MX-AGU", "2020-01") with { PublishedBy = day is null ? null : Day(day) }))
            .SingleOrDefault()
            ?.Value;

    private static async Task<IReadOnlyList<string>> AnsweredAsync(TestWarehouse warehouse, LocalDate? publishedBy)
    {
        var all = new List<string>();
        foreach (var frequency in Enum.GetValues<Frequency>())
        {
            var asked = new ObservationQuery
            {
                Indicators = ["HOM_INC"],
                Areas = ["MEX", .. SmallFeed.States],
                Frequency = frequency,
                PublishedBy = publishedBy,
            };
            foreach (var row in await warehouse.ReadAsync(asked))
                all.Add(
                    $"{row.Area} {row.Period} {row.Value} {row.Derived} {row.Complete} {row.PartialValue} {row.PartsPresent} "
                        + $"{row.PartsExpected}"
                );
        }
        return all;
    }

    private static async Task RebuildAsync(TestWarehouse warehouse)
    {
        await using var connection = await warehouse.Sources.Migrator.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await Rollups.RebuildAsync(connection, transaction, CancellationToken.None);
        await transaction.CommitAsync();
    }

    private static async Task<List<string>> MonthsAsync(TestWarehouse warehouse)
    {
        var rows = await warehouse.ReadAsync(
            new ObservationQuery
            {
                Indicators = ["HOM_INC"],
                Areas = SmallFeed.States,
                Frequency = Frequency.Monthly,
            }
        );
        return
        [
            .. rows.Where(r => !r.Derived)
                .Select(r => $"{r.Area} {r.Period} {r.Value!.Value.ToString(CultureInfo.InvariantCulture)}")
                .Order(StringComparer.Ordinal),
        ];
    }

    private static async Task<string> SumsAsync(TestWarehouse warehouse) =>
        await LoadCounts.ScalarAsync<string>(
            warehouse,
            $"""
            select string_agg(concat_ws(' ', area_id, breakdown_id, period_id, part_level, part_freq, value, figures, figures_missing,
                parts_present, parts_expected, is_register), E'\n'
                order by area_id, breakdown_id, period_id, part_level, part_freq)
            from dw.rollup_observation
            """
        );

    private static async Task<IReadOnlyList<Finding>> FindingsAsync(TestWarehouse warehouse, Submission submission) =>
        [
            .. (await warehouse.Submissions.FindingsAsync(Actor.Operator, submission.SubmissionId, 0, 100, CancellationToken.None)).Select(
                f => f.ToFinding()
            ),
        ];

    private sealed record Publication(string Feed, LocalDate Published, IReadOnlyDictionary<string, int> Cells);
}
