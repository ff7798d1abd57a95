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
    public void Text_that_is_no_period_or_a_coarser_one_is_not_read(string text, Frequency frequency) =>
        Assert.Null(PeriodText.TryParse(text, frequency, null));

    [Theory]
    [InlineData("28 dic. 2018", "2018-12")]
    [InlineData("28-dic-2018", "2018-12")]
    [InlineData("3 de março de 2019", "2019-03")]
    [InlineData("1º de agosto de 2019", "2019-08")]
    [InlineData("1er août 2019", "2019-08")]
    [InlineData("Sept. 4, 2020", "2020-09")]
    [InlineData("September 4th, 2020", "2020-09")]
    [InlineData("3 set. 2018", "2018-09")]
    [InlineData("diciembre 2018", "2018-12")]
    [InlineData("Jul. 2023", "2023-07")]
    [InlineData("abr/2023", "2023-04")]
    [InlineData("2023 febrero", "2023-02")]
    [InlineData("enero del 2023", "2023-01")]
    [InlineData("9/2023", "2023-09")]
    [InlineData("09-2023", "2023-09")]
    [InlineData("2023-10-01 00:00:00", "2023-10")]
    public void A_month_word_and_a_whole_year_need_no_form(string text, string period) =>
        Assert.Equal(period, PeriodText.TryParse(text, Frequency.Monthly, null)?.ToString());

    [Theory]
    [InlineData("ene-23")]
    [InlineData("Jun 23")]
    [InlineData("30 feb 2018")]
    [InlineData("28 dic. 2018 aprox.")]
    [InlineData("enero febrero 2018")]
    [InlineData("enero 2018 2019")]
    [InlineData("13/2023")]
    [InlineData("2023-10-01 to 5")]
    [InlineData("mardi 5 2019")]
    [InlineData("1 enero (2018)")]
    public void A_month_word_that_says_too_little_or_too_much_is_none(string text) =>
        Assert.Null(PeriodText.TryParse(text, Frequency.Monthly, null));

    [Theory]
    [InlineData("ene-23", "MMM-yy", "2023-01")]
    [InlineData("Dec-18", "MMM-yy", "2018-12")]
    [InlineData("dez/18", "MMM-yy", "2018-12")]
    [InlineData("mar.-23", "MMM-yy", "2023-03")]
    [InlineData("Jun 23", "MMM-yy", "2023-06")]
    [InlineData("Set 2023", "MMM-yy", "2023-09")]
    [InlineData("déc-95", "MMM-yy", "1995-12")]
    [InlineData("28 dic. 18", "d MMM. yy", "2018-12")]
    [InlineData("28 de dic. de 2018", "d MMM. yyyy", "2018-12")]
    [InlineData("18 de dezembro, 28", "yy MMMM dd", "2018-12")]
    [InlineData("04 janv. 2020", "dd MMM yyyy", "2020-01")]
    public void A_form_with_a_month_word_reads_it_in_four_languages(string text, string form, string period) =>
        Assert.Equal(period, PeriodText.TryParse(text, Frequency.Monthly, form)?.ToString());

    [Theory]
    [InlineData("23-ene", "MMM-yy")]
    [InlineData("ene-123", "MMM-yy")]
    [InlineData("31 jun. 18", "d MMM yy")]
    [InlineData("28 dic. 18 x", "d MMM. yy")]
    public void A_form_with_a_month_word_keeps_the_order_that_it_says(string text, string form) =>
        Assert.Null(PeriodText.TryParse(text, Frequency.Monthly, form));

    [Theory]
    [InlineData("1T2023", "2023-Q1")]
    [InlineData("T2 2023", "2023-Q2")]
    [InlineData("III trimestre 2023", "2023-Q3")]
    [InlineData("IV trimestre de 2023", "2023-Q4")]
    [InlineData("2023 Q4", "2023-Q4")]
    [InlineData("2023Q4", "2023-Q4")]
    [InlineData("Q1-2024", "2024-Q1")]
    [InlineData("2e trimestre 2021", "2021-Q2")]
    [InlineData("1er trimestre 2021", "2021-Q1")]
    [InlineData("1.º trim. 2021", "2021-Q1")]
    [InlineData("3º trim. 2021", "2021-Q3")]
    [InlineData("Primer trimestre de 2021", "2021-Q1")]
    [InlineData("quarto trimestre de 2021", "2021-Q4")]
    [InlineData("Troisième trimestre 2021", "2021-Q3")]
    [InlineData("second quarter of 2021", "2021-Q2")]
    [InlineData("II-2024", "2024-Q2")]
    [InlineData("2024-IV", "2024-Q4")]
    [InlineData("2024T3", "2024-Q3")]
    [InlineData("2024 1T", "2024-Q1")]
    [InlineData("5T2023", null)]
    [InlineData("V trimestre 2023", null)]
    [InlineData("1T23", null)]
    [InlineData("1S2023", null)]
    [InlineData("T2023", null)]
    public void A_quarter_is_read_as_offices_write_it(string text, string? period) =>
        Assert.Equal(period, PeriodText.TryParse(text, Frequency.Quarterly, null)?.ToString());

    [Theory]
    [InlineData("1S2023", Frequency.Semester, "2023-S1")]
    [InlineData("II semestre 2023", Frequency.Semester, "2023-S2")]
    [InlineData("H1 2023", Frequency.Semester, "2023-S1")]
    [InlineData("II-2023", Frequency.Semester, "2023-S2")]
    [InlineData("III-2023", Frequency.Semester, null)]
    [InlineData("3T2023", Frequency.Semester, "2023-S2")]
    [InlineData("3T2023", Frequency.Annual, "2023")]
    [InlineData("II-2023", Frequency.Annual, null)]
    [InlineData("3T2023", Frequency.Monthly, null)]
    public void A_part_of_a_year_is_taken_to_the_period_it_lies_in(string text, Frequency frequency, string? period) =>
        Assert.Equal(period, PeriodText.TryParse(text, frequency, null)?.ToString());

    [Theory]
    [InlineData("2-2023", Frequency.Quarterly, null)]
    [InlineData("3/2023", Frequency.Quarterly, null)]
    [InlineData("2-2023", Frequency.Semester, null)]
    [InlineData("2023-2", Frequency.Quarterly, null)]
    [InlineData("2023/2", Frequency.Semester, null)]
    [InlineData("02-2023", Frequency.Quarterly, "2023-Q1")]
    [InlineData("11/2023", Frequency.Semester, "2023-S2")]
    [InlineData("2023-11", Frequency.Quarterly, "2023-Q4")]
    [InlineData("2023-feb", Frequency.Quarterly, "2023-Q1")]
    [InlineData("2023M2", Frequency.Quarterly, "2023-Q1")]
    [InlineData("2-2023", Frequency.Monthly, "2023-02")]
    [InlineData("2023-2", Frequency.Monthly, "2023-02")]
    [InlineData("2/2023", Frequency.Annual, "2023")]
    public void A_single_figure_beside_a_year_is_a_month_only_where_it_can_be_no_part_of_the_year(
        string text,
        Frequency frequency,
        string? period
    ) => Assert.Equal(period, PeriodText.TryParse(text, frequency, null)?.ToString());

    [Theory]
    [InlineData("Sem 1 2023", null)]
    [InlineData("2023 sem. 2", null)]
    [InlineData("1ª sem 2023", null)]
    [InlineData("1er sem 2023", "2023-S1")]
    [InlineData("2º sem. 2023", "2023-S2")]
    [InlineData("2023 II sem", "2023-S2")]
    [InlineData("semestre 2 2023", "2023-S2")]
    public void A_short_form_that_may_be_a_week_is_a_half_year_only_behind_an_ordinal(string text, string? period) =>
        Assert.Equal(period, PeriodText.TryParse(text, Frequency.Semester, null)?.ToString());

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
    public void A_range_of_months_is_the_period_they_fill_or_a_part_of_it(
        string text,
        Frequency frequency,
        string period,
        bool isPartial
    ) =>
        Assert.Equal(
            (period, isPartial),
            PeriodText.TryRange(text, frequency) is var (found, partial) ? (found.ToString(), partial) : ("", false)
        );

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
    public void Text_that_is_no_fiscal_year_is_not_read(string text) => Assert.Null(PeriodText.TryFiscalYear(text, false));

    [Fact]
    public void A_day_outside_the_years_of_figures_is_no_period() =>
        Assert.Null(PeriodText.TryParse("01/01/0016", Frequency.Annual, "dd/MM/yyyy"));

    [Theory]
    [InlineData("2023-JULIO-12")]
    [InlineData("2023-juillet-12")]
    [InlineData("2023-07-12")]
    public void A_day_with_a_month_word_is_a_day(string text) =>
        Assert.Equal(new NodaTime.LocalDate(2023, 7, 12), PeriodText.TryDate(text, null));

    [Theory]
    [InlineData("2023-febrero-29")]
    [InlineData("2023-nada-12")]
    [InlineData("12 de julio")]
    public void Text_that_is_no_day_is_not_read(string text) => Assert.Null(PeriodText.TryDate(text, null));
}
