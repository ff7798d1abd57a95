using System.Runtime.InteropServices;
using Observatory.Core.Reading;
using Observatory.Core.Series;

namespace Observatory.Core.Mappings;

/// <summary>
/// Gathers the figures of one file by key. Sheets are kept as numbers and cells as two integers, so that an observation
/// costs about a hundred bytes.
/// </summary>
internal sealed class ObservationStore
{
    private readonly Dictionary<ObservationKey, Gathered> _gathered = [];
    private readonly CodeBook<string> _sheets = new(StringComparer.Ordinal);

    private struct Gathered
    {
        public decimal Value;
        public decimal? Lower;
        public decimal? Upper;
        public int Attributes;
        public int Cells;
        public int Sheet;
        public int Row;
        public int Column;
        public int LastSheet;
        public int LastRow;
        public int LastColumn;
        public bool Missing;
    }

    public int Count => _gathered.Count;

    public bool Contains(ObservationKey key) => _gathered.ContainsKey(key);

    public CellRef? FirstCell(ObservationKey key) =>
        _gathered.TryGetValue(key, out var found) ? new CellRef(_sheets[found.Sheet], found.Row, found.Column) : null;

    /// <summary>Adds a cell to its figure; false where that very cell went into it before.</summary>
    public bool Add(ObservationKey key, decimal? value, decimal? lower, decimal? upper, int attributes, CellRef cell, Func<int, int, int> merge)
    {
        var sheet = _sheets.NumberOf(cell.Sheet);
        ref var gathered = ref CollectionsMarshal.GetValueRefOrAddDefault(_gathered, key, out var exists);
        if (!exists)
        {
            gathered = new Gathered
            {
                Value = value ?? 0, Missing = value is null, Lower = lower, Upper = upper, Attributes = attributes, Cells = 1,
                Sheet = sheet, Row = cell.Row, Column = cell.Column, LastSheet = sheet, LastRow = cell.Row, LastColumn = cell.Column,
            };
            return true;
        }
        if (gathered.LastRow == cell.Row && gathered.LastColumn == cell.Column && gathered.LastSheet == sheet)
            return false;
        gathered.Value += value ?? 0;
        gathered.Missing |= value is null;
        // The interval of a sum is not the sum of intervals.
        gathered.Lower = gathered.Upper = null;
        if (gathered.Attributes != attributes)
            gathered.Attributes = merge(gathered.Attributes, attributes);
        gathered.Cells++;
        (gathered.LastSheet, gathered.LastRow, gathered.LastColumn) = (sheet, cell.Row, cell.Column);
        return true;
    }

    /// <summary>Adds a zero that a rule of the mapping states; its address is that of the sibling it follows from.</summary>
    public void AddByRule(ObservationKey key, ObservationKey sibling, int attributes)
    {
        var origin = _gathered[sibling];
        _gathered.TryAdd(key, origin with { Value = 0, Missing = false, Lower = null, Upper = null, Cells = 0, Attributes = attributes });
    }

    public IEnumerable<ObservationKey> Keys => _gathered.Keys;

    public IEnumerable<Observation> All()
    {
        foreach (var (key, gathered) in _gathered)
            yield return Read(key, gathered);
    }

    public Observation? Find(ObservationKey key) => _gathered.TryGetValue(key, out var gathered) ? Read(key, gathered) : null;

    private Observation Read(ObservationKey key, Gathered gathered) => new()
    {
        Key = key, Value = gathered.Missing ? null : gathered.Value, Lower = gathered.Lower, Upper = gathered.Upper, Attributes = gathered.Attributes,
        FirstCell = new CellRef(_sheets[gathered.Sheet], gathered.Row, gathered.Column), Cells = gathered.Cells,
    };
}
