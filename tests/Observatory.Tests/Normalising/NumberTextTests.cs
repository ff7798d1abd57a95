using System.Globalization;
using Observatory.Core.Cells;
using Observatory.Core.Normalising;
using Xunit;

namespace Observatory.Tests.Normalising;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData(" 12 ", "12")]
    [InlineData("-3", "-3")]
    [InlineData("\u22123", "-3")]
    [InlineData("+3", "3")]
    [InlineData("007", "7")]
    public void Whole_numbers_need_no_marks(string text, string value) =>
        Assert.Equal(Decimal(value), new NumberText(null, null).Read(text, CellKind.Text));

    [Theory]
    [InlineData('.', ',', "1,234.5", "1234.5")]
    [InlineData(',', '.', "1.234,5", "1234.5")]
    [InlineData(',', '.', "1.234.567", "1234567")]
    [InlineData(',', ' ', "1\u202F234,5", "1234.5")]
    [InlineData(',', ' ', "1\u00A0234", "1234")]
    [InlineData(',', null, ",72102064", "0.72102064")]
    [InlineData('.', null, "5.", "5")]
    public void Marks_mean_what_the_mapping_says(char? point, char? group, string text, string value) =>
        Assert.Equal(Decimal(value), new NumberText(point, group).Read(text, CellKind.Text));

    [Theory]
    [InlineData(null, null, "1.234")]
    [InlineData(null, null, "1 234")]
    [InlineData('.', ',', "1,23")]
    [InlineData('.', ',', "1,2345")]
    [InlineData('.', ',', "12345,678")]
    [InlineData('.', ',', "1.234,5")]
    [InlineData('.', ',', ",5")]
    [InlineData('.', null, "1.2.3")]
    [InlineData('.', null, "1e5")]
    [InlineData('.', null, "")]
    [InlineData('.', null, "-")]
    [InlineData('.', null, ".")]
    [InlineData('.', null, "--1")]
    [InlineData('.', null, "NA")]
    [InlineData('.', null, "=1+1")]
    [InlineData('.', null, "٣")]
    [InlineData('.', null, "99999999999999999999999999999999")]
    public void Text_in_another_form_than_the_columns_is_not_a_number(char? point, char? group, string text) =>
        Assert.Null(new NumberText(point, group).Read(text, CellKind.Text));

    [Fact]
    public void A_number_cell_is_read_with_a_point_whatever_the_marks() =>
        Assert.Equal(1234.5m, new NumberText(',', '.').Read("1234.5", CellKind.Number));

    [Theory]
    [InlineData("es-MX", '.', ',')]
    [InlineData("pt-BR", ',', '.')]
    [InlineData("fr-CA", ',', ' ')]
    [InlineData("en-US", '.', ',')]
    public void A_number_written_for_a_reader_is_read_back(string culture, char point, char group)
    {
        const int seed = 4711;
        var random = new Random(seed);
        var format = (NumberFormatInfo)new CultureInfo(culture).NumberFormat.Clone();
        (format.NumberDecimalSeparator, format.NumberGroupSeparator, format.NumberGroupSizes) = (point.ToString(), group.ToString(), [3]);
        for (var i = 0; i < 2000; i++)
        {
            var number = (random.NextInt64(2_000_000_000_000) - 1_000_000_000_000) / 100m;
            Assert.True(
                number == new NumberText(point, group).Read(number.ToString("N2", format), CellKind.Text),
                $"seed {seed}, {number}"
            );
        }
    }

    private static decimal Decimal(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
