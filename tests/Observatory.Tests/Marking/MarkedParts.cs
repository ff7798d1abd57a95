using System.IO.Compression;
using System.Xml;
using System.Xml.Linq;
using Observatory.Core.Checking;
using Observatory.Core.Marking;
using Xunit;

namespace Observatory.Tests.Marking;

/// <summary>A workbook before and after it was marked, part by part and by no reader of ours.</summary>
internal sealed class MarkedParts : IDisposable
{
    private const string RelationNamespace = "http://schemas.openxmlformats.org/package/2006/relationships";

    private readonly ZipArchive _before;
    private readonly ZipArchive _after;

    public MarkedParts(byte[] before, byte[] after)
    {
        _before = new ZipArchive(new MemoryStream(before));
        _after = new ZipArchive(new MemoryStream(after));
    }

    public void Dispose()
    {
        _before.Dispose();
        _after.Dispose();
    }

    public IEnumerable<string> Before => _before.Entries.Select(e => e.FullName);

    public IEnumerable<string> Added => _after.Entries.Select(e => e.FullName).Except(Before);

    public string Text(string part) => System.Text.Encoding.UTF8.GetString(Bytes(_after, part));

    public XDocument Xml(string part) => Load(_after, part);

    public bool IsSame(string part) => Bytes(_before, part).AsSpan().SequenceEqual(Bytes(_after, part));

    /// <summary>Parts that are not byte by byte what they were, an added one not among them.</summary>
    public IEnumerable<string> Changed => Before.Where(p => _after.GetEntry(p) is null || !IsSame(p));

    /// <summary>
    /// Asserts that a sheet is what it was but for the styles of these cells, the cells that were made for them, and the relation of their
    /// comments.
    /// </summary>
    public void SheetIsUnharmed(string part, IReadOnlySet<string> cells)
    {
        using var before = Nodes(_before, part, cells).GetEnumerator();
        using var after = Nodes(_after, part, cells).GetEnumerator();
        var more = before.MoveNext();
        while (after.MoveNext())
        {
            if (more && before.Current.Text == after.Current.Text)
            {
                more = before.MoveNext();
                continue;
            }

            Assert.True(after.Current.IsAddition, $"{part}: {after.Current.Text} instead of {(more ? before.Current.Text : "the end")}");
        }

        Assert.False(more, $"{part}: {(more ? before.Current.Text : "")} is lost");
    }

    /// <summary>Styles of every cell of a sheet that are asked for, as the workbook says: before, then after.</summary>
    public (Dictionary<string, int> Before, Dictionary<string, int> After) Styles(string part, IReadOnlySet<string> cells) =>
        (Styles(_before, part, cells), Styles(_after, part, cells));

    /// <summary>Asserts that every cell has its own style with another fill, that of its findings' weight.</summary>
    public void StylesAreKept(string part, IReadOnlyDictionary<string, Severity> cells, string styles = "xl/styles.xml")
    {
        var (before, after) = Styles(part, cells.Keys.ToHashSet());
        var (formatsBefore, formatsAfter) = (
            _before.GetEntry(styles) is null ? [] : Formats(Load(_before, styles)),
            Formats(Load(_after, styles))
        );
        Assert.Equal(formatsBefore.Select(f => f.ToString()), formatsAfter.Take(formatsBefore.Count).Select(f => f.ToString()));
        var fills = Load(_after, styles).Root!.Elements().Single(e => e.Name.LocalName == "fills").Elements().ToList();
        foreach (var (cell, severity) in cells)
        {
            Assert.True(after.ContainsKey(cell), $"{part}!{cell} is not there");
            var own = formatsAfter[after[cell]];
            var fill = fills[(int)own.Attribute("fillId")!];
            Assert.Equal(
                MarkedStyles.ColourOf(severity),
                (string?)fill.Descendants().Single(e => e.Name.LocalName == "fgColor").Attribute("rgb")
            );
            if (!before.TryGetValue(cell, out var old) || old >= formatsBefore.Count)
                continue;
            Assert.Equal(WithoutFill(formatsBefore[old]), WithoutFill(own));
        }

        static string WithoutFill(XElement format)
        {
            var copy = new XElement(format);
            copy.Attribute("fillId")?.Remove();
            copy.Attribute("applyFill")?.Remove();
            copy.ReplaceAttributes(
                copy.Attributes().Where(a => !a.IsNamespaceDeclaration).OrderBy(a => a.Name.LocalName, StringComparer.Ordinal)
            );
            return copy.ToString();
        }
    }

    /// <summary>The comments of a sheet by their cell.</summary>
    public Dictionary<string, string> Comments(string sheet)
    {
        var part = RelationsOf(sheet).Single(r => r.Type.EndsWith("/comments", StringComparison.Ordinal)).Target;
        return Xml(part)
            .Descendants()
            .Where(e => e.Name.LocalName == "comment")
            .ToDictionary(
                e => (string)e.Attribute("ref")!,
                e => string.Concat(e.Descendants().Where(t => t.Name.LocalName == "t").Select(t => t.Value))
            );
    }

    public bool HasComments(string sheet) =>
        _after.GetEntry(sheet.Replace("worksheets/", "worksheets/_rels/", StringComparison.Ordinal) + ".rels") is not null
        && RelationsOf(sheet).Any(r => r.Type.EndsWith("/comments", StringComparison.Ordinal));

    /// <summary>The part of the drawing that a sheet names for its comments.</summary>
    public string DrawingOf(string sheet)
    {
        var id = Xml(sheet)
            .Root!.Elements()
            .Single(e => e.Name.LocalName == "legacyDrawing")
            .Attributes()
            .Single(a => a.Name.LocalName == "id")
            .Value;
        return RelationsOf(sheet).Single(r => r.Id == id).Target;
    }

    private IEnumerable<(string Id, string Type, string Target)> RelationsOf(string part)
    {
        var folder = part[..part.LastIndexOf('/')];
        return Xml($"{folder}/_rels/{part[(folder.Length + 1)..]}.rels")
            .Descendants(XName.Get("Relationship", RelationNamespace))
            .Select(r =>
                (
                    (string)r.Attribute("Id")!,
                    (string)r.Attribute("Type")!,
                    new Uri(new Uri($"http://x/{folder}/"), (string)r.Attribute("Target")!).AbsolutePath.TrimStart('/')
                )
            );
    }

    private static List<XElement> Formats(XDocument styles) =>
        styles.Root!.Elements().SingleOrDefault(e => e.Name.LocalName == "cellXfs")?.Elements().ToList() ?? [];

    private static byte[] Bytes(ZipArchive zip, string part)
    {
        using var content = (zip.GetEntry(part) ?? throw new InvalidOperationException($"no {part}")).Open();
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static XDocument Load(ZipArchive zip, string part)
    {
        using var content = (zip.GetEntry(part) ?? throw new InvalidOperationException($"no {part}")).Open();
        return XDocument.Load(content);
    }

    private static Dictionary<string, int> Styles(ZipArchive zip, string part, IReadOnlySet<string> cells)
    {
        var styles = new Dictionary<string, int>(StringComparer.Ordinal);
        using var xml = XmlReader.Create(zip.GetEntry(part)!.Open(), new XmlReaderSettings { CloseInput = true });
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "c" && xml.GetAttribute("r") is { } cell && cells.Contains(cell))
                styles[cell] = int.Parse(xml.GetAttribute("s") ?? "0", System.Globalization.CultureInfo.InvariantCulture);
        }

        return styles;
    }

    // Every node of a sheet; what marking may change is taken out of it, what it may add is said to be an addition.
    private static IEnumerable<(string Text, bool IsAddition)> Nodes(ZipArchive zip, string part, IReadOnlySet<string> cells)
    {
        using var xml = XmlReader.Create(zip.GetEntry(part)!.Open(), new XmlReaderSettings { CloseInput = true });
        var rows = cells.Select(c => c.TrimStart([.. "ABCDEFGHIJKLMNOPQRSTUVWXYZ"])).ToHashSet();
        var isAddition = false;
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.EndElement)
            {
                yield return ($"/{xml.LocalName}", isAddition || xml.LocalName is "row" or "sheetData");
                isAddition = false;
                continue;
            }

            if (xml.NodeType != XmlNodeType.Element)
            {
                yield return (xml.Value, false);
                continue;
            }

            var (name, empty, cell) = (xml.LocalName, xml.IsEmptyElement, xml.GetAttribute("r") ?? "");
            var attributes = new List<string>();
            for (var more = xml.MoveToFirstAttribute(); more; more = xml.MoveToNextAttribute())
            {
                if (
                    !(name == "c" && cells.Contains(cell) && xml.Name == "s")
                    && !(name == "row" && xml.Name == "spans")
                    && !(name == "dimension" && xml.Name == "ref")
                )
                    attributes.Add($"{xml.Name}={xml.Value}");
            }

            isAddition =
                (name == "c" && cells.Contains(cell) && empty)
                || (name == "row" && rows.Contains(cell) && attributes.Count == 1)
                || name == "legacyDrawing";
            yield return ($"{name} {string.Join(' ', attributes)}", isAddition);
            if (!empty)
                isAddition = false;
            else
                yield return ($"/{name}", isAddition || name is "row" or "sheetData");
        }
    }
}
