using System.Globalization;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Mappings;

/// <summary>What a figure must satisfy before it is added: its unit, its range, its period, and whether it may exist already.</summary>
internal sealed class FigureRules
{
    private readonly MappingRun _run;
    private readonly bool _sums;

    public FigureRules(MappingTable table, MappingRun run)
    {
        _run = run;
        var values = table
            .Concepts.Concat(table.Series.SelectMany(s => s.Concepts))
            .Where(c => c.Key == Concepts.ObsValue)
            .Select(c => c.Value)
            .ToList();
        Counts = values.Exists(v => v.Counts || v.Distinct);
        CountsDistinct = values.Exists(v => v.Distinct);
        _sums = table.CombineSum || Counts;
        StopsRepeats = table.ConflictStopsKey && !_sums;
    }

    /// <summary>True if cells are counted, so that their content is not a figure.</summary>
    public bool Counts { get; }

    /// <summary>True if a text counts only once in a figure.</summary>
    public bool CountsDistinct { get; }

    /// <summary>True if two different values of a figure stop it; repeats of the same value are left out.</summary>
    public bool StopsRepeats { get; }

    /// <summary>True if the figure must not exist already.</summary>
    // Rates, shares and indices do not add up, whatever the mapping combines.
    public bool MustBeNew(in Emission emission) => !StopsRepeats && (!_sums || !IndicatorOf(emission).AddsUp);

    /// <summary>True if the figure is refused whatever its value.</summary>
    public bool RefusesEveryValue(in Emission emission) =>
        IsOfOtherUnit(emission, IndicatorOf(emission)) || TimePeriod.FromId(emission.Key.Period).FirstDay > _run.Today;

    public Indicator IndicatorOf(in Emission emission) => _run.Taxonomy.FindIndicator(_run.Indicators[emission.Key.Indicator])!;

    /// <summary>The finding that forbids this figure; null if nothing does.</summary>
    /// <param name="text">The text of its cell.</param>
    public Finding? Refusal(in Emission emission, CellRef cell, string text)
    {
        var indicator = IndicatorOf(emission);
        if (IsOfOtherUnit(emission, indicator))
            return Finding.Blocking(
                FindingCodes.UnitRefused,
                cell,
                ("indicator", indicator.Code),
                ("unit", _run.Attributes[emission.Attributes].CountingUnit),
                ("expected", indicator.CountingUnit)
            );
        if (emission.Value is { } value && RefusalOf(value, emission.Fractions, indicator, cell, text) is { } refusal)
            return refusal;
        if (TimePeriod.FromId(emission.Key.Period) is var period && period.FirstDay > _run.Today)
            return Finding.Blocking(FindingCodes.PeriodFuture, cell, ("period", period.ToString()), ("value", text));
        if (MustBeNew(emission) && _run.Store.FirstCell(emission.Key) is { } first)
            return Finding.Blocking(
                FindingCodes.KeyDuplicate,
                cell,
                ("value", text),
                ("label", Describe(emission.Key)),
                ("actual", first.ToString())
            );
        return null;
    }

    /// <summary>The codes of a figure for a finding: indicator, area, period and breakdown.</summary>
    public string Describe(ObservationKey key)
    {
        string[] codes =
        [
            _run.Indicators[key.Indicator],
            _run.Areas[key.Area],
            TimePeriod.FromId(key.Period).ToString(),
            _run.Breakdowns[key.Breakdown].ToString(),
        ];
        return string.Join(' ', codes.Where(c => c.Length > 0));
    }

    private bool IsOfOtherUnit(in Emission emission, Indicator indicator) =>
        indicator.Code == "HOM_VICT" && _run.Attributes[emission.Attributes].CountingUnit != indicator.CountingUnit;

    private static Finding? RefusalOf(decimal value, bool fractions, Indicator indicator, CellRef cell, string text)
    {
        if (indicator.MinValue is { } low && value < low)
            return OutOfRange(FindingCodes.ValueNegative, low, indicator, cell, text);
        if (indicator.MaxValue is { } high && value > high)
            return OutOfRange(FindingCodes.ValueAboveMaximum, high, indicator, cell, text);
        if (!fractions && indicator.Kind == IndicatorKind.Count && value != decimal.Truncate(value))
            return Finding.Blocking(FindingCodes.ValueFractional, cell, ("value", text), ("indicator", indicator.Code));
        return null;
    }

    private static Finding OutOfRange(string code, decimal limit, Indicator indicator, CellRef cell, string text) =>
        Finding.Blocking(
            code,
            cell,
            ("value", text),
            ("indicator", indicator.Code),
            ("limit", limit.ToString(CultureInfo.InvariantCulture))
        );
}
