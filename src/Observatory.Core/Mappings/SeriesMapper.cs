using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;
using Observatory.Core.Series;

namespace Observatory.Core.Mappings;

/// <summary>
/// Resolves the concepts of one series for a cell and makes its figures. Everything that depends on the row alone is resolved once per row.
/// </summary>
internal sealed class SeriesMapper
{
    private readonly MappingRun _run;
    private readonly ConceptPlan[] _rowPlans;
    private readonly ConceptPlan[] _cellPlans;

    // Those of the row first.
    private readonly ConceptPlan[] _plans;
    private readonly ConceptPlan? _periodPlan;
    private readonly ConceptSource? _value;
    private readonly ConceptValues _values = new();
    private readonly ConceptTexts _texts;
    private readonly ConceptFindings _findings;
    private readonly PeriodResolver _periods;
    private readonly AreaResolver _areas;
    private readonly CodeResolver _codes;
    private readonly FigureMaker _figures;
    private int _valueColumn;
    private Finding? _rowFinding;
    private bool _rowFindingShown;
    private string? _rowLeftOutBy;

    public SeriesMapper(SeriesSources series, MappingRun run)
    {
        _run = run;
        _value = series.Value;
        Frequency = series.Sources.TryGetValue(Concepts.Freq, out var frequency)
            ? FrequencyCodes.TryParse(frequency.Value) ?? Frequency.Annual
            : default;
        var plans = PlansOf(series.Sources);
        _rowPlans = [.. plans.Where(p => !p.Source.IsOfCell)];
        _cellPlans = [.. plans.Where(p => p.Source.IsOfCell)];
        _plans = [.. _rowPlans, .. _cellPlans];
        _periodPlan = Array.Find(_plans, p => p.Concept == Concepts.TimePeriod);
        _texts = new ConceptTexts(run);
        _findings = new ConceptFindings(_texts);
        _periods = new PeriodResolver(Frequency, _texts, _findings, _values);
        _areas = new AreaResolver(run, _texts, _findings, _values);
        _codes = new CodeResolver(run, _texts, _findings, _values);
        _figures = new FigureMaker(series, Frequency, _values, run);
    }

    public Frequency Frequency { get; }

    /// <summary>True if the current row has a finding that forbids all its cells.</summary>
    public bool HasRowFinding => _rowFinding is not null;

    /// <summary>Where the bound table has each part of a figure.</summary>
    public IEnumerable<ConceptOrigin> Origins => _plans.Where(plan => !plan.IsAbsent).Select(plan => plan.Origin);

    public void Bind(TableHeader header)
    {
        _texts.Bind(header);
        _valueColumn = _value is { IsUnpivoted: false, Columns: [var heading] } ? header.ColumnOf(heading) : 0;
        foreach (var plan in _plans)
            plan.Bind(header, _run);
    }

    /// <summary>True if the column with this heading gives the concept.</summary>
    public bool Reads(string concept, string heading) => Array.Exists(_plans, p => p.Reads(concept, heading));

    /// <summary>The parent of the area that a row brings; null if the table brings none.</summary>
    public string? ParentOf(GridRow row) =>
        Array.Find(_rowPlans, p => p.Parent is not null) is { Parent: { } parent } ? _areas.AreaOf(parent, row, null, out _) : null;

    /// <summary>The period of a cell, without reporting anything; null if it has none.</summary>
    public TimePeriod? PeriodOf(GridRow row, TableColumn column) =>
        _periodPlan is null ? null : _periods.PeriodOf(_periodPlan, row, column).Period;

    /// <summary>The period of a cell if it is covered completely; null if there is none, or only a part is covered.</summary>
    public TimePeriod? WholePeriodOf(GridRow row, TableColumn column) =>
        _periodPlan is not null && _periods.PeriodOf(_periodPlan, row, column) is { IsPartial: false, Period: { } period } ? period : null;

    /// <summary>Resolves what the row says for all its cells.</summary>
    public void BeginRow(GridRow row)
    {
        _values.Clear();
        _rowFinding = null;
        _rowFindingShown = false;
        _rowLeftOutBy = null;
        foreach (var plan in _rowPlans)
        {
            if (plan.IsAbsent)
                continue;
            var outcome = Resolve(plan, row, null);
            if (outcome.Finding is not null)
            {
                _rowFinding = outcome.Finding;
                return;
            }
            _rowLeftOutBy ??= outcome.LeftOutBy;
        }
    }

    /// <summary>Adds the figures of a cell of the current row, or returns why it has none.</summary>
    public SeriesOutcome Emit(GridRow row, in ValueCell cell, List<Emission> into)
    {
        var column = cell.Column;
        if (_valueColumn != 0 && column.At != _valueColumn)
            return default;
        if (_rowFinding is not null)
        {
            var isNew = !_rowFindingShown;
            _rowFindingShown = true;
            return new SeriesOutcome(_rowFinding, isNew, null);
        }
        if (_rowLeftOutBy is not null)
            return SeriesOutcome.LeaveOut(_rowLeftOutBy);
        foreach (var plan in _cellPlans)
        {
            if (plan.IsAbsent)
                continue;
            var outcome = Resolve(plan, row, column);
            if (outcome.Finding is not null || outcome.LeftOutBy is not null)
                return outcome;
        }
        return Combine(0, _texts.Header.Cell(row, column.At), cell, into);
    }

    /// <summary>Goes through every combination that the label tables allow, and makes a figure of each.</summary>
    private SeriesOutcome Combine(int at, CellRef where, in ValueCell cell, List<Emission> into)
    {
        if (at == _plans.Length)
            return _figures.Make(where, cell, into);
        var plan = _plans[at];
        if (plan.Found.Count == 0)
            return Combine(at + 1, where, cell, into);
        SeriesOutcome last = default;
        // An empty code gives nothing, so the value of another source stays.
        var said = new string?[plan.TablePlaces.Length];
        for (var i = 0; i < said.Length; i++)
            said[i] = _values[plan.TablePlaces[i]];
        foreach (var row in plan.Found)
        {
            if (row.LeftOut)
            {
                last = last with { LeftOutBy = last.LeftOutBy ?? plan.Source.Codes!.File };
                continue;
            }
            for (var i = 0; i < said.Length; i++)
                _values[plan.TablePlaces[i]] = row.Codes[i].Length == 0 ? said[i] : row.Codes[i];
            var outcome = Combine(at + 1, where, cell, into);
            if (outcome.Finding is not null)
            {
                last = outcome;
                break;
            }
            last = last with { LeftOutBy = last.LeftOutBy ?? outcome.LeftOutBy };
        }
        for (var i = 0; i < said.Length; i++)
            _values[plan.TablePlaces[i]] = said[i];
        return last;
    }

    /// <summary>Gives one concept its value, or keeps the rows of its label table for <see cref="Combine"/>.</summary>
    private SeriesOutcome Resolve(ConceptPlan plan, GridRow row, TableColumn? column)
    {
        plan.Found = [];
        if (_findings.NotCalculatedIn(plan, row) is { } missing)
            return SeriesOutcome.SetAside(missing);
        foreach (var lookup in plan.Lookups)
            if (_findings.OrphanIn(lookup, row, column) is { } orphan)
                return SeriesOutcome.SetAside(orphan);
        if (plan.Source.Codes is { } codes)
            return FindLabels(plan, codes, row, column);
        return plan.Concept switch
        {
            Concepts.TimePeriod => _periods.Resolve(plan, row, column),
            Concepts.RefArea => _areas.Resolve(plan, row, column),
            _ => _codes.Resolve(plan, row, column),
        };
    }

    private SeriesOutcome FindLabels(ConceptPlan plan, LabelTable codes, GridRow row, TableColumn? column)
    {
        var labels = _texts.LabelsOf(plan, codes, row, column, out var at);
        plan.Found = codes.Find(labels);
        if (plan.Found.Count == 0)
        {
            var usual = _texts.Header.Cell(row, at == 0 ? column?.At ?? 0 : at);
            var (blamed, others) = _findings.Blame(plan, row, column, usual);
            var known = codes.Rows.Select(r => string.Join(" | ", r.Labels));
            return ConceptFindings.Unknown(plan, blamed, string.Join(" | ", labels), known, others);
        }
        _run.Accounting.Label(plan.Concept, string.Join('\u001f', labels.Select(LabelText.Key)));
        return plan.Found.All(r => r.LeftOut) ? SeriesOutcome.LeaveOut(codes.File) : default;
    }

    /// <summary>A plan for each concept, in their order, except the value and its bounds.</summary>
    private static List<ConceptPlan> PlansOf(IReadOnlyDictionary<string, ConceptSource> concepts)
    {
        var plans = new List<ConceptPlan>();
        // Several concepts may name a table that fills them all; it is looked up once.
        var tables = new HashSet<(LabelTable, string)>();
        foreach (var concept in Concepts.All)
        {
            if (concept is Concepts.ObsValue or Concepts.LowerBound or Concepts.UpperBound)
                continue;
            if (!concepts.TryGetValue(concept, out var source))
                continue;
            if (source.Codes is null || tables.Add((source.Codes, string.Join('\u001f', source.Columns))))
                plans.Add(new ConceptPlan(concept, source));
        }
        return plans;
    }
}
