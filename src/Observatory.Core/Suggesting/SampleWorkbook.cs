using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using Observatory.Core.Cells;
using Observatory.Core.Reading;

namespace Observatory.Core.Suggesting;

/// <summary>Writes rows as a minimal workbook: inline texts, numbers as numbers, dates as dates.</summary>
public static class SampleWorkbook
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Package = "http://schemas.openxmlformats.org/package/2006/relationships";

    // The bytes contain no time of writing, so the same rows give the same workbook.
    private static readonly DateTimeOffset Written = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static ReadOnlyMemory<byte> Write(IReadOnlyList<(string Name, List<GridRow> Rows)> sheets)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Part(zip, "[Content_Types].xml", xml =>
            {
                xml.WriteStartElement("Types", "http://schemas.openxmlformats.org/package/2006/content-types");
                Type(xml, "Default", "Extension", "rels", "application/vnd.openxmlformats-package.relationships+xml");
                Type(
                    xml,
                    "Override",
                    "PartName",
                    "/xl/workbook.xml",
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
                );
                Type(
                    xml,
                    "Override",
                    "PartName",
                    "/xl/styles.xml",
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
                );
                for (var i = 1; i <= sheets.Count; i++)
                    Type(
                        xml,
                        "Override",
                        "PartName",
                        $"/xl/worksheets/sheet{N(i)}.xml",
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
                    );
                xml.WriteEndElement();
            });
            Part(zip, "_rels/.rels", xml => Relationships(xml, [("officeDocument", "xl/workbook.xml")]));
            Part(zip, "xl/_rels/workbook.xml.rels", xml =>
                Relationships(xml, [.. sheets.Select((_, i) => ("worksheet", $"worksheets/sheet{N(i + 1)}.xml")), ("styles", "styles.xml")])
            );
            Part(zip, "xl/workbook.xml", xml =>
            {
                xml.WriteStartElement("workbook", Main);
                xml.WriteStartElement("sheets");
                for (var i = 0; i < sheets.Count; i++)
                {
                    xml.WriteStartElement("sheet");
                    xml.WriteAttributeString("name", sheets[i].Name);
                    xml.WriteAttributeString("sheetId", N(i + 1));
                    xml.WriteAttributeString("r", "id", Relations, $"rId{N(i + 1)}");
                    xml.WriteEndElement();
                }
                xml.WriteEndElement();
                xml.WriteEndElement();
            });
            Part(zip, "xl/styles.xml", Styles);
            for (var i = 0; i < sheets.Count; i++)
                Part(zip, $"xl/worksheets/sheet{N(i + 1)}.xml", xml => Sheet(xml, sheets[i].Rows));
        }
        return bytes.ToArray();
    }

    private static void Sheet(XmlWriter xml, List<GridRow> rows)
    {
        xml.WriteStartElement("worksheet", Main);
        xml.WriteStartElement("sheetData");
        for (var r = 0; r < rows.Count; r++)
        {
            xml.WriteStartElement("row");
            xml.WriteAttributeString("r", N(r + 1));
            for (var c = 1; c <= rows[r].Count; c++)
                Cell(xml, rows[r], c, r + 1);
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void Cell(XmlWriter xml, GridRow row, int column, int at)
    {
        var text = row[column];
        if (text.Length == 0)
            return;
        xml.WriteStartElement("c");
        xml.WriteAttributeString("r", CellRef.ColumnName(column) + N(at));
        var kind = row.KindOf(column);
        if (kind == CellKind.Number)
        {
            xml.WriteElementString("v", text);
        }
        else if (
            kind == CellKind.Date
            && DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            && date.Year >= 1900
        )
        {
            xml.WriteAttributeString("s", date.TimeOfDay == TimeSpan.Zero ? "1" : "2");
            xml.WriteElementString("v", date.ToOADate().ToString("R", CultureInfo.InvariantCulture));
        }
        else
        {
            xml.WriteAttributeString("t", "inlineStr");
            xml.WriteStartElement("is");
            xml.WriteStartElement("t");
            xml.WriteAttributeString("xml", "space", null, "preserve");
            xml.WriteString(new string([.. text.Where(XmlConvert.IsXmlChar)]));
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static void Styles(XmlWriter xml)
    {
        xml.WriteStartElement("styleSheet", Main);
        Repeated("fonts", "font", 1);
        Repeated("fills", "fill", 1);
        Repeated("borders", "border", 1);
        xml.WriteStartElement("cellXfs");
        xml.WriteAttributeString("count", "3");
        // 14 and 22 are the formats for a date and a date with time that every spreadsheet has.
        foreach (var format in new[] { "0", "14", "22" })
        {
            xml.WriteStartElement("xf");
            xml.WriteAttributeString("numFmtId", format);
            xml.WriteAttributeString("applyNumberFormat", "1");
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
        xml.WriteEndElement();

        void Repeated(string list, string item, int count)
        {
            xml.WriteStartElement(list);
            xml.WriteAttributeString("count", N(count));
            for (var i = 0; i < count; i++)
                xml.WriteElementString(item, "");
            xml.WriteEndElement();
        }
    }

    private static void Relationships(XmlWriter xml, IReadOnlyList<(string Kind, string Target)> relations)
    {
        xml.WriteStartElement("Relationships", Package);
        for (var i = 0; i < relations.Count; i++)
        {
            xml.WriteStartElement("Relationship");
            xml.WriteAttributeString("Id", $"rId{N(i + 1)}");
            xml.WriteAttributeString("Type", $"{Relations}/{relations[i].Kind}");
            xml.WriteAttributeString("Target", relations[i].Target);
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static void Type(XmlWriter xml, string element, string key, string value, string type)
    {
        xml.WriteStartElement(element);
        xml.WriteAttributeString(key, value);
        xml.WriteAttributeString("ContentType", type);
        xml.WriteEndElement();
    }

    private static void Part(ZipArchive zip, string name, Action<XmlWriter> write)
    {
        var entry = zip.CreateEntry(name);
        entry.LastWriteTime = Written;
        using var stream = entry.Open();
        using var xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false) });
        xml.WriteStartDocument(standalone: true);
        write(xml);
        xml.WriteEndDocument();
    }

    private static string N(int number) => number.ToString(CultureInfo.InvariantCulture);
}
