using System.Buffers.Binary;
using System.Text;

namespace Observatory.Core.Reading;

/// <summary>
/// The directory of an OLE compound file ([MS-CFB]): enough to tell what the file contains, whether it is complete and whether it is
/// encrypted, before a spreadsheet parser opens it. The number of sectors bounds every walk.
/// </summary>
internal sealed class CompoundFile
{
    private const uint LastRegularSector = 0xFFFFFFFA;

    private readonly Stream _content;
    private readonly int _sectorShift;
    private readonly List<uint> _fat = [];
    private readonly Dictionary<string, (uint Start, long Size)> _streams = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<uint> _miniChain = [];
    private readonly List<uint> _miniFat = [];
    private readonly uint _miniCutoff;

    private CompoundFile(Stream content)
    {
        _content = content;
        Span<byte> header = stackalloc byte[512];
        if (!TryReadAt(0, header))
        {
            IsTruncated = true;
            return;
        }

        _sectorShift = BinaryPrimitives.ReadUInt16LittleEndian(header[30..]);
        if (_sectorShift is not (9 or 12))
            throw new InvalidDataException();
        _miniCutoff = UInt32(header, 56);
        LoadFat(header);
        var sector = new byte[1 << _sectorShift];
        foreach (var at in Chain(UInt32(header, 60)))
        {
            if (ReadSector(at, sector))
                AddAll(_miniFat, sector);
        }

        foreach (var at in Chain(UInt32(header, 48)))
        {
            if (!ReadSector(at, sector))
                return;
            for (var entry = 0; entry < sector.Length; entry += 128)
                AddEntry(sector.AsSpan(entry, 128));
        }
    }

    public static ReadOnlySpan<byte> Signature => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

    /// <summary>A sector that the file refers to lies beyond its end.</summary>
    public bool IsTruncated { get; private set; }

    /// <exception cref="InvalidDataException">The header or a chain is inconsistent.</exception>
    public static CompoundFile Open(Stream content) => new(content);

    public bool Has(string stream) => _streams.ContainsKey(stream);

    /// <summary>Follows a stream to its last byte, which detects a truncated file.</summary>
    public void Walk(string stream)
    {
        var (start, size) = _streams[stream];
        if (size < _miniCutoff)
            return;
        long seen = 0;
        foreach (var sector in Chain(start))
        {
            var needed = Math.Min(1L << _sectorShift, size - seen);
            if (needed <= 0)
                return;
            if (Offset(sector) + needed > _content.Length)
            {
                IsTruncated = true;
                return;
            }

            seen += needed;
        }
    }

    /// <summary>The first bytes of a stream, at most <paramref name="count"/>.</summary>
    public byte[] Head(string stream, int count)
    {
        var (start, size) = _streams[stream];
        using var head = new MemoryStream();
        var wanted = Math.Min(count, size);
        if (size < _miniCutoff)
        {
            var mini = new byte[64];
            for (
                var (at, steps) = (start, 0);
                at < _miniFat.Count && steps <= _miniFat.Count && head.Length < wanted;
                at = _miniFat[(int)at], steps++
            )
            {
                var inContainer = (long)at * 64;
                var index = (int)(inContainer >> _sectorShift);
                if (index >= _miniChain.Count || !TryReadAt(Offset(_miniChain[index]) + (inContainer & ((1L << _sectorShift) - 1)), mini))
                    break;
                head.Write(mini);
            }
        }
        else
        {
            var sector = new byte[1 << _sectorShift];
            foreach (var at in Chain(start))
            {
                if (head.Length >= wanted || !ReadSector(at, sector))
                    break;
                head.Write(sector);
            }
        }

        return head.ToArray()[..(int)Math.Min(head.Length, wanted)];
    }

    private static uint UInt32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static void AddAll(List<uint> table, ReadOnlySpan<byte> sector)
    {
        for (var i = 0; i < sector.Length; i += 4)
            table.Add(UInt32(sector, i));
    }

    private void LoadFat(ReadOnlySpan<byte> header)
    {
        var sector = new byte[1 << _sectorShift];
        var inSector = (sector.Length / 4) - 1;
        for (var i = 76; i < 512; i += 4)
            AddFatSector(UInt32(header, i));

        var steps = 0;
        for (var at = UInt32(header, 68); at < LastRegularSector; at = UInt32(sector, inSector * 4))
        {
            if (++steps > _content.Length >> _sectorShift)
                throw new InvalidDataException();
            var index = new byte[sector.Length];
            if (!ReadSector(at, sector))
                return;
            sector.CopyTo(index, 0);
            for (var i = 0; i < inSector; i++)
                AddFatSector(UInt32(index, i * 4));
        }

        void AddFatSector(uint at)
        {
            if (at < LastRegularSector && _fat.Count <= (_content.Length >> _sectorShift) + sector.Length && ReadSector(at, sector))
                AddAll(_fat, sector);
        }
    }

    private void AddEntry(ReadOnlySpan<byte> entry)
    {
        const byte stream = 2,
            root = 5;
        var nameBytes = Math.Min((int)BinaryPrimitives.ReadUInt16LittleEndian(entry[64..]), 64);
        var start = UInt32(entry, 116);
        var size = _sectorShift == 9 ? UInt32(entry, 120) : BinaryPrimitives.ReadInt64LittleEndian(entry[120..]);
        if (entry[66] == root)
            _miniChain.AddRange(Chain(start));
        else if (entry[66] == stream && nameBytes >= 2)
            _streams.TryAdd(Encoding.Unicode.GetString(entry[..(nameBytes - 2)]), (start, Math.Max(0, size)));
    }

    private IEnumerable<uint> Chain(uint start)
    {
        var steps = 0L;
        for (var at = start; at < LastRegularSector; at = _fat[(int)at])
        {
            if (++steps > _fat.Count)
                throw new InvalidDataException();
            yield return at;
            if (at >= _fat.Count)
                yield break;
        }
    }

    private long Offset(uint sector) => ((long)sector + 1) << _sectorShift;

    private bool ReadSector(uint at, Span<byte> sector)
    {
        if (Offset(at) >= _content.Length)
        {
            IsTruncated = true;
            return false;
        }

        // Some writers leave the last sector unpadded.
        sector.Clear();
        _content.Position = Offset(at);
        _content.ReadAtLeast(sector, sector.Length, throwOnEndOfStream: false);
        return true;
    }

    private bool TryReadAt(long offset, Span<byte> bytes)
    {
        if (offset < 0 || offset > _content.Length - bytes.Length)
            return false;
        _content.Position = offset;
        return _content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length;
    }
}
