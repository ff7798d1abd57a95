using Observatory.Core.Normalising;
using Observatory.Core.Reading;

namespace Observatory.Core.Mappings;

/// <summary>A column of a table as it lies in a file.</summary>
/// <param name="At">Column number, from 1.</param>
/// <param name="Text">What stands for the column where it is unpivoted; empty otherwise.</param>
/// <param name="Rule">The rule that leaves the column out; null where it is used or unknown.</param>
internal sealed record TableColumn(int At, string Heading, string Text, string? Rule);

/// <summary>The header row of a table, bound to what its mapping asks for.</summary>
internal sealed class TableHeader
{
    private const string NotUsedRule = "column-not-used";
    private const string NeverStoredRule = "never-stored";

    private readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);

    public TableHeader(GridRow row, MappingTable table)
    {
        Row = row;
        for (var at = 1; at <= row.Count; at++)
        {
            if (string.IsNullOrWhiteSpace(row[at]))
                continue;
            if (!_columns.TryAdd(LabelText.Key(row[at]), at))
                Twice.Add(at);
        }
        Width = row.Count;
        Values = table.Unpivot.Count > 0
            ? [.. table.Unpivot.Select(u => new TableColumn(ColumnOf(u.Heading), u.Heading, u.Text, null))]
            : [.. ValueColumns(table).Select(h => new TableColumn(ColumnOf(h), h, "", null))];
        Lower = Bound(table, Concepts.LowerBound);
        Upper = Bound(table, Concepts.UpperBound);

        var used = Needed(table).Select(LabelText.Key).ToHashSet(StringComparer.Ordinal);
        var ignored = table.Ignore.Select(i => LabelText.Key(i.Heading)).ToHashSet(StringComparer.Ordinal);
        var never = table.NeverStore.Select(LabelText.Key).ToHashSet(StringComparer.Ordinal);
        Twice.RemoveAll(at => !used.Contains(LabelText.Key(row[at])));
        for (var at = 1; at <= row.Count; at++)
        {
            var heading = row[at];
            var key = LabelText.Key(heading);
            if (used.Contains(key))
                continue;
            if (never.Contains(key))
            {
                NotUsed.Add(new TableColumn(at, heading, "", NeverStoredRule));
                continue;
            }
            if (ignored.Contains(key) || string.IsNullOrWhiteSpace(heading))
            {
                NotUsed.Add(new TableColumn(at, heading, "", NotUsedRule));
                continue;
            }
            Unknown.Add(at);
            NotUsed.Add(new TableColumn(at, heading, "", null));
        }
    }

    public GridRow Row { get; }

    /// <summary>Cells in the header row: a text row with another number is cut or torn.</summary>
    public int Width { get; }

    public IReadOnlyList<TableColumn> Values { get; }

    public int? Lower { get; }

    public int? Upper { get; }

    /// <summary>Columns that no concept uses, left out on purpose or because nobody knows them.</summary>
    public List<TableColumn> NotUsed { get; } = [];

    public List<int> Unknown { get; } = [];

    public List<int> Twice { get; } = [];

    /// <summary>Cells of a row that the accounting counts.</summary>
    public int CountedColumns => Values.Count + NotUsed.Count;

    public int ColumnOf(string heading) => _columns.GetValueOrDefault(LabelText.Key(heading));

    /// <summary>Headings that a table asks for.</summary>
    public static IEnumerable<string> Needed(MappingTable table)
    {
        var conditions = table.StopAt.Concat(table.LeaveOut.SelectMany(r => r.Where)).Concat(table.Totals.SelectMany(t => t.Where)).Concat(table.Marks.SelectMany(m => m.Where));
        return table.Concepts.Values.Concat(table.Series.SelectMany(s => s.Concepts.Values)).SelectMany(Headings)
            .Concat(table.Unpivot.Select(u => u.Heading))
            .Concat(conditions.Select(c => c.Column))
            .Distinct(StringComparer.Ordinal);
    }

    /// <summary>Headings that the table asks for and the row has not.</summary>
    public static List<string> Missing(GridRow row, MappingTable table)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        for (var at = 1; at <= row.Count; at++)
            if (!string.IsNullOrWhiteSpace(row[at]))
                keys.Add(LabelText.Key(row[at]));
        return [.. Needed(table).Where(h => !keys.Contains(LabelText.Key(h)))];
    }

    private static IEnumerable<string> Headings(ConceptSource source)
    {
        foreach (var column in source.Columns)
            if (column != TextPattern.Unpivoted)
                yield return column;
        if (source.Pattern is not null)
            foreach (var heading in TextPattern.Headings(source.Pattern))
                yield return heading;
        if (source.Define is not { } define)
            yield break;
        yield return define.NameColumn;
        foreach (var heading in Headings(define.Parent))
            yield return heading;
        if (define.NamedWhere is { } named)
            yield return named.Column;
    }

    private static IEnumerable<string> ValueColumns(MappingTable table) =>
        table.Concepts.Concat(table.Series.SelectMany(s => s.Concepts))
            .Where(c => c.Key == Concepts.ObsValue)
            .SelectMany(c => c.Value.Columns)
            .Where(c => c != TextPattern.Unpivoted)
            .Distinct(StringComparer.Ordinal);

    private int? Bound(MappingTable table, string concept) =>
        table.Concepts.TryGetValue(concept, out var source) && source.Columns is [var heading] ? ColumnOf(heading) : null;
}
