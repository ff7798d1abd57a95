using Observatory.Core.Reading;

namespace Observatory.Core.Suggesting;

/// <summary>All labels of the columns for which a draft writes label tables, including blank ones.</summary>
internal sealed class DraftLabels
{
    /// <summary>The number of labels kept for one column; a column with more has no categories.</summary>
    public const int Most = 4000;

    private readonly Dictionary<string, HashSet<string>> _labels = new(StringComparer.Ordinal);

    public DraftLabels(Suggestion found, SourceFile file, CancellationToken cancellation)
    {
        ColumnRole[] roles =
        [
            ColumnRole.Area,
            ColumnRole.Date,
            ColumnRole.Period,
            ColumnRole.Quarter,
            ColumnRole.FineAreaCode,
            .. DraftConcepts.Breakdowns.Select(b => b.Role),
        ];
        var wanted = found
            .Tables.SelectMany(t => t.Columns.Where(c => roles.Contains(c.Role)).Select(c => (Table: t, c.At)))
            .ToLookup(w => w.Table.Sheet);
        var apart = found.Tables.ToDictionary(
            t => t,
            t => t.SectionRows.Concat(t.Subtotals.Concat(t.Totals).Select(a => a.Row)).ToHashSet()
        );
        var above = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in found.Rows ?? file.Rows(cancellation))
        {
            foreach (var (table, at) in wanted[row.Sheet])
            {
                if (
                    row.Number <= table.HeaderRow
                    || row.Number < table.FirstRow
                    || row.IsBlank
                    || row.Number >= (table.FooterRow ?? int.MaxValue)
                )
                    continue;
                var isSection = table.IsSection(table.Columns[at - 1]);
                if (isSection ? !table.SectionRows.Contains(row.Number) : apart[table].Contains(row.Number))
                    continue;
                var cell = row[isSection ? table.SectionColumn!.Value : at].Trim();
                var key = $"{table.Sheet}\u001f{DraftText.N(at)}";
                if (!_labels.TryGetValue(key, out var labels))
                    _labels[key] = labels = new HashSet<string>(StringComparer.Ordinal);
                if (table.FillDown.Contains(at))
                    above[key] = cell = cell.Length > 0 ? cell : above.GetValueOrDefault(key, "");
                if (labels.Count < Most)
                    labels.Add(cell);
            }
        }
    }

    public HashSet<string> Of(TableSuggestion table, ColumnSuggestion column) =>
        _labels.GetValueOrDefault($"{table.Sheet}\u001f{DraftText.N(column.At)}") ?? [];
}
