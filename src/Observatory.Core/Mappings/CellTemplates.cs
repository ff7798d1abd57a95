using Observatory.Core.Normalising;
using Observatory.Core.Reading;

namespace Observatory.Core.Mappings;

/// <summary>
/// Remembers the result of cells by the texts that decide it. The first cell under its labels is resolved concept by concept, and later
/// ones only look the result up. A cell that needs a finding is never remembered: it is resolved again, with its own address. The area and
/// the period are remembered separately if nothing else depends on their columns, because every row has another combination of area, period
/// and the rest, but each has few values.
/// </summary>
internal sealed class CellTemplates(MappingRun run, IReadOnlyList<SeriesMapper> series, FigureRules rules, CoveredSpans spans)
{
    // More different texts, combinations or cells than this are forgotten and resolved again, so that memory stays constant.
    private const int MostRemembered = 200_000;
    private const int MostLearned = 50_000;

    // If so many were seen and few of them twice, remembering costs more than it saves.
    private const int FirstVerdict = 20_000;

    private readonly List<int> _columns = [];
    private TextNumbers[] _texts = [];
    private int[] _numbers = [];
    private RowMemory<DescribedRow> _described = new([]);
    private RowMemory<AreaRow> _areas = new([]);
    private RowMemory<PeriodRow> _periods = new([]);
    private (int Column, RowCondition Condition)? _betterName;
    private bool _isOff;
    private bool _asksFacts;
    private bool _areaIsApart;
    private bool _periodIsApart;
    private int _factChanges;
    private int _values;
    private long _rows;
    private long _new;
    private int _learned;
    private DescribedRow _row = new();
    private AreaRow _area = new();
    private PeriodRow _period = new();
    private GridRow? _current;
    private TableHeader? _header;

    private sealed class DescribedRow
    {
        public bool IsResolved;
        public CellTemplate?[] Templates = [];
    }

    private sealed class AreaRow
    {
        public bool IsResolved;

        /// <summary>Number of the area; -1 until a cell with it was taken.</summary>
        public int Area = -1;
    }

    private sealed class PeriodRow
    {
        public bool IsResolved;

        /// <summary>
        /// Numbers of the periods by value column; -1 until resolved, 0 if the column has no period that needs no finding.
        /// </summary>
        public int[] Periods = [];
    }

    /// <summary>The area of the current row if it is remembered separately; otherwise the figure's own.</summary>
    public int AreaOf(in CellTemplate.Figure figure) => _areaIsApart ? _area.Area : figure.Pattern.Key.Area;

    /// <summary>The period of a cell of the row if it is remembered separately; otherwise the figure's own.</summary>
    public int PeriodOf(int index, in CellTemplate.Figure figure) => _periodIsApart ? _period.Periods[index] : figure.Pattern.Key.Period;

    public void Bind(TableHeader header)
    {
        _header = header;
        _values = header.Values.Count;
        var origins = series.Select(s => s.Origins.ToList()).ToList();
        var all = origins.SelectMany(o => o).ToList();
        _isOff = run.Trace is not null || all.Any(o => o.Source.Verbatim || o.Fills.Contains(Concepts.UnitMult));
        _asksFacts = all.Any(o => o.AsksFacts);
        var area = Apart(origins, Concepts.RefArea);
        if (area?.IsOfCell == true)
            area = null;
        var period = series.Select(s => s.Frequency).Distinct().Count() == 1 ? Apart(origins, Concepts.TimePeriod) : null;
        _areaIsApart = area is not null;
        _periodIsApart = period is { Source.Codes: null };
        _betterName = area?.Source.Define?.NamedWhere is { } named ? (header.ColumnOf(named.Column), named) : null;
        var rest = all.Where(o =>
            !(_areaIsApart && IsOf(o, area!, Concepts.RefArea)) && !(_periodIsApart && IsOf(o, period!, Concepts.TimePeriod))
        );
        // If the area is not remembered separately, a row that names it better would be missed here.
        _isOff |= !_areaIsApart && all.Any(o => o.Source.Define is not null);
        _columns.Clear();
        _described = new([.. Places(rest.SelectMany(o => o.RowColumns))]);
        _areas = new([.. Places(area?.RowColumns ?? [])]);
        _periods = new([.. Places(_periodIsApart ? period!.RowColumns : [])]);
        _texts = [.. _columns.Select(_ => new TextNumbers())];
        _numbers = new int[_columns.Count];
        (_rows, _new, _learned, _factChanges) = (0, 0, 0, run.FactChanges);
    }

    /// <summary>Looks up a row; false if it has to be resolved first.</summary>
    public bool BeginRow(GridRow row)
    {
        if (_isOff)
            return false;
        _current = row;
        if ((_asksFacts && _factChanges != run.FactChanges) || ((_rows & 255) == 0 && IsTooMuch))
            Forget();
        for (var i = 0; i < _numbers.Length; i++)
            _numbers[i] = _texts[i].NumberOf(row[_columns[i]]);
        _row = _described.Of(_numbers);
        _area = _areas.Of(_numbers);
        _period = _periods.Of(_numbers);
        _rows++;
        if (_row.IsResolved && _area.IsResolved && _period.IsResolved)
            return _betterName is not { } better || !better.Condition.Holds(row[better.Column]);
        if (!_row.IsResolved && ++_new >= FirstVerdict && _new * 2 > _rows)
        {
            _isOff = true;
            Forget();
        }
        return false;
    }

    /// <summary>Marks the current row as resolved without findings.</summary>
    public void Resolved() => _row.IsResolved = _area.IsResolved = _period.IsResolved = true;

    /// <summary>The result of a cell of the row; null if it has to be resolved.</summary>
    public CellTemplate? Find(int index)
    {
        if (_isOff || !_row.IsResolved || _row.Templates.Length == 0 || _row.Templates[index] is not { } template || !HasPlace(index))
            return null;
        return template;
    }

    /// <summary>Remembers the result of a cell of which only the value can differ.</summary>
    /// <param name="leftOutBy">The rule that leaves the cell out if it makes no figure.</param>
    public void Learn(int index, List<Emission> emitted, string? leftOutBy)
    {
        if (_isOff || !_row.IsResolved)
            return;
        var figures = new CellTemplate.Figure[emitted.Count];
        var mustBeNew = false;
        for (var i = 0; i < figures.Length; i++)
        {
            var emission = emitted[i];
            if (
                emission.Key.Area != emitted[0].Key.Area
                || (_periodIsApart && emission.Key.Period != PeriodAt(index))
                || rules.RefusesEveryValue(emission)
            )
                return;
            figures[i] = CellTemplate.Figure.Of(emission, rules.IndicatorOf(emission), spans.Of(emission.Key));
            mustBeNew |= rules.MustBeNew(emission);
        }
        if (figures.Length > 0)
            _area.Area = emitted[0].Key.Area;
        // The cell may make no figure because of its area, and that does not apply to other areas.
        if (!HasPlace(index) || ++_learned > MostLearned)
            return;
        if (_row.Templates.Length == 0)
            _row.Templates = new CellTemplate?[_values];
        _row.Templates[index] = new CellTemplate(figures, leftOutBy, mustBeNew);
    }

    private bool HasPlace(int index) => (!_areaIsApart || _area.Area >= 0) && (!_periodIsApart || PeriodAt(index) != 0);

    private bool IsTooMuch =>
        _learned > MostLearned
        || _described.Count + _areas.Count + _periods.Count > MostRemembered
        || _texts.Any(t => t.Count > MostRemembered);

    private static bool IsOf(ConceptOrigin origin, ConceptOrigin apart, string concept) =>
        ReferenceEquals(origin.Source, apart.Source) && origin.Fills.Contains(concept);

    private int PeriodAt(int index)
    {
        if (_period.Periods.Length == 0)
        {
            _period.Periods = new int[_values];
            Array.Fill(_period.Periods, -1);
        }
        ref var known = ref _period.Periods[index];
        if (known < 0)
            known =
                series[0].WholePeriodOf(_current!, _header!.Values[index]) is { } period && period.FirstDay <= run.Today ? period.Id : 0;
        return known;
    }

    private void Forget()
    {
        foreach (var texts in _texts)
            texts.Clear();
        _described.Clear();
        _areas.Clear();
        _periods.Clear();
        _factChanges = run.FactChanges;
        _learned = 0;
    }

    /// <summary>The only source from which all series take a concept, if it says nothing else; null if there is none.</summary>
    private static ConceptOrigin? Apart(List<List<ConceptOrigin>> origins, string concept)
    {
        ConceptOrigin? apart = null;
        foreach (var ofSeries in origins)
        {
            if (
                ofSeries.Where(o => o.Fills.Contains(concept)).ToList() is not [{ Fills.Count: 1 } only]
                || (apart is not null && !ReferenceEquals(apart.Source, only.Source))
            )
                return null;
            // A label with several rows makes several figures of one cell.
            if (
                only.Source.Codes is { } codes
                && codes
                    .Rows.GroupBy(r => string.Join('\u001f', r.Labels.Select(LabelText.Key)), StringComparer.Ordinal)
                    .Any(g => g.Count() > 1)
            )
                return null;
            apart = only;
        }
        return apart;
    }

    private IEnumerable<int> Places(IEnumerable<int> columns)
    {
        foreach (var column in columns.Distinct())
        {
            if (!_columns.Contains(column))
                _columns.Add(column);
            yield return _columns.IndexOf(column);
        }
    }
}
