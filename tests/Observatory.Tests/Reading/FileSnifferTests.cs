using System.Text;
using Observatory.Core.Checking;
using Observatory.Core.Reading;
using Xunit;
using static Observatory.Tests.Reading.Files;

namespace Observatory.Tests.Reading;

public sealed class FileSnifferTests
{
    [Theory]
    [InlineData("a,b,c\n1,2,3\n", ',')]
    [InlineData("a;b;c\n1;2;3\n", ';')]
    [InlineData("a\tb\tc\n1\t2\t3\n", '\t')]
    [InlineData("a|b|c\n1|2|3\n", '|')]
    public void The_delimiter_that_splits_alike_is_found(string text, char delimiter) => Assert.Equal(delimiter, Sniff(text).Delimiter);

    [Fact]
    public void Decimal_commas_do_not_outvote_semicolons() =>
        Assert.Equal(';', Sniff("anio;tasa;total\n2020;1,5;2,5\n2021;1,7;2,8\n2022;1,9;2,2\n").Delimiter);

    [Fact]
    public void Title_lines_above_the_table_do_not_decide() =>
        Assert.Equal(
            ';',
            Sniff(
                "Homicidios, total nacional, 2012\nFuente: INE, con base en registros, 2013\n\nEntidad;Enero;Febrero\nA;1;2\nB;3;4\nC;5;6\n"
            ).Delimiter
        );

    [Fact]
    public void Delimiters_inside_quotes_do_not_count() =>
        Assert.Equal(',', Sniff("nombre,total\n\"a;b;c\",1\n\"d;e\"\"f;g\",2\n").Delimiter);

    [Fact]
    public void A_single_column_takes_the_usual_delimiter() => Assert.Equal(',', Sniff("nombre\nuno\ndos\n").Delimiter);

    [Fact]
    public void The_name_decides_where_nothing_else_does() => Assert.Equal('\t', FileSniffer.Sniff(Stream("nombre\n"), "x.tsv").Delimiter);

    [Fact]
    public void Plain_ascii_is_utf8() => Assert.Equal("utf-8", Sniff("a,b\n").Encoding);

    [Fact]
    public void One_byte_that_is_not_utf8_at_the_very_end_makes_it_windows_1252()
    {
        byte[] text = [.. Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("clave,valor\n", 20_000))), (byte)'A', 0xF1, (byte)'o'];
        Assert.Equal("windows-1252", FileSniffer.Sniff(Stream(text), "x.csv").Encoding);
    }

    [Fact]
    public void A_letter_across_two_blocks_is_still_utf8()
    {
        var text = new string('x', (1 << 16) - 1) + "ñ\n";
        Assert.Equal("utf-8", Sniff(text).Encoding);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void A_wide_mark_names_the_encoding(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        using var content = Stream([.. encoding.Preamble, .. encoding.GetBytes("año;total\n1;2\n")]);
        Assert.Equal((name, ';'), (FileSniffer.Sniff(content, "x.csv").Encoding, FileSniffer.Sniff(content, "x.csv").Delimiter));
    }

    [Theory]
    [InlineData(0x81)]
    [InlineData(0x8D)]
    [InlineData(0x8F)]
    [InlineData(0x90)]
    [InlineData(0x9D)]
    public void A_byte_undefined_in_windows_1252_is_refused_with_its_line(byte undefined)
    {
        var finding = Unreadable(() => FileSniffer.Sniff(Stream([.. "a,b\n"u8, undefined, (byte)'\n']), "x.csv"));
        Assert.Equal((FindingCodes.FileEncoding, "2"), (finding.Code, finding.Arguments["line"]));
    }

    [Fact]
    public void A_damaged_file_that_says_it_is_utf8_is_not_read_as_something_else()
    {
        var finding = Unreadable(() => FileSniffer.Sniff(Stream([0xEF, 0xBB, 0xBF, .. "a\n"u8, 0xF1, (byte)'o', (byte)'\n']), "x.csv"));
        Assert.Equal(("utf-8", "2"), (finding.Arguments["encoding"], finding.Arguments["line"]));
    }

    [Fact]
    public void Utf8_with_one_damaged_letter_is_refused_and_not_garbled()
    {
        var finding = Unreadable(() => FileSniffer.Sniff(Stream([.. "México\nPerú\n"u8, 0xF1, (byte)'\n', .. "Panamá\n"u8]), "x.csv"));
        Assert.Equal(("utf-8", "3"), (finding.Arguments["encoding"], finding.Arguments["line"]));
    }

    [Theory]
    [InlineData("windows-1251", "год;преступления\n2020;убийство\n")]
    [InlineData("windows-1253", "έτος;εγκλήματα\n2020;ανθρωποκτονία\n")]
    [InlineData("koi8-r", "год;преступления\n2020;убийство\n")]
    [InlineData("ibm850", "año;población\n2020;Perú, información\n2021;región\n")]
    [InlineData("macintosh", "año;población\n2020;información\n2021;región\n")]
    public void Text_of_another_alphabet_is_refused_and_not_garbled(string encoding, string text)
    {
        var finding = Unreadable(() => FileSniffer.Sniff(new MemoryStream(Encoding.GetEncoding(encoding).GetBytes(text)), "x.csv"));
        Assert.Equal((FindingCodes.FileEncoding, "1"), (finding.Code, finding.Arguments["line"]));
    }

    [Theory]
    [InlineData("año;población\n2020;Perú\n")]
    [InlineData("ocorrência;situação\nFURTO;LESÕES, AÇÃO\n")]
    [InlineData("l’année;où — déjà\n“Québec”;œuvre\n")]
    [InlineData("precio;valor\n£5;10 €\n")]
    [InlineData("de\u00A0la;5\u00A0000\n1;2\n")]
    public void Western_text_is_windows_1252(string text) =>
        Assert.Equal("windows-1252", FileSniffer.Sniff(new MemoryStream(Encoding.GetEncoding(1252).GetBytes(text)), "x.csv").Encoding);

    [Fact]
    public void Workbooks_are_told_by_content() =>
        Assert.Equal(new FileDialect { Format = FileFormat.Xlsx }, FileSniffer.Sniff(Xlsx(""), "x.csv"));

    private static FileDialect Sniff(string text) => FileSniffer.Sniff(Stream(text), "x.csv");
}
