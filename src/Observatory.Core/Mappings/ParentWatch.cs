using System.Globalization;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;

namespace Observatory.Core.Mappings;

/// <summary>
/// Compares the areas that a file brings with a column that names their parent area, if the file has one although the mapping does not use
/// it. A code that lost a zero belongs to another department, and nothing else shows it. Such a column is recognised by its labels: most of
/// them are names of areas of the parents' level, and each code has one of them. A column of birthplaces names such areas too, but several
/// for one code. Offices use their own names and borders, so a row counts only if the code's parent has its own name elsewhere in the
/// column, and if most rows agree.
/// </summary>
internal sealed class ParentWatch(MappingTable table, MappingRun run)
{
    // A column with more different labels than a country has divisions names something else.
    private const int MostLabels = 150;
    private const int MostTexts = 100_000;

    // Some codes may be mistyped; if more than one in ten has several labels, the column describes each row.
    private const int LeastOfTorn = 10;

    private readonly ConceptSource? _source =
        table.Concepts.GetValueOrDefault(Concepts.RefArea) is { Define: { Agrees: null, Parent: { Columns: [var only] } } } area
        && TextPattern.IsHeading(only)
            ? area
            : null;
    private readonly Dictionary<string, string> _parents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Candidate> _columns = new(StringComparer.Ordinal);
    private TableHeader? _header;
    private List<(int At, Candidate Column)> _open = [];
    private int _from;
    private SeriesMapper? _series;

    private sealed class Candidate(string heading)
    {
        public string Heading { get; } = heading;
        public bool IsOut { get; set; }
        public HashSet<string> Labels { get; } = new(StringComparer.Ordinal);
        public Dictionary<string, string> LabelOf { get; } = new(StringComparer.Ordinal);
        public HashSet<string> Torn { get; } = new(StringComparer.Ordinal);
        public bool IsTorn => Torn.Count * LeastOfTorn > LabelOf.Count;
        public Dictionary<(string Label, string Parent), (int Count, CellRef First, string Code)> Pairs { get; } = [];
    }

    public void Bind(TableHeader header, SeriesMapper series)
    {
        (_header, _series) = (header, series);
        if (_source is null)
            return;
        _from = header.ColumnOf(_source.Define!.Parent.Columns[0]);
        var never = table.NeverStore.Select(header.ColumnOf).ToHashSet();
        _open = [];
        for (var at = 1; at <= header.Width; at++)
        {
            var heading = header.TextOf(at);
            if (at == _from || never.Contains(at) || heading.Length == 0)
                continue;
            if (!_columns.TryGetValue(heading, out var column))
                _columns.Add(heading, column = new Candidate(heading));
            if (!column.IsOut)
                _open.Add((at, column));
        }
    }

    /// <summary>Checks a row that is read for its figures.</summary>
    public void See(GridRow row)
    {
        if (_open.Count == 0 || row[_from] is not { Length: > 0 } written)
            return;
        if (!_parents.TryGetValue(written, out var parent))
        {
            parent = _series!.ParentOf(row) ?? "";
            if (_parents.Count < MostTexts)
                _parents.Add(written, parent);
        }
        if (parent.Length == 0)
            return;
        for (var i = _open.Count - 1; i >= 0; i--)
        {
            var (at, column) = _open[i];
            if (row[at] is not { Length: > 0 } label)
                continue;
            if (column.LabelOf.TryGetValue(written, out var other))
            {
                if (!string.Equals(other, label, StringComparison.Ordinal) && LabelText.Key(other) != LabelText.Key(label))
                    column.Torn.Add(written);
            }
            else if (column.LabelOf.Count < MostTexts)
            {
                column.LabelOf.Add(written, label);
            }
            if (column.Pairs.TryGetValue((label, parent), out var seen))
            {
                column.Pairs[(label, parent)] = seen with { Count = seen.Count + 1 };
                continue;
            }
            column.Pairs.Add((label, parent), (1, _header!.Cell(row, at), written));
            if (!column.Labels.Add(label) || column.Labels.Count <= MostLabels)
                continue;
            column.IsOut = true;
            column.Pairs.Clear();
            column.LabelOf.Clear();
            column.Torn.Clear();
            _open.RemoveAt(i);
        }
    }

    public void Report()
    {
        if (_source is null || _columns.Values.All(c => c.IsOut))
            return;
        var parents = _parents.Values.Distinct(StringComparer.Ordinal).Select(run.Taxonomy.FindArea).OfType<Taxonomy.Area>().ToList();
        var levels = parents.Select(p => (p.Country, p.Level)).ToHashSet();
        var byName = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var area in run.Taxonomy.Areas.Where(a => levels.Contains((a.Country, a.Level))))
        foreach (var name in new[] { area.Label.En, area.Label.Es, area.Label.Fr, area.Label.Pt })
            byName.TryAdd(LabelText.Key(name), area.Code);
        foreach (var column in _columns.Values.Where(c => !c.IsOut && !c.IsTorn))
        {
            var named = column
                .Labels.Select(l => (Label: l, Area: byName.GetValueOrDefault(LabelText.Key(l))))
                .Where(l => l.Area is not null)
                .ToDictionary(l => l.Label, l => l.Area!, StringComparer.Ordinal);
            if (named.Count * 2 < column.Labels.Count)
                continue;
            var judged = column.Pairs.Where(p => named.ContainsKey(p.Key.Label)).ToList();
            if (
                judged.Where(p => named[p.Key.Label] == p.Key.Parent).Sum(p => (long)p.Value.Count) * 2
                < judged.Sum(p => (long)p.Value.Count)
            )
                continue;
            var ownNames = column
                .Pairs.Keys.Where(p => named.GetValueOrDefault(p.Label) == p.Parent)
                .Select(p => p.Parent)
                .ToHashSet(StringComparer.Ordinal);
            foreach (var ((label, parent), (count, first, code)) in column.Pairs)
                if (named.TryGetValue(label, out var area) && area != parent && ownNames.Contains(parent))
                    run.Findings.Add(
                        Finding.Blocking(
                            FindingCodes.ParentDiffers,
                            first,
                            ("label", label),
                            ("column", column.Heading),
                            ("area", code),
                            ("actual", parent),
                            ("count", count.ToString(CultureInfo.InvariantCulture))
                        )
                    );
        }
    }
}
