using System.Globalization;
using Observatory.Core.Checking;
using Observatory.Core.Reading;
using Xunit;
using static Observatory.Tests.Reading.Files;

namespace Observatory.Tests.Reading;

public sealed class SpreadsheetGridReaderTests
{
    [Fact]
    public void Blank_rows_are_counted_also_above_the_first() =>
        Assert.Equal([(1, ""), (2, ""), (3, "7"), (4, ""), (5, "8")],
            ReadXlsx("<row r=\"3\"><c r=\"A3\"><v>7</v></c></row><row r=\"5\"><c r=\"A5\"><v>8</v></c></row>").Select(r => (r.Number, r[1])));

    [Fact]
    public void A_cell_stands_in_the_column_it_names() => Assert.Equal(["", "", "7"], Cells(ReadXlsx("<row r=\"1\"><c r=\"C1\"><v>7</v></c></row>")[0]));

    [Fact]
    public void Empty_cells_at_the_end_are_left_out() => Assert.Equal(1, ReadXlsx("<row r=\"1\"><c r=\"A1\"><v>7</v></c><c r=\"F1\" s=\"1\"/></row>")[0].Count);

    [Theory]
    [InlineData("7", "7")]
    [InlineData("1234567", "1234567")]
    [InlineData("-2", "-2")]
    [InlineData("-0", "0")]
    [InlineData("0.1", "0.1")]
    [InlineData("0.10000000000000001", "0.1")]
    [InlineData("5.25147", "5.25147")]
    [InlineData("1.0000000000000001E-5", "0.00001")]
    [InlineData("1E21", "1000000000000000000000")]
    [InlineData("9007199254740993", "9007199254740992")]
    [InlineData("68.664999999999992", "68.66499999999999")]
    public void Numbers_are_the_shortest_text_that_gives_them_back(string written, string read)
    {
        var row = ReadXlsx($"<row r=\"1\"><c r=\"A1\"><v>{written}</v></c></row>")[0];
        Assert.Equal((read, CellKind.Number), (row[1], row.KindOf(1)));
    }

    [Theory]
    [InlineData("1", "44927", "2023-01-01")]
    [InlineData("2", "44927.4375", "2023-01-01T10:30:00")]
    [InlineData("2", "44927.999988425923", "2023-01-01T23:59:59")]
    public void Dates_are_written_by_iso_8601(string style, string serial, string read)
    {
        var row = ReadXlsx($"<row r=\"1\"><c r=\"A1\" s=\"{style}\"><v>{serial}</v></c></row>")[0];
        Assert.Equal((read, CellKind.Date), (row[1], row.KindOf(1)));
    }

    [Theory]
    [InlineData("pt-BR")]
    [InlineData("tr-TR")]
    public void The_current_culture_changes_nothing(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            Assert.Equal(["1.5", "2023-01-01"], Cells(ReadXlsx("<row r=\"1\"><c r=\"A1\"><v>1.5</v></c><c r=\"B1\" s=\"1\"><v>44927</v></c></row>")[0]));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Text_is_not_trimmed_and_digits_stay_text()
    {
        var row = ReadXlsx("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t xml:space=\"preserve\"> 0901 </t></is></c></row>")[0];
        Assert.Equal((" 0901 ", CellKind.Text), (row[1], row.KindOf(1)));
    }

    [Fact]
    public void Truth_values_are_written_in_capitals()
    {
        var row = ReadXlsx("<row r=\"1\"><c r=\"A1\" t=\"b\"><v>1</v></c></row>")[0];
        Assert.Equal(("TRUE", CellKind.Boolean), (row[1], row.KindOf(1)));
    }

    [Fact]
    public void An_error_cell_is_not_a_blank()
    {
        var row = ReadXlsx("<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\" t=\"e\"><v>#N/A</v></c></row>")[0];
        Assert.Equal(("#N/A", CellKind.Error), (row[2], row.KindOf(2)));
    }

    [Fact]
    public void An_error_cell_of_an_old_workbook_is_not_a_blank()
    {
        byte[] start = [0, 6, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0];
        byte[] sheetStart = [0, 6, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0];
        byte[] dimensions = [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0];
        byte[] name = [41, 0, 0, 0, 0, 0, 5, 0, .. "Datos"u8];
        var content = Compound("Workbook", Biff(
            (0x809, start), (0x85, name), (0x0A, []),
            (0x809, sheetStart), (0x200, dimensions), (0x203, [0, 0, 0, 0, 0, 0, .. BitConverter.GetBytes(1.5)]),
            (0x205, [0, 0, 1, 0, 0, 0, 0x2A, 1]), (0x0A, [])));
        var row = Read(content, new FileDialect { Format = FileFormat.Xls })[0];
        Assert.Equal(["1.5", "#N/A"], Cells(row));
    }

    [Fact]
    public void A_damaged_workbook_becomes_a_finding()
    {
        var finding = Unreadable(() => Read(Zip(("xl/other.xml", "<a/>")), new FileDialect { Format = FileFormat.Xlsx }));
        Assert.Equal(FindingCodes.FileUnreadable, finding.Code);
    }

    [Fact]
    public void Cancelling_ends_the_reading()
    {
        var content = Xlsx("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>");
        Assert.Throws<OperationCanceledException>(() =>
            new SpreadsheetGridReader().Read(content, new FileDialect { Format = FileFormat.Xlsx }, ReadLimits.Default, new CancellationToken(true)).Count());
    }
}
