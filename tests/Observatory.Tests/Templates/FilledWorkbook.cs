using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Observatory.Core.Reading;
using Observatory.Core.Templates;
using Xunit;

namespace Observatory.Tests.Templates;

/// <summary>
/// A written template, opened as a package and filled in by hand: what a spreadsheet program does to it, without one. It knows nothing
/// of how the template was made.
/// </summary>
internal sealed partial class FilledWorkbook
{
    private static readonly XNamespace Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private static readonly XNamespace Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    private readonly Dictionary<string, byte[]> _parts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Part, XDocument Xml, Dictionary<string, XElement> Cells)> _sheets = new(
        StringComparer.Ordinal
    );

    public FilledWorkbook(byte[] bytes)
    {
        using var zip = new ZipArchive(new MemoryStream(bytes));
        foreach (var entry in zip.Entries)
        {
            using var content = new MemoryStream();
            using var part = entry.Open();
            part.CopyTo(content);
            _parts[entry.FullName] = content.ToArray();
        }
        var targets = Xml("xl/_rels/workbook.xml.rels")
            .Root!.Elements()
            .ToDictionary(e => e.Attribute("Id")!.Value, e => "xl/" + e.Attribute("Target")!.Value);
        foreach (var sheet in Xml("xl/workbook.xml").Descendants(Main + "sheet"))
        {
            var part = targets[sheet.Attribute(Relations + "id")!.Value];
            var xml = Xml(part);
            _sheets[sheet.Attribute("name")!.Value] = (
                part,
                xml,
                xml.Descendants(Main + "c").ToDictionary(c => c.Attribute("r")!.Value, StringComparer.Ordinal)
            );
        }
    }

    public static FilledWorkbook Of(TemplateWorkbook workbook) => new(Bytes(workbook));

    public static byte[] Bytes(TemplateWorkbook workbook)
    {
        using var content = new MemoryStream();
        WorkbookWriter.Write(workbook, content);
        return content.ToArray();
    }

    public IEnumerable<string> Sheets => _sheets.Keys;

    public XDocument Sheet(string name) => _sheets[name].Xml;

    /// <summary>Formulas of the entry rules of every sheet, with the ranges they hold for.</summary>
    public IEnumerable<(string Sheet, string Range, string? Kind, string Formula)> Entries() =>
        from sheet in _sheets
        from rule in sheet.Value.Xml.Descendants(Main + "dataValidation")
        select (sheet.Key, rule.Attribute("sqref")!.Value, rule.Attribute("type")?.Value, rule.Element(Main + "formula1")?.Value ?? "");

    public string? Formula(string sheet, string cell) => _sheets[sheet].Cells.GetValueOrDefault(cell)?.Element(Main + "f")?.Value;

    public void Type(string sheet, int row, int column, string text) => Put(sheet, row, column, c =>
        {
            c.SetAttributeValue("t", "inlineStr");
            c.Add(new XElement(Main + "is", new XElement(Main + "t", text)));
        });

    public void Type(string sheet, int row, int column, decimal number) => Put(sheet, row, column, c =>
        {
            c.SetAttributeValue("t", null);
            c.Add(new XElement(Main + "v", number.ToString(CultureInfo.InvariantCulture)));
        });

    /// <summary>
    /// Every sum of the sheet as a program computes it, of sums too; one that stands under the condition that something is filled in is
    /// empty else.
    /// </summary>
    public void Recalculate(string sheet)
    {
        var cells = _sheets[sheet].Cells;
        var known = new Dictionary<string, decimal?>(StringComparer.Ordinal);
        foreach (var (name, element) in cells.Where(c => c.Value.Element(Main + "f") is not null))
        {
            var result = ValueOf(name);
            element.SetAttributeValue("t", result is null ? "str" : null);
            element.SetElementValue(Main + "v", result?.ToString(CultureInfo.InvariantCulture) ?? "");
        }

        decimal? ValueOf(string name)
        {
            if (!cells.TryGetValue(name, out var cell))
                return null;
            if (cell.Element(Main + "f")?.Value is not { } formula)
                return cell.Attribute("t") is null && cell.Element(Main + "v") is { } value
                    ? decimal.Parse(value.Value, CultureInfo.InvariantCulture)
                    : null;
            if (known.TryGetValue(name, out var before))
                return before;
            var form = Sum().Match(formula);
            Assert.True(form.Success, formula);
            Assert.Equal(form.Groups["counted"].Success, form.Groups["end"].Success);
            if (form.Groups["counted"].Success)
                Assert.Equal(form.Groups["of"].Value, form.Groups["counted"].Value);
            var numbers = form.Groups["of"].Value.Split(',').SelectMany(CellsIn).Select(ValueOf).OfType<decimal>().ToList();
            return known[name] = numbers.Count == 0 && form.Groups["counted"].Success ? null : numbers.Sum();
        }
    }

    private static IEnumerable<string> CellsIn(string range)
    {
        var ends = range
            .Split(':')
            .Select(e =>
                (
                    Column: e.TakeWhile(char.IsLetter).Aggregate(0, (sum, letter) => (sum * 26) + letter - 'A' + 1),
                    Row: int.Parse(string.Concat(e.SkipWhile(char.IsLetter)), CultureInfo.InvariantCulture)
                )
            )
            .ToList();
        for (var column = ends[0].Column; column <= ends[^1].Column; column++)
        for (var row = ends[0].Row; row <= ends[^1].Row; row++)
            yield return WorkbookWriter.ColumnName(column) + row.ToString(CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("""^(IF\(COUNT\((?<counted>[A-Z0-9:,]+)\)=0,"",)?SUM\((?<of>[A-Z0-9:,]+)\)(?<end>\))?$""")]
    private static partial Regex Sum();

    public byte[] Save()
    {
        using var content = new MemoryStream();
        using (var zip = new ZipArchive(content, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in _parts)
            {
                using var part = zip.CreateEntry(name).Open();
                if (_sheets.Values.FirstOrDefault(s => s.Part == name).Xml is { } xml)
                    xml.Save(part, SaveOptions.DisableFormatting);
                else
                    part.Write(bytes);
            }
        }
        return content.ToArray();
    }

    public static List<GridRow> Rows(byte[] bytes, string? sheet = null)
    {
        var file = SourceFile.Open(new MemoryStream(bytes), "template.xlsx", ReadLimits.Default);
        return [.. sheet is null ? file.Rows(CancellationToken.None) : file.Rows(sheet, CancellationToken.None)];
    }

    private void Put(string sheet, int row, int column, Action<XElement> fill)
    {
        var name = WorkbookWriter.ColumnName(column) + row.ToString(CultureInfo.InvariantCulture);
        var (_, xml, cells) = _sheets[sheet];
        if (!cells.TryGetValue(name, out var cell))
        {
            var data = xml.Descendants(Main + "sheetData").Single();
            var line = data.Elements().FirstOrDefault(r => (int)r.Attribute("r")! >= row);
            if (line is null)
                data.Add(line = new XElement(Main + "row", new XAttribute("r", row)));
            else if ((int)line.Attribute("r")! != row)
                line.AddBeforeSelf(line = new XElement(Main + "row", new XAttribute("r", row)));
            cells[name] = cell = new XElement(Main + "c", new XAttribute("r", name));
            if (line.Elements().LastOrDefault(c => ColumnOf(c) < column) is { } before)
                before.AddAfterSelf(cell);
            else
                line.AddFirst(cell);
        }
        cell.RemoveNodes();
        fill(cell);
    }

    private static int ColumnOf(XElement cell) =>
        cell.Attribute("r")!.Value.TakeWhile(char.IsLetter).Aggregate(0, (sum, letter) => (sum * 26) + letter - 'A' + 1);

    private XDocument Xml(string part) => XDocument.Load(new MemoryStream(_parts[part]));
}
