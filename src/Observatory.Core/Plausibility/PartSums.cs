using System.Globalization;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Normalising;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Plausibility;

/// <summary>
/// Finds parts that exceed their total, among figures of one indicator and area: categories that do not overlap add up to at most the
/// total, and no category alone is larger (methodology, rule 39). If a mapping declares its own check of a dimension, that check applies
/// instead, with its own severity and tolerance.
/// </summary>
internal sealed class PartSums
{
    private readonly MappedFile _file;
    private readonly List<(string Dimension, List<(int Part, bool Adds)> Parts)>?[] _wholes;
    private readonly HashSet<(string Indicator, string Dimension)> _declared;
    private readonly List<Entry> _entries = [];
    private readonly List<(int Breakdown, int From)> _runs = [];
    private readonly int[] _runOf;

    private readonly record struct Entry(int Period, decimal Value, bool IsEstimate, CellRef Cell);

    public PartSums(MappedFile file, TaxonomyCatalogue taxonomy)
    {
        _file = file;
        _wholes = WholesOf(file, taxonomy);
        _runOf = new int[file.Breakdowns.Count];
        _declared =
        [
            .. file
                .Mapping.Tables.SelectMany(t => t.Checks)
                .SelectMany(c => (c.Indicators.Count > 0 ? c.Indicators : file.Indicators).Select(i => (i, c.Over))),
        ];
        HasAny = _wholes.Any(w => w is not null);
    }

    /// <summary>Whether the file has figures of any total together with parts of it.</summary>
    public bool HasAny { get; }

    /// <summary>Adds a figure; those of one indicator and area must come in the order of breakdown and period.</summary>
    public void Add(in Observation figure, decimal value)
    {
        if (_runs.Count == 0 || _runs[^1].Breakdown != figure.Key.Breakdown)
        {
            _runs.Add((figure.Key.Breakdown, _entries.Count));
            _runOf[figure.Key.Breakdown] = _runs.Count;
        }
        // Counts have no fraction: a count with one is an estimate, whatever its status is.
        _entries.Add(
            new Entry(
                figure.Key.Period,
                value,
                IsEstimate(_file.Attributes[figure.Attributes]) || !decimal.IsInteger(value),
                figure.FirstCell
            )
        );
    }

    public static bool IsEstimate(ValueAttributes said) => said.Statuses.Contains('E', StringComparison.Ordinal);

    /// <summary>Compares the collected figures with their totals, and clears them.</summary>
    public void End(int indicator, int area)
    {
        if (_runs.Count > 1)
            foreach (var (breakdown, _) in _runs)
            foreach (var (dimension, parts) in _wholes[breakdown] ?? [])
                if (!_declared.Contains((_file.Indicators[indicator], dimension)))
                    Compare(indicator, area, breakdown, dimension, parts);
        foreach (var (breakdown, _) in _runs)
            _runOf[breakdown] = 0;
        _runs.Clear();
        _entries.Clear();
    }

    private void Compare(int indicator, int area, int breakdown, string dimension, List<(int Part, bool Adds)> parts)
    {
        var given = parts.Where(p => _runOf[p.Part] > 0).Select(p => (Run: RunOf(p.Part), p.Adds)).ToArray();
        if (given.Length == 0)
            return;
        var whole = RunOf(breakdown);
        for (var at = whole.From; at < whole.To; at++)
        {
            var total = _entries[at];
            var (sum, most, count, isRounded) = (0m, 0m, 0, total.IsEstimate);
            for (var i = 0; i < given.Length; i++)
            {
                ref var run = ref given[i].Run;
                while (run.From < run.To && _entries[run.From].Period < total.Period)
                    run.From++;
                if (run.From >= run.To || _entries[run.From].Period != total.Period)
                    continue;
                var part = _entries[run.From];
                isRounded |= part.IsEstimate;
                most = Math.Max(most, part.Value);
                if (!given[i].Adds)
                    continue;
                sum += part.Value;
                count++;
            }
            // Estimates are published rounded, each separately, so their sum may differ by half a unit for each.
            var tolerance = isRounded ? (count + 1) / 2m : 0;
            var more = Math.Max(sum, most) - total.Value;
            if (more > tolerance && !FloatNoise.IsNoise(more, total.Value, sum))
                Tell(indicator, area, breakdown, dimension, total, Math.Max(sum, most));
        }
    }

    private void Tell(int indicator, int area, int breakdown, string dimension, in Entry total, decimal parts) =>
        _file.Findings.Add(
            Finding.Blocking(
                FindingCodes.PartsExceed,
                total.Cell,
                ("indicator", _file.Indicators[indicator]),
                ("area", _file.Areas[area]),
                ("period", TimePeriod.FromId(total.Period).ToString()),
                ("concept", dimension),
                ("label", _file.Breakdowns[breakdown].ToString()),
                ("total", Text(total.Value)),
                ("actual", Text(parts)),
                ("difference", Text(parts - total.Value))
            )
        );

    private (int From, int To) RunOf(int breakdown)
    {
        var at = _runOf[breakdown] - 1;
        return (_runs[at].From, at + 1 < _runs.Count ? _runs[at + 1].From : _entries.Count);
    }

    /// <summary>
    /// For each breakdown of which the file has parts: its parts, by dimension. A category whose parent is not in the file is a part of the
    /// next ancestor that is.
    /// </summary>
    private static List<(string, List<(int, bool)>)>?[] WholesOf(MappedFile file, TaxonomyCatalogue taxonomy)
    {
        var numbers = new Dictionary<Breakdown, int>();
        for (var i = 0; i < file.Breakdowns.Count; i++)
            numbers.TryAdd(file.Breakdowns[i], i);
        var wholes = new List<(string Dimension, List<(int Part, bool Adds)> Parts)>?[file.Breakdowns.Count];
        for (var part = 0; part < file.Breakdowns.Count; part++)
            foreach (var dimension in BreakdownDimensions.All)
            {
                var adds = true;
                for (var code = file.Breakdowns[part][dimension]; code != BreakdownDimensions.Total; )
                {
                    var member = MemberOf(dimension, code);
                    adds &= member?.InPartition ?? false;
                    code = member?.Parent ?? BreakdownDimensions.Total;
                    if (!numbers.TryGetValue(file.Breakdowns[part].With(dimension, code), out var whole))
                        continue;
                    var of = wholes[whole] ??= [];
                    if (of.FindIndex(w => w.Dimension == dimension) is >= 0 and var at)
                        of[at].Parts.Add((part, adds));
                    else
                        of.Add((dimension, [(part, adds)]));
                    break;
                }
            }
        return wholes;

        DimensionMember? MemberOf(string dimension, string code) =>
            file.Mapping.Brought.Members.GetValueOrDefault(code) is { } brought && brought.Dimension == dimension
                ? brought
                : taxonomy.FindMember(dimension, code);
    }

    private static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);
}
