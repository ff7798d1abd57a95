using System.Globalization;
using Observatory.Core.Checking;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Mappings;

/// <summary>
/// Reads one table of a mapping from the rows of a sheet: finds its header, follows it to its end, and turns each value cell
/// into figures, a named omission, or a finding. It keeps the accounting.
/// </summary>
internal sealed class TableMapper(MappingTable table, MappingRun run)
{
    // A header lower than this is not one: title blocks of real files have had up to some twenty rows.
    private const int HeaderWithin = 200;

    private const string BlankRule = "blank";
    private const string TotalRowRule = "total";
    private const string UnknownColumnRule = "column-unknown";
    private const string NoSeriesRule = "no-series";

    private readonly List<SeriesMapper> _series = SeriesOf(table, run);
    private readonly Dictionary<(int Provider, int Indicator, Frequency Frequency), (TimePeriod From, TimePeriod To)> _covered = [];
    private TableHeader? _header;
    private (int Row, List<string> Missing)? _nearestHeader;
    private decimal[] _sums = [];
    private bool _ended;
    private bool _found;
    private bool _sawTotal;
    private int _rowsBelow;

    private static List<SeriesMapper> SeriesOf(MappingTable table, MappingRun run) => table.Series.Count == 0
        ? [new SeriesMapper("", table.Concepts, table.TotalOver, run)]
        : [.. table.Series.Select(s => new SeriesMapper(s.Name, MappingReader.Overlay(table.Concepts, s.Concepts), [.. table.TotalOver.Union(s.TotalOver)], run))];

    /// <summary>A table without a sheet name is on the first sheet that shows its header.</summary>
    public bool IsOn(string sheet) => table.Sheet is null ? !_found : Matches(table.Sheet, sheet);

    public static bool Matches(string pattern, string name) => pattern.EndsWith('*')
        ? LabelText.Key(name).StartsWith(LabelText.Key(pattern[..^1]), StringComparison.Ordinal)
        : LabelText.Key(name) == LabelText.Key(pattern);

    public void BeginSheet(string sheet)
    {
        _header = null;
        _ended = false;
        _nearestHeader = null;
        _sawTotal = false;
    }

    public void Read(GridRow row)
    {
        if (_ended)
        {
            run.ReadFacts(FactPlace.Footer, Joined(row));
            return;
        }
        if (_header is null)
        {
            FindHeader(row);
            return;
        }
        if (row.IsBlank)
            return;
        if (Holds(table.StopAt, row))
        {
            _ended = true;
            run.ReadFacts(FactPlace.Footer, Joined(row));
            return;
        }
        _rowsBelow++;
        if (run.Format == FileFormat.Csv && row.Count != _header.Width)
        {
            run.Accounting.Row(row.Sheet);
            run.Findings.Add(Finding.Blocking(
                FindingCodes.RowLengthDiffers, row.At(0), ("expected", Text(_header.Width)), ("actual", Text(row.Count)), ("line", Text(row.Number))));
            for (var i = 0; i < _header.CountedColumns; i++)
                run.Accounting.PutAside(FindingCodes.RowLengthDiffers);
            return;
        }
        if (table.Totals.FirstOrDefault(t => Holds(t.Where, row)) is { } total)
        {
            _sawTotal |= CompareTotal(row) && total.Required;
            return;
        }
        run.Accounting.Row(row.Sheet);
        if (table.LeaveOut.FirstOrDefault(r => Holds(r.Where, row)) is { } rule)
        {
            run.Accounting.LeaveRowOut(rule.Rule);
            LeaveOutAll(rule.Rule);
            return;
        }
        ReadRow(row);
    }

    public void EndSheet()
    {
        if (_header is not null && _rowsBelow == 0)
            run.Findings.Add(Finding.Warning(FindingCodes.TableEmpty, _header.Row.At(0), ("sheet", _header.Row.Sheet), ("file", run.FileName)));
        if (_header is not null && !_sawTotal && table.Totals.Any(t => t.Required))
            run.Findings.Add(Finding.Blocking(
                FindingCodes.TotalMissing, _header.Row.At(0), ("sheet", _header.Row.Sheet), ("label", string.Join(", ", table.Totals.SelectMany(t => t.Where).SelectMany(w => w.Texts)))));
        if (_header is null && _nearestHeader is { } near && table.Sheet is not null)
            ReportHeader(near);
    }

    public void End()
    {
        if (_found)
            return;
        if (table.Sheet is not null && _nearestHeader is null)
            run.Findings.Add(Finding.Blocking(FindingCodes.SheetMissing, null, ("sheet", table.Sheet), ("file", run.FileName)));
        else if (table.Sheet is null)
            ReportHeader(_nearestHeader ?? (0, [.. TableHeader.Needed(table)]));
    }

    /// <summary>What the table covers of each indicator it gave figures for, where the mapping says so.</summary>
    public IEnumerable<CoverageScope> Scopes()
    {
        if (table.Covers is not { } covers)
            yield break;
        foreach (var ((provider, indicator, frequency), seen) in _covered)
        {
            var from = covers.From is { } first ? PeriodText.TryParse(run.FromFacts(first) ?? "", frequency, null) : seen.From;
            var to = covers.To is { } last ? PeriodText.TryParse(run.FromFacts(last) ?? "", frequency, null) : seen.To;
            if (from is null || to is null)
                continue;
            yield return new CoverageScope(
                run.Providers[provider], run.Indicators[indicator], frequency, covers.Area, covers.Level, covers.AbsentIsZero ? null : covers.Parts.Count, covers.AbsentIsZero, from.Value, to.Value);
        }
    }

    private void FindHeader(GridRow row)
    {
        if (table.HeaderRow is { } fixedRow && row.Number < fixedRow)
        {
            run.ReadFacts(FactPlace.Title, Joined(row));
            return;
        }
        if (table.HeaderRow is { } only ? row.Number > only : row.Number > HeaderWithin)
            return;
        var missing = TableHeader.Missing(row, table);
        if (missing.Count > 0)
        {
            run.ReadFacts(FactPlace.Title, Joined(row));
            if (_nearestHeader is null || missing.Count < _nearestHeader.Value.Missing.Count)
                _nearestHeader = (row.Number, missing);
            return;
        }
        _header = new TableHeader(row, table);
        _found = true;
        _rowsBelow = 0;
        if (run.Mapping.Recognise.WithoutColumns.FirstOrDefault(c => _header.ColumnOf(c) > 0) is { } foreign)
            run.Findings.Add(Finding.Blocking(
                FindingCodes.MappingNotThisFile, row.At(_header.ColumnOf(foreign)),
                ("file", run.FileName), ("mapping", run.Mapping.Id), ("expected", string.Join(", ", TableHeader.Needed(table))), ("actual", foreign)));
        _sums = new decimal[_header.Values.Count];
        foreach (var twice in _header.Twice)
            run.Findings.Add(Finding.Blocking(FindingCodes.ColumnTwice, row.At(twice), ("column", row[twice])));
        foreach (var unknown in _header.Unknown)
            run.Findings.Add(Finding.Warning(FindingCodes.ColumnUnknown, row.At(unknown), ("column", row[unknown])));
        foreach (var series in _series)
            series.Bind(_header);
    }

    private void ReportHeader((int Row, List<string> Missing) near)
    {
        var needed = TableHeader.Needed(table).Count();
        if (near.Missing.Count >= needed || near.Row == 0)
        {
            run.Findings.Add(Finding.Blocking(
                FindingCodes.HeaderNotFound, null, ("sheet", table.Sheet ?? ""), ("file", run.FileName), ("expected", string.Join(", ", TableHeader.Needed(table)))));
            return;
        }
        foreach (var column in near.Missing)
            run.Findings.Add(Finding.Blocking(FindingCodes.ColumnMissing, new CellRef(table.Sheet ?? "", near.Row, 0), ("column", column), ("line", Text(near.Row))));
    }

    /// <summary>False where the row holds no total that could be compared.</summary>
    private bool CompareTotal(GridRow row)
    {
        var compared = false;
        for (var i = 0; i < _header!.Values.Count; i++)
        {
            var column = _header.Values[i];
            var printed = table.Numbers.Read(row[column.At], row.KindOf(column.At));
            if (printed is null && !string.IsNullOrWhiteSpace(row[column.At]) && MarkOf(row, column, row[column.At]) is null)
            {
                PutAside(NotNumber(row, column.At, column.Heading));
                continue;
            }
            run.Accounting.LeaveOut(TotalRowRule, column.Heading);
            if (printed is null)
                continue;
            compared = true;
            run.Accounting.Total(new TotalChecked(row.At(column.At).ToString(), printed.Value, _sums[i]));
            if (printed.Value != _sums[i])
                run.Findings.Add(Finding.Blocking(
                    FindingCodes.TotalDiffers, row.At(column.At),
                    ("column", column.Heading), ("total", Text(printed.Value)), ("actual", Text(_sums[i])), ("difference", Text(printed.Value - _sums[i]))));
        }
        foreach (var column in _header.NotUsed)
            run.Accounting.LeaveOut(TotalRowRule, column.Heading);
        return compared;
    }

    private void LeaveOutAll(string rule)
    {
        foreach (var column in _header!.Values)
            run.Accounting.LeaveOut(rule, column.Heading);
        foreach (var column in _header.NotUsed)
            run.Accounting.LeaveOut(rule, column.Heading);
    }

    private void ReadRow(GridRow row)
    {
        foreach (var column in _header!.NotUsed)
            run.Accounting.LeaveOut(column.Rule ?? UnknownColumnRule, column.Heading);
        foreach (var series in _series)
            series.BeginRow(row);
        for (var i = 0; i < _header.Values.Count; i++)
            ReadCell(row, i);
    }

    private void ReadCell(GridRow row, int index)
    {
        var column = _header!.Values[index];
        var cell = row.At(column.At);
        var text = row[column.At];

        // The period decides which marks hold; the first series that knows it speaks for all of them.
        var mark = MarkOf(row, column, text);
        if (mark is { Rule: { } rule })
        {
            run.Accounting.LeaveOut(rule, column.Heading);
            return;
        }
        if (mark is null && string.IsNullOrWhiteSpace(text))
        {
            run.Accounting.LeaveOut(BlankRule, column.Heading);
            return;
        }

        decimal? value = null;
        string? status = null;
        if (mark is not null)
        {
            value = mark.Value;
            status = mark.Status;
        }
        else
        {
            value = table.Numbers.Read(text, row.KindOf(column.At));
            if (value is null)
            {
                PutAside(NotNumber(row, column.At, column.Heading));
                return;
            }
            _sums[index] += value.Value;
        }

        var emitted = new List<Emission>();
        string? leftOutBy = null;
        foreach (var series in _series)
        {
            var outcome = series.Emit(row, column, value, status, emitted);
            if (outcome.Finding is { } finding)
            {
                if (outcome.IsNew)
                    run.Findings.Add(finding);
                run.Accounting.PutAside(finding.Code);
                return;
            }
            leftOutBy ??= outcome.LeftOutBy;
        }
        if (emitted.Count == 0)
        {
            run.Accounting.LeaveOut(leftOutBy ?? NoSeriesRule, column.Heading);
            return;
        }
        foreach (var emission in emitted)
        {
            if (Refused(emission, cell, text) is not { } refusal)
                continue;
            PutAside(refusal);
            return;
        }
        if (!TryBound(row, _header.Lower, out var lower) || !TryBound(row, _header.Upper, out var upper))
            return;
        foreach (var emission in emitted)
        {
            if (!run.Store.Add(emission.Key, emission.Value, lower, upper, emission.Attributes, cell, run.Merge))
                run.Findings.Add(Finding.Blocking(
                    FindingCodes.MappingDuplicate, cell, ("file", MappingReader.FileName), ("label", Describe(emission.Key)), ("value", text)));
            run.Trace?.Invoke(new Contribution(emission.Key, cell, text, emission.Value));
            Cover(emission);
        }
        run.Accounting.Loaded();
    }

    /// <summary>False where the bound is no number: then the figure it belongs to is put aside.</summary>
    private bool TryBound(GridRow row, int? at, out decimal? bound)
    {
        bound = null;
        if (at is not { } column || string.IsNullOrWhiteSpace(row[column]) || MarkOf(row, new TableColumn(column, _header!.Row[column], "", null), row[column]) is not null)
            return true;
        bound = table.Numbers.Read(row[column], row.KindOf(column));
        if (bound is null)
            PutAside(NotNumber(row, column, _header.Row[column]));
        return bound is not null;
    }

    private Finding NotNumber(GridRow row, int column, string heading) =>
        Finding.Blocking(FindingCodes.ValueNotNumber, row.At(column), ("value", row[column]), ("column", heading), ("expected", Form()));

    private void Cover(Emission emission)
    {
        var period = TimePeriod.FromId(emission.Key.Period);
        var key = (emission.Key.Provider, emission.Key.Indicator, period.Frequency);
        if (!_covered.TryGetValue(key, out var seen))
            _covered[key] = (period, period);
        else if (period.Id < seen.From.Id)
            _covered[key] = (period, seen.To);
        else if (period.Id > seen.To.Id)
            _covered[key] = (seen.From, period);
    }

    /// <summary>What forbids this figure; null where nothing does.</summary>
    private Finding? Refused(Emission emission, CellRef cell, string text)
    {
        var indicator = run.Taxonomy.FindIndicator(run.Indicators[emission.Key.Indicator])!;
        var unit = run.Attributes[emission.Attributes].CountingUnit;
        if (indicator.Code == "HOM_VICT" && unit != indicator.CountingUnit)
            return Finding.Blocking(FindingCodes.UnitRefused, cell, ("indicator", indicator.Code), ("unit", unit), ("expected", indicator.CountingUnit));
        if (emission.Value is { } value)
        {
            if (indicator.MinValue is { } low && value < low)
                return Finding.Blocking(FindingCodes.ValueNegative, cell, ("value", text), ("indicator", indicator.Code), ("limit", Text(low)));
            if (indicator.MaxValue is { } high && value > high)
                return Finding.Blocking(FindingCodes.ValueAboveMaximum, cell, ("value", text), ("indicator", indicator.Code), ("limit", Text(high)));
            if (!emission.Fractions && indicator.Kind == IndicatorKind.Count && value != decimal.Truncate(value))
                return Finding.Blocking(FindingCodes.ValueFractional, cell, ("value", text), ("indicator", indicator.Code));
        }
        if (TimePeriod.FromId(emission.Key.Period) is var period && period.FirstDay > run.Today)
            return Finding.Blocking(FindingCodes.PeriodFuture, cell, ("period", period.ToString()), ("value", text));
        if (!table.CombineSum && run.Store.FirstCell(emission.Key) is { } first)
            return Finding.Blocking(FindingCodes.KeyDuplicate, cell, ("value", text), ("label", Describe(emission.Key)), ("actual", first.ToString()));
        return null;
    }

    private Mark? MarkOf(GridRow row, TableColumn column, string text)
    {
        foreach (var mark in table.Marks)
        {
            if (!mark.Texts.Any(t => t.Length == 0 ? string.IsNullOrWhiteSpace(text) : string.Equals(t, text.Trim(), StringComparison.OrdinalIgnoreCase)))
                continue;
            if (mark.Columns.Count > 0 && !mark.Columns.Any(c => LabelText.Key(c) == LabelText.Key(column.Heading)))
                continue;
            if (!Holds(mark.Where, row, emptyHolds: true))
                continue;
            if ((mark.From is not null || mark.To is not null)
                && (_series.Select(s => s.PeriodOf(row, column)).FirstOrDefault(p => p is not null) is not { } period
                    || (mark.From is { } from && period.Id < from.Id) || (mark.To is { } to && period.Id > to.Id)))
                continue;
            return mark;
        }
        return null;
    }

    private bool Holds(IReadOnlyList<RowCondition> conditions, GridRow row, bool emptyHolds = false)
    {
        if (conditions.Count == 0)
            return emptyHolds;
        foreach (var condition in conditions)
            if (!condition.Holds(row[_header!.ColumnOf(condition.Column)]))
                return false;
        return true;
    }

    private void PutAside(Finding finding)
    {
        run.Findings.Add(finding);
        run.Accounting.PutAside(finding.Code);
    }

    private string Describe(ObservationKey key)
    {
        var breakdown = run.Breakdowns[key.Breakdown].ToString();
        return string.Join(' ', new[] { run.Indicators[key.Indicator], run.Areas[key.Area], TimePeriod.FromId(key.Period).ToString(), breakdown }.Where(t => t.Length > 0));
    }

    /// <summary>An example of a number as the mapping says this table writes them.</summary>
    private string Form() => $"1{table.Numbers.GroupChar}234{(table.Numbers.DecimalChar is { } mark ? mark + "5" : "")}";

    private static string Joined(GridRow row)
    {
        var cells = new List<string>();
        for (var at = 1; at <= row.Count; at++)
            if (!string.IsNullOrWhiteSpace(row[at]))
                cells.Add(row[at].Trim());
        return string.Join(' ', cells);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(decimal number) => number.ToString(CultureInfo.InvariantCulture);
}
