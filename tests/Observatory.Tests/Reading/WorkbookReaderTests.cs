using System.Globalization;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Reading;
using Xunit;
using static Observatory.Tests.Reading.Files;

namespace Observatory.Tests.Reading;

public sealed class WorkbookReaderTests
{
    [Fact]
    public void Blank_rows_are_counted_also_above_the_first() =>
        Assert.Equal(
            [(1, ""), (2, ""), (3, "7"), (4, ""), (5, "8")],
            ReadXlsx("<row r=\"3\"><c r=\"A3\"><v>7</v></c></row><row r=\"5\"><c r=\"A5\"><v>8</v></c></row>").Select(r => (r.Number, r[1]))
        );

    [Fact]
    public void A_cell_stands_in_the_column_it_names() =>
        Assert.Equal(["", "", "7"], Cells(ReadXlsx("<row r=\"1\"><c r=\"C1\"><v>7</v></c></row>")[0]));

    [Fact]
    public void Empty_cells_at_the_end_are_left_out() =>
        Assert.Equal(1, ReadXlsx("<row r=\"1\"><c r=\"A1\"><v>7</v></c><c r=\"F1\" s=\"1\"/></row>")[0].Count);

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
    [InlineData("68.664999999999992", "68.665")]
    [InlineData("17.000000000000004", "17")]
    [InlineData("0.30000000000000004", "0.3")]
    [InlineData("1234567890123456", "1234567890123456")]
    public void Numbers_are_their_shortest_text_to_15_digits_as_spreadsheets_show_them(string written, string read)
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
            Assert.Equal(
                ["1.5", "2023-01-01"],
                Cells(ReadXlsx("<row r=\"1\"><c r=\"A1\"><v>1.5</v></c><c r=\"B1\" s=\"1\"><v>44927</v></c></row>")[0])
            );
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
        var content = Compound(
            "Workbook",
            Biff(
                (0x809, start),
                (0x85, name),
                (0x0A, []),
                (0x809, sheetStart),
                (0x200, dimensions),
                (0x203, [0, 0, 0, 0, 0, 0, .. BitConverter.GetBytes(1.5)]),
                (0x205, [0, 0, 1, 0, 0, 0, 0x2A, 1]),
                (0x0A, [])
            )
        );
        var row = Read(content, new FileDialect { Format = FileFormat.Xls })[0];
        Assert.Equal(["1.5", "#N/A"], Cells(row));
    }

    [Fact]
    public void A_truth_value_may_be_spelt_out()
    {
        var row = ReadXlsx("<row r=\"1\"><c r=\"A1\" t=\"b\"><v>true</v></c><c r=\"B1\" t=\"b\"><v>0</v></c></row>")[0];
        Assert.Equal(["TRUE", "FALSE"], Cells(row));
    }

    [Theory]
    [InlineData("2021-01-01", "2021-01-01")]
    [InlineData("2009-01-01T11:00:00.00000020954757600", "2009-01-01T11:00:00")]
    [InlineData("2009-01-01T11:00:00Z", "2009-01-01T11:00:00")]
    [InlineData("10:59:59.9999997", "11:00:00")]
    public void A_date_that_the_workbook_writes_itself_is_a_date(string written, string read)
    {
        var row = ReadXlsx($"<row r=\"1\"><c r=\"A1\" t=\"d\"><v>{written}</v></c></row>")[0];
        Assert.Equal((read, CellKind.Date), (row[1], row.KindOf(1)));
    }

    [Theory]
    [InlineData("1,234")]
    [InlineData("(5)")]
    [InlineData("$5")]
    [InlineData("1E400")]
    [InlineData("NaN")]
    public void Text_that_is_not_a_number_of_the_format_stays_text(string written)
    {
        var row = ReadXlsx($"<row r=\"1\"><c r=\"A1\"><v>{written}</v></c></row>")[0];
        Assert.Equal((written, CellKind.Text), (row[1], row.KindOf(1)));
    }

    [Fact]
    public void Small_letters_name_the_same_column() =>
        Assert.Equal(["", "", "7"], Cells(ReadXlsx("<row r=\"1\"><c r=\"c1\"><v>7</v></c></row>")[0]));

    [Fact]
    public void Cells_and_rows_without_address_follow_each_other() =>
        Assert.Equal(
            [(1, "1", "2"), (2, "3", "")],
            ReadXlsx("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>").Select(r => (r.Number, r[1], r[2]))
        );

    [Fact]
    public void A_shared_text_that_is_not_there_is_damage_and_not_a_blank() =>
        Assert.Equal(FindingCodes.FileUnreadable, Unreadable(() => ReadXlsx("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>3</v></c></row>")).Code);

    [Fact]
    public void Runs_are_joined_escapes_resolved_and_reading_aids_left_out()
    {
        using var content = Xlsx(
            "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>",
            (
                "xl/sharedStrings.xml",
                "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><si><r><t>a_x0041_</t></r><r><t "
                    + "xml:space=\"preserve\"> b</t></r><rPh><t>no</t></rPh></si></sst>"
            )
        );
        Assert.Equal("aA b", Read(content, new FileDialect { Format = FileFormat.Xlsx }).Single()[1]);
    }

    [Theory]
    [InlineData("General", "44927")]
    [InlineData("0.00E+00", "44927")]
    [InlineData("[Red]0;\"día\" 0", "44927")]
    [InlineData("yyyy\\-mm", "2023-01-01")]
    [InlineData("0;dd/mm/yy", "2023-01-01")]
    [InlineData("[$-416]d mmm yyyy", "2023-01-01")]
    [InlineData("[hh]:mm", "1078248:00:00")]
    [InlineData("d General", "44927")]
    public void A_number_format_says_whether_a_number_is_a_date(string format, string read)
    {
        using var content = Zip(
            ("xl/workbook.xml", "<workbook xmlns:r=\"r\"><sheets><sheet name=\"Datos\" r:id=\"a\"/></sheets></workbook>"),
            (
                "xl/_rels/workbook.xml.rels",
                "<Relationships><Relationship Id=\"a\" Type=\"x/worksheet\" Target=\"/xl/sheet1.xml\"/></Relationships>"
            ),
            (
                "xl/styles.xml",
                "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\""
                    + $"{format.Replace("\"", "&quot;", StringComparison.Ordinal)}\"/></numFmts><cellXfs><xf numFmtId=\"164\"/></cellXfs>"
                    + "</styleSheet>"
            ),
            ("xl/sheet1.xml", "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" s=\"0\"><v>44927</v></c></row></sheetData></worksheet>")
        );
        Assert.Equal(read, Read(content, new FileDialect { Format = FileFormat.Xlsx }).Single()[1]);
    }

    [Fact]
    public void Days_may_be_counted_from_1904()
    {
        using var content = Zip(
            (
                "xl/workbook.xml",
                "<workbook xmlns:r=\"r\"><workbookPr date1904=\"1\"/><sheets><sheet name=\"Datos\" r:id=\"a\"/></sheets></workbook>"
            ),
            (
                "xl/_rels/workbook.xml.rels",
                "<Relationships><Relationship Id=\"a\" Type=\"x/worksheet\" Target=\"sheet1.xml\"/></Relationships>"
            ),
            ("xl/styles.xml", "<styleSheet><cellXfs><xf numFmtId=\"14\"/></cellXfs></styleSheet>"),
            ("xl/sheet1.xml", "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" s=\"0\"><v>0</v></c></row></sheetData></worksheet>")
        );
        Assert.Equal("1904-01-01", Read(content, new FileDialect { Format = FileFormat.Xlsx }).Single()[1]);
    }

    [Fact]
    public void A_sheet_cut_off_after_its_rows_is_damaged() =>
        Assert.Equal(
            FindingCodes.FileUnreadable,
            Unreadable(() => ReadXlsx("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData><pageMargins")).Code
        );

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
            new XlsxGridReader()
                .Read(content, new FileDialect { Format = FileFormat.Xlsx }, ReadLimits.Default, new CancellationToken(true))
                .Count()
        );
    }
}
