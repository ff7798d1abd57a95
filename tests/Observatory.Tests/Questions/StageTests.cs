using NodaTime;
using Observatory.Core.Checking;
using Observatory.Core.Figures;
using Observatory.Core.Series;
using Observatory.Tests.Taxonomy;
using Observatory.Warehouse.Questions;
using Observatory.Warehouse.Questions.Stages;
using Xunit;

namespace Observatory.Tests.Questions;

/// <summary>Each stage of an answer alone, over a few figures written in one line.</summary>
public sealed class StageTests
{
    private static readonly FetchQuestion Asked = new()
    {
        Indicators = ["HOM_VICT"],
        Areas = ["COL", "MEX"],
        Frequency = Frequency.Annual,
        From = TimePeriod.TryParse("2020"),
        Breakdown = new Dictionary<string, IReadOnlyList<string>>(),
        Sources = [],
        Vintage = 7,
        IsNewest = true,
        Take = 5,
    };

    [Fact]
    public async Task A_new_stage_is_one_class_that_the_list_runs_in_its_place()
    {
        IFigureStage[] stages = [new Doubled(), new AskedPeriods(TimePeriod.TryParse("2021")!.Value)];
        Assert.Equal("MEX 2021 4, MEX 2022 6", await TextAsync(stages, Series("MEX", 2020, 1, 2, 3)));
        Assert.True(new Doubled().IsOneToOne);
        Assert.Equal(Asked, stages.Widened(Asked));
    }

    [Fact]
    public async Task Figures_before_the_first_requested_period_are_left_out() =>
        Assert.Equal(
            "COL 2021 2, COL 2022 3, MEX 2021 5",
            await TextAsync(
                [new AskedPeriods(TimePeriod.TryParse("2021")!.Value)],
                [.. Series("COL", 2020, 1, 2, 3), .. Series("MEX", 2020, 4, 5)]
            )
        );

    [Fact]
    public async Task Figures_with_any_requested_status_stay()
    {
        Figure[] figures = [Of("COL", 2020, 1, "A"), Of("COL", 2021, 2, "P"), Of("COL", 2022, 3, "A", "B"), Of("COL", 2023, null, "M")];
        Assert.Equal("COL 2022 3, COL 2023 -", await TextAsync([new AskedStatuses(["B", "M"])], figures));
    }

    [Theory]
    [InlineData(1, "COL 2022 3, MEX 2021 5")]
    [InlineData(2, "COL 2021 2, COL 2022 3, MEX 2020 4, MEX 2021 5")]
    [InlineData(9, "COL 2020 1, COL 2021 2, COL 2022 3, MEX 2020 4, MEX 2021 5")]
    public async Task The_newest_figures_of_each_series_stay(int count, string expected)
    {
        var stage = new NewestOfSeries(count);
        Assert.Equal(expected, await TextAsync([stage], [.. Series("COL", 2020, 1, 2, 3), .. Series("MEX", 2020, 4, 5)]));
        // Of each of five figures another may be needed for its break, and the last series must be whole.
        Assert.Equal(11 + count, stage.Widened(Asked).Take);
        Assert.Null(stage.Widened(Asked with { Take = null }).Take);
    }

    [Fact]
    public async Task The_newest_of_a_breakdown_are_not_those_of_the_total()
    {
        var women = Of("MEX", 2022, 8) with { Breakdown = Breakdown.Of(("SEX", "F")) };
        Assert.Equal("MEX 2021 5, MEX 2022 8", await TextAsync([new NewestOfSeries(1)], [.. Series("MEX", 2020, 4, 5), women]));
    }

    [Fact]
    public async Task A_page_begins_after_its_cursor_and_ends_at_its_limit()
    {
        var figures = Series("MEX", 2020, 1, 2, 3, 4, 5);
        Assert.Equal("MEX 2020 1, MEX 2021 2", await TextAsync([new Page(null, 2)], figures));
        var cursor = PageCursor.After(figures[1], 7, "q", given: 2);
        Assert.Equal("MEX 2022 3, MEX 2023 4", await TextAsync([new Page(cursor, 2)], figures));
        Assert.Equal("MEX 2022 3, MEX 2023 4, MEX 2024 5", await TextAsync([new Page(cursor, null)], figures));
        // The statement begins at the area of the cursor, so it has to give the figures of earlier pages once more.
        Assert.Equal(7, new Page(cursor, 5).Widened(Asked).Take);
    }

    [Fact]
    public async Task A_page_after_a_figure_that_was_never_given_is_refused()
    {
        var cursor = PageCursor.After(Of("PER", 2020, 1), 7, "q", given: 1);
        var refusal = await Assert.ThrowsAsync<Refusal>(() => TextAsync([new Page(cursor, 2)], Series("MEX", 2020, 1, 2)));
        Assert.Equal(RefusalCodes.CursorUnfit, refusal.Code);
    }

    [Fact]
    public async Task A_change_is_of_the_year_before_and_only_within_a_series()
    {
        var stage = new YearlyChange(TaxonomyFolder.Read);
        Figure[] figures = [.. Series("COL", 2020, 100, 150), .. Series("MEX", 2021, 400, 300)];
        var changes = new List<string>();
        await foreach (var figure in new IFigureStage[] { stage }.Of(figures.ToAsyncEnumerable(), CancellationToken.None))
            changes.Add($"{figure.Area} {figure.Period} {figure.Change?.ToString("0", null) ?? "-"} {figure.ChangeUnit}");
        Assert.Equal("COL 2020 - PERCENT, COL 2021 50 PERCENT, MEX 2021 - PERCENT, MEX 2022 -25 PERCENT", string.Join(", ", changes));
        Assert.Equal("2019", stage.Widened(Asked).From.ToString());
    }

    [Fact]
    public async Task A_total_is_summed_from_all_members_of_a_declared_partition_and_marked_where_one_is_absent()
    {
        var partition = new DeclaredPartition
        {
            LoadId = 1,
            Mapping = "MEX/test",
            Source = "S",
            Indicator = "HOM_VICT",
            Dimension = "SEX",
            Members = ["F", "M"],
            AbsentIsZero = false,
            FirstDay = new LocalDate(2000, 1, 1),
            LastDay = new LocalDate(2030, 12, 31),
            Vintage = 1,
            PublishedOn = new LocalDate(2024, 1, 1),
        };
        var stage = new BreakdownTotals(Asked, [partition]);
        Figure[] figures = [Part("MEX", 2020, "F", 3), Part("MEX", 2020, "M", 40), Part("MEX", 2021, "M", 50)];
        Assert.Equal("MEX 2020 43, MEX 2021 - (50, 1 of 2)", await TextAsync([stage], figures));
        Assert.Equal(["_T", "F", "M"], stage.Widened(Asked).Breakdown["SEX"]);
        // What the office states as total stays, whatever its parts add up to.
        Assert.Equal("MEX 2020 44, MEX 2021 - (50, 1 of 2)", await TextAsync([stage], [Of("MEX", 2020, 44), .. figures]));
    }

    [Fact]
    public async Task Stages_ask_for_more_in_turn_from_the_last_to_the_first()
    {
        IFigureStage[] stages = [new YearlyChange(TaxonomyFolder.Read), new NewestOfSeries(1), new Page(null, 5)];
        var wanted = stages.Widened(Asked with { Take = null });
        Assert.Equal(("2019", 1, 12), (wanted.From.ToString(), wanted.LastNObservations, wanted.Take));
        Assert.Equal("MEX 2022 3", await TextAsync(stages, Series("MEX", 2020, 1, 2, 3)));
    }

    private static async Task<string> TextAsync(IFigureStage[] stages, IEnumerable<Figure> figures)
    {
        var texts = new List<string>();
        await foreach (var figure in stages.Of(figures.ToAsyncEnumerable(), CancellationToken.None))
            texts.Add(
                $"{figure.Area} {figure.Period} {figure.Value?.ToString("0", null) ?? "-"}"
                    + (figure.Complete ? "" : $" ({figure.PartialValue:0}, {figure.PartsPresent} of {figure.PartsExpected})")
            );
        return string.Join(", ", texts);
    }

    private static Figure[] Series(string area, int firstYear, params decimal[] values) =>
        [.. values.Select((value, i) => Of(area, firstYear + i, value))];

    private static Figure Part(string area, int year, string sex, decimal value) =>
        Of(area, year, value) with
        {
            Breakdown = Breakdown.Of(("SEX", sex)),
        };

    private static Figure Of(string area, int year, decimal? value, params string[] statuses) =>
        new()
        {
            Indicator = "HOM_VICT",
            Area = area,
            Period = TimePeriod.TryParse($"{year}")!.Value,
            Breakdown = Breakdown.Total,
            Source = "S",
            Value = value,
            Unit = "VICTIMS",
            Statuses = StatusSet.Of(statuses.Length > 0 ? statuses : ["A"]),
            Derived = false,
            Complete = true,
            PartsPresent = 1,
            PartsExpected = 1,
            Submission = 1,
            LoadedAt = Instant.FromUnixTimeSeconds(0),
            Mapping = "MEX/test",
        };

    private sealed class Doubled : FigureByFigure
    {
        public override bool IsOneToOne => true;

        public override Figure Next(Figure figure) => figure with { Value = figure.Value * 2 };
    }
}
