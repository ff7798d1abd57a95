using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Observatory.Core.Checking;
using Observatory.Core.Reading;
using Xunit;

namespace Observatory.Tests.Reading;

/// <summary>Small files built byte by byte, so that each test shows what it is about.</summary>
internal static class Files
{
    private const string Namespaces =
        "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "
        + "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

    public static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));

    public static MemoryStream Stream(params byte[] bytes) => new(bytes);

    public static Finding? Inspect(Stream content, string name, ReadLimits? limits = null) =>
        FileGuard.Inspect(content, name, limits ?? ReadLimits.Default);

    /// <summary>Why a file is refused, by the guard or while it is read to its end; null where all of it can be read.</summary>
    public static Finding? Refusal(Stream content, string name, ReadLimits? limits = null)
    {
        try
        {
            SourceFile.Open(content, name, limits ?? ReadLimits.Default).ReadThrough(CancellationToken.None);
            return null;
        }
        catch (UnreadableFileException refusal)
        {
            return refusal.Finding;
        }
    }

    public static List<GridRow> Read(string csv, char delimiter = ',', ReadLimits? limits = null) =>
        Read(
            Stream(csv),
            new FileDialect
            {
                Format = FileFormat.Csv,
                Encoding = "utf-8",
                Delimiter = delimiter,
            },
            limits
        );

    public static List<GridRow> Read(Stream content, FileDialect dialect, ReadLimits? limits = null) =>
        [
            .. GridReaders
                .For(dialect, limits ?? ReadLimits.Default)
                .Read(content, dialect, limits ?? ReadLimits.Default, CancellationToken.None),
        ];

    public static List<GridRow> ReadXlsx(string sheetData) => Read(Xlsx(sheetData), new FileDialect { Format = FileFormat.Xlsx });

    public static Finding Unreadable(Action read) => Assert.Throws<UnreadableFileException>(read).Finding;

    public static string[] Cells(GridRow row) => [.. Enumerable.Range(1, row.Count).Select(i => row[i])];

    /// <summary>A workbook of one sheet, "Datos", whose style 1 is a date and 2 a date with time.</summary>
    public static MemoryStream Xlsx(string sheetData, params (string Name, string Content)[] more) =>
        Zip([
            ("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
            ("xl/workbook.xml", $"<workbook {Namespaces}><sheets><sheet name=\"Datos\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"),
            (
                "xl/_rels/workbook.xml.rels",
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
                    + "<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
                    + "worksheet\" Target=\"worksheets/sheet1.xml\"/>"
                    + "<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" "
                    + "Target=\"styles.xml\"/></Relationships>"
            ),
            (
                "xl/styles.xml",
                $"<styleSheet {Namespaces}><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/></cellXfs></styleSheet>"
            ),
            ("xl/worksheets/sheet1.xml", $"<worksheet {Namespaces}><sheetData>{sheetData}</sheetData></worksheet>"),
            .. more,
        ]);

    public static MemoryStream Zip(params (string Name, string Content)[] parts)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in parts)
            {
                using var part = new StreamWriter(zip.CreateEntry(name).Open(), new UTF8Encoding(false));
                part.Write(content);
            }
        }

        stream.Position = 0;
        return stream;
    }

    /// <summary>An OLE compound file with one stream of whole sectors: header, allocation table, directory, then the stream.</summary>
    public static MemoryStream Compound(string streamName, byte[] content)
    {
        const int sector = 512,
            minimum = 4096;
        var size = Math.Max(minimum, (content.Length + sector - 1) / sector * sector);
        var file = new byte[(3 * sector) + size];
        byte[] signature = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        signature.CopyTo(file, 0);
        Put16(24, 0x3E, 3, 0xFFFE, 9, 6);
        Put32(44, 1, 1, 0, minimum, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0);
        for (var i = 80; i < sector; i += 4)
            Put32(i, 0xFFFFFFFF);

        var sectors = size / sector;
        for (var i = 0; i < sector / 4; i++)
            Put32(
                sector + (4 * i),
                i == 0 ? 0xFFFFFFFD
                    : i == 1 || i == sectors + 1 ? 0xFFFFFFFE
                    : i <= sectors + 1 ? (uint)i + 1
                    : 0xFFFFFFFF
            );
        Entry(2 * sector, "Root Entry", 5, 1, 0xFFFFFFFE, 0);
        Entry((2 * sector) + 128, streamName, 2, 0xFFFFFFFF, 2, (uint)size);
        content.CopyTo(file, 3 * sector);
        return new MemoryStream(file);

        void Put16(int at, params ushort[] values)
        {
            foreach (var value in values)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), value);
                at += 2;
            }
        }

        void Put32(int at, params uint[] values)
        {
            foreach (var value in values)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), value);
                at += 4;
            }
        }

        void Entry(int at, string name, byte type, uint child, uint start, uint length)
        {
            Encoding.Unicode.GetBytes(name).CopyTo(file, at);
            Put16(at + 64, (ushort)((name.Length + 1) * 2));
            file[at + 66] = type;
            file[at + 67] = 1;
            Put32(at + 68, 0xFFFFFFFF, 0xFFFFFFFF, child);
            Put32(at + 116, start, length);
        }
    }

    /// <summary>Records of an XLS workbook: type, then its bytes.</summary>
    public static byte[] Biff(params (ushort Type, byte[] Data)[] records)
    {
        using var stream = new MemoryStream();
        foreach (var (type, data) in records)
        {
            stream.Write(BitConverter.GetBytes(type));
            stream.Write(BitConverter.GetBytes((ushort)data.Length));
            stream.Write(data);
        }

        return stream.ToArray();
    }
}
