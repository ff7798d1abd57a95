using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;
using Observatory.Tests.Mappings;
using Xunit;

namespace Observatory.Tests.Reading;

/// <summary>
/// Formatting that changes what is meant: raised and struck-out runs, hidden sheets, rows and columns, formats that show nothing.
/// </summary>
public sealed class CellLookTests
{
    private const string Raised = "<rPr><vertAlign val=\"superscript\"/></rPr>";
    private const string Lowered = "<rPr><vertAlign val=\"subscript\"/></rPr>";
    private const string Struck = "<rPr><strike/></rPr>";

    [Theory]
    [InlineData($"<r><t>17</t></r><r>{Raised}<t>1</t></r>", "17¹")]
    [InlineData($"<r><t>1</t></r><r>{Raised}<t>2</t></r>", "1²")]
    [InlineData($"<r><t>17</t></r><r>{Raised}<t>(12)</t></r>", "17(¹²)")]
    [InlineData($"<r><t>H</t></r><r>{Lowered}<t>2</t></r><r><t>O</t></r>", "H₂O")]
    [InlineData($"<r>{Struck}<t>15</t></r><r><t>17</t></r>", "~~15~~17")]
    [InlineData($"<r>{Struck}<t>1</t></r><r>{Struck}<t>5</t></r><r><t>17</t></r>", "~~15~~17")]
    [InlineData($"<r><t>17</t></r><r>{Struck}<t>15</t></r>", "17~~15~~")]
    [InlineData($"<r><t>a</t></r><r>{Struck}<t xml:space=\"preserve\"> </t></r><r><t>b</t></r>", "a b")]
    [InlineData("<r><rPr><strike val=\"0\"/></rPr><t>15</t></r><r><t>17</t></r>", "1517")]
    [InlineData("<r><rPr><vertAlign val=\"baseline\"/></rPr><t>15</t></r>", "15")]
    [InlineData("<r><rPr><b/></rPr><t>15</t></r><r><t>17</t></r>", "1517")]
    [InlineData($"<r>{Raised}<t>a_x0031_</t></r>", "a1")]
    public void Runs_of_a_text_are_marked_where_their_look_says_something(string runs, string text)
    {
        using var inline = MadeWorkbooks.Xlsx($"<sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is>{runs}</is></c></row></sheetData>");
        using var shared = MadeWorkbooks.Xlsx(
            "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row></sheetData>",
            strings: $"<si>{runs}</si>"
        );
        Assert.Equal([text, text], new[] { inline, shared }.Select(c => Xlsx(c)[0][1]));
    }

    [Theory]
    [InlineData("171", 2, 1, "17¹")]
    [InlineData("171", 2, 2, "17₁")]
    [InlineData("1517", 0, 3, "~~1517~~")]
    [InlineData("171", 2, 0, "171")]
    public void Runs_of_an_old_workbook_are_marked_likewise(string text, int from, int font, string read)
    {
        // Font 4 does not exist, so the fifth is called 5.
        (ushort, byte[])[] globals =
        [
            MadeWorkbooks.Font(),
            MadeWorkbooks.Font(shift: 1),
            MadeWorkbooks.Font(shift: 2),
            MadeWorkbooks.Font(isStruck: true),
            MadeWorkbooks.Font(),
            MadeWorkbooks.Style(),
        ];
        using var content = MadeWorkbooks.Xls(true, globals, ("Datos", 0, [MadeWorkbooks.Label(1, 1, text, 0, (from, font))]));
        Assert.Equal(read, Xls(content)[0][1]);
    }

    [Fact]
    public void Shared_runs_that_go_on_in_another_record_are_marked_likewise()
    {
        byte[] start = [1, 0, 0, 0, 1, 0, 0, 0, 3, 0, 8, 1, 0, .. "17"u8];
        (ushort, byte[])[] globals =
        [
            MadeWorkbooks.Font(),
            MadeWorkbooks.Font(shift: 1),
            MadeWorkbooks.Style(),
            (0xFC, start),
            (0x3C, [1, (byte)'1', 0, 2, 0, 1, 0]),
        ];
        using var content = MadeWorkbooks.Xls(true, globals, ("Datos", 0, [(0xFD, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0])]));
        Assert.Equal("17¹", Xls(content)[0][1]);
    }

    /// <summary>No run of digits that is raised, lowered or struck out adds a digit to the number or code beside it.</summary>
    [Fact]
    public void A_marked_run_is_never_a_digit()
    {
        var numbers = new NumberText(',', '.');
        foreach (var look in new[] { Raised, Lowered, Struck })
        foreach (
            var (before, run, after) in new[]
            {
                ("17", "1", ""),
                ("", "15", "17"),
                ("1.2", "34", ""),
                ("2,", "5", "1"),
                ("1", "000", "2"),
                ("", "3", ""),
            }
        )
        {
            using var content = MadeWorkbooks.Xlsx(
                $"<sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><r><t>{before}</t></r><r>{look}<t>{run}</t></r><r>"
                    + $"<t>{after}</t></r></is></c></row></sheetData>"
            );
            var text = Xlsx(content)[0][1];
            Assert.Null(numbers.Read(text, CellKind.Text));
            Assert.NotEqual(LabelText.Key(before + run + after), LabelText.Key(text));
        }
    }

    [Fact]
    public void A_raised_figure_behind_a_label_is_its_footnote() =>
        Assert.Equal((LabelText.Key("1"), LabelText.Key("Bogotá")), (LabelText.Key("1²"), LabelText.Key("Bogotá₁")));

    [Fact]
    public void A_mark_of_the_mapping_reads_the_number_before_it()
    {
        var mapping = Feed.Mapping(Feed.Yaml("marks: [{ suffix: [\"¹\"], OBS_STATUS: P }]"));
        using var content = MadeWorkbooks.Xlsx(Table($"<c r=\"C2\" t=\"inlineStr\"><is><r><t>17</t></r><r>{Raised}<t>1</t></r></is></c>"));
        var reading = Feed.Read(mapping, content.ToArray(), "x.xlsx");
        Assert.Equal(["HOM_INC AR-C 2015 17"], Feed.Figures(reading.Mapped!));
    }

    public static TheoryData<string, string, string, string, string, string> Looks =>
        new()
        {
            { "<sheetData>", "", "", "", FindingCodes.FiguresHidden, "row" },
            {
                "<cols><col min=\"3\" max=\"3\" width=\"9\" hidden=\"1\"/></cols><sheetData>",
                "",
                "",
                "",
                FindingCodes.FiguresHidden,
                "column"
            },
            {
                "<sheetData>",
                "<sheet name=\"Datos\" sheetId=\"1\" state=\"hidden\" r:id=\"rId1\"/>",
                "",
                "",
                FindingCodes.FiguresHidden,
                "sheet"
            },
            {
                "<sheetData>",
                "",
                "<numFmt numFmtId=\"164\" formatCode=\";;;\"/>",
                "<xf numFmtId=\"164\" fontId=\"0\"/>",
                FindingCodes.FiguresHidden,
                "format"
            },
            { "<sheetData>", "", "", "<xf numFmtId=\"0\" fontId=\"1\"/>", FindingCodes.FiguresStruck, "struck" },
            { "<sheetData>", "", "", "<xf numFmtId=\"0\" fontId=\"2\"/>", FindingCodes.FiguresStruck, "raised" },
        };

    [Theory]
    [MemberData(nameof(Looks))]
    public void Figures_that_nobody_sees_or_that_look_like_none_are_named(
        string before,
        string sheets,
        string formats,
        string styles,
        string code,
        string word
    )
    {
        var style = styles.Length > 0 ? " s=\"1\"" : "";
        var table = Table($"<c r=\"C2\"{style}><v>17</v></c>", before, word == "row" ? " hidden=\"1\"" : "");
        using var content = MadeWorkbooks.Xlsx(
            table,
            fonts: "<font><strike/></font><font><vertAlign val=\"superscript\"/></font>",
            formats: formats,
            styles: styles,
            sheets: sheets
        );
        var reading = Feed.Read(Feed.Mapping(Feed.Yaml()), content.ToArray(), "x.xlsx");
        var finding = Assert.Single(reading.Findings.Kept);
        Assert.Equal((code, "C2", "1"), (finding.Code, finding.Where!.Value.A1, finding.Arguments["count"]));
        Assert.Contains(word, finding.Arguments.Values);
        Assert.Equal(["HOM_INC AR-C 2015 17"], Feed.Figures(reading.Mapped!));
    }

    [Theory]
    [InlineData(";;;", 5, true)]
    [InlineData("0;-0;;@", 0, true)]
    [InlineData("0;-0;;@", 5, false)]
    [InlineData("0;;0", -5, true)]
    [InlineData("\"\";\"\";\"\"", 5, true)]
    [InlineData("0", 0, false)]
    [InlineData("#,##0;[Red]-#,##0", 0, false)]
    public void A_format_hides_the_numbers_of_its_empty_sections(string code, double number, bool hides) =>
        Assert.Equal(hides, NumberFormat.Of(code).Hides(number));

    [Theory]
    [InlineData("[Magenta]0", NumberMeaning.Number)]
    [InlineData("[Schwarz]0", NumberMeaning.Number)]
    [InlineData("[Magenta]#,##0;[Hot]0", NumberMeaning.Number)]
    [InlineData("[h]:mm", NumberMeaning.Duration)]
    [InlineData("[mm]:ss", NumberMeaning.Duration)]
    [InlineData("[SS]", NumberMeaning.Duration)]
    [InlineData("hh:mm:ss", NumberMeaning.Time)]
    [InlineData("h:mm AM/PM", NumberMeaning.Time)]
    [InlineData("dd/mm/yyyy hh:mm", NumberMeaning.Date)]
    [InlineData("mmm'yy", NumberMeaning.Date)]
    [InlineData("mmmm", NumberMeaning.Date)]
    [InlineData("[$-80A]d\" de \"mmmm\" de \"yyyy;@", NumberMeaning.Date)]
    [InlineData("yyyy年m月d日", NumberMeaning.Date)]
    [InlineData("0.00E+00", NumberMeaning.Number)]
    [InlineData("General", NumberMeaning.Number)]
    public void A_format_says_what_its_numbers_are(string code, object meaning) =>
        Assert.Equal((NumberMeaning)meaning, NumberFormat.Of(code).Meaning);

    [Fact]
    public void A_hidden_sheet_is_read_only_where_no_visible_one_has_the_table()
    {
        const string sheets =
            "<sheet name=\"Borrador\" sheetId=\"1\" state=\"veryHidden\" r:id=\"rId1\"/><sheet name=\"Datos\" sheetId=\"2\" "
            + "r:id=\"rId2\"/>";
        using var content = MadeWorkbooks.Xlsx(Table("<c r=\"C2\"><v>1</v></c>"), sheets: sheets, more: Table("<c r=\"C2\"><v>17</v></c>"));
        Assert.Equal(["HOM_INC AR-C 2015 17"], Feed.Figures(Feed.Read(Feed.Mapping(Feed.Yaml()), content.ToArray(), "x.xlsx").Mapped!));
    }

    [Fact]
    public void Hidden_parts_of_an_old_workbook_are_known()
    {
        (ushort, byte[])[] globals =
        [
            MadeWorkbooks.Font(),
            MadeWorkbooks.Font(isStruck: true),
            MadeWorkbooks.NumberFormat(164, ";;;"),
            MadeWorkbooks.Style(),
            MadeWorkbooks.Style(1),
            MadeWorkbooks.Style(0, 164),
        ];
        (ushort, byte[])[] cells =
        [
            (0x7D, [2, 0, 2, 0, 0, 9, 0, 0, 1, 0, 0, 0]),
            (0x208, [1, 0, 0, 0, 3, 0, 0, 1, 0, 0, 0, 0, 0x20, 0, 0, 0]),
            MadeWorkbooks.Number(1, 1, 5, 2),
            MadeWorkbooks.Number(1, 2, 5, 1),
            MadeWorkbooks.Number(1, 3, 5),
            MadeWorkbooks.Number(2, 1, 5),
        ];
        using var content = MadeWorkbooks.Xls(true, globals, ("Oculta", 1, [MadeWorkbooks.Number(1, 1, 1)]), ("Datos", 0, cells));
        var rows = Xls(content);
        Assert.Equal(["Datos", "Datos", "Oculta"], rows.Select(r => r.Sheet));
        Assert.Equal(
            [CellTraits.Invisible, CellTraits.Struck, CellTraits.HiddenColumn, CellTraits.HiddenRow, CellTraits.HiddenSheet],
            [rows[0].TraitsOf(1), rows[0].TraitsOf(2), rows[0].TraitsOf(3), rows[1].TraitsOf(1), rows[2].TraitsOf(1)]
        );
    }

    private static string Table(string figure, string before = "<sheetData>", string rowLook = "") =>
        before
        + "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>year</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>area</t></is></c><c "
        + "r=\"C1\" t=\"inlineStr\"><is><t>n</t></is></c></row>"
        + $"<row r=\"2\"{rowLook}><c r=\"A2\"><v>2015</v></c><c r=\"B2\" t=\"inlineStr\"><is><t>AR-C</t></is></c>{figure}</row>"
        + "</sheetData>";

    private static List<GridRow> Xlsx(Stream content) => Files.Read(content, new FileDialect { Format = FileFormat.Xlsx });

    private static List<GridRow> Xls(Stream content) => Files.Read(content, new FileDialect { Format = FileFormat.Xls });
}
