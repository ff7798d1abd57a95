using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using Observatory.Core.Cells;
using Observatory.Core.Reading;

namespace Observatory.Core.Redaction;

/// <summary>
/// Writes a new workbook from the rows that the reader returns, without the redacted cells. No comment, name, property or leftover text of
/// the original gets into it. The same rows give the same bytes.
/// </summary>
internal sealed class RedactedWorkbook
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string PackageRelations = "http://schemas.openxmlformats.org/package/2006/relationships";

    // The formats of the copy: general, day, day and time, time or duration, percentage, nothing shown. Each exists once for every font
    // style.
    private const int DayStyle = 1;
    private const int MomentStyle = 2;
    private const int DurationStyle = 3;
    private const int PercentStyle = 4;
    private const int InvisibleStyle = 5;
    private const int Formats = 6;
    private const string InvisibleFormat = "164";
    private const double DaysTo1904 = 1462;

    private static readonly CellTraits[] Fonts =
    [
        CellTraits.None,
        CellTraits.Struck,
        CellTraits.Raised,
        CellTraits.Struck | CellTraits.Raised,
    ];

    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Serial numbers before this day count 29 February 1900, which did not exist.
    private static readonly DateTime LastOfTheExtraDay = new(1900, 3, 1, 0, 0, 0, DateTimeKind.Unspecified);

    private readonly Dictionary<string, int> _texts = new(StringComparer.Ordinal);
    private readonly List<string> _inOrder = [];
    private int _firstHidden = int.MaxValue;
    private bool _is1904;

    public static void Write(SourceFile file, IReadOnlyList<RedactedSheet> sheets, Stream to, CancellationToken cancellation)
    {
        var names = file.SheetNames(cancellation);
        using var zip = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true);
        new RedactedWorkbook().Write(zip, file, names, sheets.ToDictionary(s => s.Name, StringComparer.Ordinal), cancellation);
    }

    private void Write(
        ZipArchive zip,
        SourceFile file,
        IReadOnlyList<string> names,
        Dictionary<string, RedactedSheet> sheets,
        CancellationToken cancellation
    )
    {
        Part(zip, "[Content_Types].xml", xml =>
        {
            const string types = "http://schemas.openxmlformats.org/package/2006/content-types";
            const string spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
            xml.WriteStartElement("Types", types);
            Element(xml, "Default", ("Extension", "rels"), ("ContentType", "application/vnd.openxmlformats-package.relationships+xml"));
            Element(xml, "Default", ("Extension", "xml"), ("ContentType", "application/xml"));
            Element(xml, "Override", ("PartName", "/xl/workbook.xml"), ("ContentType", spreadsheet + "sheet.main+xml"));
            for (var i = 1; i <= names.Count; i++)
                Element(xml, "Override", ("PartName", $"/xl/worksheets/sheet{N(i)}.xml"), ("ContentType", spreadsheet + "worksheet+xml"));
            Element(xml, "Override", ("PartName", "/xl/styles.xml"), ("ContentType", spreadsheet + "styles+xml"));
            Element(xml, "Override", ("PartName", "/xl/sharedStrings.xml"), ("ContentType", spreadsheet + "sharedStrings+xml"));
        });
        Part(zip, "_rels/.rels", xml =>
        {
            xml.WriteStartElement("Relationships", PackageRelations);
            Element(xml, "Relationship", ("Id", "rId1"), ("Type", Relations + "/officeDocument"), ("Target", "xl/workbook.xml"));
        });
        Part(zip, "xl/_rels/workbook.xml.rels", xml =>
        {
            xml.WriteStartElement("Relationships", PackageRelations);
            for (var i = 1; i <= names.Count; i++)
                Element(
                    xml,
                    "Relationship",
                    ("Id", $"rId{N(i)}"),
                    ("Type", Relations + "/worksheet"),
                    ("Target", $"worksheets/sheet{N(i)}.xml")
                );
            Element(xml, "Relationship", ("Id", $"rId{N(names.Count + 1)}"), ("Type", Relations + "/styles"), ("Target", "styles.xml"));
            Element(
                xml,
                "Relationship",
                ("Id", $"rId{N(names.Count + 2)}"),
                ("Type", Relations + "/sharedStrings"),
                ("Target", "sharedStrings.xml")
            );
        });
        Part(zip, "xl/styles.xml", xml =>
        {
            // Built-in formats: 14 is a day, 22 a day and time, 46 hours beyond 24, 10 a percentage.
            xml.WriteStartElement("styleSheet", Main);
            xml.WriteStartElement("numFmts", Main);
            Element(xml, "numFmt", ("numFmtId", InvisibleFormat), ("formatCode", ";;;"));
            xml.WriteEndElement();
            xml.WriteStartElement("fonts", Main);
            for (var font = 0; font < Fonts.Length; font++)
            {
                xml.WriteStartElement("font", Main);
                if (Fonts[font].HasFlag(CellTraits.Struck))
                    Element(xml, "strike");
                if (Fonts[font].HasFlag(CellTraits.Raised))
                    Element(xml, "vertAlign", ("val", "superscript"));
                xml.WriteEndElement();
            }
            xml.WriteEndElement();
            foreach (var (list, item) in (ReadOnlySpan<(string, string)>)[("fills", "fill"), ("borders", "border")])
            {
                xml.WriteStartElement(list, Main);
                Element(xml, item);
                xml.WriteEndElement();
            }
            xml.WriteStartElement("cellStyleXfs", Main);
            Element(xml, "xf", ("numFmtId", "0"));
            xml.WriteEndElement();
            xml.WriteStartElement("cellXfs", Main);
            for (var font = 0; font < Fonts.Length; font++)
                foreach (var format in (ReadOnlySpan<string>)["0", "14", "22", "46", "10", InvisibleFormat])
                    Element(xml, "xf", ("numFmtId", format), ("fontId", N(font)), ("applyNumberFormat", "1"), ("applyFont", "1"));
            xml.WriteEndElement();
        });
        using (var rows = file.Rows(cancellation).GetEnumerator())
        {
            var more = rows.MoveNext();
            for (var i = 1; i <= names.Count; i++)
            {
                var name = names[i - 1];
                Part(zip, $"xl/worksheets/sheet{N(i)}.xml", xml =>
                {
                    xml.WriteStartElement("worksheet", Main);
                    xml.WriteStartElement("sheetData", Main);
                    MergedCells? merged = null;
                    for (var last = 0; more && rows.Current.Sheet == name && rows.Current.Number > last; more = rows.MoveNext())
                    {
                        (last, merged) = (rows.Current.Number, rows.Current.Merged);
                        if (Row(xml, rows.Current, sheets.GetValueOrDefault(name)).HasFlag(CellTraits.HiddenSheet))
                            _firstHidden = Math.Min(_firstHidden, i);
                    }
                    xml.WriteEndElement();
                    Merged(xml, merged);
                });
            }
        }
        Part(zip, "xl/sharedStrings.xml", xml =>
        {
            xml.WriteStartElement("sst", Main);
            foreach (var text in _inOrder)
            {
                xml.WriteStartElement("si", Main);
                xml.WriteStartElement("t", Main);
                xml.WriteAttributeString("xml", "space", null, "preserve");
                xml.WriteString(Written(text));
                xml.WriteEndElement();
                xml.WriteEndElement();
            }
        });
        // Whether sheets are hidden and from which year days are counted is known only from the rows.
        Part(zip, "xl/workbook.xml", xml =>
        {
            xml.WriteStartElement("workbook", Main);
            xml.WriteAttributeString("xmlns", "r", null, Relations);
            if (_is1904)
                Element(xml, "workbookPr", ("date1904", "1"));
            xml.WriteStartElement("sheets", Main);
            for (var i = 1; i <= names.Count; i++)
            {
                xml.WriteStartElement("sheet", Main);
                xml.WriteAttributeString("name", Written(names[i - 1]));
                xml.WriteAttributeString("sheetId", N(i));
                // Hidden sheets are read last, and stay last.
                if (i >= _firstHidden)
                    xml.WriteAttributeString("state", "hidden");
                xml.WriteAttributeString("id", Relations, $"rId{N(i)}");
                xml.WriteEndElement();
            }
        });
    }

    private static void Merged(XmlWriter xml, MergedCells? merged)
    {
        if (merged is not { Ranges.Count: > 0 })
            return;
        xml.WriteStartElement("mergeCells", Main);
        foreach (var range in merged.Ranges)
            Element(xml, "mergeCell", ("ref", range.ToString()));
        xml.WriteEndElement();
    }

    /// <summary>Writes a row, and returns the formatting of the cells that stay.</summary>
    private CellTraits Row(XmlWriter xml, GridRow row, RedactedSheet? sheet)
    {
        var looks = CellTraits.None;
        for (var at = 1; row.HasTraits && at <= row.Count; at++)
            if (sheet is null || row.Number <= sheet.HeaderRow || !sheet.Columns.Contains(at))
                looks |= row.TraitsOf(at);
        xml.WriteStartElement("row", Main);
        xml.WriteAttributeString("r", N(row.Number));
        if (looks.HasFlag(CellTraits.HiddenRow))
            xml.WriteAttributeString("hidden", "1");
        for (var at = 1; at <= row.Count; at++)
        {
            if (sheet is not null && row.Number > sheet.HeaderRow && sheet.Columns.Contains(at))
            {
                if (at == sheet.MarkColumn && sheet.IdenticalRows.Contains(row.Number))
                    Cell(xml, row.At(at), "s", 0, N(NumberOf(SentFile.IdenticalMark)));
                continue;
            }
            Cell(xml, row, at);
        }
        // The row may end before the column with the mark.
        if (sheet is not null && sheet.IdenticalRows.Contains(row.Number) && row.Count < sheet.MarkColumn)
            Cell(xml, row.At(sheet.MarkColumn), "s", 0, N(NumberOf(SentFile.IdenticalMark)));
        xml.WriteEndElement();
        return looks;
    }

    private void Cell(XmlWriter xml, GridRow row, int at)
    {
        var (text, traits) = (row[at], row.TraitsOf(at));
        var font = Formats * Array.IndexOf(Fonts, traits & (CellTraits.Struck | CellTraits.Raised));
        switch (row.KindOf(at))
        {
            case CellKind.Empty:
                break;
            case CellKind.Text:
                Cell(xml, row.At(at), "s", font, N(NumberOf(text)));
                break;
            case CellKind.Number:
                _is1904 |= traits.HasFlag(CellTraits.From1904);
                Cell(
                    xml,
                    row.At(at),
                    null,
                    font
                        + (
                            traits.HasFlag(CellTraits.Invisible) ? InvisibleStyle
                            : traits.HasFlag(CellTraits.Percent) ? PercentStyle
                            : 0
                        ),
                    text
                );
                break;
            case CellKind.Boolean:
                Cell(xml, row.At(at), "b", font, text == "TRUE" ? "1" : "0");
                break;
            case CellKind.Error:
                Cell(xml, row.At(at), "e", font, text);
                break;
            case CellKind.Formula:
                // The formula without a value, as it was sent, so that the copy is read in the same way.
                xml.WriteStartElement("c", Main);
                xml.WriteAttributeString("r", row.At(at).A1);
                xml.WriteElementString("f", Main, text[1..]);
                xml.WriteEndElement();
                break;
            case CellKind.Date:
                _is1904 |= traits.HasFlag(CellTraits.From1904);
                var (style, serial) = Serial(text, traits.HasFlag(CellTraits.From1904));
                Cell(xml, row.At(at), null, font + style, serial.ToString("R", CultureInfo.InvariantCulture));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(row), row.KindOf(at), "No such kind of cell.");
        }
    }

    private static void Cell(XmlWriter xml, CellRef at, string? type, int style, string value)
    {
        xml.WriteStartElement("c", Main);
        xml.WriteAttributeString("r", at.A1);
        if (style > 0)
            xml.WriteAttributeString("s", N(style));
        if (type is not null)
            xml.WriteAttributeString("t", type);
        xml.WriteElementString("v", Main, value);
        xml.WriteEndElement();
    }

    /// <summary>The serial number of a date, a time or a duration as the reader writes them, and its style.</summary>
    /// <param name="from1904">True if the workbook counts days from 1904; this does not affect times and durations.</param>
    internal static (int Style, double Serial) Serial(string text, bool from1904)
    {
        if (
            DateTime.TryParseExact(
                text,
                ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss"],
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var moment
            )
        )
        {
            var serial = moment.ToOADate();
            return (
                moment.TimeOfDay == TimeSpan.Zero ? DayStyle : MomentStyle,
                from1904 ? serial - DaysTo1904
                : moment < LastOfTheExtraDay ? serial - 1
                : serial
            );
        }
        var parts = text.TrimStart('-').Split(':');
        var seconds =
            (((long.Parse(parts[0], CultureInfo.InvariantCulture) * 60) + long.Parse(parts[1], CultureInfo.InvariantCulture)) * 60)
            + long.Parse(parts[2], CultureInfo.InvariantCulture);
        return (DurationStyle, (text[0] == '-' ? -seconds : seconds) / 86400d);
    }

    private int NumberOf(string text)
    {
        if (_texts.TryGetValue(text, out var number))
            return number;
        number = _inOrder.Count;
        _texts.Add(text, number);
        _inOrder.Add(text);
        return number;
    }

    /// <summary>
    /// Escapes characters that XML cannot contain, or would change, as <c>_x000D_</c>; and text that looks like such an escape, so that it
    /// stays text.
    /// </summary>
    private static string Written(string text)
    {
        StringBuilder? written = null;
        for (var at = 0; at < text.Length; at++)
        {
            var isPair = char.IsSurrogate(text[at]) && at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]);
            var isPlain = isPair || (XmlConvert.IsXmlChar(text[at]) && text[at] != '\r' && !LooksEscaped(text.AsSpan(at)));
            if (!isPlain)
            {
                written ??= new StringBuilder(text, 0, at, text.Length + 16);
                written.Append(CultureInfo.InvariantCulture, $"_x{(int)text[at]:X4}_");
                continue;
            }
            written?.Append(text[at]);
            if (isPair)
                written?.Append(text[++at]);
            if (isPair && written is null)
                at++;
        }
        return written?.ToString() ?? text;
    }

    private static bool LooksEscaped(ReadOnlySpan<char> text) =>
        text.Length >= 7
        && text[0] == '_'
        && text[1] == 'x'
        && text[6] == '_'
        && char.IsAsciiHexDigit(text[2])
        && char.IsAsciiHexDigit(text[3])
        && char.IsAsciiHexDigit(text[4])
        && char.IsAsciiHexDigit(text[5]);

    private static void Part(ZipArchive zip, string name, Action<XmlWriter> write)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = Epoch;
        using var content = entry.Open();
        using var xml = XmlWriter.Create(content, new XmlWriterSettings { Encoding = new UTF8Encoding(false), CloseOutput = false });
        xml.WriteStartDocument();
        write(xml);
        xml.WriteEndDocument();
    }

    private static void Element(XmlWriter xml, string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        xml.WriteStartElement(name);
        foreach (var (attribute, value) in attributes)
            xml.WriteAttributeString(attribute, value);
        xml.WriteEndElement();
    }

    private static string N(int number) => number.ToString(CultureInfo.InvariantCulture);
}
