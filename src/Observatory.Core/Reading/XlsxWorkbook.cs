using System.Globalization;
using System.IO.Compression;
using System.Xml;

namespace Observatory.Core.Reading;

/// <summary>
/// What the cells of an XLSX workbook refer to: its sheets, the texts they share, and which of its styles make a number a date.
/// Every part is read forward once, metered, and refused as soon as it goes past a limit.
/// </summary>
internal sealed class XlsxWorkbook : IDisposable
{
    private const int MaxSheets = 200;
    private const int MaxStyles = 1 << 17;

    private readonly ZipArchive zip;
    private readonly ReadLimits limits;
    private readonly InflationMeter meter;
    private readonly List<(string Name, ZipArchiveEntry? Part)> sheets = [];
    private readonly List<NumberMeaning> styles = [];
    private readonly Dictionary<int, NumberMeaning> formats = [];
    private readonly List<string> strings = [];

    private XlsxWorkbook(Stream content, ReadLimits limits)
    {
        this.limits = limits;
        content.Position = 0;
        zip = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
        meter = new InflationMeter(content.Length, limits);
    }

    /// <summary>Names and parts in the order of the workbook; the part is null where the workbook names one that is not there.</summary>
    public IReadOnlyList<(string Name, ZipArchiveEntry? Part)> Sheets => sheets;

    /// <summary>Whether days are counted from 1904.</summary>
    public bool Is1904 { get; private set; }

    /// <exception cref="Checking.UnreadableFileException">A part is damaged or goes past a limit.</exception>
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

    public void Dispose() => zip.Dispose();

    /// <summary>A shared text by its index as a cell writes it.</summary>
    /// <exception cref="Checking.UnreadableFileException">There is none of that index: the cell had a text, and it is lost.</exception>
    public string Shared(int index, ZipArchiveEntry part) =>
        (uint)index < (uint)strings.Count ? strings[index] : throw Refusals.Unreadable(part.FullName);

    /// <summary>What numbers of a cell style mean; plain numbers for a style that is not there.</summary>
    public NumberMeaning MeaningOf(int style) => (uint)style < (uint)styles.Count ? styles[style] : NumberMeaning.Number;

    /// <summary>A reader of one part that counts what it inflates.</summary>
    public XmlReader Xml(ZipArchiveEntry part) =>
        WorkbookParts.Reader(new MeteredStream(part.Open(), part.FullName, meter, isXml: true));

    private void Load(bool namesOnly)
    {
        var parts = WorkbookParts.ByName(zip);
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

    private (Dictionary<string, string> ById, Dictionary<string, string> ByKind) Relations(Dictionary<string, ZipArchiveEntry> parts, ZipArchiveEntry main)
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
                if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "Relationship" || byId.Count > WorkbookParts.MaxRelations)
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
        while (Next(xml, main))
        {
            if (xml.NodeType != XmlNodeType.Element)
                continue;
            if (xml.LocalName == "workbookPr")
            {
                Is1904 = xml.GetAttribute("date1904") is "1" or "true";
            }
            else if (xml.LocalName == "sheet" && xml.Depth == 2)
            {
                if (sheets.Count == MaxSheets)
                    throw Refusals.Limit(null, "sheets", MaxSheets);
                var (name, id) = ("", "");
                for (var more = xml.MoveToFirstAttribute(); more; more = xml.MoveToNextAttribute())
                {
                    // The id stands in the relationships namespace, which differs between the two editions of the format.
                    if (xml.LocalName == "name")
                        name = xml.Value;
                    else if (xml.LocalName == "id")
                        id = xml.Value;
                }

                sheets.Add((name, targets.TryGetValue(id, out var target) ? parts.GetValueOrDefault(target) : null));
            }
        }
    }

    private void LoadStyles(ZipArchiveEntry part)
    {
        var cellFormats = new List<int>();
        using var xml = Xml(part);
        var inCells = false;
        while (Next(xml, part))
        {
            if (xml.NodeType != XmlNodeType.Element)
                continue;
            if (xml.Depth == 1)
                inCells = xml.LocalName == "cellXfs";
            else if (xml.Depth == 2 && xml.LocalName == "numFmt" && formats.Count < MaxStyles)
                formats.TryAdd(Integer(xml.GetAttribute("numFmtId")) ?? 0, NumberFormat.Of(xml.GetAttribute("formatCode") ?? ""));
            else if (xml.Depth == 2 && inCells && xml.LocalName == "xf" && cellFormats.Count < MaxStyles)
                cellFormats.Add(Integer(xml.GetAttribute("numFmtId")) ?? 0);
        }

        styles.AddRange(cellFormats.Select(id => formats.TryGetValue(id, out var named) ? named : NumberFormat.BuiltIn(id)));
    }

    private void LoadStrings(ZipArchiveEntry part)
    {
        using var xml = Xml(part);
        var text = new XlsxText(limits);
        var total = 0L;
        var more = Next(xml, part);
        while (more)
        {
            if (xml.NodeType != XmlNodeType.Element || xml.Depth != 1 || xml.LocalName != "si")
            {
                more = Next(xml, part);
                continue;
            }

            if (strings.Count == limits.MaxSharedStrings)
                throw Refusals.Limit(null, "strings", limits.MaxSharedStrings);
            text.Clear();
            text.ReadItem(xml, part.FullName, null);
            total += text.Length;
            if (total > limits.MaxSharedStringLength)
                throw Refusals.Limit(null, "strings", limits.MaxSharedStringLength);
            strings.Add(text.Unescaped());
            more = Next(xml, part);
        }
    }

    private static bool Next(XmlReader xml, ZipArchiveEntry part) => WorkbookParts.Next(xml, part.FullName);

    private static int? Integer(string? text) =>
        int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
}
