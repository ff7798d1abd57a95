using Observatory.Core.Cells;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;
using Observatory.Core.Series;

namespace Observatory.Core.Mappings;

/// <summary>A column of a table as it is in a file.</summary>
/// <param name="At">Column number, from 1.</param>
/// <param name="Text">The text that represents the column if it is unpivoted; otherwise empty.</param>
/// <param name="Rule">The rule that leaves the column out; null if it is used or unknown.</param>
internal sealed record TableColumn(int At, string Heading, string Text, string? Rule);

/// <summary>
/// The header of a table, bound to the headings that its mapping needs, with the columns that lookups bring after those of the file.
/// </summary>
internal sealed class TableHeader
{
    private const string NotUsedRule = "column-not-used";
    private const string NeverStoredRule = "never-stored";
    private const string RowTotalRule = "total";

    // Every candidate mapping asks this for every row that may be a header, so it is cached.
    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<MappingTable, IReadOnlyList<string>> NeededBy = [];

    private readonly HeadingRows _headings;
    private readonly Dictionary<string, int> _brought = new(StringComparer.Ordinal);
    private readonly List<int> _anchors = [];
    private readonly bool _transposed;

    public TableHeader(HeadingRows headings, MappingTable table, IReadOnlyList<Lookup> lookups)
    {
        _headings = headings;
        _transposed = table.Dialect.Transpose;
        foreach (var lookup in lookups.Where(l => !l.IsOfCell))
        {
            // Whoever looks for what a lookup says of a row finds it at the row's own key.
            var anchor = lookup.On.Select(ColumnOf).FirstOrDefault();
            foreach (var heading in lookup.Bring)
            {
                _anchors.Add(anchor > Width ? _anchors[anchor - Width - 1] : anchor);
                _brought[LabelText.Key($"{lookup.Name}.{heading}")] = Width + _anchors.Count;
            }
        }

        Absent = [.. table.Optional.Where(h => ColumnOf(h) == 0 && Asked(table).Contains(h))];
        var asked = Asked(table).Concat(lookups.Where(l => Uses(table, l)).SelectMany(l => l.On)).ToList();
        var used = asked.Select(LabelText.Key).ToHashSet(StringComparer.Ordinal);
        var ignored = table.Ignore.Select(i => i.Heading).ToList();
        var never = table.NeverStore.Select(LabelText.Key).ToHashSet(StringComparer.Ordinal);
        var totals = table.RowTotals.Select(t => ColumnOf(t.Column)).ToHashSet();
        var usedColumns = asked.Select(ColumnOf).ToHashSet();
        Twice = [.. headings.Twice.Where(at => used.Contains(LabelText.Key(headings.Texts[at])))];
        Values =
            table.Unpivot.Count > 0 || table.UnpivotMatching is not null
                ?
                [
                    .. table
                        .Unpivot.Where(u => !Absent.Contains(u.Heading))
                        .Select(u => new TableColumn(ColumnOf(u.Heading), u.Heading, u.Text, null)),
                    .. Matching(table, usedColumns, ignored),
                ]
                : [.. ValueColumns(table).Select(h => new TableColumn(ColumnOf(h), h, "", null))];
        Lower = Bound(table, Concepts.LowerBound);
        Upper = Bound(table, Concepts.UpperBound);

        var values = Values.Select(v => v.At).ToHashSet();
        for (var at = 1; at <= Width; at++)
        {
            var heading = headings.Texts[at];
            if (values.Contains(at))
                continue;
            if (totals.Contains(at))
                NotUsed.Add(new TableColumn(at, heading, "", RowTotalRule));
            else if (usedColumns.Contains(at) || used.Contains(LabelText.Key(heading)))
                continue;
            else if (never.Contains(LabelText.Key(heading)) || never.Contains(LabelText.Key(headings.Joined(at))))
                NotUsed.Add(new TableColumn(at, heading, "", NeverStoredRule));
            else if (IsIgnored(at, ignored) || heading.Length == 0)
                NotUsed.Add(new TableColumn(at, heading, "", NotUsedRule));
            else
                (Unknown, NotUsed) = ([.. Unknown, at], [.. NotUsed, new TableColumn(at, heading, "", null)]);
        }
    }

    /// <summary>The lowest row of the header.</summary>
    public GridRow Row => _headings.Row;

    /// <inheritdoc cref="HeadingRows.NotCalculated"/>
    public IEnumerable<Checking.Finding> NotCalculated =>
        _headings.NotCalculated.Select(n => Mappings.NotCalculated.In(n.Row, n.Column, Cell(n.Row, n.Column), "")!);

    /// <summary>The number of header columns in the file.</summary>
    public int Width => _headings.Width;

    /// <summary>The number of columns that lookups add to each row.</summary>
    public int Brought => _anchors.Count;

    public IReadOnlyList<TableColumn> Values { get; }

    public int? Lower { get; }

    public int? Upper { get; }

    /// <summary>Columns that no concept uses, left out on purpose or unknown.</summary>
    public List<TableColumn> NotUsed { get; } = [];

    public IReadOnlyList<int> Unknown { get; } = [];

    public IReadOnlyList<int> Twice { get; }

    /// <summary>Optional columns of the mapping that are absent.</summary>
    public IReadOnlyList<string> Absent { get; }

    /// <inheritdoc cref="HeadingRows.Alternatives"/>
    public IReadOnlyList<(string Name, IReadOnlyList<int> Columns)> Alternatives => _headings.Alternatives;

    /// <summary>The number of cells of a row that the accounting counts.</summary>
    public int CountedColumns => Values.Count + NotUsed.Count;

    public int ColumnOf(string heading) =>
        _headings.ColumnOf(heading) is > 0 and var at ? at : _brought.GetValueOrDefault(LabelText.Key(heading));

    /// <summary>The heading that the file itself has over a column.</summary>
    public string WrittenAt(int column) => Row[column].Trim() is { Length: > 0 } written ? written : TextOf(column);

    public string TextOf(int column) => column >= 1 && column <= Width ? _headings.Texts[column] : "";

    /// <summary>The unique name of a column: all its headings, joined.</summary>
    public string FullNameOf(int column) => column >= 1 && column <= Width ? _headings.Joined(column) : "";

    /// <summary>The heading over a column in one of several header rows, from 1.</summary>
    public string Level(int level, int column) => _headings.At(level, column);

    /// <summary>The address of a cell in the file.</summary>
    public CellRef Cell(GridRow row, int column)
    {
        var at = column > Width && column - Width <= _anchors.Count ? _anchors[column - Width - 1] : column;
        return _transposed ? new CellRef(row.Sheet, at, row.Number) : row.At(at);
    }

    /// <summary>True if a row that is shorter or longer than the header only lacks, or only adds, empty cells without a heading.</summary>
    public bool FitsLength(GridRow row)
    {
        for (var at = row.Count + 1; at <= Width; at++)
            if (TextOf(at).Length > 0)
                return false;
        for (var at = Width + 1; at <= row.Count; at++)
            if (!string.IsNullOrWhiteSpace(row[at]))
                return false;
        return true;
    }

    /// <summary>Headings that a file must have, without those that lookups bring.</summary>
    public static IReadOnlyList<string> Needed(MappingTable table) =>
        NeededBy.GetValue(table, t => [.. Asked(t).Where(h => !t.Optional.Contains(h))]);

    /// <summary>Headings that a table uses, including optional ones.</summary>
    public static IEnumerable<string> Asked(MappingTable table) => Named(table).Where(h => !table.Brought.Contains(h));

    /// <summary>True if the column with this heading gives a breakdown of the table's figures.</summary>
    public static bool SaysBreakdown(MappingTable table, string heading) =>
        table
            .Concepts.Concat(table.Series.SelectMany(s => s.Concepts))
            .Any(s => IsBreakdown(s.Key, s.Value) && Headings(s.Value).Contains(heading));

    /// <summary>True if the source of this concept gives a breakdown, by itself or by its label table.</summary>
    public static bool IsBreakdown(string concept, ConceptSource source) =>
        (source.Codes?.Concepts ?? [concept]).Any(c => BreakdownDimensions.IndexOf(c) >= 0);

    /// <summary>True if the table uses a column that the lookup brings.</summary>
    public static bool Uses(MappingTable table, Lookup lookup) =>
        Named(table).Any(h => table.Brought.Contains(h) && h.StartsWith(lookup.Name + ".", StringComparison.Ordinal));

    private static IEnumerable<string> Named(MappingTable table)
    {
        var conditions = table
            .StopAt.Concat(table.LeaveOut.SelectMany(r => r.Where))
            .Concat(table.CheckOnly.SelectMany(r => r.Where))
            .Concat(table.Totals.SelectMany(t => t.Where))
            .Concat(table.Marks.SelectMany(m => m.Where))
            .Concat(table.Remarks.SelectMany(r => r.Where))
            .Concat(table.Sections.SelectMany(s => s.Where));
        return table
            .Concepts.Values.Concat(table.Series.SelectMany(s => s.Concepts.Values))
            .SelectMany(Headings)
            .Concat(table.Unpivot.Select(u => u.Heading))
            .Concat(conditions.Select(c => c.Column))
            .Concat(table.RowTotals.SelectMany(t => t.Of.Prepend(t.Column)))
            .Concat(table.Sections.Select(s => s.Column))
            .Concat(table.Expect.Select(e => e.Column))
            .Concat(table.FillDown)
            .Where(h => h != RowCondition.FirstFilled)
            .Distinct(StringComparer.Ordinal);
    }

    /// <summary>Headings that the table needs and the rows lack; <c>unpivotMatching</c> if no column matches its pattern.</summary>
    public static List<string> Missing(HeadingRows headings, MappingTable table)
    {
        var missing = new List<string>();
        foreach (var heading in Needed(table))
            if (headings.ColumnOf(heading) == 0)
                missing.Add(heading);
        if (
            table.UnpivotMatching is { } rule
            && !Enumerable.Range(1, headings.Width).Any(at => rule.Pattern.IsMatch(TextAt(headings, rule, at)))
        )
            missing.Add(rule.Pattern.ToString());
        return missing;
    }

    private IEnumerable<TableColumn> Matching(MappingTable table, IReadOnlySet<int> used, List<string> ignored)
    {
        if (table.UnpivotMatching is not { } rule)
            yield break;
        for (var at = 1; at <= Width; at++)
        {
            var text = TextAt(_headings, rule, at);
            if (text.Length > 0 && !used.Contains(at) && !IsIgnored(at, ignored) && !IsIgnored(text, ignored) && rule.Pattern.IsMatch(text))
                yield return new TableColumn(at, _headings.Texts[at], text, null);
        }
    }

    private static string TextAt(HeadingRows headings, UnpivotRule rule, int at) =>
        rule.Level == 0 ? headings.Texts[at] : headings.At(rule.Level, at);

    /// <summary>
    /// A column is named by its lowest heading and by all of them joined, wherever the mapping names one. An entry means joined headings
    /// only if it has the separator: "2022*" would otherwise match every column below a heading of that year.
    /// </summary>
    private bool IsIgnored(int at, List<string> ignored) =>
        IsIgnored(_headings.Texts[at], ignored)
        || IsIgnored(_headings.Joined(at), [.. ignored.Where(i => i.Contains(" / ", StringComparison.Ordinal))]);

    private static bool IsIgnored(string heading, List<string> ignored) =>
        heading.Length > 0 && ignored.Any(i => LabelText.Fits(i, heading));

    /// <summary>The headings that a source reads, including those for the areas that it brings.</summary>
    public static IEnumerable<string> Headings(ConceptSource source)
    {
        foreach (var column in source.Columns.Where(TextPattern.IsHeading))
            yield return column;
        if (source.Pattern is not null)
            foreach (var heading in TextPattern.Headings(source.Pattern))
                yield return heading;
        if (source.Define is not { } define)
            yield break;
        yield return define.NameColumn;
        foreach (var heading in Headings(define.Parent).Concat(define.Agrees is { } agrees ? Headings(agrees) : []))
            yield return heading;
        if (define.NamedWhere is { } named)
            yield return named.Column;
    }

    private static IEnumerable<string> ValueColumns(MappingTable table) =>
        table
            .Concepts.Concat(table.Series.SelectMany(s => s.Concepts))
            .Where(c => c.Key == Concepts.ObsValue)
            .SelectMany(c => c.Value.Columns)
            .Where(TextPattern.IsHeading)
            .Distinct(StringComparer.Ordinal);

    private int? Bound(MappingTable table, string concept) =>
        table.Concepts.TryGetValue(concept, out var source) && source.Columns is [var heading] && ColumnOf(heading) is > 0 and var at
            ? at
            : null;
}
