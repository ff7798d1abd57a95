using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Observatory.Core.Cells;
using Observatory.Core.Checking;

namespace Observatory.Core.Reading;

/// <summary>
/// The check before every parser: what the bytes are, whether the name agrees, and whether reading can stay within the limits. Sizes and
/// counts come from the content itself, never from a header that claims them.
/// </summary>
public static class FileGuard
{
    private const int BlockSize = 1 << 16;
    private const int FilePass = 0x2F;

    private static readonly SearchValues<byte> NotBlank = SearchValues.Create([
        .. Enumerable.Range(0, 256).Select(b => (byte)b).Where(b => b is not (0 or 9 or 10 or 13 or 32)),
    ]);

    /// <summary>The reason to refuse a seekable stream, or null if it may be read. Afterwards the stream is at its start.</summary>
    /// <param name="fileName">The name under which the file was sent; only its extension is used.</param>
    public static Finding? Inspect(Stream content, string fileName, ReadLimits limits)
    {
        try
        {
            return Refusal(content, fileName, limits);
        }
        catch (UnreadableFileException refusal)
        {
            return refusal.Finding;
        }
        finally
        {
            content.Position = 0;
        }
    }

    private static Finding? Refusal(Stream content, string fileName, ReadLimits limits)
    {
        if (content.Length > limits.MaxFileBytes)
            return TooLarge(limits.MaxFileBytes);

        content.Position = 0;
        var head = new byte[512];
        head = head[..content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        if (head.Length == 0)
            return Finding.Blocking(FindingCodes.FileEmpty, null);

        if (head is [(byte)'P', (byte)'K', 3, 4, ..] or [(byte)'P', (byte)'K', 5, 6, ..])
            return WorkbookScan.Inspect(content, limits) ?? Misnamed(fileName, "xlsx", ".xlsx");
        if (head.AsSpan().StartsWith(CompoundFile.Signature))
            return InspectCompound(content, limits) ?? Misnamed(fileName, "xls", ".xls");
        if (Signatures.Recognise(head) is { } refused)
            return Refusals.Type(refused);
        return InspectText(content, head) ?? Misnamed(fileName, "text", ".csv", ".txt", ".tsv");
    }

    private static Finding TooLarge(long limit) => Finding.Blocking(FindingCodes.FileTooLarge, null, ("limit", Refusals.Text(limit)));

    private static Finding? Misnamed(string fileName, string content, params ReadOnlySpan<string> extensions)
    {
        var dot = fileName.LastIndexOf('.');
        var extension = dot < 0 ? "" : fileName[dot..].TrimEnd().ToLowerInvariant();
        return extensions.Contains(extension)
            ? null
            : Finding.Blocking(
                FindingCodes.FileMisnamed,
                null,
                ("content", content),
                ("extension", extension.Length > 20 ? extension[..20] : extension)
            );
    }

    private static Finding? InspectCompound(Stream content, ReadLimits limits)
    {
        try
        {
            var file = CompoundFile.Open(content);
            if (file.Has("EncryptedPackage"))
                return Finding.Blocking(FindingCodes.FileEncrypted, null);
            var workbook =
                file.Has("Workbook") ? "Workbook"
                : file.Has("Book") ? "Book"
                : null;
            if (workbook is null)
                return file.IsTruncated ? Finding.Blocking(FindingCodes.FileTruncated, null) : Refusals.Type(OtherCompound(file));
            if (content.Length > limits.MaxXlsBytes)
                return TooLarge(limits.MaxXlsBytes);
            if (HasFilePass(file.Head(workbook, BlockSize)))
                return Finding.Blocking(FindingCodes.FileEncrypted, null);
            file.Walk(workbook);
            return file.IsTruncated ? Finding.Blocking(FindingCodes.FileTruncated, null) : null;
        }
        catch (InvalidDataException)
        {
            return Finding.Blocking(FindingCodes.FileUnreadable, null);
        }
    }

    private static string OtherCompound(CompoundFile file) =>
        file.Has("WordDocument") ? "doc"
        : file.Has("PowerPoint Document") ? "ppt"
        : "ole";

    // The password record is among the first records of the workbook ([MS-XLS] 2.1.7.20.1).
    private static bool HasFilePass(ReadOnlySpan<byte> records)
    {
        const int endOfSubstream = 0x0A;
        while (records.Length >= 4)
        {
            var type = BinaryPrimitives.ReadUInt16LittleEndian(records);
            var next = 4 + BinaryPrimitives.ReadUInt16LittleEndian(records[2..]);
            if (type == FilePass)
                return true;
            if (type == endOfSubstream || next > records.Length)
                return false;
            records = records[next..];
        }

        return false;
    }

    private static Finding? InspectText(Stream content, byte[] head)
    {
        var encoding = TextEncodings.FromByteOrderMark(head);
        var wide = encoding is TextEncodings.Utf16 or TextEncodings.Utf16BigEndian;
        var start =
            encoding is null ? 0
            : wide ? 2
            : 3;
        var opening = Opening(wide ? TextEncodings.Strict(encoding) : Encoding.Latin1, head.AsSpan(start));
        if (Signatures.RecogniseMarkup(opening) is { } markup)
            return Refusals.Type(markup);
        if (!wide && LooksWide(head))
        {
            return Finding.Blocking(
                FindingCodes.FileEncoding,
                null,
                ("encoding", "utf-16"),
                ("line", "1"),
                ("bytes", Convert.ToHexString(head.AsSpan(0, Math.Min(4, head.Length))))
            );
        }

        var block = new byte[BlockSize];
        content.Position = start;
        var (blank, line) = (true, 1L);
        for (int read; (read = content.ReadAtLeast(block, block.Length, throwOnEndOfStream: false)) > 0; )
        {
            var bytes = block.AsSpan(0, read);
            blank = blank && !bytes.ContainsAny(NotBlank);
            var nul = wide ? -1 : bytes.IndexOf((byte)0);
            if (nul >= 0)
            {
                // One stray NUL is a damaged text file; several together are not text.
                if (bytes.Count((byte)0) > bytes.Length / 100 + 3 || blank)
                    return Refusals.Type("binary");
                line += bytes[..nul].Count((byte)'\n');
                return Finding.Blocking(
                    FindingCodes.FileUnreadable,
                    new CellRef("", (int)line, 0),
                    ("line", Refusals.Text(line)),
                    ("found", "NUL")
                );
            }

            line += bytes.Count((byte)'\n');
        }

        return blank ? Finding.Blocking(FindingCodes.FileEmpty, null) : null;
    }

    private static string Opening(Encoding encoding, ReadOnlySpan<byte> bytes)
    {
        var chars = new char[bytes.Length];
        try
        {
            return new string(chars, 0, encoding.GetDecoder().GetChars(bytes, chars, flush: false));
        }
        catch (DecoderFallbackException)
        {
            return "";
        }
    }

    // UTF-16 without a byte order mark: every other byte of plain Latin text is zero.
    private static bool LooksWide(ReadOnlySpan<byte> head)
    {
        if (head.Length < 8)
            return false;
        var (even, odd) = (0, 0);
        for (var i = 0; i + 1 < head.Length; i += 2)
        {
            even += head[i] == 0 ? 1 : 0;
            odd += head[i + 1] == 0 ? 1 : 0;
        }

        var pairs = head.Length / 2;
        return (even > pairs * 8 / 10 && odd == 0) || (odd > pairs * 8 / 10 && even == 0);
    }
}
