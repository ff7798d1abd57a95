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
    [InlineData("2016-mar", Frequency.Monthly, "2016-03")]
    [InlineData("2016-Ene.", Frequency.Monthly, "2016-01")]
    [InlineData("2016-fev", Frequency.Monthly, "2016-02")]
    [InlineData("2016-out", Frequency.Monthly, "2016-10")]
    [InlineData("2016-Déc.", Frequency.Monthly, "2016-12")]
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
    [InlineData("2016-ma", Frequency.Monthly)]
    [InlineData("2016-maro", Frequency.Monthly)]
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
    public void A_serial_number_is_a_date_only_where_the_mapping_says_so()
    {
        Assert.Equal("2022-12", PeriodText.TryParse("44926", Frequency.Monthly, PeriodText.SerialDates)?.ToString());
        Assert.Equal(new NodaTime.LocalDate(2023, 1, 1), PeriodText.TryDate("44927.75", PeriodText.SerialDates));
        Assert.Null(PeriodText.TryParse("44926", Frequency.Monthly, null));
    }

    [Theory]
    [InlineData("2019-ENERO - DICIEMBRE", Frequency.Annual, "2019", false)]
    [InlineData("2019 enero a junio", Frequency.Annual, "2019", true)]
    [InlineData("janvier-juin 2019", Frequency.Semester, "2019-S1", false)]
    [InlineData("Jan.–Mar. 2019", Frequency.Quarterly, "2019-Q1", false)]
    [InlineData("2019 abril a maio", Frequency.Quarterly, "2019-Q2", true)]
    public void A_range_of_months_is_the_period_they_fill_or_a_part_of_it(string text, Frequency frequency, string period, bool isPartial) =>
        Assert.Equal((period, isPartial), PeriodText.TryRange(text, frequency) is var (found, partial) ? (found.ToString(), partial) : ("", false));

    [Theory]
    [InlineData("2019 enero a junio", Frequency.Quarterly)]
    [InlineData("2019 junio a enero", Frequency.Annual)]
    [InlineData("2019 enero a junio 2020", Frequency.Annual)]
    [InlineData("2019 enero", Frequency.Annual)]
    [InlineData("enero a junio", Frequency.Annual)]
    public void A_range_over_several_periods_is_none(string text, Frequency frequency) => Assert.Null(PeriodText.TryRange(text, frequency));

    [Theory]
    [InlineData("2019/20", false, "2019")]
    [InlineData("2019-2020", true, "2019")]
    [InlineData("FY 2019/20", false, "2019")]
    [InlineData("1999/00", false, "1999")]
    [InlineData("2020", false, "2020")]
    [InlineData("FY2020", true, "2019")]
    public void A_fiscal_year_is_named_by_the_year_in_which_it_begins(string text, bool namedByEnd, string period) =>
        Assert.Equal(period, PeriodText.TryFiscalYear(text, namedByEnd)?.ToString());

    [Theory]
    [InlineData("2019/21")]
    [InlineData("2019/19")]
    [InlineData("19/20")]
    [InlineData("2019-2")]
    public void What_is_no_fiscal_year_is_none(string text) => Assert.Null(PeriodText.TryFiscalYear(text, false));

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
