using Observatory.Core.Figures;
using Observatory.Core.Series;

namespace Observatory.Warehouse.Questions.Stages;

/// <summary>Leaves out figures of periods before the first one asked for, which earlier stages needed to compare with.</summary>
internal sealed class AskedPeriods(TimePeriod first) : FigureByFigure
{
    public override Figure? Next(Figure figure) => figure.Period.FirstDay < first.FirstDay ? null : figure;
}
