using System.Globalization;
using System.IO.Compression;
using System.Xml;
using Observatory.Core.Cells;

namespace Observatory.Core.Reading;

/// <summary>
/// What the cells of an XLSX workbook refer to: its sheets, shared texts, and the styles that make a number a date. Every part is read
/// forward once, metered, and refused as soon as it exceeds a limit.
/// </summary>
internal sealed class XlsxWorkbook : IDisposable
{
    private const int MaxSheets = 200;
    private const int MaxStyles = 1 << 17;

    private readonly ZipArchive _zip;
    private readonly ReadLimits _limits;
    private readonly InflationMeter _meter;
    private readonly List<XlsxSheetPart> _sheets = [];
    private readonly List<StyleMeaning> _styles = [];
    private readonly List<string> _strings = [];

    private XlsxWorkbook(Stream content, ReadLimits limits)
    {
        _limits = limits;
        content.Position = 0;
        _zip = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
        _meter = new InflationMeter(content.Length, limits);
    }

    /// <summary>The sheets in the order of the workbook.</summary>
    public IReadOnlyList<XlsxSheetPart> Sheets => _sheets;

    /// <summary>Whether days are counted from 1904.</summary>
    public bool Is1904 { get; private set; }

    /// <summary>
    /// Whether the program that wrote the workbook marks its formulas for recalculation: it may have written 0 if it knew no value
    /// (ECMA-376 part 1, 18.2.2).
    /// </summary>
    public bool IsToBeCalculated { get; private set; }

    /// <summary>Whether the workbook was saved before its last calculation ended, so that its values are from the one before.</summary>
    public bool IsStale { get; private set; }

    /// <exception cref="Checking.UnreadableFileException">A part is damaged or exceeds a limit.</exception>
    public static XlsxWorkbook Open(Stream content, ReadLimits limits, bool namesOnly = false)
    {
        var workbook = new XlsxWorkbook(content, limits);
        try
        {
            workbook.Load(namesOnly);
            return workbook;
        }
        catch
        {
            workbook.Dispose();
            throw;
        }
    }

    public void Dispose() => _zip.Dispose();

    /// <summary>A shared text by the index that a cell has.</summary>
    /// <exception cref="Checking.UnreadableFileException">There is no such index: the cell had a text, and it is lost.</exception>
    public string Shared(int index, ZipArchiveEntry part) =>
        (uint)index < (uint)_strings.Count ? _strings[index] : throw Refusals.Unreadable(part.FullName);

    /// <summary>Whether any cell style has a font with meaning.</summary>
    public bool HasLooks { get; private set; }

    /// <summary>A cell style by the index that a cell has; the usual style if the cell refers to none, or to one that is missing.</summary>
    public StyleMeaning StyleOf(string? index) =>
        int.TryParse(index, NumberStyles.Integer, CultureInfo.InvariantCulture, out var style) && (uint)style < (uint)_styles.Count
            ? _styles[style]
        : index is null && _styles.Count > 0 ? _styles[0]
        : StyleMeaning.Usual;

    /// <summary>A reader of one part that counts the inflated bytes.</summary>
    public XmlReader Xml(ZipArchiveEntry part) => WorkbookParts.Reader(new MeteredStream(part.Open(), part.FullName, _meter, isXml: true));

    private void Load(bool namesOnly)
    {
        var parts = WorkbookParts.ByName(_zip);
        var main = WorkbookParts.Main(parts) ?? throw Refusals.Unreadable();
        var (targets, byKind) = Relations(parts, main);
        WorkbookParts.Guarded(main, () => LoadSheets(main, parts, targets));
        if (namesOnly)
            return;
        if (Related("styles", "styles.xml") is { } stylePart)
            WorkbookParts.Guarded(stylePart, () => LoadStyles(stylePart));
        if (Related("sharedStrings", "sharedStrings.xml") is { } stringPart)
            WorkbookParts.Guarded(stringPart, () => LoadStrings(stringPart));

        ZipArchiveEntry? Related(string kind, string usual) =>
            byKind.TryGetValue(kind, out var named) && parts.TryGetValue(named, out var part)
                ? part
                : parts.GetValueOrDefault(WorkbookParts.Resolve(main, usual));
    }

    private (Dictionary<string, string> ById, Dictionary<string, string> ByKind) Relations(
        Dictionary<string, ZipArchiveEntry> parts,
        ZipArchiveEntry main
    )
    {
        var byId = new Dictionary<string, string>(StringComparer.Ordinal);
        var byKind = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!parts.TryGetValue(WorkbookParts.RelationsOf(main), out var relations))
            return (byId, byKind);
        WorkbookParts.Guarded(relations, () =>
        {
            using var xml = Xml(relations);
            while (Next(xml, relations))
            {
                if (
                    xml.NodeType != XmlNodeType.Element
                    || xml.Depth != 1
                    || xml.LocalName != "Relationship"
                    || byId.Count > WorkbookParts.MaxRelations
                )
                    continue;
                var target = WorkbookParts.Resolve(main, xml.GetAttribute("Target") ?? "");
                byId[xml.GetAttribute("Id") ?? ""] = target;
                byKind[(xml.GetAttribute("Type") ?? "").Split('/')[^1]] = target;
            }
        });
        return (byId, byKind);
    }

    private void LoadSheets(ZipArchiveEntry main, Dictionary<string, ZipArchiveEntry> parts, Dictionary<string, string> targets)
    {
        using var xml = Xml(main);
        xml.MoveToContent();
        var edition = xml.NamespaceURI;
        while (Next(xml, main))
        {
            // Extensions use the same element names in other places and namespaces, with other meanings.
            if (xml.NodeType != XmlNodeType.Element || xml.NamespaceURI != edition)
                continue;
            switch (xml.LocalName)
            {
                case "workbookPr" when xml.Depth == 1:
                    Is1904 = WorkbookParts.IsSet(xml, "date1904");
                    break;
                case "calcPr" when xml.Depth == 1:
                    IsToBeCalculated = WorkbookParts.IsSet(xml, "fullCalcOnLoad");
                    IsStale = xml.GetAttribute("calcCompleted") is "0" or "false";
                    break;
                case "sheet" when xml.Depth == 2:
                    if (_sheets.Count == MaxSheets)
                        throw Refusals.Limit(null, "sheets", MaxSheets);
                    // The id is in the relationships namespace, which differs between the two editions of the format.
                    var id = Attribute(xml, "id", "/relationships") ?? "";
                    _sheets.Add(
                        new(
                            xml.GetAttribute("name") ?? "",
                            targets.TryGetValue(id, out var target) ? parts.GetValueOrDefault(target) : null,
                            xml.GetAttribute("state") is "hidden" or "veryHidden"
                        )
                    );
                    break;
            }
        }
    }

    private static string? Attribute(XmlReader xml, string name, string ofNamespace)
    {
        string? value = null;
        for (var more = xml.MoveToFirstAttribute(); more; more = xml.MoveToNextAttribute())
        {
            if (
                xml.LocalName == name
                && (xml.NamespaceURI.EndsWith(ofNamespace, StringComparison.Ordinal) || (value is null && xml.NamespaceURI.Length > 0))
            )
                value = xml.Value;
        }

        xml.MoveToElement();
        return value;
    }

    private void LoadStyles(ZipArchiveEntry part)
    {
        var (cellFormats, fonts) = (new List<(int Format, int Font)>(), new List<CellTraits>());
        var formats = new Dictionary<int, NumberLook>();
        using var xml = Xml(part);
        xml.MoveToContent();
        var (edition, within) = (xml.NamespaceURI, "");
        while (Next(xml, part))
        {
            if (xml.NodeType != XmlNodeType.Element || xml.NamespaceURI != edition)
                continue;
            if (xml.Depth == 1)
                within = xml.LocalName;
            switch (within, xml.Depth, xml.LocalName)
            {
                case ("numFmts", 2, "numFmt") when formats.Count < MaxStyles:
                    formats.TryAdd(Integer(xml.GetAttribute("numFmtId")) ?? 0, NumberFormat.Of(xml.GetAttribute("formatCode") ?? ""));
                    break;
                case ("fonts", 2, "font") when fonts.Count < MaxStyles:
                    fonts.Add(CellTraits.None);
                    break;
                case ("fonts", 3, "strike") when fonts.Count > 0 && WorkbookParts.IsOn(xml):
                    fonts[^1] |= CellTraits.Struck;
                    break;
                case ("fonts", 3, "vertAlign") when fonts.Count > 0 && xml.GetAttribute("val") is "superscript" or "subscript":
                    fonts[^1] |= CellTraits.Raised;
                    break;
                case ("cellXfs", 2, "xf") when cellFormats.Count < MaxStyles:
                    cellFormats.Add((Integer(xml.GetAttribute("numFmtId")) ?? 0, Integer(xml.GetAttribute("fontId")) ?? 0));
                    break;
            }
        }

        _styles.AddRange(
            cellFormats.Select(f => new StyleMeaning(
                formats.TryGetValue(f.Format, out var named) ? named : NumberFormat.BuiltIn(f.Format),
                (uint)f.Font < (uint)fonts.Count ? fonts[f.Font] : CellTraits.None
            ))
        );
        HasLooks = _styles.Exists(s => s.Traits != CellTraits.None);
    }

    private void LoadStrings(ZipArchiveEntry part)
    {
        using var xml = Xml(part);
        xml.MoveToContent();
        var edition = xml.NamespaceURI;
        var text = new XlsxText(_limits);
        var total = 0L;
        var more = Next(xml, part);
        while (more)
        {
            if (xml.NodeType != XmlNodeType.Element || xml.Depth != 1 || xml.LocalName != "si" || xml.NamespaceURI != edition)
            {
                more = Next(xml, part);
                continue;
            }

            if (_strings.Count == _limits.MaxSharedStrings)
                throw Refusals.Limit(null, "strings", _limits.MaxSharedStrings);
            text.Clear();
            text.ReadItem(xml, part.FullName, null);
            total += text.Length;
            if (total > _limits.MaxSharedStringLength)
                throw Refusals.Limit(null, "strings", _limits.MaxSharedStringLength);
            _strings.Add(text.Unescaped());
            more = Next(xml, part);
        }
    }

    private static bool Next(XmlReader xml, ZipArchiveEntry part) => WorkbookParts.Next(xml, part.FullName);

    private static int? Integer(string? text) =>
        int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
}
