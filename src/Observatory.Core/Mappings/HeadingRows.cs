using Observatory.Core.Cells;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;

namespace Observatory.Core.Mappings;

/// <summary>
/// The rows that may be a table's header, one above the other, and the names of its columns: the lowest heading that is not empty, all of
/// them from the top joined by <c> / </c>, any heading that no other column has, or the name that the mapping gives by letter.
/// </summary>
internal sealed class HeadingRows
{
    private readonly string[][] _levels;
    private readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);

    /// <param name="rows">From the top; at least one unless the dialect says that there is no header.</param>
    public HeadingRows(IReadOnlyList<GridRow> rows, string sheet, TableDialect dialect)
    {
        Row = rows.Count > 0 ? rows[^1] : new GridRow(sheet, 0, []);
        // A name given by letter may belong to a column beyond the header.
        Width = Math.Max(rows.Count == 0 ? 0 : rows.Max(WidthOf), dialect.Names.Keys.DefaultIfEmpty(0).Max());
        NotCalculated =
        [
            .. rows.SelectMany(r => Enumerable.Range(1, r.Count).Where(c => r.KindOf(c) == CellKind.Formula).Select(c => (r, c))),
        ];
        _levels = new string[rows.Count][];
        for (var level = 0; level < rows.Count; level++)
        {
            _levels[level] = new string[Width + 1];
            var start = 0;
            for (var at = 1; at <= Width; at++)
            {
                var text = rows[level][at].Trim();
                // A merged heading covers empty cells to its right, as far as the heading above it reaches. A heading of the lowest row
                // covers columns that the headings above tell apart: those under the same heading as itself, and others if it is alone
                // there. Otherwise a heading merged downwards, such as a total, would take the last name of its neighbour.
                var covered =
                    text.Length == 0
                    && at > 1
                    && (
                        level < rows.Count - 1
                            ? dialect.HeaderFill != HeaderFill.None
                                && Enumerable.Range(0, level).All(above => string.IsNullOrWhiteSpace(rows[above][at]))
                            : dialect.HeaderFill == HeaderFill.All
                                && start > 0
                                && Enumerable.Range(0, level).Any(above => _levels[above][at].Length > 0)
                                && (IsUnderSame(start, at, level) || IsAlone(rows[level], start, level))
                    );
                if (text.Length > 0)
                    start = at;
                _levels[level][at] = covered ? _levels[level][at - 1] : text;
            }
        }
        Texts = new string[Width + 1];
        for (var at = 1; at <= Width; at++)
        {
            Texts[at] = dialect.Names.TryGetValue(at, out var name) ? name : "";
            for (var level = rows.Count - 1; level >= 0 && Texts[at].Length == 0; level--)
                Texts[at] = _levels[level][at];
        }
        Name();
        foreach (var (name, others) in dialect.AlsoCalled)
            Rename(name, others);
    }

    /// <summary>The lowest row, to which findings about the header point.</summary>
    public GridRow Row { get; }

    /// <summary>Columns of the header.</summary>
    public int Width { get; }

    /// <summary>The name of each column, from 1; empty if it has no heading.</summary>
    public string[] Texts { get; }

    /// <summary>Headings that are formulas without a stored value, so that nobody knows the names of their columns.</summary>
    public IReadOnlyList<(GridRow Row, int Column)> NotCalculated { get; }

    /// <summary>Columns with a name that another column has already.</summary>
    public List<int> Twice { get; } = [];

    /// <summary>Columns that match one column of the mapping, at least two for each name.</summary>
    public List<(string Name, IReadOnlyList<int> Columns)> Alternatives { get; } = [];

    /// <summary>The heading of a column at a level from 1; empty if it has none there.</summary>
    public string At(int level, int column) =>
        level >= 1 && level <= _levels.Length && column >= 1 && column <= Width ? _levels[level - 1][column] : "";

    /// <summary>All headings over a column from the top, joined by <c> / </c>; only its heading if the header is one row.</summary>
    public string Joined(int column) =>
        _levels.Length < 2 ? Texts[column] : string.Join(" / ", _levels.Select(l => l[column]).Where(t => t.Length > 0));

    /// <summary>The number of the column with this name; 0 for none.</summary>
    public int ColumnOf(string heading) => _columns.Count == 0 ? 0 : _columns.GetValueOrDefault(KeyOf(heading));

    // Mappings ask for few headings, but for every row that may be a header, so keys are cached.
    private static string KeyOf(string heading)
    {
        if (Keys.TryGetValue(heading, out var key))
            return key;
        key = LabelText.Key(heading);
        if (Keys.Count < 10_000)
            Keys[heading] = key;
        return key;
    }

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, string> Keys = new(StringComparer.Ordinal);

    /// <summary>Gives a column the mapping's name for it, as a name given by letter does.</summary>
    private void Rename(string name, IReadOnlyList<string> others)
    {
        var there = others.Prepend(name).Select(ColumnOf).Where(c => c > 0).Distinct().ToList();
        if (there.Count > 1)
            Alternatives.Add((name, there));
        if (there.Count == 0 || ColumnOf(name) > 0)
            return;
        var key = LabelText.Key(Texts[there[0]]);
        foreach (var again in Twice.Where(at => LabelText.Key(Texts[at]) == key))
            Texts[again] = name;
        Texts[there[0]] = name;
        _columns[LabelText.Key(name)] = there[0];
    }

    // A text line with only a title may end with any number of delimiters: the title covers the table and no column beyond it.
    private int WidthOf(GridRow row)
    {
        if (ReferenceEquals(row, Row))
            return row.Count;
        var filled = Enumerable.Range(1, row.Count).Where(at => !string.IsNullOrWhiteSpace(row[at])).Take(2).ToList();
        return filled is [var only] ? only : row.Count;
    }

    /// <summary>True if the headings above a level are the same over both columns.</summary>
    private bool IsUnderSame(int one, int other, int level) =>
        Enumerable.Range(0, level).All(above => _levels[above][one] == _levels[above][other]);

    /// <summary>True if no other heading of the row is under the same headings as this column.</summary>
    private bool IsAlone(GridRow row, int at, int level) =>
        !Enumerable.Range(1, Width).Any(other => other != at && !string.IsNullOrWhiteSpace(row[other]) && IsUnderSame(at, other, level));

    private void Name()
    {
        for (var at = 1; at <= Width; at++)
            if (Texts[at].Length > 0 && !_columns.TryAdd(LabelText.Key(Texts[at]), at))
                Twice.Add(at);
        if (_levels.Length < 2)
            return;
        // A heading over several columns does not name any of them uniquely.
        var once = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var at = 1; at <= Width; at++)
        {
            var path = _levels.Select(l => l[at]).Where(t => t.Length > 0).ToList();
            _columns.TryAdd(LabelText.Key(Joined(at)), at);
            foreach (var key in path.Select(LabelText.Key).Distinct(StringComparer.Ordinal))
                once[key] = once.ContainsKey(key) ? 0 : at;
        }
        foreach (var (key, at) in once.Where(o => o.Value > 0))
            _columns.TryAdd(key, at);
        Twice.RemoveAll(at => _columns.GetValueOrDefault(LabelText.Key(Joined(at))) == at);
    }
}
