using System.Globalization;
using Observatory.Core.Checking;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Mappings;

/// <summary>A value cell as it was read, before it is known which figures it makes.</summary>
/// <param name="Value">Null for a figure without a value.</param>
/// <param name="Status">Status that its mark says; null for what the concept says.</param>
/// <param name="Note">Name of the note that its mark gives; null for none.</param>
/// <param name="Remarks">Remarks of its row and column; whether they hold for its period is seen when that is known.</param>
internal readonly record struct ValueCell(TableColumn Column, decimal? Value, string? Status, string? Note, IReadOnlyList<Remark> Remarks);

/// <summary>Turns each value cell of a record into figures, a named omission, or a finding, and accounts for it.</summary>
internal sealed class CellMapper(MappingTable table, MappingRun run)
{
    private const string BlankRule = "blank";
    private const string UnknownColumnRule = "column-unknown";
    private const string NoSeriesRule = "no-series";
    private const string RepeatedRule = "repeated";
    private const string CountedRule = "counted-before";

    private readonly List<SeriesMapper> _series = table.Series.Count == 0
        ? [new SeriesMapper("", table.Concepts, table.TotalOver, run)]
        : [.. table.Series.Select(s => new SeriesMapper(s.Name, MappingReader.Overlay(table.Concepts, s.Concepts), [.. table.TotalOver.Union(s.TotalOver)], run))];
    private readonly bool _counts = Values(table).Any(v => v.Counts || v.Distinct);
    private readonly bool _distinct = Values(table).Any(v => v.Distinct);
    private readonly Dictionary<(int Provider, int Indicator, Frequency Frequency), (TimePeriod From, TimePeriod To)> _covered = [];
    private readonly List<Emission> _emitted = [];
    private TableHeader? _header;
    private IReadOnlyList<RunningTotal> _totals = [];

    /// <summary>First and last period of each indicator that the table gave figures for.</summary>
    public IReadOnlyDictionary<(int Provider, int Indicator, Frequency Frequency), (TimePeriod From, TimePeriod To)> Covered => _covered;

    private bool Sums => table.CombineSum || _counts;

    public void Bind(TableHeader header, IReadOnlyList<RunningTotal> totals)
    {
        (_header, _totals) = (header, totals);
        foreach (var series in _series)
            series.Bind(header);
    }

    public void ReadRow(GridRow row)
    {
        foreach (var column in _header!.NotUsed)
            run.Accounting.LeaveOut(column.Rule ?? UnknownColumnRule, column.Heading);
        foreach (var series in _series)
            series.BeginRow(row);
        foreach (var total in table.RowTotals)
            CompareRow(row, total);
        foreach (var expected in table.Expect)
            Expect(row, expected);
        for (var i = 0; i < _header.Values.Count; i++)
            ReadCell(row, i);
    }

    /// <summary>Reads a row whose figures are only held against others.</summary>
    public void ReadToCompare(GridRow row, string rule)
    {
        foreach (var column in _header!.NotUsed)
            run.Accounting.LeaveOut(rule, column.Heading);
        foreach (var series in _series)
            series.BeginRow(row);
        foreach (var total in table.RowTotals)
            CompareRow(row, total);
        foreach (var column in _header.Values)
        {
            run.Accounting.LeaveOut(rule, column.Heading);
            if (Value(row, column, out var read) is not null || read is not { Value: { } value } cell)
                continue;
            _emitted.Clear();
            foreach (var series in _series)
                if (series.Emit(row, cell, _emitted) is { Finding: { } finding, IsNew: true })
                    run.Findings.Add(finding);
            foreach (var emission in _emitted)
                run.Check(emission.Key, emission.Value ?? value, _header.Cell(row, column.At));
        }
    }

    /// <summary>False where the cell is neither a number nor a mark; the number is null where it is blank, or a mark without a value.</summary>
    public bool TryNumber(GridRow row, TableColumn column, out decimal? number)
    {
        number = table.Numbers.Read(row[column.At], row.KindOf(column.At));
        if (number is not null)
            return true;
        var mark = MarkOf(row, column, row[column.At]);
        number = mark?.Value;
        return mark is not null || string.IsNullOrWhiteSpace(row[column.At]);
    }

    public Finding NotNumber(GridRow row, int column, string heading) =>
        Finding.Blocking(FindingCodes.ValueNotNumber, _header!.Cell(row, column), ("value", row[column]), ("column", heading), ("expected", Form()));

    public bool Holds(IReadOnlyList<RowCondition> conditions, GridRow row)
    {
        foreach (var condition in conditions)
            if (!condition.Holds(condition.Column == RowCondition.FirstFilled ? FirstFilled(row) : row[_header!.ColumnOf(condition.Column)]))
                return false;
        return true;
    }

    private void ReadCell(GridRow row, int index)
    {
        var column = _header!.Values[index];
        if (Value(row, column, out var read) is { } outcome)
        {
            if (outcome.Finding is { } wrong)
                PutAside(wrong);
            else
                run.Accounting.LeaveOut(outcome.LeftOutBy!, column.Heading);
            return;
        }
        var value = read!.Value;
        if (value.Value is { } number)
            foreach (var total in _totals)
                total.Add(index, number);

        _emitted.Clear();
        string? leftOutBy = null;
        foreach (var series in _series)
        {
            var made = series.Emit(row, value, _emitted);
            if (made.Finding is { } finding)
            {
                if (made.IsNew)
                    run.Findings.Add(finding);
                run.Accounting.PutAside(finding.Code);
                return;
            }
            leftOutBy ??= made.LeftOutBy;
        }
        if (_emitted.Count == 0)
        {
            run.Accounting.LeaveOut(leftOutBy ?? NoSeriesRule, column.Heading);
            return;
        }
        Take(row, column, row[column.At]);
    }

    /// <summary>Takes the figures of a cell into the store, unless something forbids it.</summary>
    private void Take(GridRow row, TableColumn column, string text)
    {
        var cell = _header!.Cell(row, column.At);
        foreach (var emission in _emitted)
        {
            if (Refused(emission, cell, text) is not { } refusal)
                continue;
            PutAside(refusal);
            return;
        }
        if (table.ConflictStopsKey && !Sums && IsRepeated(column, cell, text))
            return;
        if (!TryBound(row, _header.Lower, out var lower) || !TryBound(row, _header.Upper, out var upper))
            return;
        if (_distinct && _emitted.RemoveAll(e => !run.CountsAnew(e.Key, text.Trim())) > 0 && _emitted.Count == 0)
        {
            run.Accounting.LeaveOut(CountedRule, column.Heading);
            return;
        }
        foreach (var emission in _emitted)
        {
            if (!run.Store.Add(emission.Key, emission.Value, lower, upper, emission.Attributes, cell, run.Merge))
                run.Findings.Add(Finding.Blocking(
                    FindingCodes.MappingDuplicate, cell, ("file", MappingReader.FileName), ("label", Describe(emission.Key)), ("value", text)));
            run.Trace?.Invoke(new Contribution(emission.Key, cell, text, emission.Value));
            Cover(emission);
        }
        run.Accounting.Loaded();
    }

    /// <summary>What the cell says as a number, or why it says none: blank, a mark, or no number.</summary>
    private SeriesOutcome? Value(GridRow row, TableColumn column, out ValueCell? read)
    {
        read = null;
        var text = row[column.At];
        var mark = MarkOf(row, column, text);
        if (mark is { Rule: { } rule })
            return new SeriesOutcome(null, false, rule);
        if (mark is null && string.IsNullOrWhiteSpace(text))
            return new SeriesOutcome(null, false, BlankRule);
        decimal? value;
        if (_counts)
            value = 1;
        else if (mark is { Suffixes.Count: 0 })
            value = mark.Value;
        else if ((value = table.Numbers.Read(mark is null ? text : Before(mark, text), mark is null ? row.KindOf(column.At) : CellKind.Text)) is null)
            return new SeriesOutcome(NotNumber(row, column.At, column.Heading), true, null);
        read = new ValueCell(column, value, mark?.Status, mark?.Note, RemarksOf(row, column));
        return null;
    }

    private IReadOnlyList<Remark> RemarksOf(GridRow row, TableColumn column)
    {
        if (table.Remarks.Count == 0)
            return table.Remarks;
        return [.. table.Remarks.Where(r => (r.Columns.Count == 0 || r.Columns.Any(c => LabelText.Key(c) == LabelText.Key(column.Heading))) && Holds(r.Where, row))];
    }

    /// <summary>Holds the sum that a row prints against its own cells.</summary>
    private void CompareRow(GridRow row, RowTotal total)
    {
        var at = _header!.ColumnOf(total.Column);
        var printed = table.Numbers.Read(row[at], row.KindOf(at));
        if (printed is not { } number)
            return;
        var parts = total.Of.Count == 0 ? _header.Values.Select(v => v.At) : total.Of.Select(_header.ColumnOf);
        var sum = parts.Sum(p => table.Numbers.Read(row[p], row.KindOf(p)) ?? 0);
        if (Math.Abs(number - sum) > total.Tolerance)
            run.Findings.Add(Finding.Of(
                FindingCodes.RowTotalDiffers, total.Severity, _header.Cell(row, at),
                ("column", total.Column), ("total", Text(number)), ("actual", Text(sum)), ("difference", Text(number - sum))));
    }

    private void Expect(GridRow row, CellExpectation expected)
    {
        var at = _header!.ColumnOf(expected.Column);
        var text = row[at].Trim();
        if (text.Length == 0)
            return;
        if (expected.Pattern is { } pattern && !pattern.IsMatch(text))
            Report(pattern.ToString());
        else if ((expected.Min ?? expected.Max) is not null
            && (table.Numbers.Read(text, row.KindOf(at)) is not { } number || number < expected.Min || number > expected.Max))
            Report($"{expected.Min?.ToString(CultureInfo.InvariantCulture)}..{expected.Max?.ToString(CultureInfo.InvariantCulture)}");

        // The text of a column that is not a figure may be about a person: the place is enough to find it.
        void Report(string form) => run.Findings.Add(Finding.Of(
            FindingCodes.CellUnexpected, expected.Severity, _header.Cell(row, at), ("column", expected.Column), ("expected", form)));
    }

    /// <summary>True where the figure was given before: the same value is left out, another stops the figure, and neither is loaded.</summary>
    private bool IsRepeated(TableColumn column, CellRef cell, string text)
    {
        foreach (var emission in _emitted)
        {
            if (!run.Store.Contains(emission.Key))
                continue;
            var held = run.Store.Find(emission.Key)!;
            if (!run.IsStopped(emission.Key) && held.Value == emission.Value)
            {
                run.Accounting.LeaveOut(RepeatedRule, column.Heading);
                return true;
            }
            if (run.Stop(emission.Key))
                run.Accounting.TakeBack(FindingCodes.KeyConflict);
            run.Findings.Add(Finding.Warning(
                FindingCodes.KeyConflict, cell,
                ("value", text), ("label", Describe(emission.Key)), ("actual", held.FirstCell.ToString()), ("expected", held.Value is { } first ? Text(first) : "")));
            run.Accounting.PutAside(FindingCodes.KeyConflict);
            return true;
        }
        return false;
    }

    /// <summary>False where the bound is no number: then the figure it belongs to is put aside.</summary>
    private bool TryBound(GridRow row, int? at, out decimal? bound)
    {
        bound = null;
        if (at is not { } column || string.IsNullOrWhiteSpace(row[column]) || MarkOf(row, new TableColumn(column, _header!.TextOf(column), "", null), row[column]) is not null)
            return true;
        bound = table.Numbers.Read(row[column], row.KindOf(column));
        if (bound is null)
            PutAside(NotNumber(row, column, _header!.TextOf(column)));
        return bound is not null;
    }

    private void Cover(Emission emission)
    {
        if (table.Covers is null)
            return;
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
        if (table.ConflictStopsKey && !Sums)
            return null;
        // Rates, shares and indices do not add up, whatever the mapping combines.
        if ((!Sums || !indicator.AddsUp) && run.Store.FirstCell(emission.Key) is { } first)
            return Finding.Blocking(FindingCodes.KeyDuplicate, cell, ("value", text), ("label", Describe(emission.Key)), ("actual", first.ToString()));
        return null;
    }

    private Mark? MarkOf(GridRow row, TableColumn column, string text)
    {
        foreach (var mark in table.Marks)
        {
            if (mark.Suffixes.Count > 0
                ? !mark.Suffixes.Any(s => text.TrimEnd().Length > s.Length && text.TrimEnd().EndsWith(s, StringComparison.Ordinal))
                : !mark.Texts.Any(t => t.Length == 0 ? string.IsNullOrWhiteSpace(text) : string.Equals(t, text.Trim(), StringComparison.OrdinalIgnoreCase)))
                continue;
            if (mark.Columns.Count > 0 && !mark.Columns.Any(c => LabelText.Key(c) == LabelText.Key(column.Heading)))
                continue;
            if (!Holds(mark.Where, row))
                continue;
            // The period decides which marks hold; the first series that knows it speaks for all of them.
            if ((mark.From is not null || mark.To is not null)
                && (_series.Select(s => s.PeriodOf(row, column)).FirstOrDefault(p => p is not null) is not { } period
                    || (mark.From is { } from && period.Id < from.Id) || (mark.To is { } to && period.Id > to.Id)))
                continue;
            return mark;
        }
        return null;
    }

    /// <summary>The number before the mark.</summary>
    private static string Before(Mark mark, string text)
    {
        var trimmed = text.TrimEnd();
        var suffix = mark.Suffixes.Where(s => trimmed.EndsWith(s, StringComparison.Ordinal)).MaxBy(s => s.Length)!;
        return trimmed[..^suffix.Length];
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

    private static IEnumerable<ConceptSource> Values(MappingTable table) =>
        table.Concepts.Concat(table.Series.SelectMany(s => s.Concepts)).Where(c => c.Key == Concepts.ObsValue).Select(c => c.Value);

    private static string FirstFilled(GridRow row)
    {
        for (var at = 1; at <= row.Count; at++)
            if (!string.IsNullOrWhiteSpace(row[at]))
                return row[at];
        return "";
    }

    private static string Text(decimal number) => number.ToString(CultureInfo.InvariantCulture);
}
