using System.Globalization;
using System.Text;
using Observatory.Core.Cells;
using Observatory.Core.Checking;

namespace Observatory.Core.Reading;

/// <summary>
/// Finds out from the bytes how a file is written. Run it after <see cref="FileGuard"/>, which decides whether to read the file at all.
/// </summary>
public static class FileSniffer
{
    private const int BlockSize = 1 << 16;

    /// <summary>
    /// The dialect of a seekable stream. Text is UTF-8 only if every byte of it is valid; otherwise it is windows-1252, if that defines
    /// every byte.
    /// </summary>
    /// <exception cref="UnreadableFileException">No encoding fits (<see cref="FindingCodes.FileEncoding"/>).</exception>
    public static FileDialect Sniff(Stream content, string fileName)
    {
        content.Position = 0;
        Span<byte> head = stackalloc byte[8];
        head = head[..content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        content.Position = 0;
        if (head is [(byte)'P', (byte)'K', 3, 4, ..])
            return new FileDialect { Format = FileFormat.Xlsx };
        if (head.StartsWith(CompoundFile.Signature))
            return new FileDialect { Format = FileFormat.Xls };

        var encoding = FindEncoding(content, TextEncodings.FromByteOrderMark(head));
        content.Position = 0;
        var delimiter = FindDelimiter(content, encoding, fileName);
        content.Position = 0;
        return new FileDialect
        {
            Format = FileFormat.Csv,
            Encoding = encoding,
            Delimiter = delimiter,
        };
    }

    private static string FindEncoding(Stream content, string? marked)
    {
        var decoder = TextEncodings.Strict(marked).GetDecoder();
        var bytes = new byte[BlockSize];
        var chars = new char[BlockSize + 1];
        var line = 1L;
        int read;
        do
        {
            read = content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            var block = bytes.AsSpan(0, read);
            try
            {
                decoder.GetChars(block, chars, flush: read < bytes.Length);
            }
            catch (DecoderFallbackException e) when (marked is not null)
            {
                throw Undecodable(marked, line + block[..Math.Clamp(e.Index, 0, read)].Count((byte)'\n'), e.BytesUnknown ?? []);
            }
            catch (DecoderFallbackException)
            {
                content.Position = 0;
                return RequireWindows1252(content);
            }

            line += block.Count((byte)'\n');
        } while (read == bytes.Length);
        return marked ?? TextEncodings.Utf8;
    }

    private static string RequireWindows1252(Stream content)
    {
        var bytes = new byte[BlockSize];
        var line = 1L;
        long sequences = 0,
            accents = 0,
            strays = 0,
            firstStray = 0;
        byte[] strayBytes = [];
        var alphabet = new WesternAlphabet();
        var carried = 0;
        int read;
        do
        {
            read = content.ReadAtLeast(bytes.AsSpan(carried), bytes.Length - carried, throwOnEndOfStream: false);
            var block = bytes.AsSpan(0, carried + read);
            var last = block.Length < bytes.Length;
            var i = 0;
            while (i < block.Length && (last || i < block.Length - 3))
            {
                var next = block[i..].IndexOfAnyInRange((byte)0x80, (byte)0xFF);
                if (next != 0)
                {
                    var plain = next < 0 ? block.Length - i : next;
                    line += block.Slice(i, plain).Count((byte)'\n');
                    i += plain;
                    continue;
                }

                if (Rune.DecodeFromUtf8(block[i..], out _, out var length) == System.Buffers.OperationStatus.Done)
                {
                    sequences++;
                    accents += IsAccentOfUtf8(block.Slice(i, length)) ? 1 : 0;
                    i += length;
                    continue;
                }

                if (TextEncodings.UndefinedInWindows1252.Contains(block[i]))
                    throw Undecodable(TextEncodings.Windows1252, line, [block[i]]);
                if (strays++ == 0)
                    (firstStray, strayBytes) = (line, [block[i]]);
                alphabet.Look(block, i, line);
                i++;
            }

            carried = block.Length - i;
            block[i..].CopyTo(bytes);
            if (last)
                break;
        } while (true);

        if (alphabet.Foreign is { } foreign)
            throw Undecodable(TextEncodings.Windows1252, foreign.Line, foreign.Bytes);
        // Two letters that happen to form a UTF-8 sequence are rarely next to each other in real text. If sequences outnumber stray bytes,
        // the file is damaged UTF-8; if any sequence is an accent ("Ã©"), two files in two encodings were joined. Read as windows-1252,
        // either would be garbled silently.
        return sequences > strays || accents > 0
            ? throw Undecodable(TextEncodings.Utf8, firstStray, strayBytes)
            : TextEncodings.Windows1252;
    }

    /// <summary>
    /// Whether a UTF-8 sequence is an accented letter that no windows-1252 text would show as two: an Ã before a sign that does not follow
    /// a letter. Before a quotation mark, a dash or an ellipsis, Ã may end a word (<c>«AMANHÃ»</c>).
    /// </summary>
    private static bool IsAccentOfUtf8(ReadOnlySpan<byte> sequence) =>
        sequence is [0xC3, not (0x85 or 0x91 or 0x92 or 0x93 or 0x94 or 0x96 or 0x97 or 0x9B or 0xA0 or 0xB4 or 0xB7 or 0xBB)];

    private static UnreadableFileException Undecodable(string encoding, long line, byte[] bytes) =>
        new(
            Finding.Blocking(
                FindingCodes.FileEncoding,
                new CellRef("", (int)line, 0),
                ("encoding", encoding),
                ("line", line.ToString(CultureInfo.InvariantCulture)),
                ("bytes", Convert.ToHexString(bytes))
            )
        );

    private static char FindDelimiter(Stream content, string encoding, string fileName)
    {
        using var text = new StreamReader(content, TextEncodings.Strict(encoding), false, BlockSize, leaveOpen: true);
        var sample = new char[BlockSize];
        var read = text.ReadBlock(sample);
        var usual = fileName.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : ',';
        return DelimiterVote.Decide(sample.AsSpan(0, read), complete: read < sample.Length, usual);
    }
}
