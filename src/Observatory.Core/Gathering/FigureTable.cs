namespace Observatory.Core.Gathering;

/// <summary>
/// The figures that are gathered in memory: a hash table whose entries are in the order of their first cells, one cache line each. Values
/// that few figures have (bounds, numbers beyond sixty-three bits) are in a separate dictionary.
/// </summary>
internal sealed class FigureTable
{
    // Grow fourfold: discarded arrays stay in memory until the next full collection, and fewer steps discard less.
    private const int Growth = 4;

    // The memory of a value in the separate dictionary, in entries.
    private const int EntriesBeside = 2;
    private const int DigitBits = 11;
    private const int FirstEntries = 512;

    // Following a bucket to an entry with another key costs a cache miss. Empty buckets cost almost nothing, because the periods of a
    // series are in adjacent buckets.
    private const int BucketsOfEntry = 4;

    private readonly Dictionary<int, (decimal Value, decimal? Lower, decimal? Upper)> _beside = [];
    private Entry[] _entries = new Entry[FirstEntries];
    private int[] _buckets = new int[FirstEntries * BucketsOfEntry];
    private int _count;
    private SortItem[] _sorted = [];
    private SortItem[] _spare = [];
    private bool _isSorted;

    private struct Entry
    {
        public PackedKey Key;
        public long Units;
        public int Attributes;
        public int Cells;
        public int Row;
        public int LastRow;
        public int Next;
        public ushort Column;
        public ushort LastColumn;
        public ushort Sheet;
        public ushort LastSheet;
        public byte Scale;
        public bool Missing;
        public bool IsWide;
        public bool HasBeside;
    }

    private struct SortItem
    {
        public ulong Key;
        public int At;
    }

    public int Count => _count;

    /// <summary>The number of entries in use, plus the separately stored values as their equivalent in entries.</summary>
    public int Weight => _count + (EntriesBeside * _beside.Count);

    /// <summary>Adds a cell to its figure; false if the figure already contains that cell.</summary>
    public bool Add(
        PackedKey key,
        decimal? value,
        decimal? lower,
        decimal? upper,
        int attributes,
        int sheet,
        int row,
        int column,
        Func<int, int, int> merge
    )
    {
        var at = Find(key, out var bucket);
        var units = 0L;
        byte scale = 0;
        var fits = value is not { } given || GatheredFigure.TryUnits(given, out units, out scale);
        if (at < 0)
        {
            ref var fresh = ref Append(key, bucket, out at);
            fresh.Units = units;
            fresh.Scale = scale;
            fresh.Missing = value is null;
            fresh.Attributes = attributes;
            fresh.Cells = 1;
            (fresh.Sheet, fresh.Row, fresh.Column) = (checked((ushort)sheet), row, checked((ushort)column));
            (fresh.LastSheet, fresh.LastRow, fresh.LastColumn) = (fresh.Sheet, row, fresh.Column);
            if (!fits || lower is not null || upper is not null)
                (fresh.HasBeside, fresh.IsWide, _beside[at]) = (true, !fits, (fits ? 0 : value!.Value, lower, upper));
            return true;
        }

        ref var entry = ref _entries[at];
        if (entry.LastRow == row && entry.LastColumn == column && entry.LastSheet == sheet)
            return false;
        if (entry.HasBeside || !fits || !GatheredFigure.TryAdd(ref entry.Units, entry.Scale, units, scale))
            AddBeside(ref entry, at, value ?? 0);
        entry.Missing |= value is null;
        if (entry.Attributes != attributes)
            entry.Attributes = merge(entry.Attributes, attributes);
        entry.Cells++;
        (entry.LastSheet, entry.LastRow, entry.LastColumn) = ((ushort)sheet, row, (ushort)column);
        return true;
    }

    /// <summary>Adds a cell whose value is a whole number to its figure; false if the figure already contains that cell.</summary>
    public bool Add(PackedKey key, long units, int attributes, ushort sheet, int row, ushort column, Func<int, int, int> merge)
    {
        var at = Find(key, out var bucket);
        if (at < 0)
        {
            ref var fresh = ref Append(key, bucket, out _);
            fresh.Units = units;
            fresh.Attributes = attributes;
            fresh.Cells = 1;
            (fresh.Sheet, fresh.Row, fresh.Column) = (sheet, row, column);
            (fresh.LastSheet, fresh.LastRow, fresh.LastColumn) = (sheet, row, column);
            return true;
        }

        ref var entry = ref _entries[at];
        if (entry.LastRow == row && entry.LastColumn == column && entry.LastSheet == sheet)
            return false;
        if (entry.HasBeside || !GatheredFigure.TryAdd(ref entry.Units, entry.Scale, units, 0))
            AddBeside(ref entry, at, units);
        if (entry.Attributes != attributes)
            entry.Attributes = merge(entry.Attributes, attributes);
        entry.Cells++;
        (entry.LastSheet, entry.LastRow, entry.LastColumn) = (sheet, row, column);
        return true;
    }

    /// <summary>Adds a figure that a rule states and no cell gives, unless the figure exists.</summary>
    public void AddByRule(PackedKey key, int attributes, int sheet, int row, int column)
    {
        if (Find(key, out var bucket) >= 0)
            return;
        ref var fresh = ref Append(key, bucket, out _);
        fresh.Attributes = attributes;
        (fresh.Sheet, fresh.Row, fresh.Column) = ((ushort)sheet, row, (ushort)column);
        (fresh.LastSheet, fresh.LastRow, fresh.LastColumn) = (fresh.Sheet, row, fresh.Column);
    }

    public bool TryFind(PackedKey key, ref GatheredFigure figure)
    {
        var at = Find(key, out _);
        if (at < 0)
            return false;
        Read(at, ref figure);
        return true;
    }

    public bool Contains(PackedKey key) => Find(key, out _) >= 0;

    /// <summary>Reads the figure at an index, in the order in which figures were added.</summary>
    public void Read(int at, ref GatheredFigure figure)
    {
        ref var entry = ref _entries[at];
        figure.Key = entry.Key;
        figure.Units = entry.Units;
        figure.Scale = entry.Scale;
        figure.Missing = entry.Missing;
        figure.IsWide = entry.IsWide;
        figure.Attributes = entry.Attributes;
        figure.Cells = entry.Cells;
        figure.Sheet = entry.Sheet;
        figure.Row = entry.Row;
        figure.Column = entry.Column;
        figure.Wide = 0;
        figure.Lower = figure.Upper = null;
        if (entry.HasBeside)
            (figure.Wide, figure.Lower, figure.Upper) = _beside[at];
    }

    /// <summary>Removes all figures and keeps the memory for reuse.</summary>
    public void Clear()
    {
        Array.Clear(_buckets);
        _beside.Clear();
        _count = 0;
        _isSorted = false;
    }

    /// <summary>Sorts the figures by key for <see cref="AtRank"/>; valid until the next figure is added.</summary>
    public void Sort()
    {
        if (_isSorted)
            return;
        if (_sorted.Length < _count)
            (_sorted, _spare) = (new SortItem[_count + (_count / 8)], new SortItem[_count + (_count / 8)]);
        if (!TryRadix())
        {
            var keys = new PackedKey[_count];
            var indexes = new int[_count];
            for (var i = 0; i < _count; i++)
                (keys[i], indexes[i]) = (_entries[i].Key, i);
            Array.Sort(keys, indexes);
            for (var i = 0; i < _count; i++)
                _sorted[i].At = indexes[i];
        }
        _isSorted = true;
    }

    /// <summary>The index of the figure that is the <paramref name="rank"/>th by its key, from 0.</summary>
    public int AtRank(int rank) => _sorted[rank].At;

    // The figures in memory at one time are of few indicators, areas and periods. If each part of their keys is counted from its least
    // value, the keys nearly always fit into one number, and numbers can be sorted digit by digit in linear time.
    private bool TryRadix()
    {
        Span<uint> least = stackalloc uint[5];
        Span<uint> most = stackalloc uint[5];
        least.Fill(uint.MaxValue);
        Span<uint> parts = stackalloc uint[5];
        for (var i = 0; i < _count; i++)
        {
            Split(_entries[i].Key, parts);
            for (var p = 0; p < parts.Length; p++)
            {
                least[p] = Math.Min(least[p], parts[p]);
                most[p] = Math.Max(most[p], parts[p]);
            }
        }
        Span<int> shifts = stackalloc int[5];
        var bits = 0;
        for (var p = parts.Length - 1; p >= 0; p--)
        {
            shifts[p] = bits;
            bits += _count == 0 ? 0 : 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)(most[p] - least[p]));
        }
        if (bits > 64)
            return false;
        var inOrder = true;
        ulong previous = 0;
        for (var i = 0; i < _count; i++)
        {
            Split(_entries[i].Key, parts);
            ulong key = 0;
            for (var p = 0; p < parts.Length; p++)
                key |= shifts[p] > 63 ? 0 : (ulong)(parts[p] - least[p]) << shifts[p];
            inOrder &= previous <= key;
            previous = key;
            _sorted[i] = new SortItem { Key = key, At = i };
        }
        if (inOrder)
            return true;
        Span<int> starts = stackalloc int[1 << DigitBits];
        for (var shift = 0; shift < bits; shift += DigitBits)
        {
            starts.Clear();
            for (var i = 0; i < _count; i++)
                starts[(int)(_sorted[i].Key >> shift) & ((1 << DigitBits) - 1)]++;
            var start = 0;
            foreach (ref var digit in starts)
                (digit, start) = (start, start + digit);
            for (var i = 0; i < _count; i++)
                _spare[starts[(int)(_sorted[i].Key >> shift) & ((1 << DigitBits) - 1)]++] = _sorted[i];
            (_sorted, _spare) = (_spare, _sorted);
        }
        return true;
    }

    private static void Split(PackedKey key, Span<uint> parts)
    {
        parts[0] = (uint)key.Indicator;
        parts[1] = (uint)key.Area;
        parts[2] = (uint)key.Provider;
        parts[3] = (uint)key.Breakdown;
        parts[4] = (uint)key.Period;
    }

    private int Find(PackedKey key, out int bucket)
    {
        bucket = (int)(key.Spread() & (uint)(_buckets.Length - 1));
        var at = _buckets[bucket] - 1;
        while (at >= 0)
        {
            ref var entry = ref _entries[at];
            if (entry.Key.Low == key.Low && entry.Key.High == key.High)
                return at;
            at = entry.Next;
        }
        return -1;
    }

    private ref Entry Append(PackedKey key, int bucket, out int at)
    {
        if (_count == _entries.Length)
        {
            Grow();
            bucket = (int)(key.Spread() & (uint)(_buckets.Length - 1));
        }
        at = _count++;
        _isSorted = false;
        ref var fresh = ref _entries[at];
        fresh = new Entry { Key = key, Next = _buckets[bucket] - 1 };
        _buckets[bucket] = at + 1;
        return ref fresh;
    }

    private void Grow()
    {
        Array.Resize(ref _entries, checked(_entries.Length * Growth));
        _buckets = new int[checked(_entries.Length * BucketsOfEntry)];
        for (var i = 0; i < _count; i++)
        {
            ref var bucket = ref _buckets[(int)(_entries[i].Key.Spread() & (uint)(_buckets.Length - 1))];
            _entries[i].Next = bucket - 1;
            bucket = i + 1;
        }
    }

    // The rare case: scales differ, a sum exceeds sixty-three bits, or the figure had bounds.
    private void AddBeside(ref Entry entry, int at, decimal more)
    {
        var sum = (entry.IsWide ? _beside[at].Value : GatheredFigure.Exact(entry.Units, entry.Scale)) + more;
        entry.IsWide = !GatheredFigure.TryUnits(sum, out entry.Units, out entry.Scale);
        entry.HasBeside = entry.IsWide;
        // The interval of a sum is not the sum of the intervals, so the sum has no bounds.
        if (entry.IsWide)
            _beside[at] = (sum, null, null);
        else
            _beside.Remove(at);
    }
}
