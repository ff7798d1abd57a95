using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Observatory.Core.Cells;
using Observatory.Core.Reading;
using Xunit;

namespace Observatory.Tests.Marking;

/// <summary>Puts mistakes into the files of offices, cell by cell, and leaves everything else of them as it is.</summary>
internal static partial class PlantedErrors
{
    /// <summary>An XLSX workbook with other texts in some cells of a sheet, which keep their styles.</summary>
    public static byte[] InXlsx(byte[] file, params IEnumerable<(string Part, string Cell, string Text)> errors)
    {
        using var stream = new MemoryStream();
        stream.Write(file);
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            foreach (var part in errors.GroupBy(e => e.Part))
            {
                string xml;
                using (var reader = new StreamReader(zip.GetEntry(part.Key)!.Open()))
                    xml = reader.ReadToEnd();
                foreach (var (_, cell, text) in part)
                {
                    var at = xml.IndexOf($"<c r=\"{cell}\"", StringComparison.Ordinal);
                    Assert.True(at >= 0, $"{part.Key} has no {cell}");
                    var tagEnd = xml.IndexOf('>', at) + 1;
                    var tag = xml[at..tagEnd];
                    var end = tag.EndsWith("/>", StringComparison.Ordinal) ? tagEnd : xml.IndexOf("</c>", at, StringComparison.Ordinal) + 4;
                    xml = string.Concat(
                        xml.AsSpan(0, at),
                        $"<c r=\"{cell}\"{Style().Match(tag).Value} t=\"inlineStr\"><is><t>{text}</t></is></c>",
                        xml.AsSpan(end)
                    );
                }

                zip.GetEntry(part.Key)!.Delete();
                using var writer = new StreamWriter(zip.CreateEntry(part.Key).Open(), new UTF8Encoding(false));
                writer.Write(xml);
            }
        }

        return stream.ToArray();
    }

    /// <summary>An XLS workbook in which some cells show the text of another cell: not a byte more or less.</summary>
    public static byte[] InXls(byte[] file, CellRef textOf, params IEnumerable<CellRef> cells)
    {
        var planted = (byte[])file.Clone();
        var stream = CompoundFile.Open(new MemoryStream(file)).Head("Workbook", int.MaxValue);
        // In the files here the stream lies in one piece.
        var start = file.AsSpan().IndexOf(stream.AsSpan(0, 4096));
        Assert.True(file.AsSpan(start, stream.Length).SequenceEqual(stream), "The workbook does not lie in one piece.");
        var texts = SharedTexts(stream).ToDictionary(t => (t.Row, t.Column), t => t.At);
        var text = texts[(textOf.Row, textOf.Column)];
        foreach (var cell in cells)
            stream.AsSpan(text + 6, 4).CopyTo(planted.AsSpan(start + texts[(cell.Row, cell.Column)] + 6));
        return planted;
    }

    // The cells of the first sheet that refer to a shared text ([MS-XLS] 2.4.149): row, column, format, number of the text.
    private static IEnumerable<(int Row, int Column, int At)> SharedTexts(byte[] stream)
    {
        var sheets = 0;
        for (var at = 0; at <= stream.Length - 4; )
        {
            var (type, length) = (
                BinaryPrimitives.ReadUInt16LittleEndian(stream.AsSpan(at)),
                BinaryPrimitives.ReadUInt16LittleEndian(stream.AsSpan(at + 2))
            );
            if (type == 0x809 && ++sheets > 2)
                yield break;
            if (type == 0xFD)
                yield return (
                    BinaryPrimitives.ReadUInt16LittleEndian(stream.AsSpan(at + 4)) + 1,
                    BinaryPrimitives.ReadUInt16LittleEndian(stream.AsSpan(at + 6)) + 1,
                    at + 4
                );
            at += 4 + length;
        }
    }

    [GeneratedRegex(" s=\"\\d+\"")]
    private static partial Regex Style();
}
