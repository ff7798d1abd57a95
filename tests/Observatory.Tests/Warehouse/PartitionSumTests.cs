using System.Globalization;
using System.Text;
using NodaTime;
using Observatory.Core.Series;
using Observatory.Tests.Support;
using Observatory.Warehouse.Questions;
using Observatory.Warehouse.Records;
using Xunit;
using Xunit.Abstractions;

namespace Observatory.Tests.Warehouse;

/// <summary>
/// Totals over a breakdown that an office does not give: of three states, four quarters, and the sexes and ages that its mapping says make
/// the whole.
/// </summary>
public sealed class PartitionSumTests(ITestOutputHelper output) : IAsyncLifetime, IDisposable
{
    private const string Parted = "TST/parted";
    private const string Register = "TST/register";
    private static readonly string[] Sexes = ["F", "M", "_U"];
    private static readonly string[] Areas = [.. SmallFeed.States, "MEX"];
    private static readonly string[] Quarters = ["2020-Q1", "2020-Q2", "2020-Q3", "2020-Q4"];

    private readonly TemporaryFolder _mappings = new();
    private TestWarehouse _warehouse = null!;

    public static TheoryData<int> Seeds() => [7, 31, Environment.TickCount & 0xFFFFFF];

    public async Task InitializeAsync()
    {
        WriteFeed(Parted, "parts: parts.csv");
        WriteFeed(Register, "absent: zero");
        _warehouse = await TestWarehouse.CreateAsync(_mappings.Path);
    }

    public async Task DisposeAsync() => await _warehouse.DisposeAsync();

    public void Dispose() => _mappings.Dispose();

    [Fact]
    public async Task The_nations_year_is_the_sum_of_states_quarters_and_sexes()
    {
        await LoadAsync(Whole());
        var year = await _warehouse.FigureAsync("HOM_INC", "MEX", "2020");
        Assert.Equal((72m, true, true, 3L, 3), (year.Value, year.Derived, year.Complete, year.PartsPresent, year.PartsExpected));
    }

    [Fact]
    public async Task Every_cell_of_it_is_found()
    {
        await LoadAsync(Whole());
        var explained = await _warehouse.Explaining.ExplainAsync(TestWarehouse.Ask("HOM_INC", "MEX", "2020"), CancellationToken.None);
        Assert.Equal((72m, 36), (explained.SumOfCells, explained.Cells.DistinctBy(c => c.A1).Count()));
    }

    [Fact]
    public async Task A_total_without_one_of_its_parts_has_no_value()
    {
        await LoadAsync(Whole().Where(l => l != "MX-BCN,2020-Q2,_U,_T,HOM_INC,3"));
        var year = await _warehouse.FigureAsync("HOM_INC", "MEX", "2020");
        Assert.Equal(
            (null, false, 69m, 2L, 3, "O"),
            (year.Value, year.Complete, year.PartialValue, year.PartsPresent, year.PartsExpected, year.Statuses)
        );
    }

    [Fact]
    public async Task The_cells_of_an_incomplete_total_are_found_too()
    {
        await LoadAsync(Whole().Where(l => l != "MX-BCN,2020-Q2,_U,_T,HOM_INC,3"));
        Assert.Equal(
            69m,
            (await _warehouse.Explaining.ExplainAsync(TestWarehouse.Ask("HOM_INC", "MEX", "2020"), CancellationToken.None)).SumOfCells
        );
    }

    [Fact]
    public async Task A_suppressed_part_leaves_no_total()
    {
        await LoadAsync(["MX-AGU,2020-Q1,F,_T,HOM_INC,Q", "MX-AGU,2020-Q1,M,_T,HOM_INC,4", "MX-AGU,2020-Q1,_U,_T,HOM_INC,0"]);
        var quarter = await _warehouse.FigureAsync("HOM_INC", "MX-AGU", "2020-Q1");
        Assert.Equal((null, "O;Q", false), (quarter.Value, quarter.Statuses, quarter.Complete));
    }

    [Fact]
    public async Task A_total_that_the_office_gives_stands_before_the_sum()
    {
        await LoadAsync([.. Whole(), "MX-AGU,2020-Q1,_T,_T,HOM_INC,50"]);
        var quarter = await _warehouse.FigureAsync("HOM_INC", "MX-AGU", "2020-Q1");
        Assert.Equal((50m, false), (quarter.Value, quarter.Derived));
    }

    [Fact]
    public async Task A_total_that_the_office_withholds_is_not_made_up_for()
    {
        await LoadAsync([.. Whole(), "MX-AGU,2020-Q1,_T,_T,HOM_INC,Q"]);
        var quarter = await _warehouse.FigureAsync("HOM_INC", "MX-AGU", "2020-Q1");
        Assert.Equal((null, "Q", false), (quarter.Value, quarter.Statuses, quarter.Derived));
    }

    [Fact]
    public async Task A_cross_of_two_breakdowns_is_summed_over_both()
    {
        await LoadAsync(
            Sexes.SelectMany(s => new[] { "Y_LT18", "Y_GE18", "_U" }.Select((a, i) => $"MX-AGU,2020-Q1,{s},{a},HOM_INC,{i + 1}"))
        );
        Assert.Equal(
            (18m, 6m, 9m),
            (
                (await _warehouse.FigureAsync("HOM_INC", "MX-AGU", "2020-Q1")).Value,
                (await _warehouse.FigureAsync("HOM_INC", "MX-AGU", "2020-Q1", ("SEX", "F"))).Value,
                (await _warehouse.FigureAsync("HOM_INC", "MX-AGU", "2020-Q1", ("AGE", "_U"))).Value
            )
        );
    }

    [Fact]
    public async Task In_a_register_a_member_without_a_record_had_none()
    {
        await LoadAsync(["MX-AGU,2020-Q1,F,_T,HOM_INC,3", "MX-BCS,2020-Q4,M,_T,HOM_INC,4"], Register);
        var year = await _warehouse.FigureAsync("HOM_INC", "MEX", "2020");
        Assert.Equal((7m, true, null), (year.Value, year.Complete, year.PartsExpected));
    }

    [Theory]
    [InlineData("PRISON_POP")]
    [InlineData("HOM_RATE")]
    public async Task Stocks_and_rates_are_not_summed_over_sexes(string indicator)
    {
        await LoadAsync(Sexes.Select(s => $"MX-AGU,2020-Q1,{s},_T,{indicator},3"));
        Assert.Empty(await _warehouse.ReadAsync(TestWarehouse.Ask(indicator, "MX-AGU", "2020-Q1") with { Sources = ["MEX_SESNSP"] }));
    }

    [Fact]
    public async Task A_question_for_all_categories_is_answered_with_their_total()
    {
        await LoadAsync(Whole());
        var rows = await _warehouse.ReadAsync(TestWarehouse.Ask("HOM_INC", "MEX", "2020", ("SEX", "*")));
        Assert.Equal(
            ["F 12", "M 24", "_T 72", "_U 36"],
            rows.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Sex} {r.Value}"))
        );
    }

    [Fact]
    public async Task A_question_for_one_category_is_answered_with_it_alone()
    {
        await LoadAsync(Whole());
        Assert.Equal(["F"], (await _warehouse.ReadAsync(TestWarehouse.Ask("HOM_INC", "MEX", "2020", ("SEX", "F")))).Select(r => r.Sex));
    }

    [Fact]
    public async Task Pages_are_those_of_the_whole_answer()
    {
        await LoadAsync(Whole());
        var asked = new ObservationQuery
        {
            Indicators = ["HOM_INC"],
            Areas = Areas,
            Frequency = Frequency.Quarterly,
        };
        var paged = await _warehouse.PagesAsync(asked, 3);
        Assert.Equal((await _warehouse.ReadAsync(asked)).Select(Key), paged.Select(Key));
    }

    [Fact]
    public async Task A_rate_is_of_the_derived_total()
    {
        await LoadAsync(Whole().Select(l => l.Replace("HOM_INC", "HOM_VICT", StringComparison.Ordinal)));
        Assert.Equal(72m, Assert.Single(await _warehouse.AnswerAsync(TestWarehouse.Ask("HOM_RATE", "MEX", "2020"))).Derivation!.Numerator);
    }

    [Fact]
    public async Task A_total_is_answered_as_of_an_instant_and_by_a_publication_date()
    {
        var first = await LoadAsync(Whole(), publication: new LocalDate(2021, 1, 1));
        await LoadAsync(
            Whole().Select(l => l.EndsWith(",1", StringComparison.Ordinal) ? l[..^1] + "2" : l),
            publication: new LocalDate(2021, 6, 1)
        );
        var loadedAt = await LoadCounts.ScalarAsync<Instant>(_warehouse, $"select loaded_at from dw.load where load_id = {first.LoadId}");
        var asked = TestWarehouse.Ask("HOM_INC", "MEX", "2020");
        Assert.Equal(
            [84m, 72m, 72m],
            [
                Assert.Single(await _warehouse.ReadAsync(asked)).Value,
                Assert.Single(await _warehouse.ReadAsync(asked with { AsOf = loadedAt })).Value,
                Assert.Single(await _warehouse.ReadAsync(asked with { PublishedBy = new LocalDate(2021, 3, 1) })).Value,
            ]
        );
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Answers_about_any_file_are_its_own_totals_and_complete_sums(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var told = new Dictionary<(string Area, string Quarter, string Sex), decimal?>();
        var missing = random.Next(0, 3);
        foreach (var area in SmallFeed.States)
        {
            foreach (var quarter in Quarters)
            {
                foreach (var sex in Sexes)
                    if (random.Next(40) >= missing)
                        told[(area, quarter, sex)] = random.Next(30) == 0 && missing > 0 ? null : random.Next(50);
                if (random.Next(3) == 0)
                    told[(area, quarter, "_T")] = random.Next(4) == 0 ? null : random.Next(200);
            }
        }
        await LoadAsync(
            told.Select(t =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{t.Key.Area},{t.Key.Quarter},{t.Key.Sex},_T,HOM_INC,{t.Value?.ToString(CultureInfo.InvariantCulture) ?? "Q"}"
                )
            )
        );

        foreach (var area in Areas)
        foreach (var period in Quarters.Append("2020"))
            Assert.Equal(
                Expected(told, area, period),
                Assert.Single(await _warehouse.ReadAsync(TestWarehouse.Ask("HOM_INC", area, period))).Value
            );
    }

    /// <summary>
    /// The simplest thing that can be said of a total: as given; else the sum of all that are given; else of the three sexes, each of them
    /// whole.
    /// </summary>
    private static decimal? Expected(Dictionary<(string Area, string Quarter, string Sex), decimal?> told, string area, string period)
    {
        var leaves = (
            from a in area == "MEX" ? SmallFeed.States : [area]
            from q in period == "2020" ? Quarters : [period]
            select (a, q)
        ).ToList();
        if (leaves is [var (state, quarter)] && told.TryGetValue((state, quarter, "_T"), out var given))
            return given;
        return Sum("_T") ?? Sexes.Select(Sum).Aggregate((decimal?)0m, (sum, part) => sum + part);

        decimal? Sum(string sex) =>
            leaves.Select(l => told.GetValueOrDefault((l.a, l.q, sex))).Aggregate((decimal?)0m, (sum, part) => sum + part);
    }

    private static string Key(FigureText row) => $"{row.Area} {row.Period} {row.Sex} {row.Value}";

    /// <summary>In every state and quarter one woman, two men and three of unknown sex.</summary>
    private static IEnumerable<string> Whole() =>
        from area in SmallFeed.States
        from quarter in Quarters
        from sex in Sexes
        select $"{area},{quarter},{sex},_T,HOM_INC,{Array.IndexOf(Sexes, sex) + 1}";

    private Task<Submission> LoadAsync(IEnumerable<string> lines, string feed = Parted, LocalDate? publication = null) =>
        _warehouse.IngestAsync(
            Encoding.UTF8.GetBytes("area,period,sex,age,what,value\n" + string.Concat(lines.Select(l => l + "\n"))),
            "parted.csv",
            feed,
            publication
        );

    private void WriteFeed(string name, string covers)
    {
        var folder = Directory.CreateDirectory(Path.Combine([_mappings.Path, .. name.Split('/')])).FullName;
        File.WriteAllText(Path.Combine(folder, "parts.csv"), "area,REF_AREA\n" + string.Concat(SmallFeed.States.Select(s => $"{s},{s}\n")));
        File.WriteAllText(
            Path.Combine(folder, "mapping.yaml"),
            $$"""
            mapping: {{name}}
            version: 1
            title: { en: Parted, es: Partido, fr: Divisé, pt: Partido }
            DATA_PROVIDER: MEX_SESNSP
            recognise: { fileName: "parted*.csv", format: [csv] }
            dialect: { decimalChar: "." }
            marks: { text: Q, OBS_STATUS: Q }
            concepts:
              FREQ:        { value: Q }
              TIME_PERIOD: { column: period }
              REF_AREA:    { column: area }
              SEX:         { column: sex }
              AGE:         { column: age }
              INDICATOR:   { column: what }
              OBS_STATUS:  { value: A }
              OBS_VALUE:   { column: value, type: decimal }
            covers: { area: MEX, level: subdivision, {{covers}}, from: "2020-Q1", to: "2020-Q4" }
            partitions:
              - { dimension: SEX, members: [F, M, _U] }
              - { dimension: AGE, members: [Y_LT18, Y_GE18, _U] }
            checks:
              - { over: SEX, whole: _T, severity: warning }
            """
        );
    }
}
