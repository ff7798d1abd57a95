using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;

namespace Observatory.Core.Templates;

/// <summary>
/// Writes a <see cref="TemplateWorkbook"/> as XLSX (ECMA-376). The same workbook gives the same bytes: no clock, no culture, no random
/// names.
/// </summary>
/// <remarks>
/// The package is written part by part instead of through the Open XML library, which chooses random names for parts and relations and
/// writes the time; nothing here needs more than ten parts.
/// </remarks>
public static class WorkbookWriter
{
    /// <summary>The maximum number of characters of a cell.</summary>
    public const int MaxText = 32_767;

    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string PackageRelations = "http://schemas.openxmlformats.org/package/2006/relationships";
    private const string ContentTypes = "http://schemas.openxmlformats.org/package/2006/content-types";
    private const int MaxPrompt = 255;
    private const int MaxPromptTitle = 32;

    private static readonly SearchValues<char> NotInSheetNames = SearchValues.Create("[]:*?/\\");

    // The earliest time that a ZIP directory can express.
    private static readonly DateTimeOffset Timeless = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <exception cref="ArgumentException">A text is longer than <see cref="MaxText"/>, or a sheet's name is invalid.</exception>
    public static void Write(TemplateWorkbook workbook, Stream to)
    {
        foreach (var sheet in workbook.Sheets)
            if (!IsSheetName(sheet.Name))
                throw new ArgumentException($"“{sheet.Name}” cannot name a sheet.", nameof(workbook));
        var texts = new Dictionary<string, int>(StringComparer.Ordinal);
        using var zip = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true);
        Part(zip, "[Content_Types].xml", xml => WriteContentTypes(xml, workbook));
        Part(zip, "_rels/.rels", xml =>
            WriteRelations(
                xml,
                [
                    (Relations + "/officeDocument", "xl/workbook.xml"),
                    ("http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", "docProps/core.xml"),
                ]
            )
        );
        Part(zip, "docProps/core.xml", xml => WriteProperties(xml, workbook.Title));
        Part(zip, "xl/workbook.xml", xml => WriteWorkbook(xml, workbook));
        Part(zip, "xl/_rels/workbook.xml.rels", xml =>
            WriteRelations(
                xml,
                [
                    .. workbook.Sheets.Select((_, i) => (Relations + "/worksheet", $"worksheets/sheet{Text(i + 1)}.xml")),
                    (Relations + "/styles", "styles.xml"),
                    (Relations + "/sharedStrings", "sharedStrings.xml"),
                ]
            )
        );
        Part(zip, "xl/styles.xml", WriteStyles);
        for (var i = 0; i < workbook.Sheets.Count; i++)
        {
            var sheet = workbook.Sheets[i];
            Part(zip, $"xl/worksheets/sheet{Text(i + 1)}.xml", xml => WriteSheet(xml, sheet, texts));
        }
        Part(zip, "xl/sharedStrings.xml", xml => WriteTexts(xml, texts));
    }

    /// <summary>True if a sheet can have this name in every spreadsheet program.</summary>
    public static bool IsSheetName(string name) =>
        name.Length is > 0 and <= 31
        && !name.AsSpan().ContainsAny(NotInSheetNames)
        && name[0] != '\''
        && name[^1] != '\''
        && !name.Any(char.IsControl);

    /// <summary>The letters of a column counted from 1.</summary>
    public static string ColumnName(int column)
    {
        var name = "";
        for (; column > 0; column = (column - 1) / 26)
            name = (char)('A' + ((column - 1) % 26)) + name;
        return name;
    }

    /// <summary>A range of one sheet in the notation of a formula on another.</summary>
    public static string RangeOn(string sheet, int column, int fromRow, int toRow) =>
        $"'{sheet.Replace("'", "''", StringComparison.Ordinal)}'!${ColumnName(column)}${Text(fromRow)}:${ColumnName(column)}${Text(toRow)}";

    private static void Part(ZipArchive zip, string name, Action<XmlWriter> write)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = Timeless;
        using var stream = entry.Open();
        using var xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false) });
        xml.WriteStartDocument(true);
        write(xml);
        xml.WriteEndDocument();
    }

    private static void WriteContentTypes(XmlWriter xml, TemplateWorkbook workbook)
    {
        const string spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
        xml.WriteStartElement("Types", ContentTypes);
        Default("rels", "application/vnd.openxmlformats-package.relationships+xml");
        Default("xml", "application/xml");
        Override("/xl/workbook.xml", spreadsheet + "sheet.main+xml");
        for (var i = 1; i <= workbook.Sheets.Count; i++)
            Override($"/xl/worksheets/sheet{Text(i)}.xml", spreadsheet + "worksheet+xml");
        Override("/xl/styles.xml", spreadsheet + "styles+xml");
        Override("/xl/sharedStrings.xml", spreadsheet + "sharedStrings+xml");
        Override("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml");
        xml.WriteEndElement();

        void Default(string extension, string type) =>
            Element(xml, "Default", ContentTypes, ("Extension", extension), ("ContentType", type));
        void Override(string part, string type) => Element(xml, "Override", ContentTypes, ("PartName", part), ("ContentType", type));
    }

    private static void WriteRelations(XmlWriter xml, IReadOnlyList<(string Type, string Target)> relations)
    {
        xml.WriteStartElement("Relationships", PackageRelations);
        for (var i = 0; i < relations.Count; i++)
            Element(
                xml,
                "Relationship",
                PackageRelations,
                ("Id", $"rId{Text(i + 1)}"),
                ("Type", relations[i].Type),
                ("Target", relations[i].Target)
            );
        xml.WriteEndElement();
    }

    private static void WriteProperties(XmlWriter xml, string title)
    {
        xml.WriteStartElement("cp", "coreProperties", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties");
        xml.WriteElementString("dc", "title", "http://purl.org/dc/elements/1.1/", Escaped(title));
        xml.WriteEndElement();
    }

    private static void WriteWorkbook(XmlWriter xml, TemplateWorkbook workbook)
    {
        xml.WriteStartElement("workbook", Main);
        xml.WriteAttributeString("xmlns", "r", null, Relations);
        xml.WriteStartElement("sheets", Main);
        for (var i = 0; i < workbook.Sheets.Count; i++)
        {
            xml.WriteStartElement("sheet", Main);
            xml.WriteAttributeString("name", workbook.Sheets[i].Name);
            xml.WriteAttributeString("sheetId", Text(i + 1));
            if (workbook.Sheets[i].IsHidden)
                xml.WriteAttributeString("state", "hidden");
            xml.WriteAttributeString("id", Relations, $"rId{Text(i + 1)}");
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
        // The sums of a template are calculated when it is opened. The values stored beside the formulas are those of the empty form, so
        // nothing waits for recalculation; a program recalculates when figures are typed in.
        Element(xml, "calcPr", Main, ("calcId", "0"));
        xml.WriteEndElement();
    }

    // In the order of CellStyle.
    private const string Styles = """
        <fonts count="4">
        <font><sz val="11"/><name val="Calibri"/><family val="2"/></font>
        <font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font>
        <font><b/><sz val="14"/><name val="Calibri"/><family val="2"/></font>
        <font><i/><sz val="11"/><color rgb="FF595959"/><name val="Calibri"/><family val="2"/></font>
        </fonts>
        <fills count="5">
        <fill><patternFill patternType="none"/></fill>
        <fill><patternFill patternType="gray125"/></fill>
        <fill><patternFill patternType="solid"><fgColor rgb="FFD9E2EC"/><bgColor indexed="64"/></patternFill></fill>
        <fill><patternFill patternType="solid"><fgColor rgb="FFFFF8DC"/><bgColor indexed="64"/></patternFill></fill>
        <fill><patternFill patternType="solid"><fgColor rgb="FFFFE0B2"/><bgColor indexed="64"/></patternFill></fill>
        </fills>
        <borders count="2">
        <border><left/><right/><top/><bottom/><diagonal/></border>
        <border>
        <left style="thin"><color rgb="FFBFBFBF"/></left>
        <right style="thin"><color rgb="FFBFBFBF"/></right>
        <top style="thin"><color rgb="FFBFBFBF"/></top>
        <bottom style="thin"><color rgb="FFBFBFBF"/></bottom>
        <diagonal/>
        </border>
        </borders>
        <cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
        <cellXfs count="8">
        <xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
        <xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/>
        <xf numFmtId="49" fontId="1" fillId="2" borderId="1" xfId="0" quotePrefix="1" applyNumberFormat="1" applyFont="1" applyFill="1"
         applyBorder="1" applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf>
        <xf numFmtId="49" fontId="2" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1" applyFont="1"/>
        <xf numFmtId="0" fontId="0" fillId="3" borderId="1" xfId="0" applyFill="1" applyBorder="1"/>
        <xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1" applyAlignment="1">
        <alignment vertical="top" wrapText="1"/></xf>
        <xf numFmtId="49" fontId="0" fillId="4" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1" applyFill="1"/>
        <xf numFmtId="49" fontId="3" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1" applyFont="1"/>
        </cellXfs>
        <cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
        """;

    private static void WriteStyles(XmlWriter xml)
    {
        xml.WriteStartElement("styleSheet", Main);
        xml.WriteRaw(Styles.ReplaceLineEndings(""));
        xml.WriteEndElement();
    }

    private static void WriteSheet(XmlWriter xml, TemplateSheet sheet, Dictionary<string, int> texts)
    {
        xml.WriteStartElement("worksheet", Main);
        xml.WriteStartElement("sheetViews", Main);
        xml.WriteStartElement("sheetView", Main);
        xml.WriteAttributeString("workbookViewId", "0");
        if (sheet.FrozenRows > 0)
            Element(
                xml,
                "pane",
                Main,
                ("ySplit", Text(sheet.FrozenRows)),
                ("topLeftCell", "A" + Text(sheet.FrozenRows + 1)),
                ("activePane", "bottomLeft"),
                ("state", "frozen")
            );
        xml.WriteEndElement();
        xml.WriteEndElement();
        if (sheet.Columns.Count > 0)
        {
            xml.WriteStartElement("cols", Main);
            for (var i = 0; i < sheet.Columns.Count; i++)
            {
                var column = sheet.Columns[i];
                xml.WriteStartElement("col", Main);
                xml.WriteAttributeString("min", Text(i + 1));
                xml.WriteAttributeString("max", Text(i + 1));
                xml.WriteAttributeString("width", column.Width.ToString(CultureInfo.InvariantCulture));
                xml.WriteAttributeString("style", Text((int)column.Style));
                if (column.IsHidden)
                    xml.WriteAttributeString("hidden", "1");
                xml.WriteAttributeString("customWidth", "1");
                xml.WriteEndElement();
            }
            xml.WriteEndElement();
        }
        xml.WriteStartElement("sheetData", Main);
        foreach (var row in sheet.Rows)
            WriteRow(xml, row, texts);
        xml.WriteEndElement();
        WriteEntries(xml, sheet.Entries);
        xml.WriteEndElement();
    }

    private static void WriteRow(XmlWriter xml, TemplateRow row, Dictionary<string, int> texts)
    {
        xml.WriteStartElement("row", Main);
        xml.WriteAttributeString("r", Text(row.Number));
        for (var i = 0; i < row.Cells.Count; i++)
        {
            if (row.Cells[i] is not { } cell || (cell.Text.Length == 0 && cell.Formula is null))
                continue;
            xml.WriteStartElement("c", Main);
            xml.WriteAttributeString("r", ColumnName(i + 1) + Text(row.Number));
            xml.WriteAttributeString("s", Text((int)cell.Style));
            if (cell.Formula is { } formula)
            {
                if (cell.Text.Length == 0)
                    xml.WriteAttributeString("t", "str");
                xml.WriteElementString("f", Main, formula);
                xml.WriteElementString("v", Main, cell.Text);
            }
            else
            {
                xml.WriteAttributeString("t", "s");
                xml.WriteElementString("v", Main, Text(NumberOf(cell.Text, texts)));
            }
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static int NumberOf(string text, Dictionary<string, int> texts)
    {
        if (text.Length > MaxText)
            throw new ArgumentException($"A cell holds at most {Text(MaxText)} characters.", nameof(text));
        if (!texts.TryGetValue(text, out var number))
            texts[text] = number = texts.Count;
        return number;
    }

    private static void WriteEntries(XmlWriter xml, IReadOnlyList<TemplateEntry> entries)
    {
        if (entries.Count == 0)
            return;
        xml.WriteStartElement("dataValidations", Main);
        xml.WriteAttributeString("count", Text(entries.Count));
        foreach (var entry in entries)
        {
            xml.WriteStartElement("dataValidation", Main);
            if (entry.Kind != EntryKind.Any)
                xml.WriteAttributeString("type", entry.Kind == EntryKind.List ? "list" : "custom");
            xml.WriteAttributeString("errorStyle", entry.IsStrict ? "stop" : "warning");
            xml.WriteAttributeString("allowBlank", "1");
            xml.WriteAttributeString("showInputMessage", "1");
            xml.WriteAttributeString("showErrorMessage", "1");
            Attribute("errorTitle", entry.Title, MaxPromptTitle);
            Attribute("error", entry.Error, MaxPrompt);
            Attribute("promptTitle", entry.Title, MaxPromptTitle);
            Attribute("prompt", entry.Prompt, MaxPrompt);
            xml.WriteAttributeString("sqref", entry.Range);
            if (entry.Kind != EntryKind.Any)
                xml.WriteElementString("formula1", Main, entry.Formula);
            xml.WriteEndElement();
        }
        xml.WriteEndElement();

        void Attribute(string name, string text, int most)
        {
            if (text.Length > 0)
                xml.WriteAttributeString(name, Escaped(Cut(text, most)));
        }
    }

    // An escaped character counts with its written length; texts that are cut here contain one only if a heading is hostile.
    internal static string Cut(string text, int most)
    {
        if (Escaped(text).Length <= most)
            return text;
        var kept = text.Length > most ? text[..most] : text;
        while (Escaped(kept).Length >= most)
            kept = kept[..^1];
        return kept + "…";
    }

    private static void WriteTexts(XmlWriter xml, Dictionary<string, int> texts)
    {
        xml.WriteStartElement("sst", Main);
        xml.WriteAttributeString("uniqueCount", Text(texts.Count));
        foreach (var (text, _) in texts.OrderBy(t => t.Value))
        {
            xml.WriteStartElement("si", Main);
            xml.WriteStartElement("t", Main);
            xml.WriteAttributeString("xml", "space", null, "preserve");
            xml.WriteString(Escaped(text));
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    /// <summary>
    /// Characters that XML cannot contain, in the form <c>_x000B_</c> (ECMA-376 part 1, 22.9.2.19); a text that already looks like one is
    /// escaped too.
    /// </summary>
    internal static string Escaped(string text)
    {
        StringBuilder? escaped = null;
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            var isPair = char.IsHighSurrogate(letter) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if (isPair)
            {
                escaped?.Append(letter).Append(text[i + 1]);
                i++;
                continue;
            }
            var isPlain =
                letter is '\t' or '\n'
                || (XmlConvert.IsXmlChar(letter) && letter != '\r' && !(letter == '_' && LooksEscaped(text.AsSpan(i))));
            if (isPlain && escaped is null)
                continue;
            escaped ??= new StringBuilder(text, 0, i, text.Length + 16);
            if (isPlain)
                escaped.Append(letter);
            else
                escaped.Append(CultureInfo.InvariantCulture, $"_x{(int)letter:X4}_");
        }
        return escaped?.ToString() ?? text;
    }

    private static bool LooksEscaped(ReadOnlySpan<char> text) =>
        text.Length >= 7
        && text[1] is ('x' or 'X')
        && text[6] == '_'
        && char.IsAsciiHexDigit(text[2])
        && char.IsAsciiHexDigit(text[3])
        && char.IsAsciiHexDigit(text[4])
        && char.IsAsciiHexDigit(text[5]);

    private static void Element(XmlWriter xml, string name, string space, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        xml.WriteStartElement(name, space);
        foreach (var (attribute, value) in attributes)
            xml.WriteAttributeString(attribute, value);
        xml.WriteEndElement();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
