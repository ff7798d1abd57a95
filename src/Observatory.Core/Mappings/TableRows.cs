using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Reading;

namespace Observatory.Core.Mappings;

/// <summary>
/// Completes the rows of a table before they are read: it fills cells that merging left empty from above, applies section rows to the rows
/// below, and appends the columns of lookups.
/// </summary>
internal sealed class TableRows(MappingTable table, MappingRun run, RowConditions conditions)
{
    private TableHeader? _header;
    private int[] _filled = [];
    private string[] _above = [];
    private CellKind[] _kindsAbove = [];
    private CellTraits[] _traitsAbove = [];
    private List<(LookupRows Rows, int[] On, int First)> _joins = [];

    public void Bind(TableHeader header)
    {
        _header = header;
        _filled = [.. table.FillDown.Select(header.ColumnOf).Where(c => c > 0)];
        _above = new string[_filled.Length];
        _kindsAbove = new CellKind[_filled.Length];
        _traitsAbove = new CellTraits[_filled.Length];
        _joins = [];
        var first = header.Width + 1;
        foreach (var lookup in run.Lookups.Where(l => !l.Lookup.IsOfCell))
        {
            // A lookup serves the tables that have its key; a table that uses it without having the key was reported.
            if (lookup.Lookup.On.All(on => header.ColumnOf(on) > 0))
                _joins.Add((lookup, [.. lookup.Lookup.On.Select(header.ColumnOf)], first));
            first += lookup.Lookup.Bring.Count;
        }
    }

    /// <summary>True if the row is a section row: it is no record, and what it names applies to the rows below.</summary>
    public bool IsSection(GridRow row)
    {
        if (SectionOf(row) is not { } section)
            return false;
        var at = _header!.ColumnOf(section.Column);
        if (NotCalculated.In(row, at, _header.Cell(row, at), section.Column) is { } unknown)
            run.Findings.Add(unknown);
        run.SetFact(section.Fact, row[at].Trim());
        return true;
    }

    private SectionRule? SectionOf(GridRow row)
    {
        for (var i = 0; i < table.Sections.Count; i++)
            if (conditions.Select(table.Sections[i].Where, row))
                return table.Sections[i];
        return null;
    }

    /// <summary>
    /// The completed row, and the finding that forbids reading it: a key that is missing in a lookup. Null if there is none.
    /// </summary>
    public (GridRow Row, Finding? Orphan) Whole(GridRow row)
    {
        if (_filled.Length == 0 && _joins.Count == 0)
            return (row, null);
        var width = Math.Max(row.Count, _header!.Width + _header.Brought);
        var (cells, kinds) = (new string[width], new CellKind[width]);
        CellTraits[]? traits = row.HasTraits ? [.. Enumerable.Range(1, width).Select(row.TraitsOf)] : null;
        for (var at = 1; at <= width; at++)
            (cells[at - 1], kinds[at - 1]) = (row[at], row.KindOf(at));
        for (var i = 0; i < _filled.Length; i++)
        {
            var at = _filled[i] - 1;
            if (!string.IsNullOrWhiteSpace(cells[at]))
                (_above[i], _kindsAbove[i], _traitsAbove[i]) = (cells[at], kinds[at], row.TraitsOf(at + 1) & CellTraits.From1904);
            else if (_above[i] is { } above)
                Fill(i, at, above);
        }
        Finding? orphan = null;
        foreach (var (lookup, on, first) in _joins)
        {
            foreach (var at in on.Where(c => kinds[c - 1] == CellKind.Formula))
                orphan ??= NotCalculated.In(row, at, _header.Cell(row, at), _header.TextOf(at));
            var key = on.Select(c => cells[c - 1]).ToList();
            var found = lookup.Find(LookupRows.KeyOf(key));
            if (found is null && !lookup.Lookup.AbsentIsBlank && lookup.IsFound)
                orphan ??= Finding.Blocking(
                    FindingCodes.LookupOrphan,
                    _header.Cell(row, on[0]),
                    ("lookup", lookup.Lookup.Name),
                    ("label", string.Join(" | ", key)),
                    ("column", string.Join(", ", lookup.Lookup.On)),
                    ("file", lookup.Lookup.File ?? lookup.Lookup.Sheet ?? "")
                );
            for (var i = 0; i < lookup.Lookup.Bring.Count; i++)
                (cells[first - 1 + i], kinds[first - 1 + i]) = (found?[i] ?? "", CellKind.Text);
        }
        return (new GridRow(row.Sheet, row.Number, cells, kinds, traits, row.Merged), orphan);

        void Fill(int i, int at, string above)
        {
            (cells[at], kinds[at]) = (above, _kindsAbove[i]);
            if (_traitsAbove[i] != CellTraits.None)
                (traits ??= new CellTraits[width])[at] |= _traitsAbove[i];
        }
    }
}
