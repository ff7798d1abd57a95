using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Plausibility;

/// <summary>Key of a stored figure (the total over all breakdowns) with which figures of the file are compared.</summary>
/// <param name="Area">Number in the file's code book of areas.</param>
/// <param name="Provider">Number in the file's code book of providers.</param>
/// <param name="Period">A <see cref="TimePeriod.Id"/>.</param>
public readonly record struct StandingKey(string Indicator, int Area, int Provider, int Period);

/// <summary>
/// The checks of rules 39 and 40 of the methodology that concern figures rather than cells. Parts that exceed their total block a file.
/// Numbers that are implausible by themselves, beside the years before and after, or beside an indicator of which they are a part only
/// raise a question. Each figure is visited once, in order; each cause gives one finding, with the number of figures and the largest of
/// them. The limits are data: <see cref="CheckLimit"/>.
/// </summary>
public sealed class FigureChecks
{
    // A national file of municipalities needs hundreds of thousands of stored figures for comparison, so they are requested in batches.
    private const int AtOnce = 50_000;

    private readonly MappedFile _file;
    private readonly TaxonomyCatalogue _taxonomy;
    private readonly PartSums _parts;
    private readonly YearlyChecks _years;
    private readonly IndicatorPairChecks _pairs;
    private readonly MonthGaps _gaps;
    private readonly Dictionary<(int Indicator, int Provider), LastDigits> _digits = [];
    private readonly int _total;
    private readonly bool[] _isBreak;
    private readonly bool[] _isEstimate;
    private readonly bool[] _isOnBase;
    private ObservationKey _at = new(-1, -1, -1, -1);
    private Indicator? _indicator;
    private CheckLimit _limit = CheckLimit.Usual;
    private LastDigits? _digitsOf;
    private decimal? _before;

    public FigureChecks(MappedFile file, TaxonomyCatalogue taxonomy)
    {
        (_file, _taxonomy) = (file, taxonomy);
        _total = file.Breakdowns.ToList().IndexOf(Breakdown.Total);
        _parts = new PartSums(file, taxonomy);
        _years = new YearlyChecks(file, taxonomy);
        _pairs = new IndicatorPairChecks(file, taxonomy);
        _gaps = new MonthGaps(file);
        _isBreak = [.. file.Attributes.Select(a => a.Statuses.Contains('B', StringComparison.Ordinal))];
        var bases = file
            .Mapping.Tables.SelectMany(t => t.Concepts.Concat(t.Series.SelectMany(s => s.Concepts)))
            .Select(c => c.Value.Base)
            .OfType<string>()
            .Select(note => $"{file.Mapping.Id}#{note}")
            .ToHashSet(StringComparer.Ordinal);
        _isOnBase = [.. file.Attributes.Select(a => a.Notes.Split('\n').Any(bases.Contains))];
        _isEstimate = [.. file.Attributes.Select(PartSums.IsEstimate)];
    }

    /// <summary>Runs all checks that need only the file itself, and adds their findings.</summary>
    public static void Run(MappedFile file, TaxonomyCatalogue taxonomy)
    {
        var checks = new FigureChecks(file, taxonomy);
        foreach (var figure in file.Observations)
            checks.See(figure);
        checks.End();
        checks.Tell();
    }

    /// <summary>Checks a figure; call it in the order of <see cref="MappedFile.Observations"/>.</summary>
    public void See(in Observation figure)
    {
        var key = figure.Key;
        if (key.Indicator != _at.Indicator || key.Area != _at.Area || key.Provider != _at.Provider)
            Begin(key);
        _at = key;
        var isTotal = key.Breakdown == _total;
        if (isTotal)
            _gaps.Add(key);
        if (figure.Value is not { } value)
            return;
        if (_parts.HasAny && _indicator is { AddsUp: true })
            _parts.Add(figure, value);
        if (!isTotal)
            return;
        // A rate on another base cannot be compared with its indicator's limits and counterparts.
        if (_indicator is { Kind: IndicatorKind.Rate } && HasTrait(_isOnBase, figure.Attributes))
            return;
        var period = TimePeriod.FromId(key.Period);
        _years.Add(period, value, figure.FirstCell, HasTrait(_isBreak, figure.Attributes), _indicator is { AddsUpOverTime: true });
        _pairs.Add(key, value, figure.FirstCell);
        // A repeated number adds no evidence about how numbers are made; estimates may be rounded.
        if (_digitsOf is not null && value != _before && !HasTrait(_isEstimate, figure.Attributes))
            _digitsOf.Add(value);
        _before = value;
    }

    /// <summary>Call after the last figure: adds the findings that block the file.</summary>
    public void End()
    {
        if (_at.Indicator >= 0)
            EndArea();
        _at = new ObservationKey(-1, -1, -1, -1);
    }

    /// <summary>
    /// Compares the file's figures with stored ones: the years before and after, and the counterparts of its indicator pairs. Call it after
    /// <see cref="End"/> if stored figures are available. It requests figures in batches, so that memory stays bounded.
    /// </summary>
    /// <param name="ask">Returns the values of the stored figures among the given keys.</param>
    /// <param name="atOnce">The number of figures per request.</param>
    public async Task HoldAsync(Func<IReadOnlyList<StandingKey>, Task<IReadOnlyDictionary<StandingKey, decimal>>> ask, int atOnce = AtOnce)
    {
        await _years.HoldAsync(ask, atOnce);
        await _pairs.HoldAsync(ask, atOnce);
    }

    /// <summary>Adds the findings that ask a question. Call it once, after <see cref="End"/>.</summary>
    public void Tell()
    {
        _years.Tell();
        _pairs.Tell();
        _gaps.Tell();
        foreach (var ((indicator, _), digits) in _digits.OrderByDescending(d => d.Value.ChiSquare))
            if (
                _taxonomy.CheckLimitOf(_file.Indicators[indicator]) is { DigitFigures: { } figures, DigitPercent: { } percent }
                && digits.AreHeaped(figures, percent)
            )
                _file.Findings.Add(
                    Finding.Warning(
                        FindingCodes.DigitsHeaped,
                        null,
                        ("indicator", _file.Indicators[indicator]),
                        ("actual", Said.Number(digits.Percent)),
                        ("expected", "20"),
                        ("count", Said.Number(digits.Numbers)),
                        ("statistic", Said.Number(Math.Round((decimal)digits.ChiSquare, 1)))
                    )
                );
    }

    private void Begin(in ObservationKey key)
    {
        if (_at.Indicator >= 0)
            EndArea();
        if (key.Indicator != _at.Indicator)
        {
            var code = _file.Indicators[key.Indicator];
            (_indicator, _limit) = (_taxonomy.FindIndicator(code), _taxonomy.CheckLimitOf(code));
        }
        _before = null;
        _digitsOf = null;
        if (
            _indicator is { AddsUp: true }
            && _limit.DigitFigures is not null
            && !_digits.TryGetValue((key.Indicator, key.Provider), out _digitsOf)
        )
            _digits.Add((key.Indicator, key.Provider), _digitsOf = new LastDigits());
    }

    private void EndArea()
    {
        if (_parts.HasAny)
            _parts.End(_at.Indicator, _at.Area);
        _years.End(_at, _indicator, _limit);
    }

    // Sums can get new attributes while figures are read; those have no entry here, and neither check concerns them.
    private static bool HasTrait(bool[] of, int attributes) => attributes < of.Length && of[attributes];
}
