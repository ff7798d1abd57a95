using System.Globalization;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Gathering;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Mappings;

/// <summary>A value cell as it was read, before its figures are known.</summary>
/// <param name="Value">The number; null for a figure without a value.</param>
/// <param name="Status">Status that its mark gives; null for the status of the concept.</param>
/// <param name="Note">Name of the note that its mark gives; null for none.</param>
/// <param name="Remarks">Remarks of its row and column; whether they apply to its period is checked once the period is known.</param>
internal readonly record struct ValueCell(TableColumn Column, decimal? Value, string? Status, string? Note, IReadOnlyList<Remark> Remarks);

/// <summary>Turns each value cell of a record into figures, an omission by a named rule, or a finding, and accounts for it.</summary>
internal sealed class CellMapper
{
    private const string BlankRule = "blank";
    private const string UnknownColumnRule = "column-unknown";
    private const string NoSeriesRule = "no-series";
    private const string RepeatedRule = "repeated";
    private const string CountedRule = "counted-before";

    private readonly MappingTable table;
    private readonly MappingRun run;
    private readonly List<SeriesMapper> _series;
    private readonly CellTemplates _templates;
    private readonly bool _counts;
    private readonly bool _distinct;
    private readonly bool _digitsAreNumbers;
    private readonly Dictionary<(int Provider, int Indicator, Frequency Frequency), CoveredSpan> _covered = [];
    private readonly List<Emission> _emitted = [];
    private readonly CellLooks _looks = new();
    private readonly MergedFigures _merged;
    private readonly PercentWatch _percentages;
    private readonly HashSet<int> _toldOf = [];
    private int[] _labelColumns = [];
    private GridRow? _toldIn;
    private readonly Dictionary<IReadOnlyList<string>, HashSet<int>> _namedColumns = new(ReferenceEqualityComparer.Instance);
    private TableHeader? _header;
    private IReadOnlyList<RunningTotal> _totals = [];
    private LeftOutCells[] _notUsed = [];
    private PackedKey[] _keys = [];
    private bool _isBegun;

    public CellMapper(MappingTable table, MappingRun run)
    {
        this.table = table;
        this.run = run;
        _series =
            table.Series.Count == 0
                ? [new SeriesMapper("", table.Concepts, table.TotalOver, run)]
                :
                [
                    .. table.Series.Select(s => new SeriesMapper(
                        s.Name,
                        MappingReader.Overlay(table.Concepts, s.Concepts),
                        [.. table.TotalOver.Union(s.TotalOver)],
                        run
                    )),
                ];
        _templates = new CellTemplates(run, _series);
        _merged = new MergedFigures(table, run);
        _percentages = new PercentWatch(table, run);
        _counts = Values(table).Any(v => v.Counts || v.Distinct);
        _distinct = Values(table).Any(v => v.Distinct);
        // If no mark ends in a digit and no other check applies, all-digit cells skip mark matching.
        _digitsAreNumbers =
            !_counts
            && table.Remarks.Count == 0
            && !table.Marks.Any(m => m.Texts.Concat(m.Suffixes).Any(t => t.AsSpan().Trim() is [.., var last] && char.IsAsciiDigit(last)));
    }

    /// <summary>First and last period of each indicator for which the table gave figures.</summary>
    public IReadOnlyDictionary<(int Provider, int Indicator, Frequency Frequency), CoveredSpan> Covered => _covered;

    /// <summary>The first of the series: what a row says of its area applies to all of them.</summary>
    public SeriesMapper First => _series[0];

    /// <summary>True if the column with this heading says the concept in any of the series.</summary>
    public bool Reads(string concept, string heading) => _series.Exists(s => s.Reads(concept, heading));

    private bool Sums => table.CombineSum || _counts;

    public void Bind(TableHeader header, IReadOnlyList<RunningTotal> totals)
    {
        (_header, _totals) = (header, totals);
        _namedColumns.Clear();
        foreach (var series in _series)
            series.Bind(header);
        _templates.Bind(header);
        var values = header.Values.Select(v => v.At).ToHashSet();
        _labelColumns =
        [
            .. TableHeader.Asked(table).Select(header.ColumnOf).Where(c => c > 0 && c <= header.Width && !values.Contains(c)).Distinct(),
        ];
        _merged.Bind(header, _labelColumns);
        _percentages.Bind(header);
        _notUsed = [.. header.NotUsed.Select(c => run.Accounting.LeftOutBy(c.Rule ?? UnknownColumnRule, c.Heading))];
    }

    public void ReadRow(GridRow row)
    {
        foreach (var cells in _notUsed)
            run.Accounting.LeaveOut(cells);
        _isBegun = false;
        if (row.HasTraits)
            NoteLooks(row);
        // If cells are counted, their content is not a figure.
        if (!_counts)
        {
            _merged.See(row);
            _percentages.See(row);
        }
        if (!_templates.BeginRow(row))
            Resolve(row);
        foreach (var total in table.RowTotals)
            CompareRow(row, total);
        foreach (var expected in table.Expect)
            Expect(row, expected);
        for (var i = 0; i < _header!.Values.Count; i++)
            ReadCell(row, i);
    }

    /// <summary>Reports the formatting of the figures of a sheet.</summary>
    public void ReportLooks()
    {
        _looks.Report(run.Findings);
        _merged.Report();
    }

    /// <summary>Reports which figures of the table are shown as percentages.</summary>
    public void ReportPercentages() => _percentages.Report();

    /// <summary>Hidden code columns are common and mean nothing; a struck-out label strikes out its whole row.</summary>
    private void NoteLooks(GridRow row)
    {
        const CellTraits ofRow = CellTraits.Struck | CellTraits.Raised | CellTraits.Stale;
        var shared = CellTraits.None;
        foreach (var at in _labelColumns)
            shared |= row.TraitsOf(at) & ofRow;
        foreach (var column in _header!.Values)
        {
            if (row[column.At].Length > 0 && (row.TraitsOf(column.At) | shared) is not CellTraits.None and var traits)
                _looks.Add(traits, _header.Cell(row, column.At), row[column.At]);
        }
    }

    /// <summary>Reports once that the value of a deciding cell is missing.</summary>
    private void TellNotCalculated(GridRow row, int column)
    {
        if (_header is null || column < 1 || row.KindOf(column) != CellKind.Formula)
            return;
        if (!ReferenceEquals(row, _toldIn))
        {
            _toldIn = row;
            _toldOf.Clear();
        }

        if (_toldOf.Add(column))
            run.Findings.Add(NotCalculated.In(row, column, _header.Cell(row, column), _header.TextOf(column))!);
    }

    /// <summary>Resolves what the row says, unless that was done already.</summary>
    private void Resolve(GridRow row)
    {
        if (_isBegun)
            return;
        _isBegun = true;
        var isGood = true;
        foreach (var series in _series)
        {
            series.BeginRow(row);
            isGood &= !series.HasRowFinding;
        }
        if (isGood)
            _templates.Resolved();
    }

    /// <summary>Reads a row whose figures are only compared.</summary>
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
            TellNotCalculated(row, column.At);
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

    /// <summary>
    /// False if the cell is neither a number nor a mark; the number is null if the cell is blank or a mark without a value.
    /// </summary>
    public bool TryNumber(GridRow row, TableColumn column, out decimal? number)
    {
        number = table.Dialect.Read(row[column.At], row.KindOf(column.At));
        if (number is not null)
            return true;
        if (row.KindOf(column.At) == CellKind.Formula)
            return false;
        var mark = MarkOf(row, column, row[column.At]);
        number = mark?.Value;
        return mark is not null || string.IsNullOrWhiteSpace(row[column.At]);
    }

    public Finding NotNumber(GridRow row, int column, string heading) =>
        NotCalculated.In(row, column, _header!.Cell(row, column), heading)
        ?? Finding.Blocking(
            FindingCodes.ValueNotNumber,
            _header!.Cell(row, column),
            ("value", row[column]),
            ("column", heading),
            ("expected", Form())
        );

    public bool Holds(IReadOnlyList<RowCondition> conditions, GridRow row)
    {
        foreach (var condition in conditions)
        {
            var column = condition.Column == RowCondition.FirstFilled ? FirstFilled(row) : _header!.ColumnOf(condition.Column);
            TellNotCalculated(row, column);
            if (!condition.Holds(row[column]))
                return false;
        }
        return true;
    }

    private void ReadCell(GridRow row, int index)
    {
        var column = _header!.Values[index];
        var text = row[column.At];
        if (_digitsAreNumbers && NumberText.TryDigits(text, out var digits))
        {
            foreach (var total in _totals)
                total.Add(index, digits);
            if (_templates.Find(index) is not { } known || !TryTake(known, row, index, digits))
                ReadCell(row, index, new ValueCell(column, digits, null, null, []));
            return;
        }
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
        if (!IsPlain(value) || _templates.Find(index) is not { } template || !TryTake(template, row, index, value.Value!.Value))
            ReadCell(row, index, value);
    }

    private static bool IsPlain(in ValueCell cell) => cell is { Value: not null, Status: null, Note: null, Remarks.Count: 0 };

    private void ReadCell(GridRow row, int index, ValueCell value)
    {
        var column = value.Column;
        Resolve(row);
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
        if (IsPlain(value))
            _templates.Learn(index, _emitted, leftOutBy, FigureOf, Asks);
        if (_emitted.Count == 0)
        {
            run.Accounting.LeaveOut(leftOutBy ?? NoSeriesRule, column.Heading);
            return;
        }
        Take(row, column, row[column.At]);
    }

    /// <summary>Takes a whole number by the remembered result of similar cells; false if the cell needs a finding.</summary>
    private bool TryTake(CellTemplate template, GridRow row, int index, long value)
    {
        var column = _header!.Values[index];
        if (template.Figures.Length == 0)
        {
            run.Accounting.LeaveOut(template.LeftOutBy ?? NoSeriesRule, column.Heading);
            return true;
        }
        if (MustBeAsked)
            return TryTake(template, row, index, (decimal)value);
        var figures = template.Figures;
        if (_keys.Length < figures.Length)
            _keys = new PackedKey[figures.Length];
        for (var i = 0; i < figures.Length; i++)
        {
            ref readonly var figure = ref figures[i];
            if (value < figure.Least || value > figure.Most)
                return false;
            _keys[i] = KeyOf(figure, index);
            if (template.Asks && run.Store.Contains(_keys[i]))
                return false;
        }
        var cell = _header.Cell(row, column.At);
        for (var i = 0; i < figures.Length; i++)
        {
            if (!run.Store.Add(_keys[i], value, figures[i].Pattern.Attributes, cell.Sheet, cell.Row, cell.Column))
                ReportTwice(cell, _keys[i].Unpack(), row[column.At]);
            figures[i].Span?.Take(_keys[i].Period);
        }
        run.Accounting.Loaded();
        return true;
    }

    /// <summary>Takes any number by the remembered result of similar cells; false if the cell needs a finding.</summary>
    private bool TryTake(CellTemplate template, GridRow row, int index, decimal value)
    {
        var column = _header!.Values[index];
        if (template.Figures.Length == 0)
        {
            run.Accounting.LeaveOut(template.LeftOutBy ?? NoSeriesRule, column.Heading);
            return true;
        }
        _emitted.Clear();
        foreach (ref readonly var figure in template.Figures.AsSpan())
        {
            if (value < figure.MinValue || value > figure.MaxValue || (figure.Whole && !decimal.IsInteger(value)))
                return false;
            var key = KeyOf(figure, index);
            if (template.Asks && run.Store.Contains(key))
                return false;
            _emitted.Add(figure.Pattern with { Key = key.Unpack(), Value = value });
        }
        if (MustBeAsked)
        {
            Take(row, column, row[column.At]);
            return true;
        }
        var cell = _header.Cell(row, column.At);
        for (var i = 0; i < _emitted.Count; i++)
        {
            if (!run.Store.Add(_emitted[i].Key, value, null, null, _emitted[i].Attributes, cell))
                ReportTwice(cell, _emitted[i].Key, row[column.At]);
            template.Figures[i].Span?.Take(_emitted[i].Key.Period);
        }
        run.Accounting.Loaded();
        return true;
    }

    /// <summary>True if a cell's own text or other cells of its row decide what becomes of its figures.</summary>
    private bool MustBeAsked => _distinct || (table.ConflictStopsKey && !Sums) || _header!.Lower is not null || _header.Upper is not null;

    private PackedKey KeyOf(in CellTemplate.Figure figure, int index) =>
        PackedKey.Of(figure.Subject, _templates.AreaOf(figure), _templates.PeriodOf(index, figure), figure.Pattern.Key.Breakdown);

    /// <summary>What every such figure has in common, whatever its value; null if other conditions may refuse it.</summary>
    private CellTemplate.Figure? FigureOf(Emission emission)
    {
        var key = emission.Key;
        var indicator = run.Taxonomy.FindIndicator(run.Indicators[key.Indicator])!;
        if (UnitIsRefused(indicator, emission) || TimePeriod.FromId(key.Period).FirstDay > run.Today)
            return null;
        return new CellTemplate.Figure(
            emission with
            {
                Value = null,
            },
            PackedKey.SubjectOf(key.Indicator, key.Provider),
            indicator.MinValue is { } low ? (long)Math.Ceiling(Math.Clamp(low, long.MinValue / 2, long.MaxValue / 2)) : long.MinValue,
            indicator.MaxValue is { } high ? (long)Math.Floor(Math.Clamp(high, long.MinValue / 2, long.MaxValue / 2)) : long.MaxValue,
            indicator.MinValue,
            indicator.MaxValue,
            !emission.Fractions && indicator.Kind == IndicatorKind.Count,
            SpanOf(emission.Key)
        );
    }

    // Rates, shares and indices do not add up, whatever the mapping combines.
    private bool Asks(Emission emission) =>
        !(table.ConflictStopsKey && !Sums) && (!Sums || !run.Taxonomy.FindIndicator(run.Indicators[emission.Key.Indicator])!.AddsUp);

    private bool UnitIsRefused(Indicator indicator, Emission emission) =>
        indicator.Code == "HOM_VICT" && run.Attributes[emission.Attributes].CountingUnit != indicator.CountingUnit;

    /// <summary>Adds the figures of a cell to the store, unless something forbids it.</summary>
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
        if (_emitted.RemoveAll(e => e.Distinct && !run.CountsAnew(e.Key, text.Trim())) > 0 && _emitted.Count == 0)
        {
            run.Accounting.LeaveOut(CountedRule, column.Heading);
            return;
        }
        foreach (var emission in _emitted)
        {
            if (!run.Store.Add(emission.Key, emission.Value, lower, upper, emission.Attributes, cell))
                ReportTwice(cell, emission.Key, text);
            run.Trace?.Invoke(new Contribution(emission.Key, cell, text, emission.Value));
            SpanOf(emission.Key)?.Take(emission.Key.Period);
        }
        run.Accounting.Loaded();
    }

    /// <summary>The cell's number, or why it has none: blank, a mark, or not a number.</summary>
    private SeriesOutcome? Value(GridRow row, TableColumn column, out ValueCell? read)
    {
        read = null;
        var text = row[column.At];
        if (row.KindOf(column.At) == CellKind.Formula)
            return new SeriesOutcome(NotNumber(row, column.At, column.Heading), true, null);
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
        else if (
            (value = table.Dialect.Read(mark is null ? text : Before(mark, text), mark is null ? row.KindOf(column.At) : CellKind.Text))
            is null
        )
            return new SeriesOutcome(NotNumber(row, column.At, column.Heading), true, null);
        read = new ValueCell(column, value, mark?.Status, mark?.Note, RemarksOf(row, column));
        return null;
    }

    private IReadOnlyList<Remark> RemarksOf(GridRow row, TableColumn column)
    {
        if (table.Remarks.Count == 0)
            return table.Remarks;
        return [.. table.Remarks.Where(r => IsFor(r.Columns, column) && Holds(r.Where, row))];
    }

    /// <summary>Compares the sum that a row prints with its own cells.</summary>
    private void CompareRow(GridRow row, RowTotal total)
    {
        var at = _header!.ColumnOf(total.Column);
        TellNotCalculated(row, at);
        var printed = table.Dialect.Read(row[at], row.KindOf(at));
        if (printed is not { } number)
            return;
        var parts = (total.Of.Count == 0 ? _header.Values.Select(v => v.At) : total.Of.Select(_header.ColumnOf)).ToList();
        foreach (var part in parts.Where(p => !_header.Values.Any(v => v.At == p)))
            TellNotCalculated(row, part);
        var sum = parts.Sum(p => table.Dialect.Read(row[p], row.KindOf(p)) ?? 0);
        if (Math.Abs(number - sum) > total.Tolerance && !FloatNoise.IsNoise(number - sum, number, sum))
            run.Findings.Add(
                Finding.Of(
                    FindingCodes.RowTotalDiffers,
                    total.Severity,
                    _header.Cell(row, at),
                    ("column", total.Column),
                    ("total", Text(number)),
                    ("actual", Text(sum)),
                    ("difference", Text(number - sum))
                )
            );
    }

    private void Expect(GridRow row, CellExpectation expected)
    {
        var at = _header!.ColumnOf(expected.Column);
        var text = row[at].Trim();
        if (row.KindOf(at) == CellKind.Formula)
        {
            TellNotCalculated(row, at);
            return;
        }
        if (text.Length == 0)
            return;
        if (expected.Pattern is { } pattern && !pattern.IsMatch(text))
            Report(pattern.ToString());
        else if (
            (expected.Min ?? expected.Max) is not null
            && (table.Dialect.Read(text, row.KindOf(at)) is not { } number || number < expected.Min || number > expected.Max)
        )
            Report($"{expected.Min?.ToString(CultureInfo.InvariantCulture)}..{expected.Max?.ToString(CultureInfo.InvariantCulture)}");

        // The text of a column that is not a figure may be about a person, so report only its address.
        void Report(string form) =>
            run.Findings.Add(
                Finding.Of(
                    FindingCodes.CellUnexpected,
                    expected.Severity,
                    _header.Cell(row, at),
                    ("column", expected.Column),
                    ("expected", form)
                )
            );
    }

    /// <summary>
    /// True if the figure was given before. The same value is left out; a different value stops the figure, and neither is loaded.
    /// </summary>
    private bool IsRepeated(TableColumn column, CellRef cell, string text)
    {
        foreach (var emission in _emitted)
        {
            if (!run.Store.Contains(emission.Key))
                continue;
            var held = run.Store.Find(emission.Key)!.Value;
            if (!run.IsStopped(emission.Key) && held.Value == emission.Value)
            {
                run.Accounting.LeaveOut(RepeatedRule, column.Heading);
                return true;
            }
            if (run.Stop(emission.Key))
                run.Accounting.TakeBack(FindingCodes.KeyConflict);
            run.Findings.Add(
                Finding.Warning(
                    FindingCodes.KeyConflict,
                    cell,
                    ("value", text),
                    ("label", Describe(emission.Key)),
                    ("actual", held.FirstCell.ToString()),
                    ("expected", held.Value is { } first ? Text(first) : "")
                )
            );
            run.Accounting.PutAside(FindingCodes.KeyConflict);
            return true;
        }
        return false;
    }

    /// <summary>False if the bound is not a number; then its figure is set aside.</summary>
    private bool TryBound(GridRow row, int? at, out decimal? bound)
    {
        bound = null;
        if (
            at is not { } column
            || string.IsNullOrWhiteSpace(row[column])
            || MarkOf(row, new TableColumn(column, _header!.TextOf(column), "", null), row[column]) is not null
        )
            return true;
        bound = table.Dialect.Read(row[column], row.KindOf(column));
        if (bound is null)
            PutAside(NotNumber(row, column, _header!.TextOf(column)));
        return bound is not null;
    }

    private void ReportTwice(CellRef cell, ObservationKey key, string text) =>
        run.Findings.Add(
            Finding.Blocking(
                FindingCodes.MappingDuplicate,
                cell,
                ("file", MappingReader.FileName),
                ("label", Describe(key)),
                ("value", text)
            )
        );

    /// <summary>The periods that the figures of a key's indicator cover; null if nobody asks.</summary>
    private CoveredSpan? SpanOf(ObservationKey key)
    {
        if (table.Covers is null && table.Partitions.Count == 0)
            return null;
        var of = (key.Provider, key.Indicator, TimePeriod.FromId(key.Period).Frequency);
        if (!_covered.TryGetValue(of, out var span))
            _covered.Add(of, span = new CoveredSpan());
        return span;
    }

    /// <summary>The finding that forbids this figure; null if nothing does.</summary>
    private Finding? Refused(Emission emission, CellRef cell, string text)
    {
        var indicator = run.Taxonomy.FindIndicator(run.Indicators[emission.Key.Indicator])!;
        if (UnitIsRefused(indicator, emission))
            return Finding.Blocking(
                FindingCodes.UnitRefused,
                cell,
                ("indicator", indicator.Code),
                ("unit", run.Attributes[emission.Attributes].CountingUnit),
                ("expected", indicator.CountingUnit)
            );
        if (emission.Value is { } value)
        {
            if (indicator.MinValue is { } low && value < low)
                return Finding.Blocking(
                    FindingCodes.ValueNegative,
                    cell,
                    ("value", text),
                    ("indicator", indicator.Code),
                    ("limit", Text(low))
                );
            if (indicator.MaxValue is { } high && value > high)
                return Finding.Blocking(
                    FindingCodes.ValueAboveMaximum,
                    cell,
                    ("value", text),
                    ("indicator", indicator.Code),
                    ("limit", Text(high))
                );
            if (!emission.Fractions && indicator.Kind == IndicatorKind.Count && value != decimal.Truncate(value))
                return Finding.Blocking(FindingCodes.ValueFractional, cell, ("value", text), ("indicator", indicator.Code));
        }
        if (TimePeriod.FromId(emission.Key.Period) is var period && period.FirstDay > run.Today)
            return Finding.Blocking(FindingCodes.PeriodFuture, cell, ("period", period.ToString()), ("value", text));
        if (Asks(emission) && run.Store.FirstCell(emission.Key) is { } first)
            return Finding.Blocking(
                FindingCodes.KeyDuplicate,
                cell,
                ("value", text),
                ("label", Describe(emission.Key)),
                ("actual", first.ToString())
            );
        return null;
    }

    private Mark? MarkOf(GridRow row, TableColumn column, string text)
    {
        foreach (var mark in table.Marks)
        {
            if (
                mark.Suffixes.Count > 0
                    ? !mark.Suffixes.Any(s => text.TrimEnd().Length > s.Length && text.TrimEnd().EndsWith(s, StringComparison.Ordinal))
                    : !mark.Texts.Any(t =>
                        t.Length == 0 ? string.IsNullOrWhiteSpace(text) : string.Equals(t, text.Trim(), StringComparison.OrdinalIgnoreCase)
                    )
            )
                continue;
            if (!IsFor(mark.Columns, column))
                continue;
            if (!Holds(mark.Where, row))
                continue;
            // The period decides which marks apply; the first series that knows the period decides for all of them.
            if (
                (mark.From is not null || mark.To is not null)
                && (
                    _series.Select(s => s.PeriodOf(row, column)).FirstOrDefault(p => p is not null) is not { } period
                    || (mark.From is { } from && period.FirstDay < from.FirstDay)
                    || (mark.To is { } to && period.LastDay > to.LastDay)
                )
            )
                continue;
            return mark;
        }
        return null;
    }

    /// <summary>True if the headings include this column; an empty list includes every column. The result is cached per list.</summary>
    private bool IsFor(IReadOnlyList<string> columns, TableColumn column)
    {
        if (columns.Count == 0)
            return true;
        if (!_namedColumns.TryGetValue(columns, out var named))
        {
            var keys = columns.Select(LabelText.Key).ToHashSet(StringComparer.Ordinal);
            named =
            [
                .. columns.Select(_header!.ColumnOf),
                .. _header.Values.Where(v => keys.Contains(LabelText.Key(v.Heading))).Select(v => v.At),
            ];
            foreach (var bound in new[] { _header.Lower, _header.Upper })
                if (bound is { } at && keys.Contains(LabelText.Key(_header.TextOf(at))))
                    named.Add(at);
            _namedColumns.Add(columns, named);
        }
        return named.Contains(column.At);
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
        return string.Join(
            ' ',
            new[] { run.Indicators[key.Indicator], run.Areas[key.Area], TimePeriod.FromId(key.Period).ToString(), breakdown }.Where(t =>
                t.Length > 0
            )
        );
    }

    /// <summary>An example of a number in the form that the mapping gives for this table.</summary>
    private string Form() => $"1{table.Numbers.GroupChar}234{(table.Numbers.DecimalChar is { } mark ? mark + "5" : "")}";

    private static IEnumerable<ConceptSource> Values(MappingTable table) =>
        table.Concepts.Concat(table.Series.SelectMany(s => s.Concepts)).Where(c => c.Key == Concepts.ObsValue).Select(c => c.Value);

    /// <summary>The first column that is not empty; 0 for none.</summary>
    private static int FirstFilled(GridRow row)
    {
        for (var at = 1; at <= row.Count; at++)
            if (!string.IsNullOrWhiteSpace(row[at]))
                return at;
        return 0;
    }

    private static string Text(decimal number) => number.ToString(CultureInfo.InvariantCulture);
}
