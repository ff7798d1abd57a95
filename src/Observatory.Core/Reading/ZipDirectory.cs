using System.Buffers.Binary;
using Observatory.Core.Checking;

namespace Observatory.Core.Reading;

/// <summary>
/// Reads the central directory of a ZIP file by hand and stops at the limit, because the framework would first build an object for each of
/// a million entries.
/// </summary>
internal static class ZipDirectory
{
    private const int EndRecordLength = 22;
    private const int MaxComment = 65_535;
    private const int EntryLength = 46;

    /// <exception cref="UnreadableFileException">The file is truncated, password-protected, or has more entries than the limit.</exception>
    public static void Inspect(Stream content, ReadLimits limits)
    {
        var tail = new byte[Math.Min(content.Length, EndRecordLength + MaxComment)];
        content.Position = content.Length - tail.Length;
        content.ReadExactly(tail);
        var end = tail.AsSpan().LastIndexOf("PK\x05\x06"u8);
        if (end < 0 || tail.Length - end < EndRecordLength)
            throw Refusals.Of(FindingCodes.FileTruncated);

        var size = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(end + 12));
        var offset = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(end + 16));
        if (offset == uint.MaxValue || (long)offset + size > content.Length)
            throw Refusals.Of(FindingCodes.FileTruncated);

        var entry = new byte[EntryLength];
        content.Position = offset;
        for (var count = 0; content.ReadAtLeast(entry, EntryLength, throwOnEndOfStream: false) == EntryLength; count++)
        {
            if (!entry.AsSpan().StartsWith("PK\x01\x02"u8))
                return;
            if (count == limits.MaxZipEntries)
                throw Refusals.Bomb("", "entries", limits.MaxZipEntries);
            if ((entry[8] & 1) != 0)
                throw Refusals.Of(FindingCodes.FileEncrypted);
            content.Position +=
                BinaryPrimitives.ReadUInt16LittleEndian(entry.AsSpan(28))
                + BinaryPrimitives.ReadUInt16LittleEndian(entry.AsSpan(30))
                + BinaryPrimitives.ReadUInt16LittleEndian(entry.AsSpan(32));
        }
    }
}
