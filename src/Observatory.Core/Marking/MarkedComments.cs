using System.Globalization;
using Observatory.Core.Reading;

namespace Observatory.Core.Marking;

/// <summary>
/// The comments of one sheet (ECMA-376 part 1, 18.7) including ours, and the drawing without which no program shows them (part 4, 19.4). A
/// cell that has a comment keeps it, and ours is added below.
/// </summary>
internal sealed class MarkedComments(MarkedSheet sheet, MarkWords words)
{
    public const string CommentsType = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml";
    public const string DrawingType = "application/vnd.openxmlformats-officedocument.vmlDrawing";

    /// <summary>The number of shapes in one block of numbers.</summary>
    public const int BlockSize = 1024;

    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string StrictMain = "http://purl.oclc.org/ooxml/spreadsheetml/main";
    private const string ShapeHead = "_x0000_s";
    private const string ShapeType =
        "<v:shapetype id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\"><v:stroke "
        + "joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>";

    private const int ShownColumns = 5;
    private const int ShownRows = 8;

    private readonly List<PlacedMark> _told = [.. sheet.Placed.Where(p => p.Mark.Told.Count > 0)];
    private readonly HashSet<long> _kept = [];

    public bool IsEmpty => _told.Count == 0;

    /// <summary>New comments: those of cells that had none.</summary>
    public IEnumerable<PlacedMark> New => _told.Where(p => !_kept.Contains(MarkedSheet.Key(p.Row, p.Column)));

    /// <summary>Finds out which of the cells have a comment already.</summary>
    public void Survey(Func<RawXml> open)
    {
        var told = _told.Select(p => MarkedSheet.Key(p.Row, p.Column)).ToHashSet();
        using var xml = open();
        while (xml.Read())
        {
            if (
                xml.Opens("comment", 2)
                && MarkedSheet.Cell(xml.Attribute("ref")) is var (row, column)
                && told.Contains(MarkedSheet.Key(row, column))
            )
                _kept.Add(MarkedSheet.Key(row, column));
        }
    }

    public void Write(TextWriter to)
    {
        to.Write(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
                + $"<comments xmlns=\"{(sheet.IsStrict ? StrictMain : Main)}\"><authors>{Author("")}</authors><commentList>"
        );
        WriteNew(to, "", 0);
        to.Write("</commentList></comments>");
    }

    /// <summary>Copies the part and adds our comments.</summary>
    public void Write(RawXml xml, TextWriter to)
    {
        var marks = _told.ToDictionary(p => MarkedSheet.Key(p.Row, p.Column));
        var (prefix, authors, hasAuthors, hasList, closing) = ("", 0, false, false, (PlacedMark?)null);
        var plain = false;
        while (xml.Read())
        {
            switch (xml.Kind)
            {
                case RawKind.Start or RawKind.Empty when xml.Depth == 0:
                    prefix = xml.Prefix;
                    if (xml.Kind != RawKind.Empty)
                        break;
                    xml.WriteOpened(to);
                    WriteLists();
                    to.Write($"</{prefix}comments>");
                    continue;
                case RawKind.Start or RawKind.Empty when xml.Opens("authors", 1):
                    hasAuthors = true;
                    if (xml.Kind != RawKind.Empty)
                        break;
                    to.Write($"<{prefix}authors>{Author(prefix)}</{prefix}authors>");
                    continue;
                case RawKind.Start or RawKind.Empty when xml.Opens("author", 2):
                    authors++;
                    break;
                case RawKind.End when xml.Closes("authors", 1):
                    to.Write(Author(prefix));
                    break;
                case RawKind.Start or RawKind.Empty when xml.Opens("commentList", 1):
                    hasList = true;
                    if (!hasAuthors)
                        to.Write($"<{prefix}authors>{Author(prefix)}</{prefix}authors>");
                    hasAuthors = true;
                    if (xml.Kind != RawKind.Empty)
                        break;
                    xml.WriteOpened(to);
                    WriteNew(to, prefix, authors);
                    to.Write($"</{prefix}commentList>");
                    continue;
                case RawKind.End when xml.Closes("commentList", 1):
                    WriteNew(to, prefix, authors);
                    break;
                case RawKind.Start or RawKind.Empty when xml.Opens("comment", 2):
                    closing = MarkedSheet.Cell(xml.Attribute("ref")) is var (row, column)
                        ? marks.GetValueOrDefault(MarkedSheet.Key(row, column))
                        : null;
                    break;
                case RawKind.Empty when closing is not null && xml.Opens("text", 3):
                    xml.WriteOpened(to);
                    to.Write(Runs(closing, prefix, isBelow: false));
                    to.Write($"</{prefix}text>");
                    closing = null;
                    continue;
                // A plain text becomes the first of several runs, because not every program shows it beside runs.
                case RawKind.Start when closing is not null && xml.Opens("t", 4):
                    plain = true;
                    to.Write($"<{prefix}r>");
                    break;
                case RawKind.End when plain && xml.Closes("t", 4):
                    plain = false;
                    to.Write(xml.Raw);
                    to.Write($"</{prefix}r>");
                    continue;
                case RawKind.Start or RawKind.Empty when closing is not null && (xml.Opens("rPh", 4) || xml.Opens("phoneticPr", 4)):
                case RawKind.End when closing is not null && xml.Closes("text", 3):
                    to.Write(Runs(closing, prefix, isBelow: true));
                    closing = null;
                    break;
                case RawKind.End when xml.Depth == 0:
                    if (!hasList)
                        WriteLists();
                    break;
            }

            to.Write(xml.Raw);
        }

        void WriteLists()
        {
            if (!hasAuthors)
                to.Write($"<{prefix}authors>{Author(prefix)}</{prefix}authors>");
            to.Write($"<{prefix}commentList>");
            WriteNew(to, prefix, authors);
            to.Write($"</{prefix}commentList>");
        }
    }

    /// <summary>Writes a drawing with our comments only.</summary>
    /// <param name="block">First block of numbers that no shape of the workbook uses.</param>
    public void WriteDrawing(TextWriter to, int block)
    {
        to.Write(
            "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" "
                + "xmlns:x=\"urn:schemas-microsoft-com:office:excel\">"
        );
        to.Write($"<o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"{Blocks(block)}\"/></o:shapelayout>{ShapeType}");
        WriteShapes(to, block, "");
        to.Write("</xml>");
    }

    /// <summary>Copies a drawing and adds our comments to it.</summary>
    public void WriteDrawing(RawXml xml, TextWriter to, int block)
    {
        var (root, hasType, written) = ("", false, false);
        while (xml.Read())
        {
            var name = xml.Name;
            if (root.Length == 0 && xml.Kind is RawKind.Start or RawKind.Empty)
            {
                root = xml.Raw.ToString();
                if (xml.Kind == RawKind.Empty)
                {
                    xml.WriteOpened(to);
                    WriteAll();
                    to.Write("</xml>");
                    continue;
                }
            }
            else if (xml.Kind is RawKind.Start or RawKind.Empty && name.SequenceEqual("shapetype") && xml.Attribute("id") == "_x0000_t202")
            {
                hasType = true;
            }
            else if (xml.Kind is RawKind.Start or RawKind.Empty && name.SequenceEqual("idmap") && xml.Attribute("data") is { } data)
            {
                xml.WriteWith(to, ("data", $"{data},{Blocks(block)}"));
                continue;
            }
            else if (xml.Kind == RawKind.End && name.SequenceEqual("xml"))
            {
                WriteAll();
            }

            to.Write(xml.Raw);
        }

        void WriteAll()
        {
            if (written)
                return;
            written = true;
            var spaces = string.Concat(
                (
                    (ReadOnlySpan<(string, string)>)
                        [
                            ("v", "urn:schemas-microsoft-com:vml"),
                            ("o", "urn:schemas-microsoft-com:office:office"),
                            ("x", "urn:schemas-microsoft-com:office:excel"),
                        ]
                )
                    .ToArray()
                    .Where(n => !root.Contains($"xmlns:{n.Item1}=", StringComparison.Ordinal))
                    .Select(n => $" xmlns:{n.Item1}=\"{n.Item2}\"")
            );
            if (!hasType)
                to.Write(ShapeType.Insert("<v:shapetype".Length, spaces));
            WriteShapes(to, block, spaces);
        }
    }

    /// <summary>The last block of numbers that a drawing uses.</summary>
    public static int LastBlock(RawXml xml)
    {
        var last = 0;
        while (xml.Read())
        {
            if (xml.Kind is not (RawKind.Start or RawKind.Empty))
                continue;
            if (xml.Name.SequenceEqual("idmap"))
            {
                foreach (var block in (xml.Attribute("data") ?? "").Split(','))
                    last = Math.Max(
                        last,
                        int.TryParse(block, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0
                    );
            }
            else if (
                xml.Attribute("id") is { } id
                && id.StartsWith(ShapeHead, StringComparison.Ordinal)
                && int.TryParse(id.AsSpan(ShapeHead.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var shape)
            )
            {
                last = Math.Max(last, shape / BlockSize);
            }
        }

        return last;
    }

    /// <summary>The number of blocks that the shapes of new comments need.</summary>
    public int BlockCount => New.Any() ? (New.Count() / BlockSize) + 1 : 0;

    private string Blocks(int first) =>
        string.Join(',', Enumerable.Range(first, Math.Max(1, BlockCount)).Select(b => b.ToString(CultureInfo.InvariantCulture)));

    private string Author(string p) => $"<{p}author>{RawXml.Ascii(words["author"])}</{p}author>";

    private void WriteNew(TextWriter to, string p, int author)
    {
        foreach (var mark in New)
            to.Write(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"<{p}comment ref=\"{mark.A1}\" authorId=\"{author}\"><{p}text>{Runs(mark, p, isBelow: false)}</{p}text></{p}comment>"
                )
            );
    }

    private string Runs(PlacedMark mark, string p, bool isBelow)
    {
        var runs = new System.Text.StringBuilder();
        foreach (var (heading, lines) in MarkText.Comment(mark.Mark.Told, words))
        {
            Run((isBelow ? "\n\n" : "") + heading + (lines.Length > 0 ? "\n" : ""), isBold: true);
            if (lines.Length > 0)
                Run(lines, isBold: false);
            isBelow = true;
        }

        return runs.ToString();

        void Run(string text, bool isBold) =>
            runs.Append(
                CultureInfo.InvariantCulture,
                $"<{p}r><{p}rPr>{(isBold ? $"<{p}b/>" : "")}<{p}sz val=\"9\"/><{p}color indexed=\"81\"/><{p}rFont val=\"Tahoma\"/>"
                    + $"<{p}family val=\"2\"/></{p}rPr><{p}t xml:space=\"preserve\">{RawXml.Ascii(Templates.WorkbookWriter.Escaped(text))}"
                    + $"</{p}t></{p}r>"
            );
    }

    private void WriteShapes(TextWriter to, int block, string spaces)
    {
        // The first number of a block identifies the drawing itself.
        var number = 0;
        foreach (var mark in New)
        {
            var id = (block * BlockSize) + ++number;
            var left = Math.Min(mark.Column, WorkbookParts.MaxColumn - ShownColumns - 1);
            var top = Math.Max(0, mark.Row - 2);
            to.Write(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"<v:shape{spaces} id=\"{ShapeHead}{id}\" type=\"#_x0000_t202\" "
                        + $"style=\"position:absolute;margin-left:80pt;margin-top:5pt;width:300pt;height:120pt;z-index:{number};"
                        + $"visibility:hidden\" fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/><v:shadow on=\"t\" "
                        + $"color=\"black\" obscured=\"t\"/><v:path o:connecttype=\"none\"/><v:textbox style=\"mso-direction-alt:auto\">"
                        + $"<div style=\"text-align:left\"></div></v:textbox><x:ClientData ObjectType=\"Note\"><x:MoveWithCells/>"
                        + $"<x:SizeWithCells/><x:Anchor>{left}, 15, {top}, 4, {left + ShownColumns}, 15, {top + ShownRows}, 4</x:Anchor>"
                        + $"<x:AutoFill>False</x:AutoFill><x:Row>{mark.Row - 1}</x:Row><x:Column>{mark.Column - 1}</x:Column>"
                        + $"</x:ClientData></v:shape>"
                )
            );
        }
    }
}
