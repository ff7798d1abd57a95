using System.Buffers;
using System.IO.Compression;
using System.Xml;
using Observatory.Core.Checking;

namespace Observatory.Core.Reading;

/// <summary>
/// Checks every part of an XLSX file before a reader opens it: its names, its inflated size, and that no part has a document type.
/// <see cref="XlsxGridReader"/> checks rows, columns and texts itself, so that the sheets are read once.
/// </summary>
internal sealed class WorkbookScan
{
    private const int UnixLink = 0xA000;

    private readonly ReadLimits _limits;
    private readonly InflationMeter _meter;

    private WorkbookScan(ReadLimits limits, long compressedBytes)
    {
        _limits = limits;
        _meter = new InflationMeter(compressedBytes, limits);
    }

    /// <summary>The reason to refuse a ZIP file, or null if it is a workbook within the limits.</summary>
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
            if (name.StartsWith('/') || name.Contains(':') || name.Split('/').Contains("..") || isLink)
                throw Refusals.Bomb(entry.FullName, "name", 0);
            if (!names.Add(name))
                throw Refusals.Twice(entry.FullName);
        }
    }

    private Finding? Inspect(ZipArchive zip)
    {
        if (Kind(zip) is not "xlsx" and var other)
            return Refusals.Type(other);
        foreach (var entry in zip.Entries)
            WorkbookParts.Guarded(entry, () => Inspect(entry));
        return null;
    }

    private void Inspect(ZipArchiveEntry entry)
    {
        using var part = Open(entry, out var isXml);
        try
        {
            if (isXml && IsReadLater(part))
                return;
        }
        catch (XmlException) when (!IsNamedXml(entry))
        {
            // The part looks like XML and is not; a reader would stop at the same character.
        }

        Drain(part);
    }

    // A document type comes before the first element. The reader of rows meters and checks the rest itself.
    private static bool IsReadLater(Stream part)
    {
        using var xml = WorkbookParts.Reader(part, owned: false);
        xml.MoveToContent();
        return xml.LocalName is "worksheet" or "sst" or "styleSheet" or "workbook" or "Relationships";
    }

    private string Kind(ZipArchive zip)
    {
        var parts = WorkbookParts.ByName(zip);
        var main = WorkbookParts.Main(parts)?.FullName ?? "";
        if (main.EndsWith(".bin", StringComparison.OrdinalIgnoreCase) || parts.ContainsKey("xl/workbook.bin"))
            return "xlsb";
        if (parts.ContainsKey(WorkbookParts.Workbook) || main.StartsWith("xl", StringComparison.OrdinalIgnoreCase))
            return parts.Keys.Any(n => n.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase)) || IsMacroEnabled(zip)
                ? "xlsm"
                : "xlsx";
        if (parts.ContainsKey("word/document.xml"))
            return "docx";
        if (parts.ContainsKey("ppt/presentation.xml"))
            return "pptx";
        return parts.ContainsKey("content.xml") && parts.ContainsKey("mimetype") ? "ods" : "zip";
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
                if (
                    xml.NodeType == XmlNodeType.Element
                    && xml.Depth == 1
                    && xml.GetAttribute("ContentType") is { } type
                    && type.Contains("macroEnabled", StringComparison.OrdinalIgnoreCase)
                )
                    return true;
            }
        }
        catch (XmlException)
        {
            // The other parts are checked below.
        }

        return false;
    }

    // By content and not by name, because the workbook's relations may point a parser at a part of any name.
    private MeteredStream Open(ZipArchiveEntry entry, out bool isXml)
    {
        var first = new byte[64];
        int read;
        using (var peek = entry.Open())
            read = peek.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
        var bytes = first.AsSpan(0, read);
        if (TextEncodings.FromByteOrderMark(bytes) is { } mark)
            bytes = bytes[(mark == TextEncodings.Utf8 ? 3 : 2)..];
        isXml = bytes.TrimStart(" \t\r\n\0"u8).StartsWith((byte)'<') || IsNamedXml(entry);
        return new MeteredStream(entry.Open(), entry.FullName, _meter, isXml);
    }

    private static bool IsNamedXml(ZipArchiveEntry entry) =>
        entry.FullName.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)
        || entry.FullName.EndsWith(".rels", StringComparison.OrdinalIgnoreCase);

    private static void Drain(Stream part)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            while (part.Read(buffer.AsSpan()) > 0) { }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
