using Observatory.Core.Gathering;
using Observatory.Core.Reading;

namespace Observatory.Core.Mappings;

/// <summary>
/// Adds the figures of cells whose labels were met before. Most cells of a large file take this path, so it allocates nothing per cell and
/// leaves every cell that needs a finding to <see cref="FigureLoading"/>.
/// </summary>
internal sealed class RememberedFigures(MappingRun run, FigureRules rules, FigureLoading loading, CellTemplates templates)
{
    private readonly List<Emission> _emitted = [];
    private PackedKey[] _keys = [];
    private TableHeader? _header;
    private bool _valueDecides;

    public void Bind(TableHeader header)
    {
        _header = header;
        // False if a cell's own text or other cells of its row decide what becomes of its figures.
        _valueDecides = !rules.CountsDistinct && !rules.StopsRepeats && header.Lower is null && header.Upper is null;
    }

    /// <summary>Adds a cell with a whole number; false if its labels are not known, or if it needs a finding.</summary>
    /// <param name="index">The place of its column among the value columns.</param>
    public bool TryAddWhole(GridRow row, int index, long value)
    {
        if (templates.Find(index) is not { } template)
            return false;
        var column = _header!.Values[index];
        if (template.Figures.Length == 0)
        {
            run.Accounting.LeaveOut(template.LeftOutBy!, column.Heading);
            return true;
        }
        if (!_valueDecides)
            return TryAdd(template, row, column, index, value);
        var figures = template.Figures;
        if (_keys.Length < figures.Length)
            _keys = new PackedKey[figures.Length];
        for (var i = 0; i < figures.Length; i++)
        {
            ref readonly var figure = ref figures[i];
            if (value < figure.Least || value > figure.Most)
                return false;
            _keys[i] = KeyOf(figure, index);
            if (template.MustBeNew && run.Store.Contains(_keys[i]))
                return false;
        }
        var cell = _header.Cell(row, column.At);
        for (var i = 0; i < figures.Length; i++)
        {
            if (!run.Store.Add(_keys[i], value, figures[i].Pattern.Attributes, cell.Sheet, cell.Row, cell.Column))
                loading.ReportTwice(cell, _keys[i].Unpack(), row[column.At]);
            figures[i].Span?.Take(_keys[i].Period);
        }
        run.Accounting.Loaded();
        return true;
    }

    /// <summary>Adds a cell with any number; false if its labels are not known, or if it needs a finding.</summary>
    /// <param name="index">The place of its column among the value columns.</param>
    public bool TryAdd(GridRow row, int index, decimal value)
    {
        if (templates.Find(index) is not { } template)
            return false;
        var column = _header!.Values[index];
        if (template.Figures.Length > 0)
            return TryAdd(template, row, column, index, value);
        run.Accounting.LeaveOut(template.LeftOutBy!, column.Heading);
        return true;
    }

    private bool TryAdd(CellTemplate template, GridRow row, TableColumn column, int index, decimal value)
    {
        _emitted.Clear();
        foreach (ref readonly var figure in template.Figures.AsSpan())
        {
            if (value < figure.MinValue || value > figure.MaxValue || (figure.Whole && !decimal.IsInteger(value)))
                return false;
            var key = KeyOf(figure, index);
            if (template.MustBeNew && run.Store.Contains(key))
                return false;
            _emitted.Add(figure.Pattern with { Key = key.Unpack(), Value = value });
        }
        if (!_valueDecides)
        {
            loading.Add(row, column, _emitted);
            return true;
        }
        var cell = _header!.Cell(row, column.At);
        for (var i = 0; i < _emitted.Count; i++)
        {
            if (!run.Store.Add(_emitted[i].Key, value, null, null, _emitted[i].Attributes, cell))
                loading.ReportTwice(cell, _emitted[i].Key, row[column.At]);
            template.Figures[i].Span?.Take(_emitted[i].Key.Period);
        }
        run.Accounting.Loaded();
        return true;
    }

    private PackedKey KeyOf(in CellTemplate.Figure figure, int index) =>
        PackedKey.Of(figure.Subject, templates.AreaOf(figure), templates.PeriodOf(index, figure), figure.Pattern.Key.Breakdown);
}
