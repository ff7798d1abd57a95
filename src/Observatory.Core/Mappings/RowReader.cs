using System.Globalization;
using Observatory.Core.Checking;
using Observatory.Core.Reading;

namespace Observatory.Core.Mappings;

/// <summary>
/// Classifies each row below a table's header: a section, a total, a row that a rule leaves out or sets aside, or a record. It accounts for
/// whole rows; <see cref="CellMapper"/> accounts for the cells of records.
/// </summary>
internal sealed class RowReader
{
    private const string SectionRule = "section";
    private const string IdenticalRule = "identical-row";

    private readonly MappingTable _table;
    private readonly MappingRun _run;
    private readonly RowConditions _conditions;
    private readonly CellMapper _cells;
    private readonly PrintedTotals _totals;
    private readonly TableRows _rows;
    private readonly RowIdentity _identity;
    private readonly DateWatch _dates;
    private readonly ParentWatch _parents;
    private TableHeader? _header;

    public RowReader(MappingTable table, MappingRun run, RowConditions conditions, CellMapper cells, PrintedTotals totals)
    {
        (_table, _run, _conditions, _cells, _totals) = (table, run, conditions, cells, totals);
        _rows = new TableRows(table, run, conditions);
        _identity = new RowIdentity(run.Files?.IsRedacted ?? false);
        _dates = new DateWatch(table, run);
        _parents = new ParentWatch(table, run);
    }

    /// <summary>True if the current block had a row.</summary>
    public bool HasRead { get; private set; }

    /// <summary>Begins a block below a header.</summary>
    public void Bind(TableHeader header)
    {
        _header = header;
        HasRead = false;
        _rows.Bind(header);
        _cells.Bind(header, _totals.All);
        _dates.Bind(header);
        _parents.Bind(header, _cells.First);
        _identity.Bind(header, _table.NeverStore);
    }

    public void Read(GridRow row)
    {
        HasRead = true;
        if (HasOtherLength(row))
        {
            _run.Accounting.Row(row.Sheet);
            PutAside(OtherLength(row));
            return;
        }
        if (_rows.IsSection(row))
        {
            LeaveOut(SectionRule);
            return;
        }
        var (whole, orphan) = _rows.Whole(row);
        if (_totals.Find(whole) is { } total)
        {
            _totals.Compare(total, whole);
            return;
        }
        _run.Accounting.Row(row.Sheet);
        if (RuleOf(_table.LeaveOut, whole) is { } leftOut)
            LeaveOut(leftOut);
        else if (orphan is not null)
            PutAside(orphan);
        else if (RuleOf(_table.CheckOnly, whole) is { } compared)
            Compare(whole, compared);
        else if (!TryRepeat(row))
            ReadRecord(whole);
    }

    /// <summary>Leaves a whole row out by a rule.</summary>
    public void LeaveOut(string rule)
    {
        _run.Accounting.LeaveRowOut(rule);
        foreach (var column in _header!.Values)
            _run.Accounting.LeaveOut(rule, column.Heading);
        foreach (var column in _header.NotUsed)
            _run.Accounting.LeaveOut(rule, column.Heading);
    }

    /// <summary>Reports at the end of the table what only all its records together show.</summary>
    public void ReportRecords()
    {
        _dates.Report();
        _parents.Report();
        _cells.ReportPercentages();
    }

    /// <summary>Reports at the end of the table how many rows were identical to others.</summary>
    public void ReportIdentical()
    {
        if (_identity.Repeats == 0 || _table.IdenticalRows is not { } policy)
            return;
        var rule = policy switch
        {
            IdenticalRows.Keep => "keep",
            IdenticalRows.LeaveOut => "leaveOut",
            _ => "refuse",
        };
        _run.Findings.Add(Finding.Note(FindingCodes.RowsIdentical, _identity.First, ("count", Text(_identity.Repeats)), ("rule", rule)));
    }

    private void ReadRecord(GridRow row)
    {
        _dates.See(row);
        _parents.See(row);
        _cells.ReadRow(row);
    }

    private void Compare(GridRow row, string rule)
    {
        _run.Accounting.LeaveRowOut(rule);
        _cells.ReadToCompare(row, rule);
    }

    /// <summary>True if the row is identical to an earlier one and the mapping does not keep it; it is then accounted for.</summary>
    private bool TryRepeat(GridRow row)
    {
        if (_table.IdenticalRows is not { } policy || !_identity.IsRepeat(row, _header!, _table.NeverStore))
            return false;
        if (policy == IdenticalRows.LeaveOut)
            LeaveOut(IdenticalRule);
        else if (policy == IdenticalRows.Refuse)
            PutAside(Finding.Blocking(FindingCodes.RowIdentical, row.At(0), ("line", Text(row.Number))));
        return policy != IdenticalRows.Keep;
    }

    // The rows of a workbook end at their last cell, whatever their table's width.
    private bool HasOtherLength(GridRow row) =>
        _run.IsText(row.Sheet) && !_table.Dialect.Transpose && row.Count != _header!.Width && !_header.FitsLength(row);

    private Finding OtherLength(GridRow row) =>
        Finding.Blocking(
            FindingCodes.RowLengthDiffers,
            row.At(0),
            ("expected", Text(_header!.Width)),
            ("actual", Text(row.Count)),
            ("line", Text(row.Number))
        );

    /// <summary>The name of the first rule that selects the row; null for none.</summary>
    private string? RuleOf(IReadOnlyList<RowRule> rules, GridRow row)
    {
        for (var i = 0; i < rules.Count; i++)
            if (_conditions.Select(rules[i].Where, row))
                return rules[i].Rule;
        return null;
    }

    /// <summary>Sets every cell of the row aside for one reason.</summary>
    private void PutAside(Finding finding)
    {
        _run.Findings.Add(finding);
        for (var i = 0; i < _header!.CountedColumns; i++)
            _run.Accounting.PutAside(finding.Code);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
