namespace Observatory.Core.Checking;

/// <summary>
/// What became of every cell of the tables of one file. A cell is either loaded, left out by a named rule, or set aside with a finding; the
/// three add up to the cells read. Cells that only say what a figure is about (the area, the month, the offence) are not counted; every
/// other cell below a header is, including blank ones.
/// </summary>
public sealed class Accounting
{
    private readonly Dictionary<(string Rule, string Column), LeftOutCells> _leftOut = [];
    private readonly Dictionary<string, long> _rowsLeftOut = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _setAside = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _labels = new(StringComparer.Ordinal);
    private readonly List<TotalChecked> _totals = [];

    /// <summary>Rows between the header and the end of the table, without blank rows and total rows.</summary>
    public long RowsRead { get; private set; }

    public long CellsRead { get; private set; }

    public long CellsLoaded { get; private set; }

    public long CellsLeftOut => _leftOut.Values.Sum(l => l.Count);

    public long CellsSetAside => _setAside.Values.Sum();

    public bool Balances => CellsRead == CellsLoaded + CellsLeftOut + CellsSetAside;

    /// <summary>Cells left out, by the name of the rule and the column.</summary>
    public IReadOnlyDictionary<(string Rule, string Column), long> LeftOut =>
        _leftOut.Where(l => l.Value.Count > 0).ToDictionary(l => l.Key, l => l.Value.Count);

    /// <summary>Whole rows left out, by the name of the rule. Their cells are also in <see cref="LeftOut"/>.</summary>
    public IReadOnlyDictionary<string, long> RowsLeftOut => _rowsLeftOut;

    /// <summary>Cells set aside, by the code of the finding.</summary>
    public IReadOnlyDictionary<string, long> SetAside => _setAside;

    /// <summary>Totals printed in the file that were compared with the sum of their parts, and not loaded.</summary>
    public IReadOnlyList<TotalChecked> Totals => _totals;

    /// <summary>How many different labels each concept had in the rows that were read.</summary>
    public IReadOnlyDictionary<string, int> DistinctLabels => _labels.ToDictionary(l => l.Key, l => l.Value.Count, StringComparer.Ordinal);

    /// <summary>Rows read of each table, by its sheet (empty for a text file).</summary>
    public IDictionary<string, long> RowsBySheet { get; } = new Dictionary<string, long>(StringComparer.Ordinal);

    public void Row(string sheet)
    {
        RowsRead++;
        RowsBySheet[sheet] = (RowsBySheet.TryGetValue(sheet, out var rows) ? rows : 0) + 1;
    }

    public void Loaded()
    {
        CellsRead++;
        CellsLoaded++;
    }

    public void LeaveOut(string rule, string column, long cells = 1) => LeaveOut(LeftOutBy(rule, column), cells);

    /// <summary>Leaves cells out by a rule and column that were looked up before.</summary>
    public void LeaveOut(LeftOutCells by, long cells = 1)
    {
        CellsRead += cells;
        by.Count += cells;
    }

    /// <summary>The cells that a rule leaves out of a column. They appear in <see cref="LeftOut"/> only once there is one.</summary>
    public LeftOutCells LeftOutBy(string rule, string column)
    {
        if (!_leftOut.TryGetValue((rule, column), out var cells))
            _leftOut.Add((rule, column), cells = new LeftOutCells());
        return cells;
    }

    public void LeaveRowOut(string rule) => _rowsLeftOut[rule] = _rowsLeftOut.GetValueOrDefault(rule) + 1;

    public void PutAside(string code)
    {
        CellsRead++;
        _setAside[code] = _setAside.GetValueOrDefault(code) + 1;
    }

    /// <summary>Sets aside a cell that was counted as loaded, because something later in the file invalidates its figure.</summary>
    public void TakeBack(string code)
    {
        CellsLoaded--;
        _setAside[code] = _setAside.GetValueOrDefault(code) + 1;
    }

    public void Label(string concept, string key)
    {
        if (!_labels.TryGetValue(concept, out var labels))
            _labels.Add(concept, labels = new HashSet<string>(StringComparer.Ordinal));
        labels.Add(key);
    }

    public void Total(TotalChecked total) => _totals.Add(total);
}

/// <summary>How many cells one rule left out of one column.</summary>
public sealed class LeftOutCells
{
    public long Count { get; internal set; }
}

/// <summary>A total that a file prints, and the sum of the cells above it.</summary>
/// <param name="Where">Address of the printed total, such as <c>'Sheet1'!H11490</c>.</param>
public sealed record TotalChecked(string Where, decimal Printed, decimal Summed)
{
    public bool Agrees => Normalising.FloatNoise.IsNoise(Printed - Summed, Printed, Summed);
}
