using System.Text;
using Observatory.Core.Cells;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;

namespace Observatory.Core.Suggesting;

/// <summary>
/// Cuts a sample from a file: everything above the table and its header, the first and last rows, one row for each label that a person has
/// to check, and totals. Cells of columns that the draft does not read, titles and footers are emptied, so that columns keep their letters
/// and no data about persons is copied.
/// </summary>
internal static class SampleCutter
{
    private const int FirstRows = 5;
    private const int LastRows = 3;
    private const int LabelRows = 120;
    private const int TailRows = 12;

    /// <summary>Name and content of the sample; null if no table was found.</summary>
    /// <param name="used">For each table, the columns that the draft reads: only their cells are copied.</param>
    public static (string Name, ReadOnlyMemory<byte> Content)? Cut(
        SourceFile file,
        Suggestion found,
        IReadOnlyDictionary<TableSuggestion, IReadOnlySet<int>> used,
        bool withTotals,
        CancellationToken cancellation
    )
    {
        if (used.Count == 0)
            return null;
        var sheets = new List<(string Name, List<GridRow> Rows)>();
        foreach (var table in found.Tables.Where(used.ContainsKey))
            sheets.Add(
                (
                    table.Sheet,
                    Rows(
                        found.Rows?.Where(r => r.Sheet == table.Sheet) ?? file.Rows(table.Sheet, cancellation),
                        table,
                        used[table],
                        withTotals
                    )
                )
            );
        return file.Dialect.Format == FileFormat.Csv
            ? ("sample.csv", Text(sheets[0].Rows, file.Dialect))
            : ("sample.xlsx", SampleWorkbook.Write(sheets));
    }

    private static List<GridRow> Rows(IEnumerable<GridRow> rowsOfSheet, TableSuggestion table, IReadOnlySet<int> used, bool withTotals)
    {
        // A column that nobody has checked may name persons under any heading, so only what the draft reads is copied.
        var personal = table
            .Columns.Where(c => !used.Contains(c.At) || c.Role is ColumnRole.Personal or ColumnRole.Identifier)
            .Select(c => c.At)
            .ToHashSet();
        var (firstHeader, width) = (table.HeaderRow - table.HeaderRows + 1, table.Columns.Count);
        var columns = table
            .Classes.Concat(
                table
                    .Columns.Where(c => c.Role is ColumnRole.Area or ColumnRole.Sex or ColumnRole.Mechanism or ColumnRole.Age)
                    .Select(c => c.At)
            )
            .ToList();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var (kept, last, tail) = (new List<GridRow>(), new Queue<GridRow>(), new List<GridRow>());
        var rows = 0;
        foreach (var row in rowsOfSheet)
        {
            if (row.Number <= table.HeaderRow || row.Number < table.FirstRow)
            {
                kept.Add(row.Number < firstHeader || row.Number < table.FirstRow ? Title(row, table) : row);
                continue;
            }
            if (row.IsBlank)
                continue;
            var isTotal = table.Totals.Any(t => t.Row == row.Number);
            if (!withTotals && (isTotal || table.Subtotals.Any(t => t.Row == row.Number)))
                continue;
            if (row.Number >= (table.FooterRow ?? int.MaxValue) || isTotal)
            {
                if (isTotal && tail.Count < TailRows)
                    tail.Add(Without(row, personal, width));
                else if (row.Number == table.FooterRow)
                    tail.Add(Footer(row, table));
                continue;
            }
            rows++;
            var isNew = false;
            foreach (var column in columns)
                isNew |= seen.Count < LabelRows && seen.Add($"{column}\u001f{LabelText.Key(row[column])}");
            isNew |=
                table.SectionRows.Contains(row.Number)
                || table.FillDown.Any(c => row[c].Length > 0)
                || table.Subtotals.Any(t => t.Row == row.Number);
            if (rows <= FirstRows || isNew)
            {
                kept.Add(Without(row, personal, width));
                continue;
            }
            last.Enqueue(Without(row, personal, width));
            if (last.Count > LastRows)
                last.Dequeue();
        }
        return [.. kept, .. last, .. tail];
    }

    private static GridRow Without(GridRow row, HashSet<int> columns, int width) =>
        Keeping(row, c => c <= width && !columns.Contains(c) ? row[c] : "");

    /// <summary>
    /// A row above the table: the part that gives the year stays, and the rest may be anybody's name. Line breaks stay, because they are
    /// lines of the file.
    /// </summary>
    private static GridRow Title(GridRow row, TableSuggestion table) =>
        Keeping(row, c =>
            table.FactOrigin == "title" && Periods.YearsIn(row[c]).Any()
                ? string.Join(' ', Periods.YearsIn(row[c])) + Breaks(row[c])
                : Breaks(row[c])
        );

    /// <summary>The first row below the table, as far as the draft recognises it by its text.</summary>
    private static GridRow Footer(GridRow row, TableSuggestion table) =>
        Keeping(row, c => table.Footer is { } footer && c == footer.Column ? DraftTable.FooterStart(footer.Text) ?? "" : "");

    private static string Breaks(string text) => new([.. text.Where(c => c == '\n')]);

    private static GridRow Keeping(GridRow row, Func<int, string> keep)
    {
        var cells = Enumerable.Range(1, row.Count).Select(keep).ToArray();
        return new GridRow(
            row.Sheet,
            row.Number,
            cells,
            [
                .. Enumerable
                    .Range(1, row.Count)
                    .Select(c =>
                        cells[c - 1].Length == 0 ? CellKind.Empty
                        : cells[c - 1] == row[c] ? row.KindOf(c)
                        : CellKind.Text
                    ),
            ]
        );
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
                // An empty row of one cell would not be a row at all.
                if (
                    cell.AsSpan().ContainsAny(delimiter, '"', '\n')
                    || cell.Contains('\r', StringComparison.Ordinal)
                    || (cell.Length == 0 && row.Count == 1)
                )
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
