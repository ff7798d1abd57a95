using Observatory.Core.Series;
using Xunit;

namespace Observatory.Tests.Series;

public sealed class TimePeriodTests
{
    private static IEnumerable<TimePeriod> OfYear(int year) =>
        from frequency in Enum.GetValues<Frequency>()
        from ordinal in Enumerable.Range(1, frequency.PerYear())
        select new TimePeriod(frequency, year, ordinal);

    [Fact]
    public void Every_period_of_four_centuries_comes_back_from_its_number_and_from_its_text()
    {
        foreach (var period in Enumerable.Range(1800, 400).SelectMany(OfYear))
        {
            Assert.Equal(period, TimePeriod.FromId(period.Id));
            Assert.Equal(period, TimePeriod.TryParse(period.ToString()));
        }
    }

    [Fact]
    public void No_two_periods_have_one_number() => Assert.Equal(19, OfYear(2016).Select(p => p.Id).Distinct().Count());

    [Theory]
    [InlineData(201613)]
    [InlineData(201620)]
    [InlineData(201625)]
    [InlineData(201630)]
    [InlineData(201633)]
    [InlineData(201699)]
    [InlineData(-5)]
    public void A_number_of_no_period_is_refused(int id) => Assert.Throws<ArgumentOutOfRangeException>(() => TimePeriod.FromId(id));

    [Fact]
    public void A_period_lies_within_the_coarser_ones_that_hold_its_days()
    {
        foreach (var period in OfYear(2016))
        {
            foreach (var frequency in Enum.GetValues<Frequency>())
            {
                var within = period.Within(frequency);
                Assert.Equal(frequency.PerYear() <= period.Frequency.PerYear(), within is not null);
                if (within is { } outer)
                    Assert.True(outer.FirstDay <= period.FirstDay && outer.LastDay >= period.LastDay);
            }
        }
    }

    [Fact]
    public void The_periods_of_one_frequency_fill_the_year_without_a_gap()
    {
        foreach (var periods in OfYear(2016).GroupBy(p => p.Frequency).Select(g => g.ToList()))
        {
            Assert.Equal(
                ("2016-01-01", "2016-12-31"),
                (periods[0].FirstDay.ToString("uuuu-MM-dd", null), periods[^1].LastDay.ToString("uuuu-MM-dd", null))
            );
            Assert.All(periods.Zip(periods.Skip(1)), p => Assert.Equal(p.First.LastDay.PlusDays(1), p.Second.FirstDay));
        }
    }

    [Theory]
    [InlineData("2016-1")]
    [InlineData("2016-Q5")]
    [InlineData("2016-S3")]
    [InlineData("2016-")]
    [InlineData("2016Q1")]
    [InlineData("16")]
    [InlineData("+016")]
    [InlineData(null)]
    public void Text_that_is_not_in_SDMX_form_is_not_a_period(string? text) => Assert.Null(TimePeriod.TryParse(text));

    [Fact]
    public void A_frequency_comes_back_from_its_letter() =>
        Assert.All(Enum.GetValues<Frequency>(), f => Assert.Equal(f, FrequencyCodes.TryParse(f.Code())));
}
