using Observatory.Core.Deriving;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Warehouse.Series;

/// <summary>
/// Says of each figure of a stream how it changed since the same period of the year before: counts and rates in percent, percentages in
/// points
/// (methodology, rule 37). The stream has to hold every series in one piece, in the order of its periods, and marked:
/// <see cref="SeriesMarks"/>.
/// </summary>
/// <remarks>
/// What stands behind a rate or a share are the events above its line. An aggregate is compared with one of the same States only: without a
/// fixed panel there is no change between two years whose members with data differ, because a country's entry is no change in crime (rule
/// 30).
/// </remarks>
internal sealed class RowGrowth(TaxonomyCatalogue taxonomy)
{
    /// <summary>
    /// Provisional: where a file says that a period is covered only in part, its mapping gives it this status (methodology, rule 14).
    /// </summary>
    private const string Provisional = "P";

    private ObservationRow? _last;
    private Growth _growth = new(IndicatorKind.Count);
    private IndicatorKind _kind;
    private DerivedFormula? _formula;
    private bool _countsEvents;

    public ObservationRow Next(ObservationRow row)
    {
        if (_last is null || !row.IsOfSeries(_last))
            Begin(row);
        _last = row;
        return row with { Change = _growth.Next(FigureOf(row)), ChangeUnit = Growth.UnitOf(_kind) };
    }

    private void Begin(ObservationRow row)
    {
        var indicator = taxonomy.FindIndicator(row.Indicator);
        _formula = DerivedFormula.TryParse(indicator?.Formula);
        var counted = _formula is null ? indicator : taxonomy.FindIndicator(_formula.Numerator.Indicator);
        _countsEvents = counted is { Kind: IndicatorKind.Count } && counted.Unit.StartsWith("COUNT_", StringComparison.Ordinal);
        _kind = indicator?.Kind ?? IndicatorKind.Count;
        _growth = new Growth(_kind);
    }

    private GrowthFigure FigureOf(ObservationRow row)
    {
        var statuses = row.EachStatus();
        return new GrowthFigure(
            TimePeriod.TryParse(row.Period)!.Value,
            ValueOf(row),
            row.Unit,
            EventsOf(row),
            row.Complete && !statuses.Contains(Provisional),
            statuses.Contains(SeriesMarks.Break),
            row.IsMixed,
            row.Derivation?.Coverage is { } coverage ? string.Join(';', coverage.Present) : null
        );
    }

    /// <summary>Derived figures are compared as they were before they were rounded for transport.</summary>
    private decimal? ValueOf(ObservationRow row) =>
        _formula is not null && row is { Value: not null, Derivation: { Numerator: { } above, Denominator: { } below } }
            ? _formula.UnroundedOf(above, below)
            : row.Value;

    /// <summary>Null where none are counted, and for a rate that an office publishes without its count.</summary>
    private decimal? EventsOf(ObservationRow row) =>
        !_countsEvents ? null
        : _formula is null ? row.Value
        : row.Derivation?.Numerator;
}
