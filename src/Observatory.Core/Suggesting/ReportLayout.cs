using Observatory.Core.Cells;
using Observatory.Core.Reading;

namespace Observatory.Core.Suggesting;

/// <summary>
/// Turns the rows of a report into records: a row with only one text names what the rows below are about, a merged cell names the rows
/// beside it, and rows in between that begin with "total" are sums. The text of a section goes into a column of its own after the others.
/// </summary>
internal static class ReportLayout
{
    /// <summary>The heading of the section column, as the mapping language names it.</summary>
    public const string SectionHeading = "fact.section";

    public static TableBounds Apply(TableBounds bounds)
    {
        var filled = FillDown(bounds);
        if (filled.Count > 0)
            bounds = bounds with { Data = Filled(bounds.Data, filled), FillDown = filled };
        var first = bounds.Data[0];
        if (bounds.Width < 2 || SectionColumn(first) is not { } column || bounds.Data.Count < 4)
            return filled.Count > 0 ? WithoutSubtotals(bounds) : bounds;
        var sections = bounds.Data.Where(r => SectionColumn(r) == column).ToList();
        if (sections.Count > bounds.Data.Count / 2)
            return bounds;
        var at = bounds.Width + 1;
        var section = "";
        var data = new List<GridRow>();
        foreach (var row in bounds.Data)
        {
            if (SectionColumn(row) == column)
                section = row[column].Trim();
            else
                data.Add(Wider(row, at, section));
        }
        return WithoutSubtotals(
            bounds with
            {
                Data = data,
                Header = [.. bounds.Header.Select((h, i) => Wider(h, at, i == bounds.Header.Count - 1 ? SectionHeading : ""))],
                SectionColumn = column,
                SectionRows = [.. sections.Select(s => s.Number)],
            }
        );
    }

    /// <summary>
    /// Rows in between that print the sum of those since the last such row. If one of them does not, all stay in the data.
    /// </summary>
    private static TableBounds WithoutSubtotals(TableBounds bounds)
    {
        var subtotals = bounds
            .Data.Select(r => (Row: r, Column: SubtotalColumn(r)))
            .Where(s => s.Column is not null)
            .Select(s => (s.Row, s.Column!.Value))
            .ToList();
        if (subtotals.Count == 0 || subtotals.Count > bounds.Data.Count / 2)
            return bounds;
        var sums = new PrintedSums(bounds.Width);
        foreach (var row in bounds.Data)
        {
            if (SubtotalColumn(row) is null)
            {
                sums.Add(row);
                continue;
            }
            if (!sums.IsPrintedBy(row, least: 1))
                return bounds with { Unproved = bounds.Unproved == 0 ? row.Number : bounds.Unproved };
            sums.Clear();
        }
        return bounds with { Data = [.. bounds.Data.Where(r => SubtotalColumn(r) is null)], Subtotals = subtotals };
    }

    /// <summary>The only non-empty cell of a row, if it is a text on the left that names something.</summary>
    private static int? SectionColumn(GridRow row)
    {
        if (TableFinder.Filled(row) != 1)
            return null;
        var column = Enumerable.Range(1, row.Count).First(c => !string.IsNullOrWhiteSpace(row[c]));
        return column <= 2 && !TableFinder.IsFigure(row, column) && row[column].Trim().Length < 80 && !Vocabulary.Is(row[column], "missing")
            ? column
            : null;
    }

    /// <summary>The column on the left that marks a row as a sum; null if none does.</summary>
    internal static int? SubtotalColumn(GridRow row)
    {
        for (var c = 1; c <= Math.Min(3, row.Count); c++)
        {
            var words = WordText.Tokens(row[c]);
            if (
                words.Length > 0
                && !TableFinder.IsFigure(row, c)
                && (
                    words[0] is "total" or "subtotal" or "soustotal"
                    || (words[0] is "sub" or "sous" && words.Length > 1 && words[1] == "total")
                )
            )
                return c;
        }
        return null;
    }

    /// <summary>Columns of names on the left that have each name only once, above rows where they are empty.</summary>
    private static List<int> FillDown(TableBounds bounds)
    {
        var columns = new List<int>();
        for (var c = 1; c <= Math.Min(3, bounds.Width - 2); c++)
        {
            var rows = bounds.Data.Where(r => TableFinder.Filled(r) > 1).ToList();
            if (rows.Count < 4 || string.IsNullOrWhiteSpace(rows[0][c]))
                break;
            var named = rows.Where(r => !string.IsNullOrWhiteSpace(r[c])).ToList();
            var isNames = named.All(r => !TableFinder.IsFigure(r, c) || TableFinder.IsYear(r[c]));
            if (
                !isNames
                || named.Count < 2
                || named.Count > 0.7 * rows.Count
                || named.Select(r => r[c].Trim()).Distinct(StringComparer.OrdinalIgnoreCase).Count() < named.Count
                || rows.Any(r => string.IsNullOrWhiteSpace(r[c]) && string.IsNullOrWhiteSpace(r[c + 1]))
            )
                break;
            columns.Add(c);
        }
        return columns;
    }

    private static List<GridRow> Filled(IReadOnlyList<GridRow> data, List<int> columns)
    {
        var above = new Dictionary<int, string>();
        var rows = new List<GridRow>(data.Count);
        foreach (var row in data)
        {
            var cells = Enumerable.Range(1, row.Count).Select(c => row[c]).ToArray();
            foreach (var c in columns.Where(c => c <= cells.Length))
            {
                if (!string.IsNullOrWhiteSpace(cells[c - 1]))
                    above[c] = cells[c - 1];
                else
                    cells[c - 1] = above.GetValueOrDefault(c, "");
            }
            rows.Add(
                new GridRow(
                    row.Sheet,
                    row.Number,
                    cells,
                    [.. Enumerable.Range(1, row.Count).Select(c => columns.Contains(c) ? CellKind.Text : row.KindOf(c))]
                )
            );
        }
        return rows;
    }

    private static GridRow Wider(GridRow row, int at, string text) =>
        new(
            row.Sheet,
            row.Number,
            [.. Enumerable.Range(1, at - 1).Select(c => row[c]), text],
            [.. Enumerable.Range(1, at - 1).Select(c => c <= row.Count ? row.KindOf(c) : CellKind.Empty), CellKind.Text]
        );
}
