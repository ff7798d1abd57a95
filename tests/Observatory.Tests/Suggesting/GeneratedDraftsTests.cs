using System.Globalization;
using System.Text;
using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Tests.Support;
using Observatory.Tests.Taxonomy;
using Xunit;

namespace Observatory.Tests.Suggesting;

/// <summary>
/// Whatever a table looks like, <c>mappings suggest</c> ends with a draft that reading takes, or with a question; never with a failure.
/// </summary>
public sealed class GeneratedDraftsTests
{
    private const int Tables = 240;

    /// <summary>
    /// Headings that are equal but for case, accents or blanks, words of YAML, of the mapping language and of label tables, and those that
    /// no one should write.
    /// </summary>
    private static readonly string[] Headings =
    [
        "Name",
        "name",
        "NAME ",
        "Ñame",
        "note",
        "Note",
        "Parent",
        "level",
        "Type",
        "Año",
        "año",
        "ANO",
        "Mes",
        "mes ",
        "Delito",
        "DELITO",
        "Delito*",
        "Provincia",
        "provincia",
        "Total",
        "TOTAL",
        "total*",
        "",
        "",
        " ",
        "null",
        "true",
        "No",
        "yes",
        "~",
        "-",
        "?",
        ":",
        "a: b",
        "#",
        "# x",
        "'",
        "\"",
        "\"Año\"",
        "[x]",
        "{x}",
        "{Año}",
        "{fact.year}",
        "&a",
        "*a",
        "*",
        "**",
        "!x",
        "|",
        ">",
        "%x",
        "@x",
        "`x`",
        "<<",
        "---",
        "...",
        "unpivoted",
        "header.1",
        "header.2",
        "fact.section",
        "fact.year",
        "INDICATOR",
        "REF_AREA",
        "TIME_PERIOD",
        "OBS_VALUE",
        "SEX",
        "Sex",
        "Sexo",
        "AGE",
        "Edad",
        "FREQ",
        "INDICADOR",
        "column A",
        "column B",
        "Año (B)",
        "Año:5",
        "Año:05",
        "Casos\nregistrados",
        "Casos\r\nregistrados",
        "tab\there",
        "Víctimas de homicidio",
        "Número de casos",
        "Tasa por 100",
        "2020",
        "2021",
        "2021",
        "Enero",
        "Febrero",
        "Marzo",
        "1",
        "2",
        "3",
        "T1",
        "2019/20",
        "😀",
        "😀 casos",
        "A\u0301rea",
        "¹",
        "(1)",
        "Casos (1)",
        "Casos¹",
        "\u2028",
        "x\u2028y",
        "\u200B",
        "a/b",
        "a / b",
        "Delito / 2020",
        "Fecha",
        "fecha",
        "Nombre",
        "Nombre de la víctima",
        "Edad",
        "Arma",
        "Fuente",
        "source",
        "Unidad",
        "unit",
        new string('x', 1100),
        new string('y', 1100) + " casos",
        "Departamento de " + new string('á', 400),
    ];

    private static readonly string[][] Columns =
    [
        ["2019", "2020", "2021"],
        ["Enero", "Febrero", "marzo", "Abril"],
        ["1", "2", "12", "7"],
        ["10", "200", "3", "0"],
        ["1.234", "2.5", "12"],
        ["1,5", "2,25", "n/d"],
        ["79228162514264337593543950335", "79228162514264337593543950335"],
        ["Jalisco", "Sonora", "Colima", "Total"],
        ["jalisco", "Jalisco", "JALISCO "],
        ["MX-JAL", "MX-SON"],
        ["Homicidio doloso", "homicidio doloso", "Robo"],
        ["H", "M", "h"],
        ["Hombre", "Mujer", "Total", "hombre"],
        ["15 a 29", "30 a 44", "0..9", "5..12", "*"],
        ["12", "34", "Menor", "menor", "n/e"],
        ["01/02/2020", "13/02/2020", "02/13/2020"],
        ["2020-01-01", "2020-02-30"],
        ["T1 2020", "t1 2020", "T2 2020"],
        ["ene 2020", "Ene 2020"],
        ["2019/20", "2020/21"],
        ["*", "-", "?", "{x}"],
        ["", "", ""],
        ["", "a", "A", "á"],
        ["Total", "TOTAL", "Subtotal"],
        ["Ana Inventada Uno", "Luis Inventado Dos"],
        ["texto\nen dos líneas", "\"entre comillas\"", "a;b,c\td"],
        ["-5", "+7", "−3"],
        ["x", "y"],
        ["1e5", "0x1F", "٣"],
        ["Arma de fuego", "arma de fuego", "Arma blanca"],
        ["Tasa", "Casos"],
        ["Fuente: registro", "Nota"],
        ["true", "false"],
        ["😀", "\uFFFD"],
    ];

    private static string Of(Random random, string[] from) => from[random.Next(from.Length)];

    private static List<string[]> Table(Random random)
    {
        var width = random.Next(1, 8);
        var columns = Enumerable.Range(0, width).Select(_ => Columns[random.Next(Columns.Length)]).ToList();
        var rows = new List<string[]>();
        for (var i = random.Next(3); i > 0; i--)
            rows.Add([.. Enumerable.Range(0, width).Select(c => c == 0 ? Of(random, Headings) : "")]);
        for (var i = random.Next(1, 4); i > 0; i--)
            rows.Add([.. Enumerable.Range(0, width).Select(_ => Of(random, Headings))]);
        for (var i = random.Next(1, 14); i > 0; i--)
            rows.Add(random.Next(12) == 0 ? [Of(random, Headings)] : [.. columns.Select(c => random.Next(10) == 0 ? "" : Of(random, c))]);
        if (random.Next(3) == 0)
            rows.Add([.. Enumerable.Range(0, width).Select(c => c == 0 ? "Total" : Of(random, columns[c]))]);
        return rows;
    }

    private static readonly System.Buffers.SearchValues<char> Quoted = System.Buffers.SearchValues.Create(",;\t\"\r\n");

    private static byte[] Csv(Random random, List<string[]> rows)
    {
        var mark = random.Next(2) == 0 ? ',' : ';';
        return Encoding.UTF8.GetBytes(
            string.Concat(
                rows.Select(r =>
                    string.Join(
                        mark,
                        r.Select(c => c.AsSpan().ContainsAny(Quoted) ? $"\"{c.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : c)
                    ) + "\r\n"
                )
            )
        );
    }

    [Fact]
    public void Every_generated_table_gives_a_draft_that_reading_takes_or_a_question()
    {
        var drafts = 0;
        for (var seed = 0; seed < Tables; seed++)
        {
            var random = new Random(seed);
            var isWorkbook = seed % 3 == 0;
            var bytes = isWorkbook
                ? SuggestedFile.Workbook([
                    .. Enumerable
                        .Range(1, random.Next(1, 4))
                        .Select(n => ($"Hoja {n.ToString(CultureInfo.InvariantCulture)}", Table(random).ToArray())),
                ])
                : Csv(random, Table(random));
            var country = seed % 5 == 0 ? "INT" : "MEX";
            SuggestedFile file;
            try
            {
                file = SuggestedFile.Of(isWorkbook ? "casos.xlsx" : "casos.csv", country, bytes);
            }
            catch (UnreadableFileException)
            {
                continue;
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                throw new InvalidOperationException($"Seed {seed}: {fault.Message}", fault);
            }
            Assert.True(file.Draft is not null || file.Found.AllQuestions.Any(), $"Seed {seed}: neither a draft nor a question.");
            if (file.Draft is null)
                continue;
            drafts++;
            ProvedClaimsTests.EveryClaimIsComputed(file);
            var (mapping, faults) = MappingReader.Read(file.Draft.Folder, TaxonomyFolder.Read);
            Assert.True(
                mapping is not null,
                $"Seed {seed}: {string.Join("; ", faults.Select(f => $"{f.Code} {string.Join(", ", f.Arguments.Values)}"))}\n{file.Said()}"
            );
            Assert.True(
                file.Draft.Reading.Findings.Kept.All(f => f.Code is not (FindingCodes.ColumnMissing or FindingCodes.HeaderNotFound)),
                $"Seed {seed}: {file.Said()}"
            );
        }
        Assert.True(drafts > Tables / 2);
    }

    [Theory]
    [InlineData("Name,Birth Date,Pay\n{ana},{date},\nTotals:,,$5\n")]
    [InlineData("Name,name,NAME\nHurto,3,4\nRobo,5,6\n")]
    [InlineData("note,Año,Casos\nHurto,2020,4\nRobo,2020,6\nEstafa,2020,7\n")]
    [InlineData("Delito,fact.section,unpivoted\nHurto,3,4\nRobo,5,6\nEstafa,2,7\n")]
    public void A_heading_that_is_a_word_of_the_mapping_language_is_called_by_its_letter(string text)
    {
        var file = SuggestedFile.Of("casos.csv", "MEX", text);
        Assert.NotNull(MappingReader.Read(file.Draft!.Folder, TaxonomyFolder.Read).Mapping);
        Assert.Contains("name: {", file.Mapping, StringComparison.Ordinal);
    }

    [Fact]
    public void A_draft_that_the_reader_of_mappings_refuses_says_so_in_its_first_question()
    {
        // A taxonomy without the provider of drafts whose office nobody has named.
        var files = TaxonomyFolder.Replacing("providers.csv", Core.Suggesting.DraftWriter.UnknownProvider, "SOMEBODY_ELSE");
        var taxonomy = Core.Taxonomy.TaxonomyReader.Read(files).Catalogue!;
        var file = SuggestedFile.Of(
            "casos.csv",
            "MEX",
            Encoding.UTF8.GetBytes("Delito,Año,Casos\nHurto,2020,4\nRobo,2020,6\nEstafa,2020,7\n"),
            taxonomy
        );
        Assert.True(file.Draft!.Reading.IsBlocked);
        Assert.Equal("ask.draftRefused", file.Draft.Questions[0].Asks.Key);
        Assert.Contains(Core.Suggesting.DraftWriter.UnknownProvider, file.Text("questions.txt"), StringComparison.Ordinal);
    }

    [SharedTheory]
    [InlineData("c.csv")]
    [InlineData("e.csv")]
    public void The_files_on_which_a_draft_failed_have_one(string name)
    {
        var file = SuggestedFile.Shared("cases/reading/14-suggest-system-failed/" + name, "MEX");
        Assert.NotNull(MappingReader.Read(file.Draft!.Folder, TaxonomyFolder.Read).Mapping);
    }
}
