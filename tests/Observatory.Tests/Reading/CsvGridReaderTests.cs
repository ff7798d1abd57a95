using System.Text;
using Observatory.Core.Checking;
using Observatory.Core.Reading;
using Xunit;
using static Observatory.Tests.Reading.Files;

namespace Observatory.Tests.Reading;

public sealed class CsvGridReaderTests
{
    [Fact]
    public void Cells_come_as_written_without_trimming() => Assert.Equal([" 01 001 ", "", "Ñ "], Cells(Read(" 01 001 ,,Ñ \n")[0]));

    [Fact]
    public void Quotes_are_taken_off_and_doubled_ones_halved() =>
        Assert.Equal(["a,b", "c\"d", ""], Cells(Read("\"a,b\",\"c\"\"d\",\"\"\n")[0]));

    [Fact]
    public void A_quote_inside_an_unquoted_field_is_a_character() =>
        Assert.Equal(["37°36'37.8\"N", "x"], Cells(Read("37°36'37.8\"N,x\n")[0]));

    [Theory]
    [InlineData("a\n\nb\n")]
    [InlineData("a\r\n\r\nb\r\n")]
    [InlineData("a\r\rb")]
    public void Blank_lines_are_rows(string text) => Assert.Equal([(1, "a"), (2, ""), (3, "b")], Read(text).Select(r => (r.Number, r[1])));

    [Theory]
    [InlineData("a,\"x\ny\",b\nnext\n")]
    [InlineData("a,\"x\r\ny\",b\r\nnext\r\n")]
    public void A_row_is_numbered_by_the_line_it_starts_on(string text) => Assert.Equal([1, 3], Read(text).Select(r => r.Number));

    [Fact]
    public void The_end_of_the_last_line_makes_no_row() => Assert.Single(Read("a,b\n"));

    [Fact]
    public void Rows_may_differ_in_length() => Assert.Equal([2, 3, 1], Read("a,b\n1,2,3\nx\n").Select(r => r.Count));

    [Fact]
    public void The_byte_order_mark_is_no_part_of_the_first_cell() => Assert.Equal("a", Read("\uFEFFa,b\n")[0][1]);

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("windows-1252")]
    public void Text_is_decoded_as_the_dialect_says(string name)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        using var content = Stream([.. encoding.Preamble, .. encoding.GetBytes("Año;€\n")]);
        Assert.Equal(
            ["Año", "€"],
            Cells(
                Read(
                    content,
                    new FileDialect
                    {
                        Format = FileFormat.Csv,
                        Encoding = name,
                        Delimiter = ';',
                    }
                )[0]
            )
        );
    }

    [Fact]
    public void Bytes_that_are_not_of_the_encoding_are_refused()
    {
        var dialect = new FileDialect
        {
            Format = FileFormat.Csv,
            Encoding = "utf-8",
            Delimiter = ',',
        };
        Assert.Equal(FindingCodes.FileEncoding, Unreadable(() => Read(Stream([(byte)'a', 0xF1, (byte)'\n']), dialect)).Code);
    }

    [Fact]
    public void A_byte_undefined_in_windows_1252_is_refused_with_its_line()
    {
        var dialect = new FileDialect
        {
            Format = FileFormat.Csv,
            Encoding = "windows-1252",
            Delimiter = ',',
        };
        Assert.Equal("2", Unreadable(() => Read(Stream([.. "a\n"u8, 0x81, (byte)'\n']), dialect)).Arguments["line"]);
    }

    [Theory]
    [InlineData("a,b\n1,2\n3,\"4\n5,6\n7,8\n")]
    [InlineData("a,b\n1,2\n3,\"4\n5,6\n7,\"8\"\n")]
    public void A_quote_that_never_closes_is_named_by_the_line_it_opened_on(string text)
    {
        var finding = Unreadable(() => Read(text));
        Assert.Equal((FindingCodes.FileQuoteOpen, "3"), (finding.Code, finding.Arguments["line"]));
    }

    [Fact]
    public void Text_after_a_closing_quote_is_damage_with_its_cell()
    {
        var finding = Unreadable(() => Read("a,b\n1,\"x\"y\n"));
        Assert.Equal((FindingCodes.FileUnreadable, "B2"), (finding.Code, finding.Where!.Value.A1));
    }

    [Fact]
    public void A_field_too_long_is_refused_before_the_parser_holds_it() => RefusedEndless('x', "", "field");

    [Fact]
    public void A_record_too_wide_is_refused_before_the_parser_holds_it() => RefusedEndless(',', "", "columns");

    [Fact]
    public void A_quoted_field_too_long_is_refused_before_the_parser_holds_it() => RefusedEndless('x', "\"", "field");

    [Fact]
    public void A_quote_that_swallows_lines_is_named_and_not_the_length_it_caused()
    {
        var finding = Unreadable(() => Read("a\n\"" + string.Concat(Enumerable.Repeat("x,y\n", 20_000))));
        Assert.Equal((FindingCodes.FileQuoteOpen, "2"), (finding.Code, finding.Arguments["line"]));
    }

    [Fact]
    public void A_record_too_long_in_all_is_refused() =>
        Limit("record", () => Read("a,b,c\nlonger,longer,longer\n", limits: ReadLimits.Default with { MaxRecordLength = 12 }));

    [Fact]
    public void Rows_beyond_the_limit_are_refused() =>
        Limit("rows", () => Read("a\nb\nc\n", limits: ReadLimits.Default with { MaxRows = 2 }));

    [Fact]
    public void Rows_come_before_the_file_has_been_read_to_its_end()
    {
        using var content = new Endless('\n');
        Assert.Equal(1000, new CsvGridReader().Read(content, Comma, ReadLimits.Default, default).Take(1000).Count());
        Assert.True(content.Given < 1 << 20);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Rows_and_their_numbers_run_on_through_a_long_file(string end)
    {
        const int records = 400_000;
        var text = string.Concat(Enumerable.Range(0, records).Select(i => $"{i:000000},\"a{end}b\",{i:0000000}{end}"));
        var rows = Read(text);
        Assert.Equal(records, rows.Count);
        Assert.All(rows.Index(), r =>
            Assert.True(r.Item.Number == (2 * r.Index) + 1 && r.Item.Count == 3 && r.Item[1] == $"{r.Index:000000}")
        );
    }

    [Fact]
    public void Cancelling_ends_the_reading()
    {
        using var content = new Endless('\n');
        Assert.Throws<OperationCanceledException>(() =>
            new CsvGridReader().Read(content, Comma, ReadLimits.Default, new CancellationToken(true)).Last()
        );
    }

    [Fact]
    public void Random_tables_come_back_as_they_were_written()
    {
        const int seed = 20_260;
        var random = new Random(seed);
        string[] pieces = ["", "a", "\"", ",", "\r\n", "\n", "ñ", " ", "1.5", "=x"];
        for (var run = 0; run < 300; run++)
        {
            var width = random.Next(2, 5);
            var table = Enumerable
                .Range(0, random.Next(1, 6))
                .Select(_ => Enumerable.Range(0, width).Select(_ => string.Concat(random.GetItems(pieces, random.Next(4)))).ToArray())
                .ToList();
            var text = string.Concat(
                table.Select(r => string.Join(',', r.Select(c => '"' + c.Replace("\"", "\"\"", StringComparison.Ordinal) + '"')) + "\r\n")
            );
            Assert.Equal(table, Read(text).Select(Cells));
        }
    }

    private static FileDialect Comma =>
        new()
        {
            Format = FileFormat.Csv,
            Encoding = "utf-8",
            Delimiter = ',',
        };

    private static void RefusedEndless(char repeated, string start, string measure)
    {
        using var content = new Endless(repeated, start);
        Limit(measure, () => Read(content, Comma));
        Assert.True(content.Given < 1 << 20, $"{content.Given} bytes were taken in");
    }

    private static void Limit(string measure, Action read)
    {
        var finding = Unreadable(read);
        Assert.Equal((FindingCodes.FileLimit, measure), (finding.Code, finding.Arguments["measure"]));
    }

    private sealed class Endless(char repeated, string start = "") : MemoryStream
    {
        public long Given { get; private set; }

        public override bool CanSeek => false;

        public override int Read(Span<byte> buffer)
        {
            buffer.Fill((byte)repeated);
            if (Given == 0)
                Encoding.ASCII.GetBytes(start).CopyTo(buffer);
            Given += buffer.Length;
            return buffer.Length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    }
}
