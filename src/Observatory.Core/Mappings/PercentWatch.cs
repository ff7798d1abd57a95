using System.Globalization;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;

namespace Observatory.Core.Mappings;

/// <summary>
/// Watches for figures that a workbook shows as percentages: 5.4 % is stored as 0.054. Beside plain numbers of the same column one of the
/// two is wrong by a factor of 100; alone they are right only if the mapping says with UNIT_MULT which of the two it means. Zero is the
/// same either way.
/// </summary>
internal sealed class PercentWatch(MappingTable table, MappingRun run)
{
    private const decimal Hundred = 100;

    private readonly bool _isDeclared =
        table.Concepts.ContainsKey(Concepts.UnitMult) || table.Series.Any(s => s.Concepts.ContainsKey(Concepts.UnitMult));
    private readonly Dictionary<string, Watched> _byHeading = new(StringComparer.Ordinal);
    private readonly List<Watched> _inOrder = [];
    private (int At, Watched Column)[] _columns = [];
    private TableHeader? _header;
    private int _withoutPlain;

    private sealed class Watched(string heading)
    {
        public string Heading { get; } = heading;
        public CellRef First { get; set; }
        public string Value { get; set; } = "";
        public int Count { get; set; }
        public bool HasPlain { get; set; }
    }

    public void Bind(TableHeader header)
    {
        _header = header;
        _columns = [.. header.Values.Where(v => v.At > 0 && v.At <= header.Width).Select(v => (v.At, Of(header.FullNameOf(v.At))))];
        _withoutPlain = _columns.Count(c => !c.Column.HasPlain);
    }

    /// <summary>Checks a row that is read for its figures.</summary>
    public void See(GridRow row)
    {
        // Only a workbook has formats. Once each column has a plain number, only rows with formatting matter.
        if (row.Merged is null || (_withoutPlain == 0 && !row.HasTraits))
            return;
        foreach (var (at, column) in _columns)
        {
            if (row.KindOf(at) != CellKind.Number || row[at] is "0")
                continue;
            if (row.TraitsOf(at).HasFlag(CellTraits.Percent))
            {
                if (column.Count++ == 0)
                    (column.First, column.Value) = (_header!.Cell(row, at), row[at]);
            }
            else if (!column.HasPlain)
            {
                column.HasPlain = true;
                _withoutPlain--;
            }
        }
    }

    /// <summary>Reports what was seen, at the end of the table.</summary>
    public void Report()
    {
        foreach (var column in _inOrder.Where(c => c.Count > 0 && (c.HasPlain || !_isDeclared)))
            run.Findings.Add(
                Finding.Blocking(
                    FindingCodes.PercentShown,
                    column.First,
                    ("value", column.Value),
                    ("column", column.Heading),
                    ("actual", Shown(column.Value)),
                    ("count", column.Count.ToString(CultureInfo.InvariantCulture)),
                    ("reason", column.HasPlain ? "plain" : "undeclared")
                )
            );
    }

    private Watched Of(string heading)
    {
        var key = LabelText.Key(heading);
        if (!_byHeading.TryGetValue(key, out var column))
        {
            _byHeading.Add(key, column = new Watched(heading));
            _inOrder.Add(column);
        }
        return column;
    }

    private static string Shown(string value) =>
        decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && Math.Abs(number) < decimal.MaxValue / Hundred
            ? (number * Hundred).ToString("0.############################", CultureInfo.InvariantCulture) + "\u00A0%"
            : value;
}
