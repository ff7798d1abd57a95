using Observatory.Core.Deriving;
using Observatory.Core.Figures;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Warehouse.Questions.Stages;

/// <summary>
/// Computes the change of each figure since the same period of the year before: counts and rates in percent, percentages in points
/// (methodology, rule 37). It comes after <see cref="SeriesBreaks"/>, because figures are never compared across a break.
/// </summary>
/// <remarks>
/// The number of events of a rate or share is its numerator. An aggregate is compared only with one of the same States: without a fixed
/// panel, two years with data of different members have no change, because a country that begins to report is no change in crime (rule 30).
/// </remarks>
internal sealed class YearlyChange(TaxonomyCatalogue taxonomy) : FigureByFigure
{
    /// <summary>
    /// Provisional. A mapping gives this status if a file declares that a period is covered only in part (methodology, rule 14).
    /// </summary>
    private const string Provisional = "P";

    private Figure? _last;
    private Growth _growth = new(IndicatorKind.Count);
    private IndicatorKind _kind;
    private DerivedFormula? _formula;
    private bool _countsEvents;

    public override FetchQuestion Widened(FetchQuestion asked) =>
        asked.From is { } first ? asked with { From = first with { Year = first.Year - 1 } } : asked;

    public override Figure Next(Figure figure)
    {
        if (_last is null || !figure.IsOfSeries(_last))
            Begin(figure);
        _last = figure;
        return figure with { Change = _growth.Next(FigureOf(figure)), ChangeUnit = Growth.UnitOf(_kind) };
    }

    private void Begin(Figure figure)
    {
        var indicator = taxonomy.FindIndicator(figure.Indicator);
        _formula = DerivedFormula.TryParse(indicator?.Formula);
        var counted = _formula is null ? indicator : taxonomy.FindIndicator(_formula.Numerator.Indicator);
        _countsEvents = counted is { Kind: IndicatorKind.Count } && counted.Unit.StartsWith("COUNT_", StringComparison.Ordinal);
        _kind = indicator?.Kind ?? IndicatorKind.Count;
        _growth = new Growth(_kind);
    }

    private GrowthFigure FigureOf(Figure figure)
    {
        var statuses = figure.Statuses;
        return new GrowthFigure(
            figure.Period,
            ValueOf(figure),
            figure.Unit,
            EventsOf(figure),
            figure.Complete && !statuses.Contains(Provisional),
            statuses.Contains(StatusSet.BreakCode),
            figure.IsMixed,
            figure.Derivation?.Coverage is { } coverage ? string.Join(';', coverage.Present) : null
        );
    }

    /// <summary>The value before rounding for transport, for derived figures too; null if there is none.</summary>
    private decimal? ValueOf(Figure figure) =>
        _formula is not null && figure is { Value: not null, Derivation: { Numerator: { } above, Denominator: { } below } }
            ? _formula.UnroundedOf(above, below)
            : figure.Value;

    /// <summary>
    /// The number of events; null if the indicator counts none, and for a rate that an office publishes without its count.
    /// </summary>
    private decimal? EventsOf(Figure figure) =>
        !_countsEvents ? null
        : _formula is null ? figure.Value
        : figure.Derivation?.Numerator;
}
