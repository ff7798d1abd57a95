using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Plausibility;

/// <summary>A figure that may stand, and that one which was sent is held against. Of the total of all breakdowns.</summary>
/// <param name="Area">Number of the file's code book of areas.</param>
/// <param name="Provider">Number of the file's code book of providers.</param>
/// <param name="Period">A <see cref="TimePeriod.Id"/>.</param>
public readonly record struct StandingKey(string Indicator, int Area, int Provider, int Period);

/// <summary>
/// What rules 39 and 40 of the methodology ask of figures rather than of cells: whether parts exceed their total, which stops; and whether
/// numbers are plausible, in themselves, beside their neighbours in time, and beside indicators that they are a part of, which is only
/// asked. Figures pass once, in their own order; each cause is told once, with how many figures have it and the largest of them. Limits are
/// data:
/// <see cref="CheckLimit"/>.
/// </summary>
public sealed class FigureChecks
{
    // A national file of municipalities asks for hundreds of thousands: what stands of them is never held all at once.
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

    /// <summary>Everything that can be told of a file by itself: adds to its findings.</summary>
    public static void Run(MappedFile file, TaxonomyCatalogue taxonomy)
    {
        var checks = new FigureChecks(file, taxonomy);
        foreach (var figure in file.Observations)
            checks.See(figure);
        checks.End();
        checks.Tell();
    }

    /// <summary>Takes a figure in the order in which <see cref="MappedFile.Observations"/> gives them.</summary>
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
        // A rate on another base is not what its indicator's limits and counterparts are about.
        if (_indicator is { Kind: IndicatorKind.Rate } && Says(_isOnBase, figure.Attributes))
            return;
        var period = TimePeriod.FromId(key.Period);
        _years.Add(period, value, figure.FirstCell, Says(_isBreak, figure.Attributes), _indicator is { AddsUpOverTime: true });
        _pairs.Add(key, value, figure.FirstCell);
        // A number that is only repeated says nothing new of how numbers are made; estimates may be rounded.
        if (_digitsOf is not null && value != _before && !Says(_isEstimate, figure.Attributes))
            _digitsOf.Add(value);
        _before = value;
    }

    /// <summary>After the last figure: tells what stops the file.</summary>
    public void End()
    {
        if (_at.Indicator >= 0)
            EndArea();
        _at = new ObservationKey(-1, -1, -1, -1);
    }

    /// <summary>
    /// Holds what was sent against what stands: the years beside its own, and the counterparts of its pairs. Called after
    /// <see cref="End"/>, where anybody
    /// knows what stands. Every figure is asked for, so many at once that memory stays bounded.
    /// </summary>
    /// <param name="ask">Answers with what stands of the figures named.</param>
    /// <param name="atOnce">How many are asked for together.</param>
    public async Task HoldAsync(Func<IReadOnlyList<StandingKey>, Task<IReadOnlyDictionary<StandingKey, decimal>>> ask, int atOnce = AtOnce)
    {
        await _years.HoldAsync(ask, atOnce);
        await _pairs.HoldAsync(ask, atOnce);
    }

    /// <summary>Tells what is worth a question. Called once, after <see cref="End"/>.</summary>
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

    // Attributes that only a sum has come to be while figures are read: of such a figure neither is asked.
    private static bool Says(bool[] of, int attributes) => attributes < of.Length && of[attributes];
}
