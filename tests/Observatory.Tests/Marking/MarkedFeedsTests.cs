using System.Collections.Concurrent;
using System.Globalization;
using ExcelDataReader;
using NodaTime;
using Observatory.App.Composition;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Mappings;
using Observatory.Core.Marking;
using Observatory.Core.Reading;
using Observatory.Tests.Mappings;
using Observatory.Tests.Reading;
using Observatory.Tests.Support;
using Xunit;

namespace Observatory.Tests.Marking;

/// <summary>The workbooks of real offices with ten mistakes put into them, read by their mappings and given back.</summary>
public sealed class MarkedFeedsTests
{
    private const string Xls = "feeds/col/ponal/homicidios_2022.xls";
    private const string One = "xl/worksheets/sheet1.xml";
    private const string Two = "xl/worksheets/sheet2.xml";

    private static readonly ConcurrentDictionary<string, Lazy<Case>> Cases = new();

    private static readonly Dictionary<string, (string Feed, (string Part, string Cell, string Text)[] Errors)> Planted = new()
    {
        ["feeds/bra/sinesp/indicadoressegurancapublicauf_2015_2022.xlsx"] = (
            "BRA/sinesp-uf",
            [
                (One, "E10", "doze"),
                (One, "E20", "-5"),
                (One, "E31", "1,5"),
                (One, "A40", "Atl&#226;ntida"),
                (One, "B50", "Roubo de nave"),
                (One, "E70", "0x"),
                (Two, "E10", "Outro"),
                (Two, "F20", "muitas"),
                (Two, "A30", "=1+1"),
                (Two, "B19740", "Roubo de nave"),
            ]
        ),
        ["feeds/chl/multi-fuente/consolidado_homicidios.xlsx"] = (
            "CHL/homicide-compilation",
            [
                (One, "E2", "varios"),
                (One, "E30", "-1"),
                (One, "E300", "1.5"),
                (One, "C200", "Regi&#243;n del Mar"),
                (One, "C210", "X"),
                (One, "D220", "Otra fuente"),
                (One, "D230", "?"),
                (One, "E700", "??"),
                (One, "E240", "1 2x"),
                (One, "E801", "n/d."),
            ]
        ),
        ["feeds/mex/sesnsp/Estatal_Delitos_marzo_2019.xlsx"] = (
            "MEX/sesnsp-state-offences",
            [
                (One, "H2", "tres"),
                (One, "I3", "-4"),
                (One, "J4", "2.5"),
                (One, "K5", "n.d."),
                (One, "B6", "77"),
                (One, "G7", "Con nube"),
                (One, "L8", "1 2 3x"),
                (One, "M9", "-1"),
                (One, "A10", "MMXV"),
                (One, "S5000", "doce"),
            ]
        ),
        ["feeds/ecu/mdi/mdi_homicidiosintencionales_pm_2014-2023.xlsx"] = (
            "ECU/mdi-homicides",
            [
                (One, "K2", "x"),
                (One, "K3", "99999"),
                (One, "Q4", "ayer"),
                (One, "Q5", "32/13/2014"),
                (One, "A6", "Otra"),
                (One, "K100", "cant&#243;n"),
                (One, "Q200", "nunca"),
                (One, "K300", "=1"),
                (One, "Q400", "enero"),
                (One, "S500", "Nube"),
            ]
        ),
    };

    private sealed record Case(string Name, byte[] Sent, IReadOnlyList<CellRef> Errors, IReadOnlyList<Finding> Findings, byte[] Marked);

    public static TheoryData<string> Workbooks => [.. Planted.Keys];

    public static TheoryData<string> All => [.. Planted.Keys, Xls];

    [SharedTheory]
    [MemberData(nameof(All))]
    public void Every_mistake_is_found_and_coloured_and_commented(string path)
    {
        var (_, sent, errors, findings, marked) = Of(path);
        var asked = findings.Where(f => f.Where is not null).Select(f => f.Where!.Value).ToList();
        Assert.All(errors, e => Assert.Contains(e, asked));
        using var parts = new MarkedParts(path == Xls ? marked : sent, marked);
        foreach (var sheet in asked.Where(a => a.Column > 0).GroupBy(a => a.Sheet))
        {
            var part = PartOf(marked, sheet.Key);
            var cells = sheet.Select(a => a.A1).ToHashSet();
            var weights = cells.ToDictionary(
                c => c,
                c =>
                    findings
                        .Where(f =>
                            f.Where is { } w
                            && w.Sheet == sheet.Key
                            && (w.A1 == c || (w.Column == 0 && c.EndsWith($"{w.Row}", StringComparison.Ordinal)))
                        )
                        .Max(f => f.Severity)
            );
            parts.StylesAreKept(part, weights);
            var comments = parts.Comments(part);
            Assert.All(errors.Where(e => e.Sheet == sheet.Key), e =>
                Assert.Contains(findings.First(f => f.Where == e).Code, comments[e.A1], StringComparison.Ordinal)
            );
            Assert.All(cells, c => Assert.True(comments.ContainsKey(c), c));
            Assert.Equal(comments.Count, parts.Text(parts.DrawingOf(part)).Split("ObjectType=\"Note\"").Length - 1);
        }

        var told = Marked.Rows(marked, "a.xlsx").Where(r => r.Sheet == MarkWords.In(Language.Es)["sheet"]).ToList();
        Assert.All(findings, f => Assert.Contains(told, r => r[2] == f.Code && (f.Where is null || r[4] == f.Where.Value.A1)));
    }

    [SharedTheory]
    [MemberData(nameof(Workbooks))]
    public void Nothing_else_of_a_workbook_changes(string path)
    {
        var (_, sent, _, findings, marked) = Of(path);
        using var parts = new MarkedParts(sent, marked);
        var places = findings.Where(f => f.Where is not null).Select(f => f.Where!.Value).ToList();
        var sheets = places.Select(p => p.Sheet).Distinct().ToDictionary(s => PartOf(marked, s));
        string[] edited = ["[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/workbook.xml"];
        Assert.Empty(
            parts.Changed.Except([
                .. edited,
                .. sheets.Keys,
                .. sheets.Keys.Select(s => s.Replace("worksheets/", "worksheets/_rels/", StringComparison.Ordinal) + ".rels"),
            ])
        );
        foreach (var (part, name) in sheets)
        {
            var rows = places.Where(p => p.Sheet == name && p.Column == 0).Select(p => p.Row).ToHashSet();
            var cells = places
                .Where(p => p.Sheet == name && p.Column > 0)
                .Select(p => p.A1)
                .Concat(rows.SelectMany(r => Enumerable.Range(1, 60).Select(c => new CellRef("", r, c).A1)))
                .ToHashSet();
            parts.SheetIsUnharmed(part, cells);
        }

        var names = Marked.Rows(sent, "a.xlsx").Select(r => r.Sheet).ToHashSet();
        Assert.Equal(Marked.Lines(Marked.Rows(sent, "a.xlsx")), Marked.Lines(Marked.Rows(marked, "a.xlsx"), names.Contains));
    }

    [SharedFact]
    public void A_workbook_of_the_old_format_keeps_values_formats_widths_and_merged_cells()
    {
        var (name, sent, _, _, marked) = Of(Xls);
        Assert.Equal(
            Marked.Lines(Marked.Rows(sent, name)),
            Marked.Lines(Marked.Rows(marked, "a.xlsx"), s => s != MarkWords.In(Language.Es)["sheet"])
        );
        using var before = ExcelReaderFactory.CreateBinaryReader(new MemoryStream(sent));
        using var after = ExcelReaderFactory.CreateOpenXmlReader(new MemoryStream(marked));
        do
        {
            Assert.Equal(before.Name, after.Name);
            Assert.Equal(
                (before.MergeCells ?? []).Select(m => m.ToString()).Order(StringComparer.Ordinal),
                (after.MergeCells ?? []).Select(m => m.ToString()).Order(StringComparer.Ordinal)
            );
            var (formats, row) = (0, 0);
            while (before.Read())
            {
                row++;
                Assert.True(after.Read());
                for (var i = 0; i < before.FieldCount; i++)
                {
                    if (row == 1)
                        Assert.Equal(before.GetColumnWidth(i), after.GetColumnWidth(i), 0.01);
                    if (before.GetValue(i) is null)
                        continue;
                    Assert.Equal(before.GetValue(i), after.GetValue(i));
                    Assert.Equal(before.GetNumberFormatString(i), after.GetNumberFormatString(i));
                    formats += before.GetNumberFormatString(i) is not (null or "General") ? 1 : 0;
                }
            }

            Assert.True(formats > 1000, $"{formats} cells with a number format");
            after.NextResult();
        } while (before.NextResult());
    }

    [LibreOfficeTheory]
    [MemberData(nameof(All))]
    public void Another_program_opens_it_with_every_mark_and_nothing_else_changed(string path)
    {
        var (name, sent, errors, _, marked) = Of(path);
        var (before, after) = (LibreOffice.Resave(sent, name), LibreOffice.Resave(marked, "marked.xlsx"));
        var limits = ReadLimits.Default with { MaxSheetArea = long.MaxValue, MaxInflationRatio = int.MaxValue };
        var own = Marked.Rows(before, "a.xlsx", limits);
        var names = own.Select(r => r.Sheet).ToHashSet();
        Assert.Equal(Marked.Lines(own), Marked.Lines(Marked.Rows(after, "a.xlsx", limits), names.Contains));
        using var parts = new MarkedParts(before, after);
        foreach (var sheet in errors.GroupBy(e => e.Sheet))
        {
            var part = PartOf(after, sheet.Key);
            var comments = parts.Comments(part);
            var (_, styles) = parts.Styles(part, sheet.Select(e => e.A1).ToHashSet());
            var formats = parts.Xml("xl/styles.xml").Root!.Elements().Single(e => e.Name.LocalName == "cellXfs").Elements().ToList();
            var fills = parts.Xml("xl/styles.xml").Root!.Elements().Single(e => e.Name.LocalName == "fills").Elements().ToList();
            foreach (var error in sheet)
            {
                Assert.Contains("Qué hacer: ", comments[error.A1], StringComparison.Ordinal);
                Assert.Contains(
                    MarkedStyles.ColourOf(Severity.Blocking),
                    fills[(int)formats[styles[error.A1]].Attribute("fillId")!].ToString(),
                    StringComparison.Ordinal
                );
            }
        }
    }

    [LibreOfficeTheory]
    [InlineData("hostile/ClosedXML__ClosedXML/ClosedXML.Tests/Resource/Other/Drawings/Comments/inputfile.xlsx")]
    [InlineData("hostile/ClosedXML__ClosedXML/ClosedXML.Tests/Resource/TryToLoad/CommentsWithColorNamesAndIndexes.xlsx")]
    public void Comments_of_other_programs_stay_and_ours_stand_below_them(string path)
    {
        var sent = File.ReadAllBytes(Shared.Path(path));
        var sheets = Sheets(sent);
        using var old = new MarkedParts(sent, sent);
        var (sheet, part) = sheets.First(s => old.HasComments(s.Part));
        var own = old.Comments(part).First();
        var (row, column) = Cell(own.Key);
        var (marked, _) = Marked.Write(sent, "a.xlsx", [Marked.At(sheet, row, column), Marked.At(sheet, 90, 4)]);
        var resaved = LibreOffice.Resave(marked, "comments.xlsx");
        using var parts = new MarkedParts(resaved, resaved);
        var comments = parts.Comments(PartOf(resaved, sheet));
        Assert.Equal(old.Comments(part).Count + 1, comments.Count);
        Assert.StartsWith(
            own.Value.Trim().ReplaceLineEndings("\n"),
            comments[own.Key].Trim().ReplaceLineEndings("\n"),
            StringComparison.Ordinal
        );
        Assert.Contains("VALUE_NOT_NUMBER", comments[own.Key], StringComparison.Ordinal);
        Assert.StartsWith("Blocking: ", comments["D90"], StringComparison.Ordinal);
    }

    private static Case Of(string path) => Cases.GetOrAdd(path, p => new Lazy<Case>(() => p == Xls ? MakeXls() : Make(p))).Value;

    private static Case Make(string path)
    {
        var (feed, errors) = Planted[path];
        Assert.Equal(10, errors.Length);
        var sent = PlantedErrors.InXlsx(File.ReadAllBytes(Shared.Path(path)), errors);
        var sheets = Sheets(sent);
        var cells = errors
            .Select(e => (Sheet: sheets.Single(s => s.Part == e.Part).Name, At: Cell(e.Cell)))
            .Select(e => new CellRef(e.Sheet, e.At.Row, e.At.Column))
            .ToList();
        return Finish(path, feed, sent, cells);
    }

    private static Case MakeXls()
    {
        var file = File.ReadAllBytes(Shared.Path(Xls));
        var rows = Marked.Rows(file, "a.xls");
        var title = rows.First(r => r[1].Length > 0);
        var header = rows.First(r => Files.Cells(r).Contains("ARMAS MEDIOS"));
        int Column(string heading) => Files.Cells(header).ToList().IndexOf(heading) + 1;
        var cells = new[]
        {
            ("ARMAS MEDIOS", 2),
            ("ARMAS MEDIOS", 40),
            ("ARMAS MEDIOS", 7000),
            ("GENERO", 3),
            ("GENERO", 50),
            ("GENERO", 9000),
            ("AGRUPA EDAD PERSONA", 4),
            ("AGRUPA EDAD PERSONA", 60),
            ("CODIGO DANE", 5),
            ("CODIGO DANE", 70),
        }
            .Select(e => new CellRef(header.Sheet, header.Number + e.Item2, Column(e.Item1)))
            .ToList();
        return Finish(Xls, "COL/ponal-homicides", PlantedErrors.InXls(file, title.At(1), cells), cells);
    }

    private static Case Finish(string path, string feed, byte[] sent, IReadOnlyList<CellRef> cells)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        var mapping = MappingReader.Read(ShippedFolders.All[feed], Feed.Taxonomy).Mapping!;
        var reading = FileReading.Of(
            new MemoryStream(sent),
            name,
            mapping,
            [mapping],
            Feed.Taxonomy,
            new LocalDate(2026, 1, 1),
            BoundedReading.Limits,
            CancellationToken.None
        );
        var (marked, _) = Marked.Write(sent, name, reading.Findings.Kept, Language.Es, limits: BoundedReading.Limits);
        return new Case(name, sent, cells, reading.Findings.Kept, marked);
    }

    private static (int Row, int Column) Cell(string a1)
    {
        var column = WorkbookParts.Column(a1)!.Value;
        return (int.Parse(a1.AsSpan(a1.IndexOfAny([.. "0123456789"])), CultureInfo.InvariantCulture), column);
    }

    private static List<(string Name, string Part)> Sheets(byte[] file)
    {
        using var workbook = XlsxWorkbook.Open(new MemoryStream(file), ReadLimits.Default, namesOnly: true);
        return [.. workbook.Sheets.Select(s => (s.Name, s.Part!.FullName))];
    }

    private static string PartOf(byte[] file, string sheet) => Sheets(file).Single(s => s.Name == sheet).Part;
}
