using System.Globalization;
using Observatory.Core.Mappings;

namespace Observatory.Core.Templates;

/// <summary>The totals of a sheet as formulas: rows that sum the table, and columns that sum a row.</summary>
internal sealed class TemplateTotals
{
    private readonly FeedLayout _layout;
    private readonly IReadOnlyList<int> _figures;
    private readonly Dictionary<int, List<int>> _ofRows = [];
    private readonly List<TotalRule> _above = [];
    private readonly List<TotalRule> _below = [];

    /// <param name="name">The name of the sheet.</param>
    /// <param name="figures">The columns of figures.</param>
    public TemplateTotals(FeedLayout layout, Mapping mapping, string name, IReadOnlyList<int> figures)
    {
        (_layout, _figures) = (layout, figures);
        foreach (var table in layout.Tables)
        foreach (var total in table.RowTotals)
            _ofRows.TryAdd(
                PeriodColumns.ColumnOf(layout, total.Column),
                total.Of.Count == 0
                    ? [.. layout.Bound(table).Values.Select(v => v.At)]
                    : [.. total.Of.Select(h => PeriodColumns.ColumnOf(layout, h))]
            );
        Choose(mapping, name);
    }

    /// <summary>The columns that print the sum of others in each row, with those others.</summary>
    public IReadOnlyDictionary<int, List<int>> OfRows => _ofRows;

    /// <summary>The number of rows between the header and the first row of figures.</summary>
    public int RowsAbove => _above.Count;

    /// <summary>The number of rows of totals below the last row of figures.</summary>
    public int RowsBelow => _below.Count;

    /// <summary>The labels of the rows that print a total, and whether they are above the rows that they sum.</summary>
    public List<(string Label, bool IsAbove)> Labels { get; } = [];

    /// <summary>True if the mapping has totals of parts, whose position only the office's own rows would show.</summary>
    public bool AreIncomplete => _layout.Tables.SelectMany(t => t.Totals).Distinct().Count() > _above.Count + _below.Count;

    /// <summary>The totals above the rows of figures.</summary>
    /// <param name="header">The row of the header.</param>
    /// <param name="last">The last row of figures.</param>
    public IEnumerable<TemplateRow> Above(int header, int last) =>
        _above.Select((total, i) => TotalRow(total, header + 1 + i, header + 1 + _above.Count, last));

    /// <summary>The totals below the rows of figures.</summary>
    public IEnumerable<TemplateRow> Below(int first, int last) => _below.Select((total, i) => TotalRow(total, last + 1 + i, first, last));

    /// <summary>
    /// Chooses the totals that can be written: those of the whole table. If the mapping requires several, one is enough for the reader,
    /// and the position of totals of parts is known only from the office's rows.
    /// </summary>
    private void Choose(Mapping mapping, string name)
    {
        foreach (var table in _layout.Tables)
        {
            var written = table.Totals.Where(t => t.Required && TextsOf(t) is not null).ToList();
            if (written.Count == 0 && table.Totals.Any(t => t.Required))
                throw FeedLayout.Impossible(mapping, "total", name);
            _above.AddRange(written.Where(t => t.Below && !_above.Contains(t)));
            _below.AddRange(written.Where(t => !t.Below && !_below.Contains(t)));
        }
        foreach (var total in _above.Concat(_below))
            Labels.Add((TextsOf(total)!.Values.First(t => t.Length > 0), total.Below));
    }

    /// <summary>
    /// The texts that mark the row of a total, by column; null if it is the total of a part, or no writable text marks it.
    /// </summary>
    private Dictionary<int, string>? TextsOf(TotalRule total)
    {
        if (total.SinceLast || total.Where.Any(w => w.Column == RowCondition.FirstFilled))
            return null;
        var shown = _layout.Below.Where(r => total.Where.All(w => w.Holds(r[PeriodColumns.ColumnOf(_layout, w.Column)]))).Take(2).ToList();
        // A total above its rows ends at the next one, so one that occurs more than once is that of a part.
        if (total.Below && shown.Count != 1)
            return null;
        var labels = new Dictionary<int, string>();
        foreach (var condition in total.Where)
        {
            var column = PeriodColumns.ColumnOf(_layout, condition.Column);
            var text =
                shown.Count > 0 ? shown[0][column].Trim()
                : condition.Texts.Count > 0 ? condition.Texts[0].TrimEnd('*')
                : "";
            if (!condition.Holds(text))
                return null;
            labels[column] = text;
        }
        return labels.Values.Any(t => t.Length > 0) ? labels : null;
    }

    /// <summary>The row of a total over the figures between two rows.</summary>
    private TemplateRow TotalRow(TotalRule total, int at, int first, int last)
    {
        var cells = new TemplateCell?[_layout.Headings.Count];
        foreach (var (column, text) in TextsOf(total)!)
            cells[column - 1] = text.Length == 0 ? null : new TemplateCell(text, CellStyle.Heading);
        foreach (var figure in _figures)
        {
            var letters = WorkbookWriter.ColumnName(figure);
            cells[figure - 1] = new TemplateCell("0", CellStyle.Heading, $"SUM({letters}{Number(first)}:{letters}{Number(last)})");
        }
        SumRow(cells, at);
        return new TemplateRow(at, cells);
    }

    /// <summary>Writes the sums that a row prints of its own cells; empty while none of them is filled in.</summary>
    public void SumRow(TemplateCell?[] cells, int row)
    {
        foreach (var (column, parts) in _ofRows)
        {
            var of = RangesOf(parts, row);
            cells[column - 1] = parts.TrueForAll(p => cells[p - 1]?.Formula is not null)
                ? new TemplateCell("0", CellStyle.Heading, $"SUM({of})")
                : new TemplateCell("", CellStyle.Plain, $"IF(COUNT({of})=0,\"\",SUM({of}))");
        }
    }

    /// <summary>Cells of one row in the notation of a formula, with neighbours as a range.</summary>
    private static string RangesOf(IEnumerable<int> columns, int row)
    {
        var ranges = new List<(int From, int To)>();
        foreach (var column in columns.Distinct().Order())
        {
            if (ranges.Count > 0 && ranges[^1].To == column - 1)
                ranges[^1] = (ranges[^1].From, column);
            else
                ranges.Add((column, column));
        }
        return string.Join(',', ranges.Select(r => Cell(r.From) + (r.From == r.To ? "" : ":" + Cell(r.To))));

        string Cell(int column) => WorkbookWriter.ColumnName(column) + Number(row);
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
