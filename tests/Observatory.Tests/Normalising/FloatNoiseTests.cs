using System.Globalization;
using Observatory.Core.Cells;
using Observatory.Core.Normalising;
using Xunit;

namespace Observatory.Tests.Normalising;

public sealed class FloatNoiseTests
{
    [Theory]
    [InlineData("17.000000000000004", "17")]
    [InlineData("46.99999999999999", "47")]
    [InlineData("4.01000000000005", "4.01000000000005")]
    [InlineData("0.30000000000000004", "0.3")]
    [InlineData("0.00012345678901234567", "0.000123456789012346")]
    [InlineData("123456789012345678", "123456789012345678")]
    [InlineData("2.5", "2.5")]
    [InlineData("0.1234567890123456789012345678", "0.123456789012346")]
    public void A_number_keeps_fifteen_significant_digits(string written, string kept)
    {
        var read = new NumberText('.', null).Read(written, CellKind.Text)!.Value;
        Assert.Equal(decimal.Parse(kept, CultureInfo.InvariantCulture), read);
    }

    [Theory]
    [InlineData("0.00000000000004", "51", true)]
    [InlineData("0.0000001", "51", false)]
    [InlineData("1", "9999999999", false)]
    public void A_difference_is_noise_where_it_is_a_million_millionth(string difference, string of, bool isNoise) =>
        Assert.Equal(
            isNoise,
            FloatNoise.IsNoise(decimal.Parse(difference, CultureInfo.InvariantCulture), decimal.Parse(of, CultureInfo.InvariantCulture), 1)
        );

    /// <summary>Every sum of numbers with two decimals that a computer makes in binary is read as the sum that a person makes.</summary>
    [Fact]
    public void Sums_that_a_computer_made_in_binary_are_those_of_a_person()
    {
        var random = new Random(7);
        for (var i = 0; i < 2000; i++)
        {
            var parts = Enumerable.Range(0, 2 + random.Next(20)).Select(_ => random.Next(100_000) / 100m).ToList();
            var written = parts.Aggregate(0d, (sum, part) => sum + (double)part).ToString("R", CultureInfo.InvariantCulture);
            var read = new NumberText('.', null).Read(written, CellKind.Text)!.Value;
            Assert.True(FloatNoise.IsNoise(read - parts.Sum(), read, parts.Sum()), $"{written} is not {parts.Sum()}");
        }
    }

    [Theory]
    [InlineData("0.500")]
    [InlineData("0.012")]
    [InlineData("00.123")]
    [InlineData("-0.500")]
    [InlineData("0.000.000")]
    public void A_group_of_thousands_never_begins_with_zero(string text) =>
        Assert.Null(new NumberText(null, '.').Read(text, CellKind.Text));

    [Theory]
    [InlineData("1905-07-15", 2023)]
    [InlineData("1905-05-03", 1950)]
    [InlineData("1909-07-16", 2023)]
    [InlineData("1905-12-31", null)]
    [InlineData("1905-01-01", null)]
    [InlineData("2023-07-15", null)]
    [InlineData("2023", null)]
    public void A_date_of_the_summer_of_1905_is_a_year_in_a_cell_formatted_as_a_date(string date, int? year) =>
        Assert.Equal(year, PeriodText.TypedYear(date));
}
