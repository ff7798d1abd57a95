using Observatory.Core.Mappings;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Templates;

/// <summary>One sheet of a feed's template: its lines, header, prepared rows and totals.</summary>
internal sealed class DataSheet
{
    // The number of empty rows for a register in which the office writes every row.
    private const int OpenRows = 500;
    private const int SpareRows = 200;

    private readonly FeedLayout _layout;
    private readonly string _name;
    private readonly PreparedRows _prepared;
    private readonly TemplateLines _lines;
    private readonly ColumnEntries _entries;
    private readonly List<TemplateRow> _above = [];
    private readonly int _header;

    // The first row of figures: below the header and any totals above their rows.
    private readonly int _first;

    public DataSheet(
        FeedLayout layout,
        string name,
        Mapping mapping,
        TaxonomyCatalogue taxonomy,
        TemplateWords words,
        CodesSheet codes,
        int fromYear,
        int toYear
    )
    {
        (_layout, _name) = (layout, name);
        var options = new LabelOptions(layout, mapping, taxonomy, words.Language);
        var periods = PeriodColumns.Of(layout, fromYear, toYear);
        _prepared = new PreparedRows(layout, mapping, options, periods, taxonomy);
        int[] figures = [.. PreparedRows.FigureColumns(layout)];
        if (figures.Length == 0 && !PreparedRows.CountsRecords(layout))
            throw FeedLayout.Impossible(mapping, "figures", name);
        _lines = new TemplateLines(layout, mapping, name);
        _header = _lines.WriteAbove(_above);
        Totals = new TemplateTotals(layout, mapping, name, figures);
        _first = _header + 1 + Totals.RowsAbove;
        var notes = new ColumnNotes(layout, mapping, taxonomy, words, options, periods, _prepared, Totals, figures);
        Columns = [.. layout.Headings.Select((h, i) => notes.Describe(h, i + 1))];
        _entries = new ColumnEntries(mapping, name, words, codes, options, _prepared, notes, figures);
    }

    /// <summary>The number of prepared rows.</summary>
    public int Prepared => _prepared.Rows.Count;

    public TemplateTotals Totals { get; }

    public IReadOnlyList<ColumnNote> Columns { get; }

    public TemplateSheet Sheet()
    {
        var rows = new List<TemplateRow>(_above) { new(_header, [.. _layout.Written.Select(h => new TemplateCell(h, CellStyle.Heading))]) };
        var last = _first - 1 + (_prepared.Rows.Count > 0 ? _prepared.Rows.Count + SpareRows : OpenRows);
        rows.AddRange(Totals.Above(_header, last));
        for (var row = _first; row <= last; row++)
        {
            TemplateCell?[] cells =
                row - _first < _prepared.Rows.Count
                    ? [.. _prepared.Rows[row - _first].Select(c => c.Length == 0 ? null : new TemplateCell(c, CellStyle.Text))]
                    : new TemplateCell?[_layout.Headings.Count];
            if (row - _first >= _prepared.Rows.Count && Totals.OfRows.Count == 0)
                break;
            Totals.SumRow(cells, row);
            rows.Add(new TemplateRow(row, cells));
        }
        rows.AddRange(Totals.Below(_first, last));
        _lines.WriteBelow(rows, last + Totals.RowsBelow);
        return new TemplateSheet
        {
            Name = _name,
            Rows = rows,
            FrozenRows = _header,
            Columns = [.. Columns.Select(c => new TemplateColumn(c.Width, c.Style))],
            Entries = [.. Columns.Select((c, i) => _entries.EntryOf(c, i + 1, _first, last))],
        };
    }
}
