using Observatory.Core.Cells;
using Observatory.Core.Series;

namespace Observatory.Core.Gathering;

/// <summary>
/// Gathers the figures of one file by key. Up to a number of figures lie in memory; beyond it they are written to a scratch
/// stream, sorted, and merged when they are asked for. What it answers does not depend on how often that happened.
/// </summary>
internal sealed class ObservationStore
{
    /// <summary>
    /// Figures gathered before the first of them are written aside: a hundred bytes each with what sorting needs. Hardly any national file
    /// has more, and writing aside and merging costs it more than reading.
    /// </summary>
    public const int DefaultFiguresBeforeFirst = 1 << 19;

    /// <summary>
    /// Figures gathered before more are written aside, twice, since one lot is written while the next is gathered: some thirty megabytes.
    /// More makes fewer runs, but leaves the processor's cache.
    /// </summary>
    public const int DefaultFiguresInMemory = 1 << 17;

    // Each run of a merge holds a block of some kilobytes in memory.
    private const int DefaultRunsAtOnce = 2048;

    // Files come in an order of their own, and hardly ever is a key looked for where it might have been written aside. Where it often is,
    // filters tell it sooner: beyond the first, a second's worth of reading blocks has shown that the file is in no order.
    private const int DefaultBlocksReadInVain = 100_000;

    // Filters for some hundred million keys. Runs beyond that are looked into, where a key lies within one of their blocks.
    private const long FilterBytes = 128L << 20;

    private readonly List<FigureRun> _written = [];
    private readonly CodeBook<string> _sheets = new(StringComparer.Ordinal);
    private readonly int _figuresInMemory;
    private int _full;
    private readonly int _runsAtOnce;
    private readonly int _blocksReadInVain;
    private readonly Func<Stream>? _openScratch;
    private readonly Func<int, int, int> _merge;
    private FigureTable _table = new();
    private FigureTable? _spare;
    private FigureTable? _beingWritten;
    private Task<FigureRun>? _writing;
    private Stream? _scratch;
    private readonly List<FigureRun> _near = [];
    private (int Area, int Year) _nearOf = (-1, -1);
    private long _filterBytes;
    private int _blocksRead;
    private bool _isInNoOrder;
    private string? _lastSheet;
    private ushort _lastSheetNumber;
    private int _lastRow;
    private int _changes;
    private int? _count;

    /// <param name="merge">Combines two numbers of attributes; in whatever order it is applied to several, the same comes of it.</param>
    /// <param name="openScratch">
    /// Opens an empty stream to read, write and seek in, called at most once and when memory is full; it stays the caller's to
    /// close, after the last figure was read. Null: all figures are kept in memory, however many.
    /// </param>
    public ObservationStore(
        Func<int, int, int> merge,
        Func<Stream>? openScratch = null,
        int? figuresInMemory = null,
        int runsAtOnce = DefaultRunsAtOnce,
        int blocksReadInVain = DefaultBlocksReadInVain
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(figuresInMemory ?? 1, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(runsAtOnce, 2);
        _merge = merge;
        _openScratch = openScratch;
        _figuresInMemory = figuresInMemory ?? DefaultFiguresInMemory;
        _full = figuresInMemory ?? DefaultFiguresBeforeFirst;
        _runsAtOnce = runsAtOnce;
        _blocksReadInVain = blocksReadInVain;
    }

    public bool IsEmpty => _table.Count == 0 && Runs.Count == 0;

    /// <summary>
    /// How many figures there are. Where some were written aside, the first call after a change goes through all of them.
    /// </summary>
    public int Count
    {
        get
        {
            if (Runs.Count == 0)
                return _table.Count;
            if (_count is null)
            {
                var all = Merged();
                var count = 0;
                while (all.Next())
                    count = checked(count + 1);
                _count = count;
            }
            return _count.Value;
        }
    }

    public bool Contains(ObservationKey key) => FirstCell(key) is not null;

    public bool Contains(PackedKey key)
    {
        if (_table.Contains(key) || _beingWritten?.Contains(key) == true)
            return true;
        foreach (var run in Near(key))
        {
            if (!run.MayHold(key))
                continue;
            // The scratch stream is read only while nobody writes to it; there may be another run, and other neighbours, after that.
            return LookFor(key);
        }
        return false;
    }

    /// <summary>The first cell of a figure; null where there is none of this key.</summary>
    public CellRef? FirstCell(ObservationKey key)
    {
        var packed = PackedKey.Of(key);
        GatheredFigure figure = default;
        foreach (var run in Runs)
            if (run.TryFind(packed, out figure))
                return figure.FirstCell(_sheets);
        return _table.TryFind(packed, ref figure) ? figure.FirstCell(_sheets) : null;
    }

    /// <summary>Adds a cell to its figure; false where that very cell went into it before.</summary>
    public bool Add(ObservationKey key, decimal? value, decimal? lower, decimal? upper, int attributes, CellRef cell)
    {
        Arrive(cell.Sheet, cell.Row);
        return _table.Add(PackedKey.Of(key), value, lower, upper, attributes, _lastSheetNumber, cell.Row, cell.Column, _merge);
    }

    /// <summary>As the other, for a cell whose value is a whole number and without bounds.</summary>
    public bool Add(PackedKey key, long value, int attributes, string sheet, int row, int column)
    {
        Arrive(sheet, row);
        return _table.Add(key, value, attributes, _lastSheetNumber, row, checked((ushort)column), _merge);
    }

    /// <summary>Adds a zero that a rule of the mapping states; its address is that of the sibling it follows from.</summary>
    public void AddByRule(ObservationKey key, ObservationKey sibling, int attributes)
    {
        var first = FirstCell(sibling) ?? throw new ArgumentException("A zero by rule needs a sibling that is there.", nameof(sibling));
        if (Runs.Count > 0 && Contains(key))
            return;
        Change();
        _table.AddByRule(PackedKey.Of(key), attributes, _sheets.NumberOf(first.Sheet), first.Row, first.Column);
        if (IsFull)
            WriteAside();
    }

    /// <summary>The keys in the order of <see cref="All"/>.</summary>
    public IEnumerable<ObservationKey> Keys
    {
        get
        {
            var all = Merged();
            for (var changes = _changes; Advance(all, changes); )
                yield return all.Figure.Key.Unpack();
        }
    }

    /// <summary>The figures in the order of their keys' numbers: indicator, area, provider, breakdown, period.</summary>
    /// <exception cref="InvalidOperationException">Something was added meanwhile.</exception>
    public IEnumerable<Observation> All()
    {
        var all = Merged();
        var count = 0;
        for (var changes = _changes; Advance(all, changes); count++)
            yield return all.Figure.Read(_sheets);
        _count = count;
    }

    public Observation? Find(ObservationKey key)
    {
        var packed = PackedKey.Of(key);
        GatheredFigure found = default;
        var isFound = false;
        foreach (var run in Runs)
            if (run.TryFind(packed, out var part))
                Take(part);
        GatheredFigure last = default;
        if (_table.TryFind(packed, ref last))
            Take(last);
        return isFound ? found.Read(_sheets) : null;

        void Take(in GatheredFigure part)
        {
            if (isFound)
                found.Absorb(part, _merge);
            else
                found = part;
            isFound = true;
        }
    }

    private bool IsFull => _openScratch is not null && _table.Weight >= _full;

    // Whether a cell went into its figure before is asked of the last cell only, and two tables may read one row in turn: what is
    // in memory is written aside between rows, never within one.
    private void Arrive(string name, int row)
    {
        if (row != _lastRow || !ReferenceEquals(name, _lastSheet))
        {
            var sheet = name == _lastSheet ? _lastSheetNumber : checked((ushort)_sheets.NumberOf(name));
            if (IsFull && (row != _lastRow || sheet != _lastSheetNumber))
                WriteAside();
            (_lastSheet, _lastSheetNumber, _lastRow) = (name, sheet, row);
        }
        Change();
    }

    private void Change()
    {
        _changes++;
        _count = null;
    }

    /// <summary>What was written aside, once all of it is.</summary>
    private List<FigureRun> Runs
    {
        get
        {
            if (_writing is null)
                return _written;
            var run = _writing.GetAwaiter().GetResult();
            (_writing, _beingWritten) = (null, null);
            _filterBytes += run.FilterBytes;
            _written.Add(run);
            MergeLevels();
            _nearOf = (-1, -1);
            return _written;
        }
    }

    private bool LookFor(PackedKey key)
    {
        _ = Runs;
        foreach (var run in Near(key))
            if (run.Contains(key, ref _blocksRead))
                return true;
        if (!_isInNoOrder && _blocksRead > _blocksReadInVain)
        {
            _isInNoOrder = true;
            foreach (var run in _written)
                if (_filterBytes < FilterBytes)
                {
                    run.Filter();
                    _filterBytes += run.FilterBytes;
                }
        }
        return false;
    }

    // Of hundreds of runs few have figures of an area and a year, and the keys of a row, and of the next, are of one area and year.
    private List<FigureRun> Near(PackedKey key)
    {
        const int periodsOfYear = 100;
        var at = (key.Area, Year: key.Period / periodsOfYear);
        if (at == _nearOf)
            return _near;
        _near.Clear();
        foreach (var run in _written)
            if (run.MayHold(at.Area, at.Year * periodsOfYear, (at.Year * periodsOfYear) + periodsOfYear - 1))
                _near.Add(run);
        _nearOf = at;
        return _near;
    }

    /// <summary>Leaves the table to be written while another one takes what comes.</summary>
    private void WriteAside()
    {
        _scratch ??= _openScratch!();
        _ = Runs; // waits until the other table is written
        var keep = _isInNoOrder && _filterBytes < FilterBytes;
        var (full, scratch) = (_table, _scratch);
        // The first table grew large for the sake of files that fit into it; it is not used again.
        (_table, _spare) = (_spare ?? new FigureTable(), _full > _figuresInMemory ? null : full);
        _full = _figuresInMemory;
        _table.Clear();
        _beingWritten = full;
        _writing = Task.Run(() => FigureRun.Write(scratch, new TableCursor(full), keep ? new KeyFilter(full.Count) : null));
    }

    // Runs of one level stand together and the youngest last, so that what they hold stays in reading order.
    private void MergeLevels()
    {
        for (var level = 0; _written.Count(r => r.Level == level) == _runsAtOnce; level++)
        {
            var from = _written.FindIndex(r => r.Level == level);
            var merged = FigureRun.Write(_scratch!, new FigureMerge(_written[from..].Select(r => r.Read()), _merge), null, level + 1);
            _filterBytes -= _written[from..].Sum(r => r.FilterBytes);
            _written.RemoveRange(from, _written.Count - from);
            _written.Add(merged);
        }
    }

    private FigureCursor Merged() =>
        Runs.Count == 0 ? new TableCursor(_table) : new FigureMerge(Runs.Select(r => r.Read()).Append(new TableCursor(_table)), _merge);

    private bool Advance(FigureCursor all, int changes)
    {
        if (changes != _changes)
            throw new InvalidOperationException("A figure was added while figures were read.");
        return all.Next();
    }
}
