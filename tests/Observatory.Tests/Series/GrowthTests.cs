using Observatory.Core.Figures;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;
using Xunit;

namespace Observatory.Tests.Series;

public sealed class GrowthTests
{
    [Fact]
    public void A_change_is_in_percent_of_the_year_before_and_unrounded() =>
        Assert.Equal([null, 1000m / 30, -50m], Changes(IndicatorKind.Count, Year(2020, 30), Year(2021, 40), Year(2022, 20)));

    [Fact]
    public void A_percentage_changes_in_points()
    {
        Assert.Equal([null, 2.5m], Changes(IndicatorKind.Percentage, Year(2020, 10) with { Events = null }, Year(2021, 12.5m)));
        Assert.Equal(("POINTS", "PERCENT"), (Growth.UnitOf(IndicatorKind.Percentage), Growth.UnitOf(IndicatorKind.Rate)));
    }

    [Fact]
    public void A_month_is_compared_with_the_same_month_of_the_year_before_and_not_with_the_month_before()
    {
        var months = Enumerable.Range(0, 25).Select(m => Figure(TimePeriod.OfMonth(2020 + (m / 12), (m % 12) + 1), 100 + m)).ToArray();
        var changes = Changes(IndicatorKind.Count, months);
        Assert.All(changes[..12], Assert.Null);
        Assert.Equal(12m, changes[12]);
        Assert.Equal(1200m / 112, changes[24]);
    }

    [Fact]
    public void A_year_left_out_is_not_jumped_over() =>
        Assert.Equal([null, null], Changes(IndicatorKind.Count, Year(2019, 30), Year(2021, 40)));

    [Theory]
    [InlineData(19, null)]
    [InlineData(20, 100)]
    public void A_base_under_twenty_events_shows_no_change(int events, int? change) =>
        Assert.Equal(change, Changes(IndicatorKind.Count, Year(2020, events), Year(2021, events * 2))[1]);

    [Fact]
    public void A_rate_goes_by_the_events_behind_it_where_they_are_known()
    {
        Assert.Null(Changes(IndicatorKind.Rate, Year(2020, 30) with { Events = 5 }, Year(2021, 40))[1]);
        Assert.Equal(100m, Changes(IndicatorKind.Rate, Year(2020, 2) with { Events = null }, Year(2021, 4))[1]);
    }

    [Fact]
    public void A_figure_that_is_missing_partial_or_of_another_unit_has_no_change()
    {
        var (before, now) = (Year(2020, 30), Year(2021, 40));
        Assert.Null(Changes(IndicatorKind.Count, before with { Value = null }, now)[1]);
        Assert.Null(Changes(IndicatorKind.Count, before, now with { Value = null })[1]);
        Assert.Null(Changes(IndicatorKind.Count, before with { IsWhole = false }, now)[1]);
        Assert.Null(Changes(IndicatorKind.Count, before, now with { IsWhole = false })[1]);
        Assert.Null(Changes(IndicatorKind.Count, before with { Unit = "INCIDENTS" }, now)[1]);
    }

    [Fact]
    public void A_break_stops_every_comparison_across_it_and_none_after_it()
    {
        var months = Enumerable
            .Range(0, 36)
            .Select(m => Figure(TimePeriod.OfMonth(2020 + (m / 12), (m % 12) + 1), 100) with { IsBreak = m == 14 })
            .ToArray();
        var changes = Changes(IndicatorKind.Count, months);
        Assert.Equal([12, 13, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35], Enumerable.Range(0, 36).Where(m => changes[m] is not null));
    }

    [Fact]
    public void A_year_with_a_break_inside_is_no_base()
    {
        Assert.Null(Changes(IndicatorKind.Count, Year(2020, 30) with { IsBreak = true, IsMixed = true }, Year(2021, 40))[1]);
        Assert.NotNull(Changes(IndicatorKind.Count, Year(2020, 30) with { IsBreak = true }, Year(2021, 40))[1]);
    }

    [Fact]
    public void A_base_of_zero_gives_no_change_and_a_negative_base_keeps_the_direction()
    {
        Assert.Null(Changes(IndicatorKind.Index, Year(2020, 0) with { Events = null }, Year(2021, 40))[1]);
        Assert.Equal(200m, Changes(IndicatorKind.Index, Year(2020, -10) with { Events = null }, Year(2021, 10))[1]);
    }

    [Fact]
    public void Aggregates_of_other_States_are_not_compared() =>
        Assert.Equal(
            [null, 10m, null],
            Changes(
                IndicatorKind.Count,
                Year(2018, 100) with
                {
                    Panel = "BRB;LCA",
                },
                Year(2019, 110) with
                {
                    Panel = "BRB;LCA",
                },
                Year(2020, 130) with
                {
                    Panel = "BRB;GRD;LCA",
                }
            )
        );

    private static decimal?[] Changes(IndicatorKind kind, params GrowthFigure[] figures)
    {
        var growth = new Growth(kind);
        return [.. figures.Select(growth.Next)];
    }

    private static GrowthFigure Year(int year, decimal value) => Figure(TimePeriod.OfYear(year), value);

    private static GrowthFigure Figure(TimePeriod period, decimal value) =>
        new(period, value, "VICTIMS", value, IsWhole: true, IsBreak: false, IsMixed: false);
}
