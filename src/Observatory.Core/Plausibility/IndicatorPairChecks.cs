using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Plausibility;

/// <summary>
/// Compares indicators that count a part of another with the whole, for the same office, area and period: for States and their first
/// subdivisions in every period, below them in whole years only.
/// </summary>
internal sealed class IndicatorPairChecks
{
    private readonly MappedFile _file;
    private readonly TaxonomyCatalogue _taxonomy;
    private readonly Dictionary<StandingKey, (decimal Value, CellRef Where)> _figures = [];
    private readonly Dictionary<StandingKey, decimal> _standing = [];
    private readonly bool[] _isAsked;
    private readonly bool[] _isFine;

    public IndicatorPairChecks(MappedFile file, TaxonomyCatalogue taxonomy)
    {
        (_file, _taxonomy) = (file, taxonomy);
        _isAsked = [.. file.Indicators.Select(i => taxonomy.IndicatorPairs.Any(p => p.Part == i || p.Whole == i))];
        _isFine =
        [
            .. file.Areas.Select(a =>
                (file.BroughtAreas.GetValueOrDefault(a) ?? taxonomy.FindArea(a))?.Level >= AreaLevel.SecondSubdivision
            ),
        ];
    }

    public void Add(in ObservationKey key, decimal value, CellRef where)
    {
        if (_isAsked[key.Indicator] && (!_isFine[key.Area] || TimePeriod.FromId(key.Period).Frequency == Frequency.Annual))
            _figures[new StandingKey(_file.Indicators[key.Indicator], key.Area, key.Provider, key.Period)] = (value, where);
    }

    /// <summary>Looks up the stored values of counterparts that the file does not contain.</summary>
    public async Task HoldAsync(Func<IReadOnlyList<StandingKey>, Task<IReadOnlyDictionary<StandingKey, decimal>>> ask, int atOnce)
    {
        foreach (var keys in Wanted.Chunk(atOnce))
        foreach (var (key, value) in await ask(keys))
            _standing[key] = value;
    }

    private IEnumerable<StandingKey> Wanted =>
        _figures
            .Keys.SelectMany(key =>
                _taxonomy
                    .IndicatorPairs.Where(p => p.Part == key.Indicator || p.Whole == key.Indicator)
                    .Select(p => key with { Indicator = p.Part == key.Indicator ? p.Whole : p.Part })
            )
            .Where(key => !_figures.ContainsKey(key))
            .Distinct();

    public void Tell()
    {
        foreach (var pair in _taxonomy.IndicatorPairs)
        {
            var tally = new CheckTally();
            foreach (
                var key in _figures
                    .Keys.Where(k => k.Indicator == pair.Part || k.Indicator == pair.Whole)
                    .Select(k => k with { Indicator = pair.Part })
                    .Distinct()
            )
            {
                var wholeKey = key with { Indicator = pair.Whole };
                var (part, partCell) = Find(key);
                var (whole, wholeCell) = Find(wholeKey);
                if (part > whole)
                    tally.Add(
                        new Doubt(
                            part.Value - whole.Value,
                            _file.Areas[key.Area],
                            TimePeriod.FromId(key.Period).ToString(),
                            part.Value,
                            whole,
                            null,
                            partCell ?? wholeCell
                        )
                    );
            }
            if (tally.Count > 0)
                _file.Findings.Add(Said.Of(FindingCodes.PartOverWhole, pair.Part, tally, ("whole", pair.Whole)));
        }

        (decimal?, CellRef?) Find(StandingKey key) =>
            _figures.TryGetValue(key, out var own) ? (own.Value, own.Where)
            : _standing.TryGetValue(key, out var stored) ? (stored, null)
            : (null, null);
    }
}
