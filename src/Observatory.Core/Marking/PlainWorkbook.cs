using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using Observatory.Core.Cells;
using Observatory.Core.Reading;
using Observatory.Core.Redaction;
using Observatory.Core.Templates;

namespace Observatory.Core.Marking;

/// <summary>
/// Converts the rows of the readers to an XLSX workbook, so that it can be marked: each cell of a text file becomes a text; the values of
/// an XLS workbook keep their number formats, widths, merged ranges and date system. Rows are written as they are read.
/// </summary>
internal static class PlainWorkbook
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Types = "http://schemas.openxmlformats.org/package/2006/content-types";
    private const string PackageRelations = "http://schemas.openxmlformats.org/package/2006/relationships";
    private const string Spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.";

    // The formats of a cell whose file gives none: general, day, day and time, hours beyond a day, text.
    private static readonly int[] UsualFormats = [0, 14, 22, 46, 49];
    private const int TextStyle = 4;
    private const int FirstOwnFormat = 164;

    private static readonly DateTimeOffset Timeless = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="rows">The rows of all sheets, in order.</param>
    /// <param name="sheetOf">The sheet of a row.</param>
    public static void Write(
        IReadOnlyList<PlainSheet> sheets,
        IEnumerable<GridRow> rows,
        Func<GridRow, int> sheetOf,
        Stream to,
        CancellationToken cancellation
    )
    {
        using var zip = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true);
        var formats = new Formats();
        var is1904 = false;
        using (var at = rows.GetEnumerator())
        {
            var more = at.MoveNext();
            for (var i = 0; i < sheets.Count; i++)
            {
                var number = i;
                Part(zip, $"xl/worksheets/sheet{N(i + 1)}.xml", xml =>
                {
                    WriteTop(xml, sheets[number].Layout);
                    xml.WriteStartElement("sheetData", Main);
                    for (; more && sheetOf(at.Current) == number; more = at.MoveNext())
                    {
                        cancellation.ThrowIfCancellationRequested();
                        is1904 |= WriteRow(xml, at.Current, sheets[number], formats).HasFlag(CellTraits.From1904);
                    }

                    xml.WriteEndElement();
                    WriteBottom(xml, sheets[number].Layout);
                });
            }
        }

        Part(zip, "xl/styles.xml", formats.Write);
        Part(zip, "xl/workbook.xml", xml => WriteSheets(xml, sheets, is1904));
        Part(zip, "xl/_rels/workbook.xml.rels", xml =>
        {
            xml.WriteStartElement("Relationships", PackageRelations);
            for (var i = 1; i <= sheets.Count; i++)
                Element(
                    xml,
                    "Relationship",
                    PackageRelations,
                    ("Id", $"rId{N(i)}"),
                    ("Type", PackageParts.Relations + "/worksheet"),
                    ("Target", $"worksheets/sheet{N(i)}.xml")
                );
            Element(
                xml,
                "Relationship",
                PackageRelations,
                ("Id", $"rId{N(sheets.Count + 1)}"),
                ("Type", PackageParts.Relations + "/styles"),
                ("Target", "styles.xml")
            );
        });
        Part(zip, "_rels/.rels", xml =>
        {
            xml.WriteStartElement("Relationships", PackageRelations);
            Element(
                xml,
                "Relationship",
                PackageRelations,
                ("Id", "rId1"),
                ("Type", PackageParts.Relations + "/officeDocument"),
                ("Target", "xl/workbook.xml")
            );
        });
        Part(zip, PackageParts.TypesPart, xml =>
        {
            xml.WriteStartElement("Types", Types);
            Element(
                xml,
                "Default",
                Types,
                ("Extension", "rels"),
                ("ContentType", "application/vnd.openxmlformats-package.relationships+xml")
            );
            Element(xml, "Default", Types, ("Extension", "xml"), ("ContentType", "application/xml"));
            Element(xml, "Override", Types, ("PartName", "/xl/workbook.xml"), ("ContentType", Spreadsheet + "sheet.main+xml"));
            Element(xml, "Override", Types, ("PartName", "/xl/styles.xml"), ("ContentType", Spreadsheet + "styles+xml"));
            for (var i = 1; i <= sheets.Count; i++)
                Element(
                    xml,
                    "Override",
                    Types,
                    ("PartName", $"/xl/worksheets/sheet{N(i)}.xml"),
                    ("ContentType", Spreadsheet + "worksheet+xml")
                );
        });
    }

    /// <summary>A valid sheet name made from another; duplicates get a number.</summary>
    public static string SheetName(string wanted, ICollection<string> taken)
    {
        if (WorkbookWriter.IsSheetName(wanted) && !taken.Contains(wanted, StringComparer.OrdinalIgnoreCase))
            return wanted;
        var clean = new string([
            .. wanted.Select(c => char.IsControl(c) || char.IsSurrogate(c) || "[]:*?/\\".Contains(c, StringComparison.Ordinal) ? ' ' : c),
        ])
            .Trim()
            .Trim('\'')
            .Trim();
        clean = clean.Length == 0 ? "1" : clean;
        for (var number = 1; ; number++)
        {
            var tail = number == 1 ? "" : $" ({N(number)})";
            var name = (clean.Length > 31 - tail.Length ? clean[..(31 - tail.Length)].TrimEnd().TrimEnd('\'') : clean) + tail;
            if (!taken.Contains(name, StringComparer.OrdinalIgnoreCase))
                return name;
        }
    }

    private static void WriteSheets(XmlWriter xml, IReadOnlyList<PlainSheet> sheets, bool is1904)
    {
        xml.WriteStartElement("workbook", Main);
        xml.WriteAttributeString("xmlns", "r", null, PackageParts.Relations);
        // The number of a day differs in a workbook with another date system.
        if (is1904)
            Element(xml, "workbookPr", Main, ("date1904", "1"));
        xml.WriteStartElement("sheets", Main);
        for (var i = 1; i <= sheets.Count; i++)
        {
            xml.WriteStartElement("sheet", Main);
            xml.WriteAttributeString("name", WorkbookWriter.Escaped(sheets[i - 1].Name));
            xml.WriteAttributeString("sheetId", N(i));
            if (sheets[i - 1].Layout is { State: not "" } layout)
                xml.WriteAttributeString("state", layout.State);
            xml.WriteAttributeString("id", PackageParts.Relations, $"rId{N(i)}");
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteTop(XmlWriter xml, XlsLayout.Sheet? layout)
    {
        xml.WriteStartElement("worksheet", Main);
        if (layout is null)
            return;
        if (layout.DefaultWidth is { } usual)
            Element(xml, "sheetFormatPr", Main, ("defaultColWidth", D(usual)), ("defaultRowHeight", "15"));
        if (layout.Columns.Count == 0)
            return;
        xml.WriteStartElement("cols", Main);
        foreach (var column in layout.Columns)
        {
            xml.WriteStartElement("col", Main);
            xml.WriteAttributeString("min", N(column.First));
            xml.WriteAttributeString("max", N(column.Last));
            xml.WriteAttributeString("width", D(column.Width));
            if (column.IsHidden)
                xml.WriteAttributeString("hidden", "1");
            xml.WriteAttributeString("customWidth", "1");
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteBottom(XmlWriter xml, XlsLayout.Sheet? layout)
    {
        if (layout is { Merged.Count: > 0 })
        {
            xml.WriteStartElement("mergeCells", Main);
            foreach (var merged in layout.Merged)
                Element(xml, "mergeCell", Main, ("ref", merged));
            xml.WriteEndElement();
        }
        else if (layout is null)
        {
            // A number of a text file stays a text, which needs no warning in every cell.
            xml.WriteStartElement("ignoredErrors", Main);
            Element(
                xml,
                "ignoredError",
                Main,
                ("sqref", $"A1:{CellRef.ColumnName(WorkbookParts.MaxColumn)}{N(PlainSheet.MaxRows)}"),
                ("numberStoredAsText", "1")
            );
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    /// <summary>Writes a row, and returns what the formatting of its cells says.</summary>
    private static CellTraits WriteRow(XmlWriter xml, GridRow row, PlainSheet sheet, Formats formats)
    {
        var traits = CellTraits.None;
        if (row.Count == 0)
            return traits;
        xml.WriteStartElement("row", Main);
        var number = row.Number - sheet.FirstRow + 1;
        xml.WriteAttributeString("r", N(number));
        if (sheet.Layout?.HiddenRows.Contains(row.Number) == true)
            xml.WriteAttributeString("hidden", "1");
        for (var column = 1; column <= row.Count; column++)
        {
            var text = row[column];
            traits |= row.TraitsOf(column);
            var format = sheet.Layout?.FormatAt(row.Number, column);
            var at = new CellRef("", number, column).A1;
            switch (row.KindOf(column))
            {
                case CellKind.Empty:
                    break;
                case CellKind.Text or CellKind.Formula:
                    xml.WriteStartElement("c", Main);
                    xml.WriteAttributeString("r", at);
                    xml.WriteAttributeString("s", N(sheet.Layout is null ? TextStyle : formats.Of(format, 0)));
                    xml.WriteAttributeString("t", "inlineStr");
                    xml.WriteStartElement("is", Main);
                    xml.WriteStartElement("t", Main);
                    xml.WriteAttributeString("xml", "space", null, "preserve");
                    xml.WriteString(WorkbookWriter.Escaped(text));
                    xml.WriteEndElement();
                    xml.WriteEndElement();
                    xml.WriteEndElement();
                    break;
                case CellKind.Number:
                    Cell(xml, at, formats.Of(format, 0), null, text);
                    break;
                case CellKind.Boolean:
                    Cell(xml, at, formats.Of(format, 0), "b", text == "TRUE" ? "1" : "0");
                    break;
                case CellKind.Error:
                    Cell(xml, at, formats.Of(format, 0), "e", text);
                    break;
                case CellKind.Date:
                    var (usual, serial) = RedactedWorkbook.Serial(text, row.TraitsOf(column).HasFlag(CellTraits.From1904));
                    Cell(xml, at, formats.Of(format, usual), null, serial.ToString("R", CultureInfo.InvariantCulture));
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(row), row.KindOf(column), "No such kind of cell.");
            }
        }

        xml.WriteEndElement();
        return traits;
    }

    private static void Cell(XmlWriter xml, string at, int style, string? type, string value)
    {
        xml.WriteStartElement("c", Main);
        xml.WriteAttributeString("r", at);
        if (style > 0)
            xml.WriteAttributeString("s", N(style));
        if (type is not null)
            xml.WriteAttributeString("t", type);
        xml.WriteElementString("v", Main, value);
        xml.WriteEndElement();
    }

    private static void Part(ZipArchive zip, string name, Action<XmlWriter> write)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = Timeless;
        using var content = entry.Open();
        using var xml = XmlWriter.Create(content, new XmlWriterSettings { Encoding = new UTF8Encoding(false), CloseOutput = false });
        xml.WriteStartDocument(true);
        write(xml);
        xml.WriteEndDocument();
    }

    private static void Element(XmlWriter xml, string name, string space, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        xml.WriteStartElement(name, space);
        foreach (var (attribute, value) in attributes)
            xml.WriteAttributeString(attribute, value);
        xml.WriteEndElement();
    }

    private static string N(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string D(double number) => number.ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>The number formats of the workbook, each once.</summary>
    private sealed class Formats
    {
        private readonly Dictionary<XlsLayout.CellFormat, int> _numbers = [];
        private readonly List<XlsLayout.CellFormat> _inOrder = [];

        /// <summary>The style with a number format.</summary>
        /// <param name="format">Null if the file gives none.</param>
        /// <param name="usual">Position of the default to use then.</param>
        public int Of(XlsLayout.CellFormat? format, int usual)
        {
            if (format is null or { Code: null, Id: 0 or >= FirstOwnFormat })
                return usual;
            if (!_numbers.TryGetValue(format, out var number))
            {
                _numbers.Add(format, number = UsualFormats.Length + _inOrder.Count);
                _inOrder.Add(format);
            }

            return number;
        }

        public void Write(XmlWriter xml)
        {
            xml.WriteStartElement("styleSheet", Main);
            var own = _inOrder.Where(f => f.Code is not null).ToList();
            if (own.Count > 0)
            {
                xml.WriteStartElement("numFmts", Main);
                xml.WriteAttributeString("count", N(own.Count));
                for (var i = 0; i < own.Count; i++)
                    Element(xml, "numFmt", Main, ("numFmtId", N(FirstOwnFormat + i)), ("formatCode", WorkbookWriter.Escaped(own[i].Code!)));
                xml.WriteEndElement();
            }

            xml.WriteStartElement("fonts", Main);
            xml.WriteAttributeString("count", "1");
            xml.WriteStartElement("font", Main);
            Element(xml, "sz", Main, ("val", "11"));
            Element(xml, "name", Main, ("val", "Calibri"));
            Element(xml, "family", Main, ("val", "2"));
            xml.WriteEndElement();
            xml.WriteEndElement();
            xml.WriteStartElement("cellXfs", Main);
            xml.WriteAttributeString("count", N(UsualFormats.Length + _inOrder.Count));
            foreach (var id in UsualFormats.Concat(_inOrder.Select(f => f.Code is null ? f.Id : FirstOwnFormat + own.IndexOf(f))))
                Element(
                    xml,
                    "xf",
                    Main,
                    ("numFmtId", N(id)),
                    ("fontId", "0"),
                    ("fillId", "0"),
                    ("borderId", "0"),
                    ("applyNumberFormat", "1")
                );
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
    }
}
