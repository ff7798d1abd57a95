using System.Globalization;
using System.Text;
using Observatory.Core.Checking;
using Observatory.Core.Reading;
using Observatory.Tests.Support;
using Xunit;
using Xunit.Abstractions;
using static Observatory.Tests.Reading.Files;

namespace Observatory.Tests.Reading;

/// <summary>Laws of reading, tried on random tables, and random damage to real files. Every seed is printed.</summary>
public sealed class ReadingPropertyTests(ITestOutputHelper output)
{
    private const int Rounds = 60;

    private static readonly string[] Words =
    [
        "año",
        "Región",
        "São Paulo",
        "déjà vu",
        "Ñuñoa",
        "total",
        "12",
        "3.5",
        "0901",
        "-7",
        "a b",
        "",
        "x'y",
        "Nº 4",
        "ÇÃO",
    ];

    [Fact]
    public void One_text_in_every_encoding_gives_the_same_rows() =>
        ForTables(
            (random, table) =>
            {
                var text = Csv(table, "\n", quoteAll: random.Next(2) == 0);
                var utf8 = Described(new UTF8Encoding(false).GetBytes(text));
                Assert.Equal(Described(table), utf8);
                Assert.Equal(utf8, Described([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)]));
                Assert.Equal(utf8, Described(Encoding.GetEncoding(1252).GetBytes(text)));
                Assert.Equal(utf8, Described(Encoding.Latin1.GetBytes(text)));
                Assert.Equal(utf8, Described([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)]));
                Assert.Equal(utf8, Described([.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(text)]));
            }
        );

    [Fact]
    public void One_table_with_every_line_end_gives_the_same_rows() =>
        ForTables(
            (random, table) =>
            {
                var quoteAll = random.Next(2) == 0;
                var expected = Described(table);
                foreach (var end in new[] { "\n", "\r\n", "\r" })
                {
                    Assert.Equal(expected, Described(Encoding.UTF8.GetBytes(Csv(table, end, quoteAll))));
                    Assert.Equal(expected, Described(Encoding.UTF8.GetBytes(Csv(table, end, quoteAll)[..^end.Length])));
                }
            }
        );

    [Fact]
    public void A_table_as_csv_and_as_xlsx_gives_the_same_texts() =>
        ForTables(
            (_, table) =>
            {
                var data = new StringBuilder();
                foreach (var row in table)
                {
                    data.Append("<row>");
                    foreach (var cell in row)
                        data.Append(CultureInfo.InvariantCulture, $"<c t=\"inlineStr\"><is><t xml:space=\"preserve\">{cell}</t></is></c>");
                    data.Append("</row>");
                }

                using var workbook = Xlsx(data.ToString());
                var rows = SourceFile.Open(workbook, "x.xlsx", ReadLimits.Default).Rows(default).ToList();
                var expected = Read(
                    new MemoryStream(Encoding.UTF8.GetBytes(Csv(table, "\n", true))),
                    new FileDialect
                    {
                        Format = FileFormat.Csv,
                        Encoding = "utf-8",
                        Delimiter = ';',
                    }
                );
                Assert.Equal(Texts(expected), Texts(rows));
            }
        );

    /// <summary>Damage by bytes, by cutting off, and by joining two files in the middle.</summary>
    [SharedTheory]
    [InlineData(".xlsx", 31)]
    [InlineData(".xls", 32)]
    [InlineData(".csv", 33)]
    public void Damaged_files_are_read_or_refused_with_a_finding(string extension, int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var samples = Directory
            .EnumerateFiles(Shared.Path("hostile"), "*" + extension, SearchOption.AllDirectories)
            .Where(p => p.EndsWith(extension, StringComparison.Ordinal) && new FileInfo(p).Length is > 0 and < 40_000)
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllBytes)
            .ToArray();
        var (read, refused) = (0, 0);
        for (var round = 0; round < 700; round++)
        {
            var bytes = Damaged(samples, random);
            try
            {
                using var content = new MemoryStream(bytes);
                SourceFile.Open(content, "x" + extension, ReadLimits.Default).ReadThrough(default);
                read++;
            }
            catch (UnreadableFileException refusal)
            {
                refused++;
                Assert.Contains(refusal.Finding.Code, FindingCodes.All);
            }
            catch (Exception fault)
            {
                Assert.Fail($"Seed {seed}, round {round}: {fault}");
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{read} read, {refused} refused"));
        Assert.True(refused > 0 && read > 0);
    }

    /// <summary>Damage inside the parts of a workbook, where the packing does not give it away.</summary>
    [Fact]
    public void Damaged_parts_of_a_workbook_are_read_or_refused_with_a_finding()
    {
        const int seed = 34;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        const string rows =
            "<row r=\"1\" spans=\"1:3\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" s=\"1\"><v>44927</v></c><c r=\"C1\" t=\"b\">"
            + "<v>1</v></c></row><row r=\"3\"><c r=\"A3\" t=\"e\"><v>#N/A</v></c><c r=\"B3\"><f>A1</f><v>1.5</v></c></row>";
        const string strings =
            "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" count=\"1\"><si><r><t>a_x0041_</t></r></si></sst>";
        var (read, refused) = (0, 0);
        for (var round = 0; round < 3_000; round++)
        {
            using var content = Xlsx(Scratched(rows, random), ("xl/sharedStrings.xml", Scratched(strings, random)));
            try
            {
                SourceFile.Open(content, "x.xlsx", ReadLimits.Default).ReadThrough(default);
                read++;
            }
            catch (UnreadableFileException)
            {
                refused++;
            }
            catch (Exception fault)
            {
                Assert.Fail($"Seed {seed}, round {round}: {fault}");
            }
        }

        output.WriteLine($"{read} read, {refused} refused");
        Assert.True(read > 0 && refused > 0);
    }

    private static string Scratched(string xml, Random random)
    {
        const string alphabet = "<>/=\"'&;019ARZs:-.! \t\u0001\uFFFE";
        var text = new StringBuilder(xml);
        for (var scratches = random.Next(0, 3); scratches > 0; scratches--)
        {
            var at = random.Next(text.Length);
            switch (random.Next(3))
            {
                case 0:
                    text[at] = alphabet[random.Next(alphabet.Length)];
                    break;
                case 1:
                    text.Remove(at, Math.Min(random.Next(1, 12), text.Length - at));
                    break;
                default:
                    text.Insert(at, xml.AsSpan(random.Next(xml.Length - 12), 12));
                    break;
            }
        }

        return text.ToString();
    }

    private static byte[] Damaged(byte[][] samples, Random random)
    {
        var bytes = (byte[])samples[random.Next(samples.Length)].Clone();
        switch (random.Next(3))
        {
            case 0:
                for (var flips = random.Next(1, 9); flips > 0; flips--)
                    bytes[random.Next(2) == 0 ? random.Next(bytes.Length) : random.Next(Math.Min(bytes.Length, 1600))] = (byte)
                        random.Next(256);
                return bytes;
            case 1:
                return bytes[..random.Next(bytes.Length)];
            default:
                var other = samples[random.Next(samples.Length)];
                var (from, to) = (random.Next(bytes.Length), random.Next(other.Length));
                return [.. bytes[..from], .. other[to..]];
        }
    }

    private void ForTables(Action<Random, string[][]> law)
    {
        for (var seed = 1; seed <= Rounds; seed++)
        {
            var random = new Random(seed);
            var columns = random.Next(2, 7);
            var table = Enumerable
                .Range(0, random.Next(2, 12))
                .Select(r => Enumerable.Range(0, columns).Select(c => c == 0 ? $"México {r}" : Words[random.Next(Words.Length)]).ToArray())
                .ToArray();
            try
            {
                law(random, table);
            }
            catch (Exception fault) when (fault is Xunit.Sdk.XunitException or UnreadableFileException)
            {
                output.WriteLine($"seed {seed}: {(fault as UnreadableFileException)?.Finding}");
                throw;
            }
        }
    }

    private static string Csv(string[][] table, string end, bool quoteAll) =>
        string.Concat(table.Select(row => string.Join(';', row.Select(c => quoteAll ? $"\"{c}\"" : c)) + end));

    private static IEnumerable<string> Described(string[][] table) =>
        table.Select((row, i) => $"{i + 1}: {string.Join('|', row)}").ToList();

    private static IEnumerable<string> Described(byte[] csv)
    {
        using var content = new MemoryStream(csv);
        return
        [
            .. SourceFile.Open(content, "x.csv", ReadLimits.Default).Rows(default).Select(r => $"{r.Number}: {string.Join('|', Cells(r))}"),
        ];
    }

    private static IEnumerable<string> Texts(List<GridRow> rows) =>
        rows.SelectMany(r => Enumerable.Range(1, r.Count).Where(c => r[c].Length > 0).Select(c => $"{r.Number} {c} {r[c]}"));
}
