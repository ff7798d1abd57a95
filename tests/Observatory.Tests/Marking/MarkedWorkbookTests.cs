using System.Globalization;
using System.Text;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Marking;
using Observatory.Tests.Reading;
using Xunit;

namespace Observatory.Tests.Marking;

/// <summary>Workbooks of a few cells, each about one thing that marking could harm.</summary>
public sealed class MarkedWorkbookTests
{
    private const string Sheet = "xl/worksheets/sheet1.xml";
    private const string Main =
        "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "
        + "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

    private static byte[] Small(string sheetData, params (string, string)[] more) => Files.Xlsx(sheetData, more).ToArray();

    /// <summary>A workbook whose parts are all said here; those of <see cref="Files.Xlsx"/> where they are not.</summary>
    private static byte[] Whole(params (string Name, string Content)[] parts)
    {
        var usual = new List<(string Name, string Content)>
        {
            (
                "[Content_Types].xml",
                "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" "
                    + "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" "
                    + "ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" "
                    + "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override "
                    + "PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/"
                    + "vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/></Types>"
            ),
            (
                "_rels/.rels",
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" "
                    + "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" "
                    + "Target=\"xl/workbook.xml\"/></Relationships>"
            ),
            ("xl/workbook.xml", $"<workbook {Main}><sheets><sheet name=\"Datos\" sheetId=\"7\" r:id=\"rId1\"/></sheets></workbook>"),
            (
                "xl/_rels/workbook.xml.rels",
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" "
                    + "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" "
                    + "Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        };
        return Files.Zip([.. usual.Where(u => parts.All(p => p.Name != u.Name)), .. parts]).ToArray();
    }

    private static string Inline(string cell, string text, string more = "") =>
        $"<c r=\"{cell}\"{more} t=\"inlineStr\"><is><t>{text}</t></is></c>";

    private static void IsValid(byte[] before, byte[] after)
    {
        var old = Errors(before);
        Assert.DoesNotContain(Errors(after), e => !old.Contains(e));
    }

    internal static void IsValid(byte[] file) => Assert.Empty(Errors(file));

    private static HashSet<string> Errors(byte[] file)
    {
        using var document = SpreadsheetDocument.Open(new MemoryStream(file), false);
        return
        [
            .. new OpenXmlValidator(DocumentFormat.OpenXml.FileFormatVersions.Office2019)
                .Validate(document)
                .Select(e => $"{e.Part?.Uri} {e.Path?.XPath} {e.Description}"),
        ];
    }

    /// <summary>
    /// Given back as XLSX, days stay the days they were: those that are dates, and those that the mapping reads from numbers.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void An_old_workbook_goes_on_counting_its_days_from_where_it_counted(byte from1904)
    {
        using var content = MadeWorkbooks.Xls(
            true,
            [(0x22, [from1904, 0]), MadeWorkbooks.Font(), MadeWorkbooks.Style(), MadeWorkbooks.Style(0, 14), MadeWorkbooks.Style(0, 22)],
            (
                "Datos",
                0,
                [
                    MadeWorkbooks.Number(1, 1, 43479, 1),
                    MadeWorkbooks.Number(1, 2, 43479),
                    MadeWorkbooks.Number(1, 3, 43479.25, 2),
                    MadeWorkbooks.Number(1, 4, 30, 1),
                ]
            )
        );
        var before = content.ToArray();
        var after = Marked.Rows(Marked.Write(before, "a.xls", [Marked.At("Datos", 1, 2)]).Content, "a.xlsx")[0];
        var row = Marked.Rows(before, "a.xls")[0];
        Assert.Equal(Marked.Lines([row]), Marked.Lines([after]));
        Assert.Equal(row.TraitsOf(2), after.TraitsOf(2));
    }

    [Fact]
    public void Only_what_has_to_change_changes()
    {
        var sheet =
            $"<?xml version='1.0' encoding='UTF-8' standalone=\"yes\"?>\r\n<!-- kept --><worksheet {Main} xmlns:x14ac=\"urn:x\">\n"
            + "  <sheetPr><tabColor rgb=\"FF00FF00\" /></sheetPr><dimension ref='A1:B2'/><cols><col min=\"1\" max=\"2\" "
            + "width=\"33.5\" style=\"2\" customWidth='1'></col></cols>"
            + "<sheetData><row r=\"1\" spans=\"1:2\" ht=\"30\" customHeight=\"1\" x14ac:dyDescent=\"0.3\"><c r=\"A1\" "
            + "t=\"inlineStr\"><is><r><rPr><b/></rPr><t>a</t></r><r><t xml:space=\"preserve\"> b &#225; </t></r></is></c><c r=\"B1\" "
            + "s='1' ><f>1+1</f><v>2</v></c></row>"
            + "<row r=\"2\"><c s=\"2\" r=\"A2\"><v>5</v></c><c r=\"B2\" s=\"1\"><v>45000</v></c></row></sheetData><sheetProtection "
            + "password=\"CC1A\" sheet=\"1\"/><mergeCells count=\"1\"><mergeCell ref=\"D5:E6\"/></mergeCells><pageMargins "
            + "left=\"0.7\" right=\"0.7\" top=\"0.75\" bottom=\"0.75\" header=\"0.3\" footer=\"0.3\"/><extLst><ext uri=\"{x}\"/>"
            + "</extLst></worksheet>";
        var before = Whole(
            (
                "xl/workbook.xml",
                $"<workbook {Main}><workbookProtection lockStructure=\"1\"/><bookViews><workbookView activeTab=\"0\"/></bookViews>"
                    + "<sheets><sheet name=\"Datos\" sheetId=\"7\" r:id=\"rId1\"/></sheets><definedNames><definedName name=\"zona\" "
                    + "localSheetId=\"0\">Datos!$A$1:$B$2</definedName></definedNames></workbook>"
            ),
            (
                "xl/styles.xml",
                $"<styleSheet {Main}><fonts count=\"2\"><font><sz val=\"10\"/></font><font><b/></font></fonts><fills count=\"2\">"
                    + "<fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>"
                    + "<borders count=\"2\"><border/><border><left style=\"thin\"/></border></borders><cellXfs count=\"3\"><xf "
                    + "numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/><xf numFmtId=\"14\" fontId=\"1\" fillId=\"0\" "
                    + "borderId=\"1\" applyNumberFormat=\"1\"><alignment horizontal=\"center\"/><protection locked=\"0\"/></xf><xf "
                    + "numFmtId=\"4\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellXfs></styleSheet>"
            ),
            (
                "xl/_rels/workbook.xml.rels",
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" "
                    + "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" "
                    + "Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" "
                    + "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/>"
                    + "</Relationships>"
            ),
            (Sheet, sheet),
            ("docProps/custom.bin", "\u0001\u0002 kept"),
            ("xl/media/image1.png", "not a picture, and kept")
        );
        var (after, result) = Marked.Write(
            before,
            "datos 2024.xlsx",
            [Marked.At("Datos", 1, 2), Marked.At("Datos", 2, 1, Severity.Warning), Marked.At("Datos", 4, 3, Severity.Note)],
            Language.Es
        );
        Assert.Equal("datos 2024-marcado.xlsx", result.Name);
        using var parts = new MarkedParts(before, after);
        Assert.Equal(
            ["[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/workbook.xml", Sheet],
            parts.Changed.Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            ["xl/comments1.xml", "xl/drawings/vmlDrawing1.vml", "xl/worksheets/_rels/sheet1.xml.rels", "xl/worksheets/sheet2.xml"],
            parts.Added.Order(StringComparer.Ordinal)
        );
        // Nothing of the sheet is written anew: quotes, entities, blanks and line ends are those that were sent.
        var first = MarkedNumber(parts.Text(Sheet), "B1");
        Assert.Equal(
            sheet
                .Replace("<c r=\"B1\" s='1' >", $"<c r=\"B1\" s='{first}' >", StringComparison.Ordinal)
                .Replace("<c s=\"2\" r=\"A2\">", $"<c s=\"{first + 1}\" r=\"A2\">", StringComparison.Ordinal)
                .Replace("<dimension ref='A1:B2'/>", "<dimension ref='A1:C4'/>", StringComparison.Ordinal)
                .Replace(
                    "</row></sheetData>",
                    $"</row><row r=\"4\"><c r=\"C4\" s=\"{first + 2}\"/></row></sheetData>",
                    StringComparison.Ordinal
                )
                .Replace(
                    "<extLst>",
                    "<legacyDrawing xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" "
                        + "r:id=\"rIdObs2\"/><extLst>",
                    StringComparison.Ordinal
                ),
            parts.Text(Sheet)
        );
        parts.StylesAreKept(
            Sheet,
            new Dictionary<string, Severity>
            {
                ["B1"] = Severity.Blocking,
                ["A2"] = Severity.Warning,
                ["C4"] = Severity.Note,
            }
        );
        Assert.Equal(["A2", "B1", "C4"], parts.Comments(Sheet).Keys.Order(StringComparer.Ordinal));
        Assert.Contains(
            "<sheet name=\"Datos\" sheetId=\"7\" r:id=\"rId1\"/><sheet ",
            parts.Text("xl/workbook.xml"),
            StringComparison.Ordinal
        );
        Assert.Contains("<workbookProtection lockStructure=\"1\"/>", parts.Text("xl/workbook.xml"), StringComparison.Ordinal);
        Assert.Equal(Marked.Lines(Marked.Rows(before, "a.xlsx")), Marked.Lines(Marked.Rows(after, "a.xlsx"), s => s == "Datos"));
    }

    private static int MarkedNumber(string sheet, string cell)
    {
        var at = sheet.IndexOf($"<c r=\"{cell}\" s='", StringComparison.Ordinal) + cell.Length + 11;
        return int.Parse(sheet[at..sheet.IndexOf('\'', at)], CultureInfo.InvariantCulture);
    }

    [Fact]
    public void A_marked_workbook_is_valid_by_the_schema_of_the_format()
    {
        var before = Whole(
            (
                Sheet,
                $"<worksheet {Main}><sheetData><row r=\"2\"><c r=\"B2\"><v>1</v></c></row></sheetData><pageMargins left=\"0.7\" "
                    + "right=\"0.7\" top=\"0.75\" bottom=\"0.75\" header=\"0.3\" footer=\"0.3\"/></worksheet>"
            )
        );
        var (after, _) = Marked.Write(
            before,
            "a.xlsx",
            [
                Marked.At("Datos", 2, 2),
                Marked.At("Datos", 1, 1, Severity.Note),
                Finding.Blocking(FindingCodes.HeaderNotFound, null, ("expected", "a, b")),
            ]
        );
        IsValid(before, after);
    }

    [Theory]
    [InlineData("<sheetData/>")]
    [InlineData("<sheetData></sheetData>")]
    [InlineData("<sheetData ></sheetData >")]
    [InlineData("")]
    [InlineData("<sheetData><row r=\"3\"/></sheetData>")]
    [InlineData("<sheetData><row r=\"3\"><c r=\"A3\"><v>1</v></c></row></sheetData>")]
    [InlineData("<sheetData><row r=\"3\"><c r=\"E3\"><v>1</v></c></row><row r=\"5\"><c r=\"E5\"><v>1</v></c></row></sheetData>")]
    [InlineData("<sheetData><row><c><v>1</v></c></row><row><c><v>2</v></c><c><v>3</v></c></row></sheetData>")]
    [InlineData("<sheetData><row r=\"3\" spans=\"1:1\"><c r=\"A3\"><v>1</v></c></row></sheetData>")]
    public void A_cell_that_is_not_there_is_made_in_its_place(string data)
    {
        var before = Whole(
            (
                Sheet,
                $"<worksheet {Main}>{data}<pageMargins left=\"0.7\" right=\"0.7\" top=\"0.75\" bottom=\"0.75\" header=\"0.3\" "
                    + "footer=\"0.3\"/></worksheet>"
            )
        );
        var (after, _) = Marked.Write(
            before,
            "a.xlsx",
            [Marked.At("Datos", 3, 3), Marked.At("Datos", 3, 2), Marked.At("Datos", 1, 4), Marked.At("Datos", 9, 1)]
        );
        using var parts = new MarkedParts(before, after);
        var made = new HashSet<string> { "C3", "B3", "D1", "A9" };
        var cells = parts
            .Xml(Sheet)
            .Descendants()
            .Where(e => e.Name.LocalName == "c")
            .Select(e => (string?)e.Attribute("r"))
            .Where(r => r is not null && made.Contains(r));
        Assert.Equal(["D1", "B3", "C3", "A9"], cells);
        if (data.Length > 0 && !data.Contains(" >", StringComparison.Ordinal))
            parts.SheetIsUnharmed(Sheet, made);
        IsValid(before, after);
        Assert.Equal(Marked.Lines(Marked.Rows(before, "a.xlsx")), Marked.Lines(Marked.Rows(after, "a.xlsx"), s => s == "Datos"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<cellXfs count=\"0\"/>")]
    [InlineData(
        "<fonts count=\"0\"/><fills count=\"1\"><fill><patternFill patternType=\"none\"/></fill></fills><cellXfs><xf "
            + "numFmtId=\"3\"/></cellXfs>"
    )]
    [InlineData(
        "<numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"0.000\"/></numFmts><cellXfs count=\"1\"><xf numFmtId=\"164\">"
            + "</xf></cellXfs><dxfs count=\"0\"/>"
    )]
    public void Styles_that_lack_sections_get_them_in_their_order(string sections)
    {
        var before = Small(
            $"<row r=\"1\">{Inline("A1", "x")}<c r=\"B1\"><v>1.5</v></c></row>",
            (
                "_rels/.rels",
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" "
                    + "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" "
                    + "Target=\"xl/workbook.xml\"/></Relationships>"
            )
        );
        before = Replace(before, "xl/styles.xml", $"<styleSheet {Main}>{sections}</styleSheet>");
        var (after, _) = Marked.Write(before, "a.xlsx", [Marked.At("Datos", 1, 1), Marked.At("Datos", 1, 2, Severity.Note)]);
        using var parts = new MarkedParts(before, after);
        parts.StylesAreKept(Sheet, new Dictionary<string, Severity> { ["A1"] = Severity.Blocking, ["B1"] = Severity.Note });
        var styles = parts.Xml("xl/styles.xml").Root!.Elements().ToList();
        Assert.Equal(
            styles
                .Select(s => s.Name.LocalName)
                .Order(Comparer<string>.Create((a, b) => Array.IndexOf(Order, a).CompareTo(Array.IndexOf(Order, b)))),
            styles.Select(s => s.Name.LocalName)
        );
        Assert.All(styles.Where(s => s.Attribute("count") is not null && s.Name.LocalName is "fonts" or "fills" or "cellXfs"), s =>
            Assert.Equal(s.Elements().Count(), (int)s.Attribute("count")!)
        );
    }

    private static readonly string[] Order = ["numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"];

    private static byte[] Replace(byte[] file, string part, string content)
    {
        using var before = new System.IO.Compression.ZipArchive(new MemoryStream(file));
        return Files
            .Zip([
                .. before.Entries.Select(e =>
                {
                    using var text = new StreamReader(e.Open());
                    return (e.FullName, e.FullName == part ? content : text.ReadToEnd());
                }),
            ])
            .ToArray();
    }

    [Fact]
    public void Prefixes_of_another_writer_are_followed()
    {
        const string x =
            "xmlns:x=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "
            + "xmlns:q=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
        var before = Whole(
            ("xl/workbook.xml", $"<x:workbook {x}><x:sheets><x:sheet name=\"Datos\" sheetId=\"1\" q:id=\"rId1\"/></x:sheets></x:workbook>"),
            (Sheet, $"<x:worksheet {x}><x:sheetData><x:row r=\"1\"><x:c r=\"A1\"><x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>")
        );
        var (after, _) = Marked.Write(before, "a.xlsx", [Marked.At("Datos", 1, 1), Marked.At("Datos", 1, 3), Marked.At("Datos", 2, 1)]);
        Assert.Equal(["Datos", "Findings"], Marked.Rows(after, "a.xlsx").Select(r => r.Sheet).Distinct());
        IsValid(before, after);
        using var parts = new MarkedParts(before, after);
        Assert.Equal(
            4,
            parts
                .Xml(Sheet)
                .Descendants()
                .Count(e => e.Name.LocalName == "c" && e.Name.NamespaceName.EndsWith("/main", StringComparison.Ordinal)) + 1
        );
    }

    [Fact]
    public void A_part_in_two_byte_letters_stays_one()
    {
        var text =
            $"<?xml version=\"1.0\" encoding=\"utf-16\"?><worksheet {Main}><sheetData><row r=\"1\">{Inline("A1", "Ñandú 漢")}</row>"
            + "</sheetData></worksheet>";
        var before = Whole((Sheet, "x"));
        using var stream = new MemoryStream();
        stream.Write(before);
        using (var zip = new System.IO.Compression.ZipArchive(stream, System.IO.Compression.ZipArchiveMode.Update, leaveOpen: true))
        {
            zip.GetEntry(Sheet)!.Delete();
            using var part = zip.CreateEntry(Sheet).Open();
            part.Write([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(text)]);
        }

        before = stream.ToArray();
        var (after, _) = Marked.Write(before, "a.xlsx", [Marked.At("Datos", 1, 1), Marked.At("Datos", 1, 2)]);
        using var parts = new MarkedParts(before, after);
        parts.SheetIsUnharmed(Sheet, new HashSet<string> { "A1", "B1" });
        Assert.Equal("Ñandú 漢", Marked.Rows(after, "a.xlsx")[0][1]);
    }

    [Fact]
    public void Comments_that_are_there_stay_and_ours_stand_below()
    {
        const string comments =
            $"<comments {Main}><authors><author>Office</author></authors><commentList><comment ref=\"A1\" authorId=\"0\"><text>"
            + "<t>plain one</t></text></comment><comment ref=\"B1\" authorId=\"0\"><text><r><rPr><b/></rPr><t>rich </t></r><r>"
            + "<t>two</t></r></text></comment><comment ref=\"C1\" authorId=\"0\"><text><t>left alone</t></text></comment>"
            + "</commentList></comments>";
        // As Excel writes it: not well-formed, with a shape of another kind.
        const string drawing =
            "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" "
            + "xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"3\"/>"
            + "</o:shapelayout><v:shapetype id=\"_x0000_t202\" o:spt=\"202\"></v:shapetype><v:shape id=\"_x0000_s3073\" "
            + "type=\"#_x0000_t202\"><div>Button<br></div></v:shape></xml>";
        var before = Whole(
            (
                Sheet,
                $"<worksheet {Main}><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\"><v>2</v></c><c r=\"C1\"><v>3</v></c>"
                    + "<c r=\"D1\"><v>4</v></c></row></sheetData><legacyDrawing r:id=\"rId9\"/></worksheet>"
            ),
            (
                "xl/worksheets/_rels/sheet1.xml.rels",
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId8\" "
                    + "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments\" "
                    + "Target=\"../comments1.xml\"/><Relationship Id=\"rId9\" "
                    + "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/vmlDrawing\" "
                    + "Target=\"../drawings/vmlDrawing1.vml\"/></Relationships>"
            ),
            ("xl/comments1.xml", comments),
            ("xl/drawings/vmlDrawing1.vml", drawing)
        );
        var (after, _) = Marked.Write(before, "a.xlsx", [Marked.At("Datos", 1, 1), Marked.At("Datos", 1, 2), Marked.At("Datos", 1, 4)]);
        using var parts = new MarkedParts(before, after);
        var told = parts.Comments(Sheet);
        Assert.StartsWith("plain one\n\nBlocking: ", told["A1"], StringComparison.Ordinal);
        Assert.StartsWith("rich two\n\nBlocking: ", told["B1"], StringComparison.Ordinal);
        Assert.Equal("left alone", told["C1"]);
        Assert.StartsWith("Blocking: ", told["D1"], StringComparison.Ordinal);
        var shapes = parts.Text("xl/drawings/vmlDrawing1.vml");
        // One shape more, in a block of numbers of its own; every letter of the others is kept.
        Assert.StartsWith(
            drawing[..^"</xml>".Length].Replace("data=\"3\"", "data=\"3,4\"", StringComparison.Ordinal),
            shapes,
            StringComparison.Ordinal
        );
        Assert.Equal(1, shapes.Split("ObjectType=\"Note\"").Length - 1);
        Assert.Contains("id=\"_x0000_s4097\"", shapes, StringComparison.Ordinal);
        Assert.Contains("<x:Row>0</x:Row><x:Column>3</x:Column>", shapes, StringComparison.Ordinal);
        Assert.Equal(["xl/worksheets/sheet2.xml"], parts.Added.Where(p => p != "xl/styles.xml"));
    }

    [Fact]
    public void A_comment_says_what_was_read_what_is_expected_and_what_to_do_in_the_readers_language()
    {
        var before = Small($"<row r=\"1\">{Inline("A1", "x")}</row>");
        var finding = Finding.Blocking(
            FindingCodes.LabelUnknown,
            new CellRef("Datos", 1, 1),
            ("label", "Robo de ganado"),
            ("nearest", "Robo de ganado mayor"),
            ("expected", "una categoría")
        );
        foreach (
            var (language, parts) in new[]
            {
                (
                    Language.En,
                    new[]
                    {
                        "Blocking: ",
                        "(LABEL_UNKNOWN)",
                        "Read: Robo de ganado",
                        "Expected: una categoría",
                        "What to do: ",
                        "Suggestions: Robo de ganado mayor",
                    }
                ),
                (Language.Es, ["Bloquea: ", "(LABEL_UNKNOWN)", "Leído: Robo de ganado", "Esperado: ", "Qué hacer: ", "Sugerencias: "]),
                (
                    Language.Fr,
                    [
                        "Bloquant: ",
                        "(LABEL_UNKNOWN)",
                        "Lu\u00A0: Robo de ganado",
                        "Attendu\u00A0: ",
                        "Que faire\u00A0: ",
                        "Suggestions\u00A0: ",
                    ]
                ),
                (Language.Pt, ["Bloqueia: ", "(LABEL_UNKNOWN)", "Lido: Robo de ganado", "Esperado: ", "O que fazer: ", "Sugestões: "]),
            }
        )
        {
            var (after, _) = Marked.Write(before, "a.xlsx", [finding], language);
            using var marked = new MarkedParts(before, after);
            Assert.All(parts, p => Assert.Contains(p, marked.Comments(Sheet)["A1"], StringComparison.Ordinal));
            Assert.Contains(Marked.Rows(after, "a.xlsx"), r =>
                r.Sheet == MarkWords.In(language)["sheet"] && r[2] == "LABEL_UNKNOWN" && r[4] == "A1"
            );
        }
    }

    [Fact]
    public void A_finding_inside_merged_cells_is_shown_at_the_first_of_them_and_one_of_a_row_on_all_its_cells()
    {
        var before = Whole(
            (
                Sheet,
                $"<worksheet {Main}><sheetData><row r=\"2\"><c r=\"B2\"><v>1</v></c><c r=\"C2\"/></row><row r=\"3\"><c r=\"B3\"/><c "
                    + "r=\"C3\"/></row><row r=\"5\"><c r=\"B5\"><v>1</v></c><c r=\"D5\"><v>2</v></c></row></sheetData><mergeCells "
                    + "count=\"1\"><mergeCell ref=\"B2:C3\"/></mergeCells></worksheet>"
            )
        );
        var (after, _) = Marked.Write(
            before,
            "a.xlsx",
            [Marked.At("Datos", 3, 3), Marked.At("Datos", 5, 0, Severity.Warning), Marked.At("Datos", 8, 0, Severity.Note)]
        );
        using var parts = new MarkedParts(before, after);
        parts.StylesAreKept(
            Sheet,
            new Dictionary<string, Severity>
            {
                ["B2"] = Severity.Blocking,
                ["B5"] = Severity.Warning,
                ["D5"] = Severity.Warning,
                ["A8"] = Severity.Note,
            }
        );
        Assert.Equal(["A8", "B2", "B5"], parts.Comments(Sheet).Keys.Order(StringComparer.Ordinal));
        parts.SheetIsUnharmed(Sheet, new HashSet<string> { "B2", "B5", "D5", "A8" });
        var links = parts
            .Xml("xl/worksheets/sheet2.xml")
            .Descendants()
            .Where(e => e.Name.LocalName == "hyperlink")
            .Select(e => (string?)e.Attribute("location"));
        Assert.Equal(["'Datos'!B2", "'Datos'!B5", "'Datos'!A8"], links);
    }

    [Fact]
    public void What_is_on_no_sheet_stands_on_the_added_one_which_takes_a_free_name()
    {
        var before = Whole(
            ("xl/workbook.xml", $"<workbook {Main}><sheets><sheet name=\"findings\" sheetId=\"3\" r:id=\"rId1\"/></sheets></workbook>"),
            (Sheet, $"<worksheet {Main}><sheetData/></worksheet>")
        );
        var (after, _) = Marked.Write(
            before,
            "a.xlsx",
            [
                Finding.Blocking(FindingCodes.HeaderNotFound, null, ("expected", "a")),
                Marked.At("elsewhere", 3, 2),
                Marked.At("findings", 2_000_000, 1),
            ]
        );
        var rows = Marked.Rows(after, "a.xlsx");
        Assert.Equal("Findings (2)", rows[^1].Sheet);
        Assert.Contains(rows, r => r[2] == FindingCodes.HeaderNotFound && r[4] == "whole file");
        Assert.Contains(rows, r => r[3] == "elsewhere" && r[4] == "B3");
        Assert.Contains(rows, r => r[1] == "Findings: 3. Blocking: 3. Warnings: 0. Notes: 0.");
        using var parts = new MarkedParts(before, after);
        Assert.True(parts.IsSame(Sheet));
    }

    [Fact]
    public void A_text_that_looks_like_a_formula_is_written_as_a_text()
    {
        var before = Small($"<row r=\"1\">{Inline("A1", "x")}</row>");
        var (after, _) = Marked.Write(before, "=1+1.xlsx", [Marked.At("Datos", 1, 1, value: "=HYPERLINK(\"http://x\")")]);
        using var parts = new MarkedParts(before, after);
        var cells = parts.Xml("xl/worksheets/sheet2.xml").Descendants().Where(e => e.Name.LocalName == "c").ToList();
        Assert.NotEmpty(cells);
        Assert.All(cells, c => Assert.Equal("inlineStr", (string?)c.Attribute("t")));
        Assert.DoesNotContain(parts.Xml("xl/worksheets/sheet2.xml").Descendants(), e => e.Name.LocalName == "f");
    }

    [Fact]
    public void Too_many_findings_are_all_coloured_and_the_first_of_each_cause_told()
    {
        const int rows = 66_000;
        var data = string.Concat(
            Enumerable
                .Range(1, rows)
                .Select(r => string.Create(CultureInfo.InvariantCulture, $"<row r=\"{r}\"><c r=\"A{r}\"><v>{r}</v></c></row>"))
        );
        var before = Small(data);
        var findings = Enumerable
            .Range(1, rows)
            .Select(r => Marked.At("Datos", r, 1, Severity.Warning))
            .Append(Marked.At("Datos", 7, 2, code: FindingCodes.ValueNegative));
        var (after, _) = Marked.Write(before, "a.xlsx", findings);
        using var parts = new MarkedParts(before, after);
        var cells = Enumerable.Range(1, rows).Select(r => string.Create(CultureInfo.InvariantCulture, $"A{r}")).Append("B7").ToHashSet();
        parts.SheetIsUnharmed(Sheet, cells);
        var (_, styles) = parts.Styles(Sheet, cells);
        Assert.Equal(cells.Count, styles.Count);
        Assert.Equal(2, styles.Values.Distinct().Count());
        Assert.Equal(FindingMarks.ToldOfEach + 1, parts.Comments(Sheet).Count);
        var told = Marked.Rows(after, "a.xlsx").Where(r => r.Sheet == "Findings").ToList();
        Assert.Contains(told, r => r[5].Contains("More of this cause, marked by colour alone: 65\u00A0000", StringComparison.Ordinal));
        Assert.Contains(told, r => r[5].Contains("the first 1000 are shown", StringComparison.Ordinal));
    }

    [Fact]
    public void The_same_file_and_findings_give_the_same_bytes()
    {
        var before = Small($"<row r=\"1\">{Inline("A1", "x")}</row>");
        Assert.Equal(
            Marked.Write(before, "a.xlsx", [Marked.At("Datos", 1, 1)]).Content,
            Marked.Write(before, "a.xlsx", [Marked.At("Datos", 1, 1)]).Content
        );
    }

    [Fact]
    public void A_file_that_the_guard_refuses_is_not_touched_and_what_was_found_comes_back()
    {
        var (after, result) = Marked.Write(
            "PK\u0003\u0004 not a workbook"u8.ToArray(),
            "broken.xlsx",
            [Finding.Blocking(FindingCodes.FileTruncated, null)]
        );
        Assert.Equal("broken-marked.xlsx", result.Name);
        var rows = Marked.Rows(after, "a.xlsx");
        Assert.All(rows, r => Assert.Equal("Findings", r.Sheet));
        Assert.Contains(rows, r => r[2] == FindingCodes.FileTruncated);
        Assert.Contains(rows, r => r[5].StartsWith("The file could not be opened", StringComparison.Ordinal));
    }

    [Fact]
    public void A_sheet_that_is_named_twice_and_comments_that_two_sheets_share_do_no_harm()
    {
        const string comments =
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId8\" "
            + "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments\" Target=\"../comments1.xml\"/>"
            + "</Relationships>";
        var data = $"<worksheet {Main}><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData></worksheet>";
        var before = Whole(
            (
                "xl/workbook.xml",
                $"<workbook {Main}><sheets><sheet name=\"Datos\" sheetId=\"1\" r:id=\"rId1\"/><sheet name=\"Otra\" sheetId=\"2\" "
                    + "r:id=\"rId1\"/><sheet name=\"Tercera\" sheetId=\"3\" r:id=\"rId2\"/></sheets></workbook>"
            ),
            (
                "xl/_rels/workbook.xml.rels",
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" "
                    + "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" "
                    + "Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" "
                    + "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" "
                    + "Target=\"worksheets/sheet9.xml\"/></Relationships>"
            ),
            (Sheet, data),
            ("xl/worksheets/sheet9.xml", data),
            ("xl/worksheets/_rels/sheet1.xml.rels", comments),
            ("xl/worksheets/_rels/sheet9.xml.rels", comments),
            ("xl/comments1.xml", $"<comments {Main}><authors/><commentList/></comments>")
        );
        var (after, _) = Marked.Write(before, "a.xlsx", [Marked.At("Datos", 1, 1), Marked.At("Otra", 1, 1), Marked.At("Tercera", 1, 1)]);
        using var parts = new MarkedParts(before, after);
        parts.StylesAreKept("xl/worksheets/sheet9.xml", new Dictionary<string, Severity> { ["A1"] = Severity.Blocking });
        Assert.Single(parts.Comments(Sheet));
    }

    [Fact]
    public void A_copy_without_columns_about_persons_says_so()
    {
        var before = Small($"<row r=\"1\">{Inline("A1", "x")}</row>");
        Assert.Contains(Marked.Rows(Marked.Write(before, "a.xlsx", [], isRedacted: true).Content, "a.xlsx"), r =>
            r[5].StartsWith("Columns with personal data are empty here", StringComparison.Ordinal)
        );
        Assert.Contains(Marked.Rows(Marked.Write(before, "a.xlsx", [], isRedacted: true).Content, "a.xlsx"), r =>
            r[5].StartsWith("This is the copy that was kept", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(Marked.Rows(Marked.Write(before, "a.xlsx", []).Content, "a.xlsx"), r =>
            r[5].StartsWith("Columns with personal data", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("../../etc/x.xlsx", ".._.._etc_x-marked.csv")]
    [InlineData("a\"\r\nb;c.csv", "a___b_c-marked.csv")]
    [InlineData("\u202Egpj.csv", "_gpj-marked.csv")]
    [InlineData(".csv", "csv-marked.csv")]
    public void The_name_steers_nothing(string name, string expected) =>
        Assert.Equal(expected.TrimStart('.'), MarkedFile.NameOf(name, Language.En, ".csv").TrimStart('.'));
}
