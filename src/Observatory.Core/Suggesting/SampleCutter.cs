using System.Text;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;

namespace Observatory.Core.Suggesting;

/// <summary>
/// Cuts a sample from a file: everything above the table and its header, the first and last rows, one row for each label that a person has to
/// look at, totals and footer. Cells about persons are emptied, so that columns keep their letters.
/// </summary>
internal static class SampleCutter
{
    private const int FirstRows = 5;
    private const int LastRows = 3;
    private const int LabelRows = 120;
    private const int TailRows = 12;

    /// <summary>Name and content of the sample; null where no table was found.</summary>
    public static (string Name, ReadOnlyMemory<byte> Content)? Cut(SourceFile file, Suggestion found, bool withTotals, CancellationToken cancellation)
    {
        if (found.Tables.Count == 0)
            return null;
        var sheets = new List<(string Name, List<GridRow> Rows)>();
        foreach (var table in found.Tables.Where(t => !t.IsList))
            sheets.Add((table.Sheet, Rows(found.Rows?.Where(r => r.Sheet == table.Sheet) ?? file.Rows(table.Sheet, cancellation), table, withTotals)));
        return file.Dialect.Format == FileFormat.Csv
            ? ("sample.csv", Text(sheets[0].Rows, file.Dialect))
            : ("sample.xlsx", SampleWorkbook.Write(sheets));
    }

    private static List<GridRow> Rows(IEnumerable<GridRow> rowsOfSheet, TableSuggestion table, bool withTotals)
    {
        // A column of texts that hardly repeat may name persons under any heading: nothing of it is copied.
        var personal = table.Columns
            .Where(c => c.Role is ColumnRole.Personal or ColumnRole.Identifier
                || (c.Role is ColumnRole.Unknown or ColumnRole.Note && table.Rows > 20 && c.Labels > 0.3 * table.Rows))
            .Select(c => c.At).ToHashSet();
        var columns = table.Classes.Concat(table.Columns.Where(c => c.Role is ColumnRole.Area or ColumnRole.Sex or ColumnRole.Mechanism or ColumnRole.Age).Select(c => c.At)).ToList();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var (kept, last, tail) = (new List<GridRow>(), new Queue<GridRow>(), new List<GridRow>());
        var rows = 0;
        foreach (var row in rowsOfSheet)
        {
            if (row.Number <= table.HeaderRow)
            {
                kept.Add(row);
                continue;
            }
            if (row.IsBlank)
                continue;
            var isTotal = table.Totals.Any(t => t.Row == row.Number);
            if (!withTotals && (isTotal || table.Subtotals.Any(t => t.Row == row.Number)))
                continue;
            if (row.Number >= (table.FooterRow ?? int.MaxValue) || isTotal)
            {
                if (tail.Count < TailRows)
                    tail.Add(Without(row, personal));
                continue;
            }
            rows++;
            var isNew = false;
            foreach (var column in columns)
                isNew |= seen.Count < LabelRows && seen.Add($"{column}\u001f{LabelText.Key(row[column])}");
            isNew |= table.SectionRows.Contains(row.Number) || table.FillDown.Any(c => row[c].Length > 0) || table.Subtotals.Any(t => t.Row == row.Number);
            if (rows <= FirstRows || isNew)
            {
                kept.Add(Without(row, personal));
                continue;
            }
            last.Enqueue(Without(row, personal));
            if (last.Count > LastRows)
                last.Dequeue();
        }
        return [.. kept, .. last, .. tail];
    }

    private static GridRow Without(GridRow row, HashSet<int> columns)
    {
        if (columns.Count == 0)
            return row;
        var cells = Enumerable.Range(1, row.Count).Select(c => columns.Contains(c) ? "" : row[c]).ToArray();
        var kinds = Enumerable.Range(1, row.Count).Select(c => columns.Contains(c) ? CellKind.Empty : row.KindOf(c)).ToArray();
        return new GridRow(row.Sheet, row.Number, cells, kinds);
    }

    private static ReadOnlyMemory<byte> Text(List<GridRow> rows, FileDialect dialect)
    {
        var delimiter = dialect.Delimiter ?? ',';
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            for (var c = 1; c <= row.Count; c++)
            {
                if (c > 1)
                    text.Append(delimiter);
                var cell = row[c];
                // An empty row of one cell would be no row at all.
                if (cell.AsSpan().ContainsAny(delimiter, '"', '\n') || cell.Contains('\r', StringComparison.Ordinal) || (cell.Length == 0 && row.Count == 1))
                    text.Append('"').Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
                else
                    text.Append(cell);
            }
            text.Append("\r\n");
        }
        var encoding = TextEncodings.Strict(dialect.Encoding);
        return new ReadOnlyMemory<byte>([.. encoding.GetPreamble(), .. encoding.GetBytes(text.ToString())]);
    }
}
