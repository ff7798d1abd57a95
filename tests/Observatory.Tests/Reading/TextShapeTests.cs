using System.Text;
using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Observatory.Tests.Mappings;
using Xunit;

namespace Observatory.Tests.Reading;

/// <summary>How text files are written: their encoding, their delimiter, their quotes, their end.</summary>
public sealed class TextShapeTests
{
    private static readonly string[] Words =
    [
        "São Paulo",
        "Ceará",
        "Espírito Santo",
        "Goiás",
        "Maranhão",
        "Pará",
        "Rondônia",
        "Bogotá",
        "Chocó",
        "Ñuble",
        "Biobío",
        "Aysén",
        "MICHOACÁN",
        "MÉXICO",
        "Córdoba",
        "Tucumán",
        "Montréal",
        "Québec",
    ];

    /// <summary>A list of places in a code page of DOS or Macintosh is refused; the same list in windows-1252 or UTF-8 is read.</summary>
    [Theory]
    [InlineData(850)]
    [InlineData(437)]
    [InlineData(10000)]
    public void Places_in_an_old_code_page_are_refused_whichever_they_are(int codePage)
    {
        var encoding = Encoding.GetEncoding(codePage, new EncoderReplacementFallback("?"), DecoderFallback.ExceptionFallback);
        for (var from = 0; from < Words.Length - 5; from++)
        {
            var text = "lugar;casos\n" + string.Concat(Words.Skip(from).Take(6).Select((w, i) => $"{w};{i}\n"));
            Assert.Equal(
                (text, FindingCodes.FileEncoding),
                (text, Files.Refusal(new MemoryStream(encoding.GetBytes(text)), "x.csv")?.Code)
            );
            Assert.Equal(
                (text, "windows-1252"),
                (text, FileSniffer.Sniff(new MemoryStream(Encoding.GetEncoding(1252).GetBytes(text)), "x.csv").Encoding)
            );
            Assert.Equal((text, "utf-8"), (text, FileSniffer.Sniff(new MemoryStream(Encoding.UTF8.GetBytes(text)), "x.csv").Encoding));
        }
    }

    [Theory]
    [InlineData("GARCíA;1\nMARTíNEZ;2\nBOGOTá;3\n")]
    [InlineData("«JOSÉ»;1\n«AMANHû;2\nCAFÉ»;3\n")]
    [InlineData("¿Cuántos?;1\n¡Ninguno!;2\nO’Higgins;3\n")]
    [InlineData("Lima–Callao;1\nnorte – sur;2\nCôte d’Ivoire;3\n")]
    [InlineData("Curaçao;1\nservicio 3º;2\nÅland;3\nSão Tomé;4\n")]
    [InlineData("Total†;1\nParcial‡;2\n5 ‰;3\n")]
    [InlineData("Corrupção;1\n")]
    [InlineData("Corrupção passiva;1\nSecção;2\nAcção;3\nSusç;4\n")]
    [InlineData("N°DE CASOS;1\nN°DE VICTIMAS;2\n")]
    [InlineData("Jan–Mar;1\nAbr–Jun;2\nJul–Set;3\n")]
    [InlineData("1°semestre;1\n2°semestre;2\n")]
    public void Western_text_with_unusual_signs_is_still_read(string text) =>
        Assert.Equal("windows-1252", FileSniffer.Sniff(new MemoryStream(Encoding.GetEncoding(1252).GetBytes(text)), "x.csv").Encoding);

    /// <summary>Lines of two encodings, in any order and number, are one file of none.</summary>
    [Fact]
    public void Two_encodings_in_one_file_are_refused_however_they_are_mixed()
    {
        for (var mix = 1; mix < (1 << 5) - 1; mix++)
        {
            var bytes = Enumerable
                .Range(0, 5)
                .SelectMany(i => (((mix >> i) & 1) == 0 ? Encoding.UTF8 : Encoding.GetEncoding(1252)).GetBytes($"{Words[i]};{i}\n"))
                .ToArray();
            Assert.Equal((mix, FindingCodes.FileEncoding), (mix, Files.Refusal(new MemoryStream(bytes), "x.csv")?.Code));
        }
    }

    [Theory]
    [InlineData("Municipio;Tasa, por 100 mil\nBogotá;12,5\nCali;45,1\n", ';')]
    [InlineData("a;b\n1,5;2,5\n3,5;4,5\n", ';')]
    [InlineData("1,5;2,5\n3,5;4,5\n", ';')]
    [InlineData("12,5|13,5\n1,0|2,5\n", '|')]
    [InlineData("1.234,5;2\n3.234,5;4\n", ';')]
    [InlineData("a;b,c,d\n1;2,3,4\n5;6,7,8\n", ',')]
    [InlineData("lugar,casos\nA;B,1\nC;D,2\n", ',')]
    [InlineData("a,b\n1,2\n3,4\n", ',')]
    [InlineData("x,\"a;b\"\ny,\"c;d\"\n", ',')]
    public void A_comma_that_is_part_of_a_number_or_a_sentence_separates_nothing(string text, char delimiter) =>
        Assert.Equal(delimiter, FileSniffer.Sniff(Files.Stream(text), "x.csv").Delimiter);

    [Theory]
    [InlineData("delimiter: \";\"", "year;area;n\n2015;AR-C;12\n")]
    [InlineData("delimiter: \"|\"", "year|area|n\n2015|AR-C|12\n")]
    [InlineData("delimiter: tab", "year\tarea\tn\n2015\tAR-C\t12\n")]
    [InlineData("delimiter: \";\"", "\"a, b, c, d\"\nx, y, z, w, v, u\nx, y, z, w, v, u\nyear;area;n\n2015;AR-C;12\n")]
    public void A_mapping_may_name_the_delimiter_and_is_recognised_by_it(string dialect, string text)
    {
        var mapping = Feed.Mapping(Feed.Yaml($"dialect: {{ {dialect} }}"));
        Assert.Equal(["HOM_INC AR-C 2015 12"], Feed.Figures(Feed.Read(mapping, text).Mapped!));
        var recognised = FileReading.Of(
            Files.Stream(text),
            "x.csv",
            null,
            [mapping],
            Feed.Taxonomy,
            Feed.Today,
            ReadLimits.Default,
            CancellationToken.None
        );
        Assert.Equal(["HOM_INC AR-C 2015 12"], Feed.Figures(recognised.Mapped!));
    }

    [Fact]
    public void An_unsupported_delimiter_of_a_mapping_is_a_fault() =>
        Assert.Equal("delimiter", Feed.OnlyFault(Feed.Yaml("dialect: { delimiter: \":\" }")).Arguments["word"]);

    [Theory]
    [InlineData("a,b\n1,2\n\u001A", 2)]
    [InlineData("a,b\n1,2\u001A", 2)]
    [InlineData("a,b\n1,2\n\u001A\u001A\u001A", 2)]
    [InlineData("a,b\n1,\u001A2\n", 2)]
    public void The_mark_that_ends_a_DOS_file_is_no_row(string text, int rows) => Assert.Equal(rows, Files.Read(text).Count);

    [Theory]
    [InlineData("\"a\" ,\"b\"\t\n", "a ", "b\t")]
    [InlineData("\"a, b\"  ,c\n", "a, b  ", "c")]
    [InlineData("\"a \"\" b\" ,c\n", "a \" b ", "c")]
    public void Blanks_after_a_closing_quote_are_read_as_a_spreadsheet_reads_them(string text, string first, string second) =>
        Assert.Equal([first, second], Files.Cells(Assert.Single(Files.Read(text))));

    [Theory]
    [InlineData("\"a\" b,c\n")]
    [InlineData("\"a\" \"b\",c\n")]
    [InlineData("\"a\"b,c\n")]
    public void Characters_other_than_blanks_after_a_closing_quote_are_damage(string text) =>
        Assert.Equal(FindingCodes.FileUnreadable, Files.Unreadable(() => Files.Read(text)).Code);

    /// <summary>
    /// Every short text of letters, quotes, delimiters, blanks and line ends is refused, or split as the rules of RFC 4180 split it: no
    /// comma is lost, wherever a quote stands.
    /// </summary>
    [Fact]
    public void Every_short_record_is_split_as_the_rules_say()
    {
        foreach (var (delimiter, alphabet) in new[] { (',', "a,\" \n"), (';', "a,\";") })
            for (var length = 1; length <= 5; length++)
            {
                var letters = new int[length];
                do
                {
                    var text = new string([.. letters.Select(l => alphabet[l])]);
                    if (Plainly(text, delimiter) is { } expected)
                        Assert.Equal((text, expected), (text, Said(Files.Read(text, delimiter).Select(Files.Cells))));
                    else
                        Files.Unreadable(() => Files.Read(text, delimiter));
                } while (Advance(letters, alphabet.Length));
            }
    }

    private static bool Advance(int[] letters, int count)
    {
        for (var i = 0; i < letters.Length; i++)
        {
            if (++letters[i] < count)
                return true;
            letters[i] = 0;
        }

        return false;
    }

    private static string Said(IEnumerable<string[]> records) => string.Join('¶', records.Select(r => string.Join('·', r)));

    /// <summary>The records by a plain walk; null where a quote is not closed or something but blanks follows one that is.</summary>
    private static string? Plainly(string text, char delimiter)
    {
        var (records, record, i) = (new List<string[]>(), new List<string>(), 0);
        while (i < text.Length || record.Count > 0)
        {
            var field = new StringBuilder();
            if (i < text.Length && text[i] == '"')
            {
                for (i++; ; i++)
                {
                    if (i >= text.Length)
                        return null;
                    if (text[i] != '"')
                        field.Append(text[i]);
                    else if (i + 1 < text.Length && text[i + 1] == '"')
                        field.Append(text[++i]);
                    else
                        break;
                }

                for (i++; i < text.Length && text[i] == ' '; i++)
                    field.Append(' ');
                if (i < text.Length && text[i] != delimiter && text[i] != '\n')
                    return null;
            }
            else
            {
                for (; i < text.Length && text[i] != delimiter && text[i] != '\n'; i++)
                    field.Append(text[i]);
            }

            record.Add(field.ToString());
            if (i < text.Length && text[i] == delimiter)
            {
                i++;
                continue;
            }

            records.Add([.. record]);
            record.Clear();
            i++;
        }

        return Said(records);
    }
}
