using NodaTime;
using Observatory.Core.Cells;
using Observatory.Core.Mappings;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Templates;

/// <summary>
/// The prepared rows of a sheet with their labels, if the mapping's tables list every label. Which figures a row or a column gives is not
/// derived from the mapping a second time: the rows are read with it.
/// </summary>
internal sealed class PreparedRows
{
    // A person fills this in, and no program handles more rows comfortably.
    private const int MaxRows = 60_000;

    private static readonly LocalDate EndOfTime = new(9999, 12, 31);

    private readonly FeedLayout _layout;
    private readonly Mapping _mapping;
    private readonly TaxonomyCatalogue _taxonomy;
    private readonly int[] _figures;

    public PreparedRows(FeedLayout layout, Mapping mapping, LabelOptions options, PeriodColumns periods, TaxonomyCatalogue taxonomy)
    {
        _layout = layout;
        _mapping = mapping;
        _taxonomy = taxonomy;
        _figures = [.. FigureColumns(layout)];
        var rows = _figures.Length > 0 && Complete(options, periods) is { } labels ? Combined(labels, periods) : [];
        Rows = Useful(rows, periods);
        var trial =
            Rows.Count > 0
                ? Rows.Take(Math.Max(1, Rows.Count / Math.Max(1, periods.Rows?.Count ?? 1))).ToList()
                : [.. layout.Below.Select(CellsOf)];
        AllowsFractions = Taken(trial, "1.5");
        AllowsNegative = Taken(trial, "-1");
    }

    /// <summary>Cells of each row by column; empty if the office writes every row itself.</summary>
    public IReadOnlyList<string[]> Rows { get; }

    /// <summary>Columns of figures that accept a fraction.</summary>
    public IReadOnlySet<int> AllowsFractions { get; }

    /// <summary>Columns of figures that accept a number below zero.</summary>
    public IReadOnlySet<int> AllowsNegative { get; }

    /// <summary>The columns of figures, from 1, in order.</summary>
    public static IEnumerable<int> FigureColumns(FeedLayout layout) =>
        layout
            .Tables.SelectMany(t =>
                t.Unpivot.Count > 0 || t.UnpivotMatching is not null
                    ? layout.Bound(t).Values.Select(v => v.At)
                    : FigureSources(t)
                        .Where(s => !s.Counts && !s.Distinct)
                        .SelectMany(s => s.Columns)
                        .Where(TextPattern.IsHeading)
                        .Select(h => PeriodColumns.ColumnOf(layout, h))
            )
            .Where(at => at > 0)
            .Distinct()
            .Order();

    /// <summary>True if the rows themselves are counted: then a row is a record, and nobody types a figure.</summary>
    public static bool CountsRecords(FeedLayout layout) => layout.Tables.Any(t => FigureSources(t).Any(s => s.Counts || s.Distinct));

    private static IEnumerable<ConceptSource> FigureSources(MappingTable table) =>
        table
            .Series.Select(s => s.Concepts)
            .Append(table.Concepts)
            .Select(c => c.GetValueOrDefault(Concepts.ObsValue))
            .OfType<ConceptSource>();

    /// <summary>The sets of labels to combine, or null if some column of the key is in none of them.</summary>
    private List<LabelCombinations>? Complete(LabelOptions options, PeriodColumns periods)
    {
        if (periods.Rows is null)
            return null;
        var wanted = LabelOptions
            .Sources(_layout.Tables)
            .Where(s =>
                !s.Source.Verbatim
                && s.Concept
                    is not (Concepts.TimePeriod or Concepts.ObsStatus or Concepts.ConfStatus or Concepts.Note or Concepts.UnitMeasure)
            )
            .SelectMany(s => s.Source.Columns.Where(TextPattern.IsHeading).Concat(s.Source.Pattern is { } p ? TextPattern.Headings(p) : []))
            .Select(LabelText.Key)
            .ToHashSet(StringComparer.Ordinal);
        wanted.ExceptWith(periods.Headings.Select(LabelText.Key));
        var chosen = new List<LabelCombinations>();
        var covered = new HashSet<string>(StringComparer.Ordinal);
        foreach (var combination in options.Combinations)
        {
            var keys = combination.Columns.Select(LabelText.Key).ToList();
            if (!keys.Any(wanted.Contains) || keys.All(covered.Contains))
                continue;
            covered.UnionWith(keys);
            chosen.Add(combination);
        }
        return wanted.IsSubsetOf(covered) && wanted.Count + periods.Headings.Count > 0 ? chosen : null;
    }

    private List<string[]> Combined(IReadOnlyList<LabelCombinations> labels, PeriodColumns periods)
    {
        var rows = new List<string?[]> { new string?[_layout.Headings.Count] };
        foreach (var combination in labels)
        {
            var columns = combination.Columns.Select(c => PeriodColumns.ColumnOf(_layout, c) - 1).ToArray();
            // Columns that an earlier set filled join the two; the others are added to every row.
            var shared = columns.Select((at, i) => (at, i)).Where(c => rows.Count > 0 && rows[0][c.at] is not null).ToList();
            var byShared = combination.Rows.ToLookup(
                r => string.Join('\u001f', shared.Select(c => LabelText.Key(r[c.i]))),
                StringComparer.Ordinal
            );
            var next = new List<string?[]>();
            foreach (var row in rows)
            {
                foreach (var added in byShared[string.Join('\u001f', shared.Select(c => LabelText.Key(row[c.at]!)))])
                {
                    var joined = (string?[])row.Clone();
                    for (var i = 0; i < columns.Length; i++)
                        joined[columns[i]] ??= added[i];
                    next.Add(joined);
                }
                if ((long)next.Count * Math.Max(1, periods.Rows!.Count) > MaxRows)
                    throw FeedLayout.Impossible(_mapping, "rows", _layout.Name);
            }
            rows = next;
        }
        var all = new List<string[]>();
        foreach (var period in periods.Rows!)
        {
            foreach (var row in rows)
            {
                var cells = row.Select(c => c ?? "").ToArray();
                for (var i = 0; i < period.Count; i++)
                    cells[PeriodColumns.ColumnOf(_layout, periods.Headings[i]) - 1] = period[i];
                all.Add(cells);
            }
        }
        return all;
    }

    /// <summary>Only the rows that give a figure once a number is typed; testing the rows of one period is enough.</summary>
    private List<string[]> Useful(List<string[]> rows, PeriodColumns periods)
    {
        if (rows.Count == 0)
            return [];
        var inPeriod = rows.Count / Math.Max(1, periods.Rows!.Count);
        var tried = Enumerable.Range(0, inPeriod).Where(i => !EndsTable(rows[i])).ToList();
        // If an empty cell has a meaning, a row that nobody fills in would already give a figure.
        if (Loaded([.. tried.Select(i => rows[i])], "").Count > 0)
            return [];
        var loaded = Loaded([.. tried.Select(i => rows[i])], "1").Select(c => tried[c.Row]).ToHashSet();
        return [.. rows.Where((_, i) => loaded.Contains(i % inPeriod))];
    }

    private bool EndsTable(string[] cells) =>
        _layout.Tables.Any(t => Holds(t.StopAt, cells) || t.Totals.Any(total => Holds(total.Where, cells)));

    private bool Holds(IReadOnlyList<RowCondition> conditions, string[] cells) =>
        conditions.Count > 0
        && conditions.All(c => c.Holds(PeriodColumns.ColumnOf(_layout, c.Column) is var at && at > 0 ? cells[at - 1] : ""));

    private HashSet<int> Taken(IReadOnlyList<string[]> rows, string number) => [.. Loaded(rows, number).Select(c => c.Column)];

    /// <summary>
    /// The cells, by number of the row and column, that give a figure if this number is typed into every column of figures.
    /// </summary>
    private HashSet<(int Row, int Column)> Loaded(IReadOnlyList<string[]> rows, string number)
    {
        var typed = new List<GridRow>(_layout.Above.Append(Header()));
        var first = _layout.HeaderRow + 1;
        for (var i = 0; i < rows.Count; i++)
        {
            var cells = new string[_layout.Headings.Count];
            var kinds = new CellKind[cells.Length];
            for (var at = 0; at < cells.Length; at++)
                (cells[at], kinds[at]) = _figures.Contains(at + 1)
                    ? (number, number.Length == 0 ? CellKind.Empty : CellKind.Number)
                    : (at < rows[i].Length ? rows[i][at] : "", CellKind.Text);
            typed.Add(new GridRow(_layout.Name, first + i, cells, kinds));
        }
        var cellsLoaded = new HashSet<(int, int)>();
        var only = _mapping with { Tables = _layout.Tables };
        new FileMapper(only, _taxonomy, _layout.FileName, FileFormat.Xlsx, EndOfTime, c =>
            cellsLoaded.Add((c.Cell.Row - first, c.Cell.Column))
        ).Map(typed);
        return cellsLoaded;
    }

    private GridRow Header() => new(_layout.Name, _layout.HeaderRow, [.. _layout.Headings]);

    private static string[] CellsOf(GridRow row) => [.. Enumerable.Range(1, row.Count).Select(at => row[at])];
}
