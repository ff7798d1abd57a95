using Observatory.Core.Normalising;
using Observatory.Core.Series;
using Xunit;

namespace Observatory.Tests.Normalising;

public sealed class PeriodTextTests
{
    [Theory]
    [InlineData("2016", Frequency.Annual, "2016")]
    [InlineData("2016-03", Frequency.Monthly, "2016-03")]
    [InlineData("2016-3", Frequency.Monthly, "2016-03")]
    [InlineData("2016m03", Frequency.Monthly, "2016-03")]
    [InlineData("2016/3", Frequency.Monthly, "2016-03")]
    [InlineData("2016-março", Frequency.Monthly, "2016-03")]
    [InlineData("2016-MARCO", Frequency.Monthly, "2016-03")]
    [InlineData("2016-Setiembre", Frequency.Monthly, "2016-09")]
    [InlineData("2016-août", Frequency.Monthly, "2016-08")]
    [InlineData("2016-May", Frequency.Monthly, "2016-05")]
    [InlineData("2016-03-31", Frequency.Monthly, "2016-03")]
    [InlineData("2016-03-31T23:59:59", Frequency.Monthly, "2016-03")]
    [InlineData("2016-Q2", Frequency.Quarterly, "2016-Q2")]
    [InlineData("2016-05", Frequency.Quarterly, "2016-Q2")]
    [InlineData("2016-07", Frequency.Semester, "2016-S2")]
    [InlineData("2016-12-31", Frequency.Annual, "2016")]
    public void A_period_is_read_as_offices_write_it(string text, Frequency frequency, string period) =>
        Assert.Equal(period, PeriodText.TryParse(text, frequency, null)?.ToString());

    [Theory]
    [InlineData("2016", Frequency.Monthly)]
    [InlineData("2016-Q1", Frequency.Monthly)]
    [InlineData("2016-13", Frequency.Monthly)]
    [InlineData("2016-00", Frequency.Monthly)]
    [InlineData("2016-mar", Frequency.Monthly)]
    [InlineData("16-03", Frequency.Monthly)]
    [InlineData("42370", Frequency.Annual)]
    [InlineData("2016.0", Frequency.Annual)]
    [InlineData("1799", Frequency.Annual)]
    [InlineData("2200", Frequency.Annual)]
    [InlineData("0999-05-01", Frequency.Annual)]
    [InlineData("2016-02-30", Frequency.Monthly)]
    [InlineData("", Frequency.Annual)]
    public void What_is_no_period_or_coarser_is_none(string text, Frequency frequency) => Assert.Null(PeriodText.TryParse(text, frequency, null));

    [Fact]
    public void A_declared_form_decides_which_is_the_day()
    {
        Assert.Equal("2016-02", PeriodText.TryParse("03/02/2016", Frequency.Monthly, "dd/MM/yyyy")?.ToString());
        Assert.Equal("2016-03", PeriodText.TryParse("03/02/2016", Frequency.Monthly, "MM/dd/yyyy")?.ToString());
        Assert.Null(PeriodText.TryParse("03/02/2016", Frequency.Monthly, null));
    }

    [Fact]
    public void A_day_outside_the_years_of_figures_is_no_period() => Assert.Null(PeriodText.TryParse("01/01/0016", Frequency.Annual, "dd/MM/yyyy"));

    [Theory]
    [InlineData("2023-JULIO-12")]
    [InlineData("2023-juillet-12")]
    [InlineData("2023-07-12")]
    public void A_day_with_a_month_word_is_a_day(string text) => Assert.Equal(new NodaTime.LocalDate(2023, 7, 12), PeriodText.TryDate(text, null));

    [Theory]
    [InlineData("2023-febrero-29")]
    [InlineData("2023-nada-12")]
    [InlineData("12 de julio")]
    public void What_is_no_day_is_none(string text) => Assert.Null(PeriodText.TryDate(text, null));
}
