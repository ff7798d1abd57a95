using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using Observatory.Core.Cells;
using Observatory.Core.Languages;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;
using Observatory.Core.Templates;
using Observatory.Tests.Mappings;
using Observatory.Tests.Support;
using Observatory.Tests.Taxonomy;
using Xunit;

namespace Observatory.Tests.Templates;

public sealed class WorkbookWriterTests
{
    public static TheoryData<string> Hostile =>
        new(
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "=HYPERLINK(\"http://example.org\",\"x\")",
            "\"quoted\"",
            "'",
            "007",
            "1.234",
            " both ends ",
            "two\nlines",
            "tab\there",
            "<&>",
            "_x0041_",
            "_x005F_",
            "bell\u0007",
            "\uD83D\uDE00",
            "é",
            "e\u0301",
            "ﬁ",
            "٣",
            new string('x', WorkbookWriter.MaxText),
            "=" + new string('"', 32_000)
        );

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_label_is_text_and_comes_back_as_it_was(string label)
    {
        var bytes = FilledWorkbook.Bytes(Workbook(label));
        var row = FilledWorkbook.Rows(bytes, "Data").Single();
        Assert.Equal((label, CellKind.Text), (row[1], row.KindOf(1)));
        Assert.Null(new FilledWorkbook(bytes).Formula("Data", "A1"));
        Assert.Empty(Faults(bytes));
    }

    [Fact]
    public void A_text_longer_than_a_cell_is_an_error_not_a_cut() =>
        Assert.Throws<ArgumentException>(() => FilledWorkbook.Bytes(Workbook(new string('x', WorkbookWriter.MaxText + 1))));

    [Fact]
    public void Prompts_are_cut_at_what_the_format_allows()
    {
        var sheet = Workbook("x").Sheets[0] with
        {
            Entries =
            [
                new TemplateEntry
                {
                    Range = "A1:A2",
                    Kind = EntryKind.Any,
                    Title = new string('\u0007', 40),
                    Prompt = new string('p', 900),
                    Error = new string('e', 900),
                },
            ],
        };
        Assert.Empty(Faults(FilledWorkbook.Bytes(new TemplateWorkbook("t", [sheet]))));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("a/b", false)]
    [InlineData("'a", false)]
    [InlineData("0123456789012345678901234567890", true)]
    [InlineData("01234567890123456789012345678901", false)]
    [InlineData("Vítimas", true)]
    public void A_sheet_has_a_name_that_every_program_takes(string name, bool good) => Assert.Equal(good, WorkbookWriter.IsSheetName(name));

    [Theory]
    [InlineData(1, "A")]
    [InlineData(26, "Z")]
    [InlineData(27, "AA")]
    [InlineData(703, "AAA")]
    [InlineData(16384, "XFD")]
    public void Columns_have_letters(int column, string letters) => Assert.Equal(letters, WorkbookWriter.ColumnName(column));

    public static TheoryData<string> Templates => [.. ((IEnumerable<object[]>)FeedTemplateTests.Feeds).Select(f => (string)f[0]), "form"];

    [Theory]
    [MemberData(nameof(Templates))]
    public void A_template_keeps_to_the_schema_of_the_format(string which) =>
        Assert.Empty(Faults(FilledWorkbook.Bytes(Make(which, Language.Es).Workbook)));

    [Theory]
    [MemberData(nameof(Templates))]
    public void The_header_stays_in_sight_and_codes_are_text(string which)
    {
        var template = Make(which, Language.En);
        var workbook = FilledWorkbook.Of(template.Workbook);
        foreach (var name in template.DataSheets)
        {
            var sheet = workbook.Sheet(name);
            var space = sheet.Root!.Name.Namespace;
            var pane = Assert.Single(sheet.Descendants(space + "pane"));
            Assert.Equal("frozen", pane.Attribute("state")!.Value);
            Assert.True((int)pane.Attribute("ySplit")! >= 1);
            Assert.Contains(sheet.Descendants(space + "col"), c => (CellStyle)(int)c.Attribute("style")! == CellStyle.Text);
            if (which != "form" && CountsRecords(which))
            {
                // Rows are counted: no figure is typed, labels are chosen.
                Assert.DoesNotContain(sheet.Descendants(space + "col"), c => (CellStyle)(int)c.Attribute("style")! == CellStyle.Value);
                Assert.Contains(workbook.Entries(), e => e.Sheet == name && e.Kind == "list");
                continue;
            }
            Assert.Contains(sheet.Descendants(space + "col"), c => (CellStyle)(int)c.Attribute("style")! == CellStyle.Value);
            Assert.Contains(workbook.Entries(), e =>
                e.Sheet == name && e.Kind == "custom" && e.Formula.Contains("ISNUMBER(", StringComparison.Ordinal)
            );
        }
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public void A_template_speaks_the_language_asked_for(string which)
    {
        var notes = LanguageCodes
            .All.Select(l =>
                FilledWorkbook
                    .Rows(FilledWorkbook.Bytes(Make(which, l).Workbook), TemplateWords.In(l).Say("sheet.notes"))
                    .Select(r => r[1])
                    .ToList()
            )
            .ToList();
        Assert.All(notes, n => Assert.True(n.Count > 10));
        foreach (var (one, other) in notes.SelectMany((a, i) => notes.Skip(i + 1).Select(b => (a, b))))
            Assert.NotEqual(one[0], other[0]);
        Assert.All(notes.SelectMany(n => n), line => Assert.DoesNotContain("{", line, StringComparison.Ordinal));
    }

    /// <summary>LibreOffice is no part of this project: where the machine has it, it must be able to open and save a template.</summary>
    [LibreOfficeFact]
    public void Another_program_opens_a_template_and_saves_the_same_cells()
    {
        var template = Make("BRA/sinesp-uf", Language.Pt);
        var bytes = FilledWorkbook.Bytes(template.Workbook);
        var saved = LibreOffice.Resave(bytes, "template.xlsx");
        foreach (var sheet in template.DataSheets)
            Assert.Equal(Cells(bytes, sheet), Cells(saved, sheet));

        static List<string> Cells(byte[] workbook, string sheet) =>
            [
                .. FilledWorkbook
                    .Rows(workbook, sheet)
                    .Select(r => string.Join('|', Enumerable.Range(1, r.Count).Select(c => r[c])).TrimEnd('|'))
                    .Where(t => t.Length > 0),
            ];
    }

    private static TemplateWorkbook Workbook(string label) =>
        new(
            "Test",
            [
                new TemplateSheet
                {
                    Name = "Data",
                    Columns = [new TemplateColumn(10, CellStyle.Text)],
                    Rows = [new TemplateRow(1, [new TemplateCell(label, CellStyle.Text)])],
                },
            ]
        );

    private static bool CountsRecords(string feed) =>
        MappingReader
            .Read(ShippedFolders.All[feed], TaxonomyFolder.Read)
            .Mapping!.Tables.All(t =>
                t.Series.Select(s => s.Concepts)
                    .Append(t.Concepts)
                    .Any(c => c.TryGetValue(Concepts.ObsValue, out var value) && (value.Counts || value.Distinct))
            );

    [Fact]
    public void A_formula_of_an_empty_form_holds_its_empty_value()
    {
        var sheet = Workbook("x").Sheets[0] with
        {
            Rows =
            [
                new TemplateRow(
                    1,
                    [new TemplateCell("", CellStyle.Plain, "IF(COUNT(B1:C1)=0,\"\",SUM(B1:C1))"), new TemplateCell("x", CellStyle.Text)]
                ),
            ],
        };
        var bytes = FilledWorkbook.Bytes(new TemplateWorkbook("t", [sheet]));
        var row = FilledWorkbook.Rows(bytes, "Data").Single();
        Assert.Equal(("", CellKind.Empty, "x"), (row[1], row.KindOf(1), row[2]));
        Assert.Empty(Faults(bytes));
    }

    private static Template Make(string which, Language language) =>
        which == "form"
            ? IndicatorTemplate.Of(
                new IndicatorForm(
                    TaxonomyFolder.Read.Countries.First(c => c.Iso3 == "MEX"),
                    TaxonomyFolder.Read.FindProvider("MEX_SESNSP")!,
                    [TaxonomyFolder.Read.FindIndicator("HOM_VICT")!, TaxonomyFolder.Read.FindIndicator("COCAINE_SEIZED")!],
                    AreaLevel.Country,
                    Frequency.Annual,
                    2015,
                    2016
                ),
                TaxonomyFolder.Read,
                language
            )
            : FeedTemplate.Of(
                ShippedFolders.All[which],
                MappingReader.Read(ShippedFolders.All[which], TaxonomyFolder.Read).Mapping!,
                TaxonomyFolder.Read,
                language,
                2016,
                2016,
                ReadLimits.Default,
                CancellationToken.None
            );

    private static List<string> Faults(byte[] bytes)
    {
        using var document = SpreadsheetDocument.Open(new MemoryStream(bytes), isEditable: false);
        return [.. new OpenXmlValidator(FileFormatVersions.Office2013).Validate(document).Select(f => $"{f.Path?.XPath}: {f.Description}")];
    }
}
