using Observatory.Core.Cells;
using Observatory.Core.Reading;

namespace Observatory.Core.Mappings;

/// <summary>Decides whether the conditions of a rule hold for a row, and reports deciding cells that have no stored value.</summary>
internal sealed class RowConditions(MappingRun run)
{
    private readonly HashSet<int> _reportedColumns = [];
    private GridRow? _reportedRow;
    private TableHeader? _header;

    public void Bind(TableHeader header) => _header = header;

    /// <summary>True if every condition holds; a list without conditions holds for every row.</summary>
    public bool Hold(IReadOnlyList<RowCondition> conditions, GridRow row)
    {
        foreach (var condition in conditions)
        {
            var column = condition.Column == RowCondition.FirstFilled ? FirstFilled(row) : _header!.ColumnOf(condition.Column);
            ReportNotCalculated(row, column);
            if (!condition.Holds(row[column]))
                return false;
        }
        return true;
    }

    /// <summary>True if there are conditions and all of them hold: a rule without conditions selects no row.</summary>
    public bool Select(IReadOnlyList<RowCondition> conditions, GridRow row) => conditions.Count > 0 && Hold(conditions, row);

    /// <summary>Reports once per cell that its value is missing; does nothing if the cell has a value.</summary>
    public void ReportNotCalculated(GridRow row, int column)
    {
        if (_header is null || column < 1 || row.KindOf(column) != CellKind.Formula)
            return;
        if (!ReferenceEquals(row, _reportedRow))
        {
            _reportedRow = row;
            _reportedColumns.Clear();
        }

        if (_reportedColumns.Add(column))
            run.Findings.Add(NotCalculated.In(row, column, _header.Cell(row, column), _header.TextOf(column))!);
    }

    /// <summary>The first column that is not empty; 0 for none.</summary>
    private static int FirstFilled(GridRow row)
    {
        for (var at = 1; at <= row.Count; at++)
            if (!string.IsNullOrWhiteSpace(row[at]))
                return at;
        return 0;
    }
}
