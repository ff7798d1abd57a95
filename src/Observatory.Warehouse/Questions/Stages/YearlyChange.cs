using Observatory.Core.Deriving;
using Observatory.Core.Figures;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Warehouse.Questions.Stages;

/// <summary>
/// Says of each figure how it changed since the same period of the year before: counts and rates in percent, percentages in points
/// (methodology, rule 37). Comes after <see cref="SeriesBreaks"/>: across a break nothing is compared.
/// </summary>
/// <remarks>
/// A rate or a share is compared by the events above its line. An aggregate is compared only with one of the same States: without a fixed
/// panel two years whose members with data differ have no change between them, because a country's entry is no change in crime (rule 30).
/// </remarks>
internal sealed class YearlyChange(TaxonomyCatalogue taxonomy) : FigureByFigure
{
    /// <summary>
    /// Provisional: where a file says that a period is covered only in part, its mapping gives it this status (methodology, rule 14).
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

    /// <summary>Derived figures are compared as they were before they were rounded for transport.</summary>
    private decimal? ValueOf(Figure figure) =>
        _formula is not null && figure is { Value: not null, Derivation: { Numerator: { } above, Denominator: { } below } }
            ? _formula.UnroundedOf(above, below)
            : figure.Value;

    /// <summary>Null where none are counted, and for a rate that an office publishes without its count.</summary>
    private decimal? EventsOf(Figure figure) =>
        !_countsEvents ? null
        : _formula is null ? figure.Value
        : figure.Derivation?.Numerator;
}
