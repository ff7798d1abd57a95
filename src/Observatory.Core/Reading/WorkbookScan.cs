using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Xml;
using Observatory.Core.Checking;

namespace Observatory.Core.Reading;

/// <summary>
/// Reads every part of an XLSX file once, forward and without keeping it, to know that a parser can be let at it: the size it
/// inflates to, the rows and columns it really names, the length of its texts.
/// </summary>
internal sealed class WorkbookScan
{
    private const int MaxDepth = 256;
    private const int UnixLink = 0xA000;

    private readonly ReadLimits limits;
    private readonly InflationMeter meter;
    private readonly char[] chunk = new char[4096];

    private WorkbookScan(ReadLimits limits, long compressedBytes)
    {
        this.limits = limits;
        meter = new InflationMeter(compressedBytes, limits);
    }

    /// <summary>The reason to refuse a ZIP file, or null when it is a workbook within the limits.</summary>
    public static Finding? Inspect(Stream content, ReadLimits limits)
    {
        ZipDirectory.Inspect(content, limits);
        try
        {
            content.Position = 0;
            using var zip = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
            RefuseNames(zip);
            return new WorkbookScan(limits, content.Length).Inspect(zip);
        }
        catch (InvalidDataException)
        {
            return Refusals.Unreadable().Finding;
        }
    }

    private static void RefuseNames(ZipArchive zip)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in zip.Entries)
        {
            var name = WorkbookParts.PlainName(entry.FullName);
            var isLink = ((entry.ExternalAttributes >> 16) & 0xF000) == UnixLink;
            if (name.StartsWith('/') || name.Contains(':') || name.Split('/').Contains("..") || isLink || !names.Add(name))
                throw Refusals.Bomb(entry.FullName, "name", 0);
        }
    }

    private Finding? Inspect(ZipArchive zip)
    {
        if (Kind(zip) is not "xlsx" and var other)
            return Refusals.Type(other);
        foreach (var entry in zip.Entries)
        {
            try
            {
                using var part = Open(entry, out var isXml);
                if (isXml)
                    InspectXml(part, entry.FullName);
                else
                    Drain(part);
            }
            catch (XmlException) when (!IsNamedXml(entry))
            {
                // Looked like XML and is not; a parser sent here would stop at the same character.
            }
            catch (XmlException)
            {
                throw HasDocumentType(entry) ? Refusals.Bomb(entry.FullName, "dtd", 0) : Refusals.Unreadable(entry.FullName);
            }
            catch (InvalidDataException)
            {
                throw Refusals.Unreadable(entry.FullName);
            }
        }

        return null;
    }

    private string Kind(ZipArchive zip)
    {
        var names = zip.Entries.Select(e => WorkbookParts.PlainName(e.FullName)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (names.Contains(WorkbookParts.Workbook))
            return names.Any(n => n.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase)) || IsMacroEnabled(zip) ? "xlsm" : "xlsx";
        if (names.Contains("xl/workbook.bin"))
            return "xlsb";
        if (names.Contains("word/document.xml"))
            return "docx";
        if (names.Contains("ppt/presentation.xml"))
            return "pptx";
        return names.Contains("content.xml") && names.Contains("mimetype") ? "ods" : "zip";
    }

    private bool IsMacroEnabled(ZipArchive zip)
    {
        var entry = zip.Entries.FirstOrDefault(e => e.FullName.Equals("[Content_Types].xml", StringComparison.OrdinalIgnoreCase));
        if (entry is null)
            return false;
        try
        {
            using var part = Open(entry, out _);
            using var xml = WorkbookParts.Reader(part);
            while (xml.Read())
            {
                if (xml.NodeType == XmlNodeType.Element && xml.GetAttribute("ContentType") is { } type
                    && type.Contains("macroEnabled", StringComparison.OrdinalIgnoreCase))
                    return true;
            }
        }
        catch (XmlException)
        {
            // Judged with the other parts.
        }

        return false;
    }

    // By content, not by name: the workbook's relations may point a parser at a part of any name.
    private MeteredStream Open(ZipArchiveEntry entry, out bool isXml)
    {
        var first = new byte[64];
        int read;
        using (var peek = entry.Open())
            read = peek.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
        var bytes = first.AsSpan(0, read);
        if (TextEncodings.FromByteOrderMark(bytes) is { } mark)
            bytes = bytes[(mark == TextEncodings.Utf8 ? 3 : 2)..];
        isXml = bytes.TrimStart(" \t\r\n\0"u8).StartsWith((byte)'<')
            || IsNamedXml(entry);
        return new MeteredStream(entry.Open(), entry.FullName, meter, isXml);
    }

    private static bool IsNamedXml(ZipArchiveEntry entry) =>
        entry.FullName.EndsWith(".xml", StringComparison.OrdinalIgnoreCase) || entry.FullName.EndsWith(".rels", StringComparison.OrdinalIgnoreCase);

    private static bool HasDocumentType(ZipArchiveEntry entry)
    {
        var head = new byte[4096];
        using var part = entry.Open();
        var read = part.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var prolog = string.Concat(head.Take(read).Where(b => b != 0).Select(b => (char)b));
        return prolog.Contains("<!DOCTYPE", StringComparison.Ordinal);
    }

    private static void Drain(Stream part)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            while (part.Read(buffer.AsSpan()) > 0)
            {
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void InspectXml(Stream part, string name)
    {
        using var xml = WorkbookParts.Reader(part);
        xml.MoveToContent();
        switch (xml.LocalName)
        {
            case "worksheet":
                InspectSheet(xml, name);
                break;
            case "sst":
                InspectSharedStrings(xml, name);
                break;
            default:
                while (xml.Read())
                    RefuseDepth(xml, name);
                break;
        }
    }

    private static void RefuseDepth(XmlReader xml, string name)
    {
        if (xml.Depth > MaxDepth)
            throw Refusals.Bomb(name, "depth", MaxDepth);
    }

    private void InspectSheet(XmlReader xml, string name)
    {
        int row = 0, column = 0, widest = 0, length = 0;
        while (xml.Read())
        {
            RefuseDepth(xml, name);
            if (xml.NodeType == XmlNodeType.Element)
            {
                switch (xml.LocalName)
                {
                    case "row":
                        row = RowNumber(xml, name, row);
                        column = 0;
                        break;
                    case "c":
                        column = ColumnNumber(xml, name, column);
                        widest = Math.Max(widest, column);
                        length = 0;
                        break;
                    case "v" or "t" when column > limits.MaxColumns:
                        throw Refusals.Limit(new CellRef("", row, column), "columns", limits.MaxColumns);
                }
            }
            else if (IsText(xml))
            {
                length += TextLength(xml, limits.MaxFieldLength - length);
                if (length > limits.MaxFieldLength)
                    throw Refusals.Limit(new CellRef("", row, column), "field", limits.MaxFieldLength);
            }
        }

        if ((long)row * widest > limits.MaxSheetArea)
            throw Refusals.Limit(new CellRef("", row, widest), "area", limits.MaxSheetArea);
    }

    private int RowNumber(XmlReader xml, string name, int previous)
    {
        if (xml.GetAttribute("r") is not { } text)
            return previous < limits.MaxSheetRows ? previous + 1 : throw Refusals.Bomb(name, "rows", limits.MaxSheetRows);
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var row) || row < previous || row < 1 || row > limits.MaxSheetRows)
            throw Refusals.Bomb(name, "rows", limits.MaxSheetRows);
        return row;
    }

    private static int ColumnNumber(XmlReader xml, string name, int previous)
    {
        var column = WorkbookParts.Column(xml.GetAttribute("r")) ?? previous + 1;
        return column <= WorkbookParts.MaxColumn ? column : throw Refusals.Bomb(name, "columns", WorkbookParts.MaxColumn);
    }

    private void InspectSharedStrings(XmlReader xml, string name)
    {
        var (count, length, total) = (0, 0, 0L);
        while (xml.Read())
        {
            RefuseDepth(xml, name);
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "si")
            {
                length = 0;
                if (++count > limits.MaxSharedStrings)
                    throw Refusals.Limit(null, "strings", limits.MaxSharedStrings);
            }
            else if (IsText(xml))
            {
                var added = TextLength(xml, limits.MaxFieldLength - length);
                length += added;
                total += added;
                if (length > limits.MaxFieldLength)
                    throw Refusals.Limit(null, "field", limits.MaxFieldLength);
                if (total > limits.MaxSharedStringLength)
                    throw Refusals.Limit(null, "strings", limits.MaxSharedStringLength);
            }
        }
    }

    private static bool IsText(XmlReader xml) =>
        xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace;

    // By chunks, because asking for the value would build it whole; one chunk past the allowance is enough to know.
    private int TextLength(XmlReader xml, int allowed)
    {
        var length = 0;
        int read;
        while (length <= allowed && (read = xml.ReadValueChunk(chunk, 0, chunk.Length)) > 0)
            length += read;
        return length;
    }
}
