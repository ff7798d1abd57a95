using Observatory.Core.Figures;
using Observatory.Core.Series;

namespace Observatory.Warehouse.Questions.Stages;

/// <summary>Leaves out figures before the first requested period, which earlier stages needed for comparisons.</summary>
internal sealed class AskedPeriods(TimePeriod first) : FigureByFigure
{
    public override Figure? Next(Figure figure) => figure.Period.FirstDay < first.FirstDay ? null : figure;
}
