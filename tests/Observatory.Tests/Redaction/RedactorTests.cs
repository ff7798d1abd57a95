using System.IO.Compression;
using System.Text;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Observatory.Core.Redaction;
using Observatory.Tests.Mappings;
using Observatory.Tests.Reading;
using Observatory.Tests.Support;
using Xunit;

namespace Observatory.Tests.Redaction;

/// <summary>Copies of files from which columns about persons were taken out.</summary>
public sealed class RedactorTests
{
    private static readonly Mapping Register = Feed.Mapping(
        Feed.Yaml("neverStore: [Nombre, Cédula]\nignore: { remark: not used, when: not used }")
    );

    public static TheoryData<string, string, string> Texts =>
        new()
        {
            { "plain", "year,area,n,Nombre\n2015,ARG,1,Equis\n2016,ARG,2,Theta\n", "year,area,n,Nombre\n2015,ARG,1,\n2016,ARG,2,\n" },
            { "first and last column", "CEDULA,year,area,n,Nombre\n1-2,2015,ARG,1,Equis", "CEDULA,year,area,n,Nombre\n,2015,ARG,1," },
            {
                "quoted with delimiters and quotes",
                "year,area,Nombre,n\n2015,ARG,\"Zeta, \"\"la\"\" Equis\",1\n",
                "year,area,Nombre,n\n2015,ARG,,1\n"
            },
            {
                "other quoted cells stay as written",
                "year,area,Nombre,n,remark\n\"2015\",ARG,Equis,1,\"a, \"\"b\"\"\nc\"\n",
                "year,area,Nombre,n,remark\n\"2015\",ARG,,1,\"a, \"\"b\"\"\nc\"\n"
            },
            {
                "line breaks keep the lines",
                "year,area,Nombre,n\r\n2015,ARG,\"Equis\r\nPaz\",1\r\n2016,ARG,Theta,2\r\n",
                "year,area,Nombre,n\r\n2015,ARG,\"\r\n\",1\r\n2016,ARG,,2\r\n"
            },
            {
                "title above, semicolons, blank lines",
                "Registro de Nombre\n\nyear;area;n;Nombre\n2015;ARG;1;Equis\n\n2016;ARG;2;Theta\n",
                "Registro de Nombre\n\nyear;area;n;Nombre\n2015;ARG;1;\n\n2016;ARG;2;\n"
            },
            { "a row of nothing else", "year,area,n,Nombre\n2015,ARG,1,Equis\n,,,Theta\n", "year,area,n,Nombre\n2015,ARG,1,\n,,,\n" },
            {
                "short and long rows",
                "year,area,n,Nombre\n2015,ARG\n2016,ARG,2,Theta,more\n",
                "year,area,n,Nombre\n2015,ARG\n2016,ARG,2,,more\n"
            },
            { "the same heading twice", "Nombre,year,area,n,nombre\nAna,2015,ARG,1,Equis\n", "Nombre,year,area,n,nombre\n,2015,ARG,1,\n" },
            {
                "blanks after closing quotes",
                "year,area,Nombre,n\n\"2015\" ,ARG,\"Equis, Paz\"  ,1\n",
                "year,area,Nombre,n\n\"2015\" ,ARG,,1\n"
            },
            { "a lone carriage return ends a line", "year,area,n,Nombre\r2015,ARG,1,Equis\r", "year,area,n,Nombre\r2015,ARG,1,\r" },
        };

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_text_keeps_every_letter_but_those_of_the_columns(string what, string sent, string kept)
    {
        Assert.NotEmpty(what);
        Assert.Equal(kept, Encoding.UTF8.GetString(Redact(Encoding.UTF8.GetBytes(sent), "register.csv")));
    }

    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", true)]
    [InlineData("windows-1252", false)]
    public void A_text_keeps_its_encoding_and_its_mark(string name, bool isMarked)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] Bytes(string text) => [.. isMarked ? encoding.GetPreamble() : [], .. encoding.GetBytes(text)];
        const string sent = "year;area;n;remark;Nombre\r\n2015;ARG;1;año;Íñigo\r\n",
            kept = "year;area;n;remark;Nombre\r\n2015;ARG;1;año;\r\n";
        Assert.Equal(Bytes(kept), Redact(Bytes(sent), "register.csv"));
    }

    /// <summary>The delimiter that the mapping names is that of the copy, too, whatever its other lines look like.</summary>
    [Fact]
    public void A_text_is_compared_by_the_delimiter_of_its_mapping()
    {
        const string head = "\"a, b, c, d\"\nx, y, z, w, v, u\nx, y, z, w, v, u\n";
        var mapping = Feed.Mapping(Feed.Yaml("dialect: { delimiter: \";\" }\nneverStore: [Nombre]"));
        var sent = Open(Encoding.UTF8.GetBytes(head + "year;area;n;Nombre\n2015;ARG;1;Equis\n"), "register.csv");
        var source = sent.As(sent.Dialect with { Delimiter = mapping.Delimiter });
        var redactor = new Redactor(mapping, ReadLimits.Default);
        using var copy = new MemoryStream();
        redactor.Write(
            source,
            new MemoryStream(Encoding.UTF8.GetBytes(head + "year;area;n;Nombre\n2015;ARG;1;Equis\n")),
            redactor.Find(source, CancellationToken.None),
            copy,
            CancellationToken.None
        );
        Assert.Equal(head + "year;area;n;Nombre\n2015;ARG;1;\n", Encoding.UTF8.GetString(copy.ToArray()));
    }

    [Fact]
    public void A_row_that_was_identical_says_so_in_the_first_of_the_columns()
    {
        const string sent =
            "year,Nombre,area,n,Cédula\n2015,Equis,ARG,1,7\n2015,Equis,ARG,1,7\n2015,Theta,ARG,1,7\n2015,Equis,ARG,1,8\n"
            + "2015,Equis,ARG,1,7\n";
        const string kept =
            "year,Nombre,area,n,Cédula\n2015,,ARG,1,\n2015,identical-row,ARG,1,\n2015,,ARG,1,\n2015,,ARG,1,\n2015,identical-row,ARG,1,\n";
        Assert.Equal(kept, Encoding.UTF8.GetString(Redact(Encoding.UTF8.GetBytes(sent), "register.csv")));
    }

    [Fact]
    public void A_long_text_is_copied_to_its_end()
    {
        var seed = 20260311;
        var random = new Random(seed);
        var (sent, kept) = (new StringBuilder("year,Nombre,area,n\n"), new StringBuilder("year,Nombre,area,n\n"));
        for (var i = 0; i < 50_000; i++)
        {
            var name = random.Next(5) switch
            {
                0 => "\"Zeta, Equis\"",
                1 => $"\"a\"\"{i}\"",
                2 => "",
                3 => $"Ñandú {i}",
                _ => "x",
            };
            sent.Append(System.Globalization.CultureInfo.InvariantCulture, $"2015,{name},ARG,{i}\n");
            kept.Append(System.Globalization.CultureInfo.InvariantCulture, $"2015,,ARG,{i}\n");
        }
        Assert.True(
            kept.ToString() == Encoding.UTF8.GetString(Redact(Encoding.UTF8.GetBytes(sent.ToString()), "register.csv")),
            $"seed {seed}"
        );
    }

    [Fact]
    public void A_workbook_keeps_sheets_addresses_kinds_and_values()
    {
        var sent = Workbook();
        var kept = Redact(sent, "register.xlsx");
        Assert.Equal(
            Rows(sent, "register.xlsx")
                .Select(r =>
                    r.Contains("!1:", StringComparison.Ordinal)
                        ? r
                        : r.Replace("E Text Equis Zeta; ", "", StringComparison.Ordinal)
                            .Replace("E Text =cmd; ", "", StringComparison.Ordinal)
                ),
            Rows(kept, "register.xlsx")
        );
    }

    [Fact]
    public void A_workbook_holds_nothing_of_what_was_taken_out_anywhere()
    {
        var kept = Redact(Workbook(), "register.xlsx");
        using var zip = new ZipArchive(new MemoryStream(kept));
        foreach (var entry in zip.Entries)
        {
            using var reader = new StreamReader(entry.Open());
            var text = reader.ReadToEnd();
            Assert.DoesNotContain("Equis Zeta", text, StringComparison.Ordinal);
            Assert.DoesNotContain("cmd", text, StringComparison.Ordinal);
        }
    }

    /// <summary>What the look of a workbook says, and what its number of days is counted from, is said of the copy too.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("<workbookPr date1904=\"1\"/>")]
    public void A_workbook_keeps_what_is_hidden_merged_struck_and_shown_as_a_percentage(string more)
    {
        const string head =
            "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>year</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>area</t></is></c>"
            + "<c r=\"C1\" t=\"inlineStr\"><is><t>n</t></is></c><c r=\"D1\" t=\"inlineStr\"><is><t>Nombre</t></is></c></row>";
        const string area = "t=\"inlineStr\"><is><t>AR-C</t></is></c>";
        var sheet =
            $"<sheetData>{head}<row r=\"2\" hidden=\"1\"><c r=\"A2\"><v>2015</v></c><c r=\"B2\" s=\"4\" {area}<c r=\"C2\" s=\"1\">"
            + "<v>0.054</v></c><c r=\"D2\"><v>1</v></c></row>"
            + $"<row r=\"3\"><c r=\"A3\" s=\"5\"><v>42005</v></c><c r=\"B3\" {area}<c r=\"C3\" s=\"2\"><v>7</v></c><c r=\"D3\">"
            + "<v>1</v></c></row>"
            + $"<row r=\"4\"><c r=\"A4\" s=\"3\"><v>2016</v></c><c r=\"B4\" {area}<c r=\"C4\" s=\"4\"><v>8</v></c></row></sheetData>"
            + "<mergeCells><mergeCell ref=\"C3:C4\"/><mergeCell ref=\"A6:B9\"/></mergeCells>";
        using var content = MadeWorkbooks.Xlsx(
            sheet,
            more,
            "<font><strike/></font><font><vertAlign val=\"subscript\"/></font>",
            "<xf numFmtId=\"10\" fontId=\"0\"/><xf numFmtId=\"164\" fontId=\"0\"/><xf numFmtId=\"0\" fontId=\"1\"/><xf "
                + "numFmtId=\"0\" fontId=\"2\"/><xf numFmtId=\"14\" fontId=\"1\"/>",
            "<numFmt numFmtId=\"164\" formatCode=\";;;\"/>",
            sheets: "<sheet name=\"Oculta\" sheetId=\"1\" state=\"hidden\" r:id=\"rId1\"/><sheet name=\"Datos\" sheetId=\"2\" "
                + "r:id=\"rId2\"/>",
            more: sheet.Replace("AR-C", "AR-X", StringComparison.Ordinal)
        );
        var sent = content.ToArray();
        var kept = Redact(sent, "register.xlsx");
        Assert.Equal(Looks(sent), Looks(kept));
        Assert.Equal(kept, Redact(kept, "register.xlsx"));

        static List<string> Looks(byte[] bytes) =>
            [
                .. Open(bytes, "register.xlsx")
                    .Rows(CancellationToken.None)
                    .Where(r => !r.IsBlank)
                    .ToList()
                    .Select(r =>
                        $"{r.Sheet}!{r.Number}: "
                        + string.Concat(
                            Enumerable.Range(1, 3).Select(at => $"{CellRef.ColumnName(at)} {r.KindOf(at)} {r[at]} {r.TraitsOf(at)}; ")
                        )
                        + string.Join(' ', r.Merged!.Ranges)
                    ),
            ];
    }

    [Fact]
    public void The_same_workbook_gives_the_same_bytes() => Assert.Equal(Redact(Workbook(), "a.xlsx"), Redact(Workbook(), "a.xlsx"));

    [Fact]
    public void A_redacted_copy_redacted_again_is_the_same_copy()
    {
        var once = Redact(Workbook(), "a.xlsx");
        Assert.Equal(once, Redact(once, "a.xlsx"));
    }

    [Fact]
    public void A_file_without_the_headings_needs_no_copy() =>
        Assert.Empty(
            new Redactor(Register, ReadLimits.Default).Find(
                Open(Encoding.UTF8.GetBytes("code,label\n1,x\n"), "dictionary.csv"),
                CancellationToken.None
            )
        );

    [Fact]
    public void A_heading_on_a_sheet_that_no_table_reads_is_taken_out_there_too()
    {
        var redactor = new Redactor(Register, ReadLimits.Default);
        var sheet = Assert.Single(
            redactor.Find(Open(Encoding.UTF8.GetBytes("Anexo\nfila,cedula\n1,9\n"), "annex.csv"), CancellationToken.None)
        );
        Assert.Equal((2, 2, 2), (sheet.HeaderRow, Assert.Single(sheet.Columns), sheet.MarkColumn));
        Assert.True(redactor.IsIncomplete);
    }

    [Fact]
    public void A_heading_that_may_have_been_renamed_is_refused_and_no_cell_is_named()
    {
        var refusal = Assert.Throws<Refusal>(() =>
            Redact(Encoding.UTF8.GetBytes("year,area,n,Nombre,Documento\n2015,ARG,1,Equis,12345\n"), "register.csv")
        );
        Assert.Equal(
            ("PERSONAL_DATA_UNREADABLE", "Cédula", "Documento"),
            (refusal.Code, refusal.Arguments["columns"], refusal.Arguments["unknown"])
        );
        Assert.DoesNotContain(refusal.Arguments.Values, v =>
            v.Contains("12345", StringComparison.Ordinal) || v.Contains("Equis", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_heading_that_the_office_left_away_is_no_reason_to_refuse() =>
        Assert.Equal(
            "year,area,n,remark\n2015,ARG,1,x\n",
            Encoding.UTF8.GetString(Redact(Encoding.UTF8.GetBytes("year,area,n,remark\n2015,ARG,1,x\n"), "register.csv"))
        );

    [Theory]
    [InlineData("a,b,Nombre\n1,2,Equis\n", "Nombre")]
    [InlineData("a;CEDULA;\"nombre\"\n1;2;Equis\n", "Nombre, Cédula")]
    [InlineData("a,b\n1,2\n", null)]
    [InlineData("a,b,Nombre;c\n1,2,Equis;3\n4,5,Zeta;6\n", "Nombre")]
    [InlineData("a,Nombre\n\"open,1\n", "Nombre")]
    [InlineData("a,Nombre\n1,\0\n", "Nombre")]
    public void A_strange_file_that_shows_a_heading_is_known_even_where_it_cannot_be_read(string text, string? headings)
    {
        var shown = PersonalColumns.Shown(
            new SentFile("strange.csv", new MemoryStream(Encoding.UTF8.GetBytes(text))),
            [Register],
            ReadLimits.Default,
            CancellationToken.None
        );
        Assert.Equal(headings, shown is var (_, found) ? string.Join(", ", found) : null);
    }

    [Fact]
    public void A_name_that_hides_what_a_file_is_hides_no_heading()
    {
        var shown = PersonalColumns.Shown(
            new SentFile("strange.csv", new MemoryStream(Workbook())),
            [Register],
            ReadLimits.Default,
            CancellationToken.None
        );
        Assert.Equal(["Nombre"], shown!.Value.Headings);
    }

    [SharedFact]
    public void A_register_of_victims_keeps_every_other_cell_and_gives_the_same_figures()
    {
        var bytes = File.ReadAllBytes(Shared.Path("feeds/ecu/mdi/mdi_homicidiosintencionales_pm_2014-2023.xlsx"));
        var state = new Observatory.Warehouse.Taxonomy.MappingLibrary([TestWarehouse.MappingsRoot]).Current();
        var mapping = state.Find("ECU/mdi-homicides")!.Mapping!;
        var source = Open(bytes, "mdi.xlsx");
        var redactor = new Redactor(mapping, ReadLimits.Default);
        var sheet = Assert.Single(redactor.Find(source, CancellationToken.None));
        Assert.Equal(111, sheet.IdenticalRows.Count);
        using var copy = new MemoryStream();
        // It reads the copy beside the original and throws where they differ.
        redactor.Write(source, new MemoryStream(bytes), [sheet], copy, CancellationToken.None);
        Assert.InRange(copy.Length, 1, bytes.Length * 2L);

        // By the copy the mapping reads the same figures as by the file.
        var today = new NodaTime.LocalDate(2030, 1, 1);
        FileReading Read(Stream content, bool isRedacted) =>
            FileReading.Of(
                [new SentFile("mdi.xlsx", content, isRedacted)],
                mapping,
                state.Mappings,
                state.Taxonomy,
                today,
                ReadLimits.Default,
                CancellationToken.None
            );
        var (whole, kept) = (Read(new MemoryStream(bytes), false), Read(copy, true));
        Assert.Equal(SampleCheck.Text(whole.Mapped!), SampleCheck.Text(kept.Mapped!));
        Assert.Equal(
            whole.Findings.Kept.Select(f => $"{f.Code} {f.Where} {string.Join(' ', f.Arguments.Values)}"),
            kept.Findings.Kept.Select(f => $"{f.Code} {f.Where} {string.Join(' ', f.Arguments.Values)}")
        );
    }

    private static byte[] Redact(byte[] sent, string name)
    {
        var redactor = new Redactor(Register, ReadLimits.Default);
        var source = Open(sent, name);
        var sheets = redactor.Find(source, CancellationToken.None);
        if (sheets.Count == 0)
            return sent;
        using var copy = new MemoryStream();
        redactor.Write(source, new MemoryStream(sent), sheets, copy, CancellationToken.None);
        return copy.ToArray();
    }

    private static SourceFile Open(byte[] bytes, string name) => SourceFile.Open(new MemoryStream(bytes), name, ReadLimits.Default);

    /// <summary>
    /// A date, a moment, a time of day, numbers of every form, an error, a truth, odd texts; the names stand in shared and inline texts.
    /// </summary>
    private static byte[] Workbook() =>
        Files
            .Xlsx(
                Row(1, Text("A", "year"), Text("B", "area"), Text("C", "n"), Text("D", "remark"), Text("E", "Nombre"), Text("F", "when"))
                    + Row(
                        2,
                        Value("A", "2015"),
                        Text("B", "ARG"),
                        Value("C", "1.10"),
                        Text("D", " a&amp;b &lt;c&gt; _x0041_ _x005F_x0041_ \u00f1"),
                        Text("E", "Equis Zeta"),
                        Value("F", "42740", 1)
                    )
                    + Row(
                        3,
                        Value("A", "2016"),
                        Text("B", "ARG"),
                        Value("C", "1E-7"),
                        Text("D", "line_x000D__x000A_break"),
                        "<c r=\"E{0}\" t=\"s\"><v>0</v></c>",
                        Value("F", "42740.4375", 2)
                    )
                    + Row(
                        7,
                        Value("A", "2017"),
                        Text("B", "ARG"),
                        Value("C", "12345678901234567"),
                        "<c r=\"D{0}\" t=\"e\"><v>#N/A</v></c>",
                        Text("E", "=cmd"),
                        Value("F", "15", 1)
                    )
                    + Row(
                        8,
                        Value("A", "2018"),
                        Text("B", "ARG"),
                        "<c r=\"C{0}\" t=\"b\"><v>1</v></c>",
                        Text("D", "0123"),
                        Text("E", "Equis Zeta"),
                        Value("F", "0.25", 2)
                    ),
                (
                    "xl/sharedStrings.xml",
                    "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><si><t>Equis Zeta</t></si></sst>"
                )
            )
            .ToArray();

    private static string Row(int number, params string[] cells) =>
        $"<row r=\"{number}\">" + string.Concat(cells.Select(c => c.Replace("{0}", $"{number}", StringComparison.Ordinal))) + "</row>";

    private static string Text(string column, string text) =>
        $"<c r=\"{column}{{0}}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>";

    private static string Value(string column, string value, int style = 0) => $"<c r=\"{column}{{0}}\" s=\"{style}\"><v>{value}</v></c>";

    private static List<string> Rows(byte[] bytes, string name) =>
        [
            .. Open(bytes, name)
                .Rows(CancellationToken.None)
                .Where(r => !r.IsBlank)
                .Select(r =>
                    $"{r.Sheet}!{r.Number}: "
                    + string.Concat(
                        Enumerable
                            .Range(1, r.Count)
                            .Where(at => r[at].Length > 0)
                            .Select(at => $"{CellRef.ColumnName(at)} {r.KindOf(at)} {r[at]}; ")
                    )
                ),
        ];
}
