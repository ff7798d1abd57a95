using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Observatory.Core.Gathering;

/// <summary>
/// A sorted run of figures on the scratch stream, each key once, in blocks whose first keys stay in memory. Each figure is stored as the
/// difference from the one before it, so most take seven or eight bytes.
/// </summary>
internal sealed class FigureRun
{
    private const int BlockFigures = 512;
    private const int FlushAt = 1 << 16;

    [Flags]
    private enum Differs : byte
    {
        None = 0,
        Subject = 1,
        Breakdown = 2,
        Attributes = 4,
        ManyCells = 8,
        Sheet = 16,
        Scale = 32,
        Missing = 64,
        Beside = 128,
    }

    private readonly Stream _scratch;
    private readonly List<Block> _blocks = [];
    private readonly KeyRange _range = new();
    private KeyFilter? _filter;
    private PackedKey[] _lookedInto = [];
    private int _lookedIntoCount;
    private int _lookedIntoBlock = -1;
    private long _end;

    private FigureRun(Stream scratch, KeyFilter? filter, int level)
    {
        _scratch = scratch;
        _filter = filter;
        Level = level;
    }

    /// <param name="Offset">Start of the block in the scratch stream, in bytes.</param>
    private record struct Block(PackedKey First, long Offset, int LeastPeriod, int MostPeriod);

    public long Count { get; private set; }

    /// <summary>How many times the figures of this run were merged.</summary>
    public int Level { get; }

    /// <summary>Memory of the filter in bytes; 0 if there is none.</summary>
    public long FilterBytes => _filter?.Bytes ?? 0;

    /// <summary>Appends figures to the scratch stream as a new run.</summary>
    /// <param name="cursor">Each key once, in order. It may read from the same stream.</param>
    /// <param name="filter">Receives every key, so that the run can use it for look-ups; null for no filter.</param>
    public static FigureRun Write(Stream scratch, FigureCursor cursor, KeyFilter? filter, int level = 0)
    {
        var run = new FigureRun(scratch, filter, level);
        var start = scratch.Length;
        var buffer = new ScratchBuffer();
        GatheredFigure previous = default;
        while (cursor.Next())
        {
            ref var figure = ref cursor.Figure;
            if (run.Count++ % BlockFigures == 0)
            {
                if (buffer.Length >= FlushAt)
                {
                    start = Flush(scratch, start, buffer);
                }
                run._blocks.Add(new Block(figure.Key, start + buffer.Length, figure.Key.Period, figure.Key.Period));
                previous = default;
            }
            ref var block = ref CollectionsMarshal.AsSpan(run._blocks)[^1];
            (block.LeastPeriod, block.MostPeriod) = (
                Math.Min(block.LeastPeriod, figure.Key.Period),
                Math.Max(block.MostPeriod, figure.Key.Period)
            );
            run._range.Add(figure.Key);
            filter?.Add(figure.Key);
            Write(buffer, figure, previous);
            previous = figure;
        }
        run._end = Flush(scratch, start, buffer);
        return run;
    }

    private static long Flush(Stream scratch, long start, ScratchBuffer buffer)
    {
        scratch.Position = start;
        scratch.Write(buffer.Written);
        start += buffer.Length;
        buffer.Clear();
        return start;
    }

    public FigureCursor Read() => new RunCursor(this, 0);

    /// <summary>Builds a filter of all keys for later look-ups, if there is none; reads the whole run.</summary>
    public void Filter()
    {
        if (_filter is not null)
            return;
        var filter = new KeyFilter(Count);
        for (var all = Read(); all.Next(); )
            filter.Add(all.Figure.Key);
        _filter = filter;
    }

    /// <summary>False if the run certainly has no figure of this area and these periods.</summary>
    public bool MayHold(int area, int firstPeriod, int lastPeriod) => _range.Holds(area, firstPeriod, lastPeriod);

    /// <summary>False if the run certainly has no figure of this key. If true, only <see cref="Contains"/> can tell.</summary>
    public bool MayHold(PackedKey key) => BlockOf(key) >= 0;

    /// <summary>
    /// Whether the run has a figure of this key. The last block read stays in memory, so that near keys need no further read.
    /// </summary>
    /// <param name="blocksRead">Incremented if a block had to be read.</param>
    public bool Contains(PackedKey key, ref int blocksRead)
    {
        if (BlockOf(key) is not (>= 0 and var block))
            return false;
        if (block != _lookedIntoBlock)
        {
            blocksRead++;
            _lookedIntoCount = 0;
            if (_lookedInto.Length == 0)
                _lookedInto = new PackedKey[BlockFigures];
            for (var cursor = new RunCursor(this, block); _lookedIntoCount < BlockFigures && cursor.Next(); )
                _lookedInto[_lookedIntoCount++] = cursor.Figure.Key;
            _lookedIntoBlock = block;
        }
        return _lookedInto.AsSpan(0, _lookedIntoCount).BinarySearch(key) >= 0;
    }

    public bool TryFind(PackedKey key, out GatheredFigure figure)
    {
        figure = default;
        if (BlockOf(key) is not (>= 0 and var block))
            return false;
        var cursor = new RunCursor(this, block);
        while (cursor.Next())
        {
            var order = cursor.Figure.Key.CompareTo(key);
            if (order > 0)
                return false;
            if (order < 0)
                continue;
            figure = cursor.Figure;
            return true;
        }
        return false;
    }

    /// <summary>Index of the only block that may contain a key; -1 if none can.</summary>
    private int BlockOf(PackedKey key)
    {
        if (!_range.Holds(key) || _filter?.MayHold(key) == false)
            return -1;
        var (low, high) = (0, _blocks.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_blocks[middle].First.CompareTo(key) <= 0)
                low = middle;
            else
                high = middle - 1;
        }
        // A run that spans two years covers all areas and all months of both, but each of its blocks covers only some of them.
        return _blocks[low] is var block && key.Period >= block.LeastPeriod && key.Period <= block.MostPeriod ? low : -1;
    }

    private static void Write(ScratchBuffer to, in GatheredFigure figure, in GatheredFigure previous)
    {
        var differs = Differs.None;
        if (figure.Key.High != previous.Key.High)
            differs |= Differs.Subject;
        if (figure.Key.Breakdown != previous.Key.Breakdown)
            differs |= Differs.Breakdown;
        if (figure.Attributes != previous.Attributes)
            differs |= Differs.Attributes;
        if (figure.Cells != 1)
            differs |= Differs.ManyCells;
        if (figure.Sheet != previous.Sheet)
            differs |= Differs.Sheet;
        if (figure.Scale != 0)
            differs |= Differs.Scale;
        if (figure.Missing)
            differs |= Differs.Missing;
        if (figure.IsWide || figure.Lower is not null || figure.Upper is not null)
            differs |= Differs.Beside;

        to.Reserve();
        to.Byte((byte)differs);
        if (differs.HasFlag(Differs.Subject))
            to.Fixed(figure.Key.High);
        if (differs.HasFlag(Differs.Breakdown))
            to.Signed((long)figure.Key.Breakdown - previous.Key.Breakdown);
        to.Signed((long)figure.Key.Period - previous.Key.Period);
        if (differs.HasFlag(Differs.Attributes))
            to.Signed(figure.Attributes);
        if (differs.HasFlag(Differs.ManyCells))
            to.Signed(figure.Cells);
        if (differs.HasFlag(Differs.Sheet))
            to.Signed(figure.Sheet);
        to.Signed((long)figure.Row - previous.Row);
        to.Signed((long)figure.Column - previous.Column);
        if (differs.HasFlag(Differs.Scale))
            to.Byte(figure.Scale);
        to.Signed(figure.Units);
        if (!differs.HasFlag(Differs.Beside))
            return;
        to.Byte((byte)((figure.IsWide ? 1 : 0) | (figure.Lower is null ? 0 : 2) | (figure.Upper is null ? 0 : 4)));
        to.Decimal(figure.IsWide ? figure.Wide : null);
        to.Decimal(figure.Lower);
        to.Decimal(figure.Upper);
    }

    /// <summary>The least and greatest value of each part of the keys added.</summary>
    private sealed class KeyRange
    {
        private PackedKey _least = new(ulong.MaxValue, ulong.MaxValue);
        private PackedKey _most;
        private (int Least, int Most) _area = (int.MaxValue, 0);
        private (int Least, int Most) _period = (int.MaxValue, 0);
        private (int Least, int Most) _breakdown = (int.MaxValue, 0);

        public void Add(PackedKey key)
        {
            if (key.CompareTo(_least) < 0)
                _least = key;
            _most = key;
            _area = (Math.Min(_area.Least, key.Area), Math.Max(_area.Most, key.Area));
            _period = (Math.Min(_period.Least, key.Period), Math.Max(_period.Most, key.Period));
            _breakdown = (Math.Min(_breakdown.Least, key.Breakdown), Math.Max(_breakdown.Most, key.Breakdown));
        }

        public bool Holds(int area, int firstPeriod, int lastPeriod) =>
            area >= _area.Least && area <= _area.Most && lastPeriod >= _period.Least && firstPeriod <= _period.Most;

        public bool Holds(PackedKey key) =>
            key.Period >= _period.Least
            && key.Period <= _period.Most
            && key.Area >= _area.Least
            && key.Area <= _area.Most
            && key.Breakdown >= _breakdown.Least
            && key.Breakdown <= _breakdown.Most
            && _least.CompareTo(key) <= 0
            && _most.CompareTo(key) >= 0;
    }

    /// <summary>
    /// Buffers bytes for the scratch stream: numbers in seven bits per byte, so that small ones of either sign are short.
    /// </summary>
    private sealed class ScratchBuffer
    {
        // No figure needs more: eleven bytes for each of eight numbers, and three decimals.
        private const int MostOfOne = 256;

        private byte[] _bytes = new byte[FlushAt + (64 << 10)];

        public int Length { get; private set; }

        public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

        public void Clear() => Length = 0;

        public void Reserve()
        {
            if (_bytes.Length - Length < MostOfOne)
                Array.Resize(ref _bytes, _bytes.Length * 2);
        }

        public void Byte(byte value) => _bytes[Length++] = value;

        public void Fixed(ulong value)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(Length), value);
            Length += sizeof(ulong);
        }

        public void Signed(long value)
        {
            var rest = (ulong)((value << 1) ^ (value >> 63));
            var bytes = _bytes;
            var at = Length;
            while (rest >= 0x80)
            {
                bytes[at++] = (byte)(rest | 0x80);
                rest >>= 7;
            }
            bytes[at++] = (byte)rest;
            Length = at;
        }

        public void Decimal(decimal? value)
        {
            if (value is not { } number)
                return;
            MemoryMarshal.Write(_bytes.AsSpan(Length), number);
            Length += sizeof(decimal);
        }
    }

    private sealed class RunCursor(FigureRun run, int block) : FigureCursor
    {
        private byte[] _bytes = [];
        private int _at;
        private int _end;
        private int _nextBlock = block;

        public override bool Next()
        {
            if (_at == _end)
            {
                if (_nextBlock == run._blocks.Count)
                    return false;
                Load();
            }
            Decode(ref Figure);
            return true;
        }

        private void Load()
        {
            var from = run._blocks[_nextBlock].Offset;
            var to = ++_nextBlock == run._blocks.Count ? run._end : run._blocks[_nextBlock].Offset;
            (_at, _end) = (0, (int)(to - from));
            if (_bytes.Length < _end)
                _bytes = new byte[BitOperations.RoundUpToPowerOf2((uint)_end)];
            run._scratch.Position = from;
            run._scratch.ReadExactly(_bytes, 0, _end);
            Figure = default;
        }

        private void Decode(ref GatheredFigure figure)
        {
            var differs = (Differs)_bytes[_at++];
            var high = figure.Key.High;
            if ((differs & Differs.Subject) != 0)
            {
                high = BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(_at));
                _at += sizeof(ulong);
            }
            long breakdown = figure.Key.Breakdown;
            if ((differs & Differs.Breakdown) != 0)
                breakdown += Signed();
            var period = figure.Key.Period + Signed();
            figure.Key = new PackedKey(high, ((ulong)breakdown << 32) | (uint)period);
            if ((differs & Differs.Attributes) != 0)
                figure.Attributes = (int)Signed();
            figure.Cells = (differs & Differs.ManyCells) != 0 ? (int)Signed() : 1;
            if ((differs & Differs.Sheet) != 0)
                figure.Sheet = (int)Signed();
            figure.Row += (int)Signed();
            figure.Column += (int)Signed();
            figure.Scale = (differs & Differs.Scale) != 0 ? _bytes[_at++] : (byte)0;
            figure.Units = Signed();
            figure.Missing = (differs & Differs.Missing) != 0;
            figure.IsWide = false;
            figure.Wide = 0;
            figure.Lower = figure.Upper = null;
            if ((differs & Differs.Beside) == 0)
                return;
            var has = _bytes[_at++];
            figure.IsWide = (has & 1) != 0;
            figure.Wide = Decimal((has & 1) != 0) ?? 0;
            figure.Lower = Decimal((has & 2) != 0);
            figure.Upper = Decimal((has & 4) != 0);
        }

        private long Signed()
        {
            var bytes = _bytes;
            var at = _at;
            ulong value = bytes[at];
            if (value >= 0x80)
            {
                value &= 0x7F;
                var shift = 7;
                byte next;
                do
                {
                    next = bytes[++at];
                    value |= (ulong)(next & 0x7F) << shift;
                    shift += 7;
                } while (next >= 0x80);
            }
            _at = at + 1;
            return (long)(value >> 1) ^ -(long)(value & 1);
        }

        private decimal? Decimal(bool stands)
        {
            if (!stands)
                return null;
            var number = MemoryMarshal.Read<decimal>(_bytes.AsSpan(_at));
            _at += sizeof(decimal);
            return number;
        }
    }
}
