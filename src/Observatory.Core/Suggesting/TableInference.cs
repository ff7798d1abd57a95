using Observatory.Core.Cells;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Suggesting;

/// <summary>
/// Finds the purpose of each column of a table and the meaning of its labels. It uses evidence only: no country and no office is known
/// here.
/// </summary>
internal sealed class TableInference
{
    private readonly TableEvidence _table;
    private readonly UnitRows? _units;
    private readonly PeriodInference _periods;
    private readonly IndicatorInference _indicators;

    public TableInference(
        TableBounds bounds,
        AreaMatcher areas,
        IndicatorMatcher indicators,
        TaxonomyCatalogue taxonomy,
        string country,
        string fileName
    )
    {
        _units = UnitRows.Find(bounds);
        _table = new TableEvidence(_units?.Without(bounds) ?? bounds, areas, indicators, taxonomy, country, fileName);
        _periods = new PeriodInference(_table);
        _indicators = new IndicatorInference(_table);
    }

    /// <inheritdoc cref="TableEvidence.Surroundings"/>
    public string Surroundings => _table.Surroundings;

    public TableSuggestion Infer()
    {
        if (_units is not null)
            _table.Set(_table.Columns[_units.Column - 1], ColumnRole.Unit, 0.95, "column.unit");
        var others = new OtherColumns(_table);
        others.AssignEmpty();
        new PersonalColumns(_table).AssignPersonal();
        new TimeColumns(_table).AssignTime();
        var breakdowns = new BreakdownColumns(_table);
        breakdowns.AssignSexAndAge();
        new AreaColumns(_table).AssignAreas();
        breakdowns.AssignOthers();
        var measures = new MeasureColumns(_table);
        measures.AssignWide();
        measures.AssignIndicators();
        measures.AssignValues();
        others.AssignRest();
        var unit = new UnitInference(_table).Unit();
        var labels = _indicators.Labels(unit);
        if (unit.Unit is null && _table.Indicators.OfficeUnit is { } office)
        {
            unit = unit with { Unit = office, Because = Reason.Of("unit.office", ("office", _table.Indicators.Office!)) };
            labels = _indicators.Labels(unit);
        }
        return Suggest(unit, labels);
    }

    private TableSuggestion Suggest(UnitEvidence unit, List<LabelSuggestion> labels)
    {
        var numbers = new NumberInference(_table).Numbers();
        var areaLabels = new AreaInference(_table).AreaLabels(unit.IsRate || numbers.Decimal is not null || numbers.Fractions);
        var columns = Columns();
        var shape = ShapeOf(columns);
        new TableQuestions(_table, _units, _periods).Ask(unit, labels, areaLabels, numbers, shape);
        var rows = new RowInference(_table);
        var whole = rows.Whole(numbers);
        var fact = _periods.FactYear();
        var date = _table.Holder(ColumnRole.Date);
        var footer = _table.Bounds.Footer.Count > 0 ? _table.Bounds.Footer[0] : null;
        var footerColumn = footer is null ? 0 : Enumerable.Range(1, footer.Count).First(c => !string.IsNullOrWhiteSpace(footer[c]));
        return new TableSuggestion(
            _table.Bounds.Sheet.Name,
            _table.Bounds.Header[^1].Number,
            _table.Bounds.Header[^1].Number - _table.Bounds.Header[0].Number + 1,
            shape,
            _table.Bounds.Data.Count,
            columns,
            labels,
            areaLabels,
            numbers,
            unit.Unit,
            unit.IsProved,
            unit.IsRate,
            unit.Because,
            [.. _table.Order],
            date is { IsDateProved: true } ? date.Dates.Pattern : null,
            _periods.Frequency(),
            fact?.Year,
            [.. _table.Bounds.Totals.Select(t => (t.Row.Number, t.Column, t.Row[t.Column].Trim()))],
            footer?.Number,
            footer is null ? null : (footerColumn, footer[footerColumn].Trim()),
            rows.RepeatedKeys(),
            _table.Questions
        )
        {
            FactOrigin = fact?.Place,
            FirstRow = _table.Bounds.FirstRow,
            RowSums = [.. _table.RowSums.Select(s => (s.Key, s.Value))],
            RateRows = _units is null ? null : (_units.Column, _units.Rates),
            WholeMembers = rows.WholeMembers(),
            HasTwins = rows.HasTwins(),
            MainSource = rows.MainSource(),
            IsFiscal = _periods.IsFiscal,
            FiscalStart = _periods.FiscalStart,
            WholeLabel = whole.Whole,
            IsNested = whole.IsNested,
            FillDown = _table.Bounds.FillDown,
            SectionColumn = _table.Bounds.SectionColumn,
            SectionRows = _table.Bounds.SectionRows,
            Subtotals = [.. _table.Bounds.Subtotals.Select(t => (t.Row.Number, t.Column, t.Row[t.Column].Trim()))],
        };
    }

    private List<ColumnSuggestion> Columns() =>
        [
            .. _table.Columns.Select(c =>
            {
                var (role, confidence, because, repeats) = _table.Roles[c.At];
                return new ColumnSuggestion(
                    c.At,
                    CellRef.ColumnName(c.At),
                    c.Heading,
                    c.Parts,
                    role,
                    confidence,
                    because,
                    _table.Facets.GetValueOrDefault(c.At),
                    c.Labels.Count,
                    repeats
                );
            }),
        ];

    private string ShapeOf(List<ColumnSuggestion> columns)
    {
        var values = columns.Where(c => c.Role == ColumnRole.Value).ToList();
        if (values.Count == 0)
            return IsList() ? "list" : "register";
        return values.Exists(v => v.Facet is not null) ? "wide" : "long";
    }

    /// <summary>True if nothing is counted and nothing happens: codes and their names.</summary>
    private bool IsList() =>
        _periods.FactYear() is null
        && !_table.Columns.Any(c =>
            _table.Roles[c.At].Role
                is ColumnRole.Date
                    or ColumnRole.Year
                    or ColumnRole.Month
                    or ColumnRole.Quarter
                    or ColumnRole.Period
                    or ColumnRole.Area
                    or ColumnRole.Sex
                    or ColumnRole.Age
                    or ColumnRole.Personal
                    or ColumnRole.Rate
        );
}
