using Observatory.Core.Checking;
using Observatory.Core.Reading;

namespace Observatory.Core.Mappings;

/// <summary>Turns each value cell of a record into figures, an omission by a named rule, or a finding, and accounts for it.</summary>
internal sealed class CellMapper
{
    private const string UnknownColumnRule = "column-unknown";
    private const string NoSeriesRule = "no-series";

    private readonly MappingTable _table;
    private readonly MappingRun _run;
    private readonly RowConditions _conditions;
    private readonly List<SeriesMapper> _series;
    private readonly FigureRules _rules;
    private readonly CoveredSpans _spans;
    private readonly FigureLoading _loading;
    private readonly CellTemplates _templates;
    private readonly RememberedFigures _remembered;
    private readonly RowChecks _checks;
    private readonly List<Emission> _emitted = [];
    private readonly CellLooks _looks = new();
    private readonly MergedFigures _merged;
    private readonly PercentWatch _percentages;
    private TableHeader? _header;
    private IReadOnlyList<RunningTotal> _totals = [];
    private LeftOutCells[] _notUsed = [];
    private bool _isResolved;

    public CellMapper(MappingTable table, MappingRun run, RowConditions conditions)
    {
        (_table, _run, _conditions) = (table, run, conditions);
        _series = [.. SeriesSources.Of(table).Select(s => new SeriesMapper(s, run))];
        _rules = new FigureRules(table, run);
        _spans = new CoveredSpans(table);
        Reader = new CellReader(table, run, conditions, _series, _rules.Counts);
        _loading = new FigureLoading(run, _rules, Reader, _spans);
        _templates = new CellTemplates(run, _series, _rules, _spans);
        _remembered = new RememberedFigures(run, _rules, _loading, _templates);
        _checks = new RowChecks(table, run, conditions);
        _merged = new MergedFigures(table, run);
        _percentages = new PercentWatch(table, run);
    }

    /// <summary>Reads the numbers of the table's value cells.</summary>
    public CellReader Reader { get; }

    /// <summary>The periods for which the table gave figures.</summary>
    public CoveredSpans Spans => _spans;

    /// <summary>The first of the series: what a row says of its area applies to all of them.</summary>
    public SeriesMapper First => _series[0];

    /// <summary>True if the column with this heading says the concept in any of the series.</summary>
    public bool Reads(string concept, string heading) => _series.Exists(s => s.Reads(concept, heading));

    public void Bind(TableHeader header, IReadOnlyList<RunningTotal> totals)
    {
        (_header, _totals) = (header, totals);
        foreach (var series in _series)
            series.Bind(header);
        Reader.Bind(header);
        _loading.Bind(header);
        _templates.Bind(header);
        _remembered.Bind(header);
        _checks.Bind(header);
        var labels = LabelColumns(header);
        _looks.Bind(header, labels);
        _merged.Bind(header, labels);
        _percentages.Bind(header);
        _notUsed = [.. header.NotUsed.Select(c => _run.Accounting.LeftOutBy(c.Rule ?? UnknownColumnRule, c.Heading))];
    }

    /// <summary>Reads a record for its figures.</summary>
    public void ReadRow(GridRow row)
    {
        foreach (var cells in _notUsed)
            _run.Accounting.LeaveOut(cells);
        _isResolved = false;
        _looks.See(row);
        // If cells are counted, their content is not a figure.
        if (!_rules.Counts)
        {
            _merged.See(row);
            _percentages.See(row);
        }
        if (!_templates.BeginRow(row))
            Resolve(row);
        _checks.CompareTotals(row);
        _checks.CheckForms(row);
        for (var i = 0; i < _header!.Values.Count; i++)
            ReadCell(row, i);
    }

    /// <summary>Reads a row whose figures are only compared.</summary>
    public void ReadToCompare(GridRow row, string rule)
    {
        foreach (var column in _header!.NotUsed)
            _run.Accounting.LeaveOut(rule, column.Heading);
        foreach (var series in _series)
            series.BeginRow(row);
        _checks.CompareTotals(row);
        foreach (var column in _header.Values)
        {
            _run.Accounting.LeaveOut(rule, column.Heading);
            _conditions.ReportNotCalculated(row, column.At);
            if (Reader.Read(row, column, out var cell) is null && cell.Value is { } value)
                Compare(row, cell, value);
        }
    }

    /// <summary>Reports the formatting of the figures of a sheet.</summary>
    public void ReportLooks()
    {
        _looks.Report(_run.Findings);
        _merged.Report();
    }

    /// <summary>Reports which figures of the table are shown as percentages.</summary>
    public void ReportPercentages() => _percentages.Report();

    private void Compare(GridRow row, in ValueCell cell, decimal value)
    {
        _emitted.Clear();
        foreach (var series in _series)
            if (series.Emit(row, cell, _emitted) is { Finding: { } finding, IsNew: true })
                _run.Findings.Add(finding);
        foreach (var emission in _emitted)
            _run.Check(emission.Key, emission.Value ?? value, _header!.Cell(row, cell.Column.At));
    }

    private void ReadCell(GridRow row, int index)
    {
        var column = _header!.Values[index];
        if (Reader.TryDigits(row[column.At], out var digits))
        {
            foreach (var total in _totals)
                total.Add(index, digits);
            if (!_remembered.TryAddWhole(row, index, digits))
                MakeFigures(row, index, new ValueCell(column, digits, null, null, []));
            return;
        }
        if (Reader.Read(row, column, out var cell) is { } outcome)
        {
            if (outcome.Finding is { } wrong)
                _run.PutAside(wrong);
            else
                _run.Accounting.LeaveOut(outcome.LeftOutBy!, column.Heading);
            return;
        }
        if (cell.Value is { } number)
            foreach (var total in _totals)
                total.Add(index, number);
        if (!cell.IsPlain || !_remembered.TryAdd(row, index, cell.Value!.Value))
            MakeFigures(row, index, cell);
    }

    /// <summary>Makes the figures of a cell concept by concept, and remembers the result for other cells with the same labels.</summary>
    private void MakeFigures(GridRow row, int index, in ValueCell cell)
    {
        Resolve(row);
        _emitted.Clear();
        string? leftOutBy = null;
        foreach (var series in _series)
        {
            var made = series.Emit(row, cell, _emitted);
            if (made.Finding is { } finding)
            {
                if (made.IsNew)
                    _run.Findings.Add(finding);
                _run.Accounting.PutAside(finding.Code);
                return;
            }
            leftOutBy ??= made.LeftOutBy;
        }
        if (_emitted.Count == 0)
            leftOutBy ??= NoSeriesRule;
        if (cell.IsPlain)
            _templates.Learn(index, _emitted, leftOutBy);
        if (_emitted.Count == 0)
            _run.Accounting.LeaveOut(leftOutBy!, cell.Column.Heading);
        else
            _loading.Add(row, cell.Column, _emitted);
    }

    /// <summary>Resolves what the row says, unless that was done already.</summary>
    private void Resolve(GridRow row)
    {
        if (_isResolved)
            return;
        _isResolved = true;
        var isGood = true;
        foreach (var series in _series)
        {
            series.BeginRow(row);
            isGood &= !series.HasRowFinding;
        }
        if (isGood)
            _templates.Resolved();
    }

    /// <summary>The columns that say what a row's figures are about.</summary>
    private int[] LabelColumns(TableHeader header)
    {
        var values = header.Values.Select(v => v.At).ToHashSet();
        return
        [
            .. TableHeader.Asked(_table).Select(header.ColumnOf).Where(c => c > 0 && c <= header.Width && !values.Contains(c)).Distinct(),
        ];
    }
}
