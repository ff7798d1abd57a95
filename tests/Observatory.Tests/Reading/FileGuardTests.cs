using System.Text;
using Observatory.Core.Checking;
using Observatory.Core.Reading;
using Xunit;
using static Observatory.Tests.Reading.Files;

namespace Observatory.Tests.Reading;

public sealed class FileGuardTests
{
    private static readonly byte[] BeginningOfWorkbook = [0, 6, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0];

    [Theory]
    [InlineData("a,b\n1,2\n", "x.csv")]
    [InlineData("a\tb\n1\t2\n", "x.TSV")]
    [InlineData("a;b\n1;2\n", "informe 2024.v2.txt")]
    public void Text_under_a_text_name_passes(string text, string name) => Assert.Null(Inspect(Stream(text), name));

    [Fact]
    public void A_workbook_under_its_name_passes() => Assert.Null(Inspect(Xlsx("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"), "x.xlsx"));

    [Fact]
    public void The_stream_is_left_at_its_start()
    {
        using var content = Stream("a,b\n");
        Inspect(content, "x.csv");
        Assert.Equal(0, content.Position);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\t\n")]
    [InlineData("\uFEFF")]
    [InlineData("\uFEFF\r\n")]
    public void A_file_of_nothing_but_blanks_is_empty(string text) => Refused(FindingCodes.FileEmpty, Stream(text), "x.csv");

    [Fact]
    public void Size_is_measured_on_the_content() =>
        Refused(FindingCodes.FileTooLarge, Stream("a,b\n1,2\n"), "x.csv", ReadLimits.Default with { MaxFileBytes = 7 });

    [Fact]
    public void An_old_workbook_has_its_own_smaller_limit() =>
        Refused(FindingCodes.FileTooLarge, Compound("Workbook", []), "x.xls", ReadLimits.Default with { MaxXlsBytes = 100 });

    [Fact]
    public void Text_named_as_a_workbook_is_told_what_it_is()
    {
        var finding = Refused(FindingCodes.FileMisnamed, Stream("a\tb\n1\t2\n"), "reporte.xls");
        Assert.Equal(("text", ".xls"), (finding.Arguments["content"], finding.Arguments["extension"]));
    }

    [Fact]
    public void A_workbook_named_as_text_is_told_what_it_is()
    {
        var finding = Refused(FindingCodes.FileMisnamed, Xlsx(""), "reporte.csv");
        Assert.Equal(("xlsx", ".csv"), (finding.Arguments["content"], finding.Arguments["extension"]));
    }

    [Theory]
    [InlineData("%PDF-1.7\n", "pdf")]
    [InlineData("<!DOCTYPE html>\n<html>", "html")]
    [InlineData("\uFEFF \n<TABLE>", "html")]
    [InlineData("<?xml version=\"1.0\"?><Workbook/>", "xml")]
    [InlineData("{\\rtf1", "rtf")]
    public void A_file_that_is_no_table_is_refused_by_its_type(string text, string type) =>
        Assert.Equal(type, Refused(FindingCodes.FileTypeRefused, Stream(text), "x.csv").Arguments["content"]);

    [Theory]
    [InlineData("xl/workbook.bin", "xlsb")]
    [InlineData("word/document.xml", "docx")]
    [InlineData("datos.csv", "zip")]
    public void Other_containers_are_refused_by_their_type(string part, string type) =>
        Assert.Equal(type, Refused(FindingCodes.FileTypeRefused, Zip((part, "<a/>")), "x.xlsx").Arguments["content"]);

    [Fact]
    public void A_workbook_with_macros_is_refused_whatever_its_name() =>
        Assert.Equal("xlsm", Refused(FindingCodes.FileTypeRefused, Xlsx("", ("xl/vbaProject.bin", "x")), "x.xlsx").Arguments["content"]);

    [Fact]
    public void A_compressed_file_is_refused_by_its_type() =>
        Assert.Equal("gz", Refused(FindingCodes.FileTypeRefused, Stream(0x1F, 0x8B, 8, 0), "x.csv").Arguments["content"]);

    [Fact]
    public void Many_zero_bytes_are_no_text() => Refused(FindingCodes.FileTypeRefused, Stream(new byte[4096]), "x.csv");

    [Fact]
    public void A_stray_zero_byte_is_reported_with_its_line()
    {
        var finding = Refused(FindingCodes.FileUnreadable, Stream("a,b\n1,2\n3,\0\n"), "x.csv");
        Assert.Equal("3", finding.Arguments["line"]);
    }

    [Fact]
    public void Utf16_without_its_mark_is_named() =>
        Assert.Equal(
            "utf-16",
            Refused(FindingCodes.FileEncoding, new MemoryStream(Encoding.Unicode.GetBytes("año,total\n1,2\n")), "x.csv").Arguments[
                "encoding"
            ]
        );

    [Fact]
    public void Utf16_with_its_mark_passes() =>
        Assert.Null(Inspect(new MemoryStream([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("año,total\n")]), "x.csv"));

    [Fact]
    public void A_workbook_cut_short_is_truncated()
    {
        var whole = Xlsx("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>").ToArray();
        Refused(FindingCodes.FileTruncated, Stream(whole[..^40]), "x.xlsx");
    }

    [Fact]
    public void An_old_workbook_cut_short_is_truncated()
    {
        var whole = Compound("Workbook", Biff((0x809, BeginningOfWorkbook), (0x0A, []))).ToArray();
        Refused(FindingCodes.FileTruncated, Stream(whole[..3000]), "x.xls");
    }

    [Fact]
    public void An_encrypted_package_is_named_so() => Refused(FindingCodes.FileEncrypted, Compound("EncryptedPackage", []), "x.xlsx");

    [Fact]
    public void A_password_record_makes_an_old_workbook_encrypted() =>
        Refused(FindingCodes.FileEncrypted, Compound("Workbook", Biff((0x809, BeginningOfWorkbook), (0x2F, [0, 0, 0, 0, 0, 0]))), "x.xls");

    [Fact]
    public void A_text_document_in_an_ole_container_is_refused() =>
        Assert.Equal("doc", Refused(FindingCodes.FileTypeRefused, Compound("WordDocument", []), "x.xls").Arguments["content"]);

    [Theory]
    [InlineData("../fuera.xml")]
    [InlineData("xl\\..\\..\\fuera.xml")]
    [InlineData("/etc/fuera.xml")]
    [InlineData("c:/fuera.xml")]
    public void A_part_with_a_path_outside_is_refused(string name) =>
        Assert.Equal("name", Refused(FindingCodes.FileBomb, Xlsx("", (name, "<a/>")), "x.xlsx").Arguments["measure"]);

    [Fact]
    public void A_part_under_a_name_that_is_taken_is_refused_for_what_it_is() =>
        Assert.Equal("twice", Refused(FindingCodes.FileUnreadable, Xlsx("", ("XL/Workbook.xml", "<a/>")), "x.xlsx").Arguments["found"]);

    [Fact]
    public void Too_many_parts_are_refused() =>
        Bomb("entries", Xlsx("", [.. Enumerable.Range(0, 300).Select(i => ($"xl/media/{i}.png", "x"))]));

    [Fact]
    public void Inflated_bytes_are_counted_while_they_come()
    {
        using var content = Xlsx("", ("xl/media/a.bin", new string('x', 100_000)));
        Assert.Equal(
            "inflated",
            Refused(FindingCodes.FileBomb, content, "x.xlsx", ReadLimits.Default with { MaxInflatedBytes = 50_000 }).Arguments["measure"]
        );
    }

    [Fact]
    public void A_part_that_swells_a_hundredfold_is_refused() => Bomb("ratio", Xlsx("", ("xl/media/a.bin", new string('x', 20 << 20))));

    [Fact]
    public void A_document_type_in_a_part_is_refused() =>
        Bomb("dtd", Xlsx("", ("xl/sharedStrings.xml", "<!DOCTYPE sst [<!ENTITY a \"a\">]><sst/>")));

    [Fact]
    public void A_document_type_in_a_part_that_is_never_read_is_refused_too() =>
        Bomb("dtd", Xlsx("", ("docProps/app.xml", "<!DOCTYPE a [<!ENTITY a \"a\">]><a/>")));

    [Fact]
    public void A_sheet_is_judged_under_whatever_name_it_has()
    {
        using var content = Zip(
            ("xl/workbook.xml", "<workbook xmlns:r=\"r\"><sheets><sheet name=\"Datos\" r:id=\"a\"/></sheets></workbook>"),
            (
                "xl/_rels/workbook.xml.rels",
                "<Relationships><Relationship Id=\"a\" Type=\"x/worksheet\" Target=\"media/a.png\"/></Relationships>"
            ),
            ("xl/media/a.png", "<worksheet><sheetData><row r=\"2000000000\"/></sheetData></worksheet>")
        );
        Bomb("rows", content);
    }

    [Fact]
    public void A_sheet_named_over_and_over_is_not_read_over_and_over()
    {
        using var content = Zip(
            (
                "xl/workbook.xml",
                $"<workbook xmlns:r=\"r\"><sheets>{string.Concat(Enumerable.Repeat("<sheet name=\"Datos\" r:id=\"a\"/>", 1000))}</"
                    + "sheets></workbook>"
            ),
            (
                "xl/_rels/workbook.xml.rels",
                "<Relationships><Relationship Id=\"a\" Type=\"x/worksheet\" Target=\"sheet1.xml\"/></Relationships>"
            ),
            ("xl/sheet1.xml", "<worksheet><sheetData><row r=\"1000000\"/></sheetData></worksheet>")
        );
        Limit("sheets", content);
    }

    [Fact]
    public void Rows_of_all_sheets_together_are_counted()
    {
        using var content = Xlsx("<row r=\"1000\"/>");
        Assert.Equal(
            "rows",
            Refused(FindingCodes.FileLimit, content, "x.xlsx", ReadLimits.Default with { MaxRows = 100 }).Arguments["measure"]
        );
    }

    [Theory]
    [InlineData("<row r=\"2000000000\"/>")]
    [InlineData("<row r=\"0\"/>")]
    [InlineData("<row r=\"-1\"/>")]
    public void Row_numbers_out_of_range_are_refused(string rows) => Bomb("rows", Xlsx(rows));

    [Fact]
    public void A_row_before_the_one_above_it_is_refused_for_what_it_is()
    {
        using var content = Xlsx("<row r=\"5\"/><row r=\"4\"/>");
        var finding = Refusal(content, "x.xlsx")!;
        Assert.Equal((FindingCodes.FileUnreadable, "unordered", 4), (finding.Code, finding.Arguments["found"], finding.Where!.Value.Row));
    }

    [Fact]
    public void A_column_beyond_the_format_is_refused() =>
        Bomb("columns", Xlsx("<row r=\"1\"><c r=\"ZZZZZZ2147483647\"><v>1</v></c></row>"));

    [Fact]
    public void A_value_in_a_column_beyond_the_limit_is_refused() =>
        Limit("columns", Xlsx("<row r=\"1\"><c r=\"XFD1\"><v>1</v></c></row>"));

    [Fact]
    public void A_far_column_that_is_only_formatted_passes() =>
        Assert.Null(Refusal(Xlsx("<row r=\"1\"><c r=\"XFD1\" s=\"1\"/></row>"), "x.xlsx"));

    [Fact]
    public void Two_far_corners_make_too_large_a_sheet() =>
        Limit("area", Xlsx("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"/></row>"));

    [Fact]
    public void A_cell_text_beyond_the_limit_is_refused() =>
        Limit("field", Xlsx($"<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>{new string('x', 32_768)}</t></is></c></row>"));

    [Fact]
    public void A_shared_text_beyond_the_limit_is_refused() =>
        Limit("field", Xlsx("", ("xl/sharedStrings.xml", $"<sst><si><t>{new string('x', 32_768)}</t></si></sst>")));

    [Fact]
    public void Elements_nested_without_end_are_refused() =>
        Bomb("depth", Xlsx(string.Concat(Enumerable.Repeat("<a>", 1000)) + string.Concat(Enumerable.Repeat("</a>", 1000))));

    [Fact]
    public void An_attribute_without_end_is_refused_before_it_is_held() =>
        Bomb("run", Xlsx($"<row r=\"1\"><c r=\"{new string('A', 2 << 20)}\"/></row>"));

    private static void Bomb(string measure, Stream content) =>
        Assert.Equal(measure, Refused(FindingCodes.FileBomb, content, "x.xlsx").Arguments["measure"]);

    private static void Limit(string measure, Stream content) =>
        Assert.Equal(measure, Refused(FindingCodes.FileLimit, content, "x.xlsx").Arguments["measure"]);

    private static Finding Refused(string code, Stream content, string name, ReadLimits? limits = null)
    {
        var finding = Refusal(content, name, limits);
        Assert.Equal(code, finding?.Code);
        return finding!;
    }
}
