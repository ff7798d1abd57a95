using Observatory.Core.Cells;
using Observatory.Core.Series;

namespace Observatory.Core.Gathering;

/// <summary>
/// Gathers the figures of one file by key. A limited number of figures is in memory; further ones are sorted, written to a scratch stream
/// ("written aside"), and merged when they are read. The result does not depend on how often that happened.
/// </summary>
internal sealed class ObservationStore
{
    /// <summary>
    /// The number of figures in memory before the first are written aside; each takes about a hundred bytes, sorting included. Hardly any
    /// national file has more, and writing aside and merging would take longer than reading such a file.
    /// </summary>
    public const int DefaultFiguresBeforeFirst = 1 << 19;

    /// <summary>
    /// The number of figures in memory before later ones are written aside. There are two such tables, because one is written while the
    /// other is filled: about thirty megabytes in all. A larger number makes fewer runs, but no longer fits into the processor's cache.
    /// </summary>
    public const int DefaultFiguresInMemory = 1 << 17;

    // Each run of a merge needs a block of some kilobytes in memory.
    private const int DefaultRunsAtOnce = 2048;

    // Most files are sorted, so a key is hardly ever looked for in a run. More reads of blocks than this, about a second of work, show that
    // a file is not sorted; then filters are built, which make look-ups faster.
    private const int DefaultBlocksReadInVain = 100_000;

    // Enough for filters of about a hundred million keys. Runs beyond that have no filter: a block is read if its range includes the key.
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

    /// <param name="merge">
    /// Combines the numbers of two sets of attributes. The order in which it is applied must not change the result.
    /// </param>
    /// <param name="openScratch">
    /// Opens an empty stream to read, write and seek in; called at most once, when memory is full. The caller closes it after it has read
    /// the last figure. Null: all figures stay in memory, however many there are.
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

    /// <summary>The number of figures. If some were written aside, the first call after a change reads all of them.</summary>
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
            // Wait for the writer, because the scratch stream is read only while nobody writes to it; then there may be another run to
            // search.
            return LookFor(key);
        }
        return false;
    }

    /// <summary>The first cell of a figure; null if there is no figure of this key.</summary>
    public CellRef? FirstCell(ObservationKey key)
    {
        var packed = PackedKey.Of(key);
        GatheredFigure figure = default;
        foreach (var run in Runs)
            if (run.TryFind(packed, out figure))
                return figure.FirstCell(_sheets);
        return _table.TryFind(packed, ref figure) ? figure.FirstCell(_sheets) : null;
    }

    /// <summary>Adds a cell to its figure; false if the figure already contains that cell.</summary>
    public bool Add(ObservationKey key, decimal? value, decimal? lower, decimal? upper, int attributes, CellRef cell)
    {
        Arrive(cell.Sheet, cell.Row);
        return _table.Add(PackedKey.Of(key), value, lower, upper, attributes, _lastSheetNumber, cell.Row, cell.Column, _merge);
    }

    /// <summary>Adds a cell whose value is a whole number without bounds; false if the figure already contains that cell.</summary>
    public bool Add(PackedKey key, long value, int attributes, string sheet, int row, int column)
    {
        Arrive(sheet, row);
        return _table.Add(key, value, attributes, _lastSheetNumber, row, checked((ushort)column), _merge);
    }

    /// <summary>Adds a zero that a rule of the mapping states; its address is that of the sibling from which it follows.</summary>
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

    /// <summary>The figures in the order of the numbers in their keys: indicator, area, provider, breakdown, period.</summary>
    /// <exception cref="InvalidOperationException">Something was added during the enumeration.</exception>
    public IEnumerable<Observation> All()
    {
        var all = Merged();
        var count = 0;
        for (var changes = _changes; Advance(all, changes); count++)
            yield return all.Figure.Read(_sheets);
        _count = count;
    }

    /// <summary>The figure of a key; null if there is none.</summary>
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

    // A figure only compares a new cell with its last cell, and two tables may read one row in turn. So figures are written aside between
    // rows, never within one.
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

    /// <summary>The runs on the scratch stream, after the run that is being written is complete.</summary>
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

    // Few of hundreds of runs have figures of a given area and year, and the keys of adjacent rows are of the same area and year.
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

    /// <summary>Starts writing the full table to the scratch stream, and continues with another table.</summary>
    private void WriteAside()
    {
        _scratch ??= _openScratch!();
        _ = Runs; // waits until the other table is written
        var keep = _isInNoOrder && _filterBytes < FilterBytes;
        var (full, scratch) = (_table, _scratch);
        // The first table is larger, for files that fit into it whole; it is not reused.
        (_table, _spare) = (_spare ?? new FigureTable(), _full > _figuresInMemory ? null : full);
        _full = _figuresInMemory;
        _table.Clear();
        _beingWritten = full;
        _writing = Task.Run(() => FigureRun.Write(scratch, new TableCursor(full), keep ? new KeyFilter(full.Count) : null));
    }

    // Runs of one level are adjacent and the youngest is last, so that merging preserves the reading order.
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
