using Observatory.Core.Figures;

namespace Observatory.Warehouse.Questions.Stages;

/// <summary>Leaves out figures that have none of the requested observation statuses.</summary>
internal sealed class AskedStatuses(IReadOnlyList<string> statuses) : FigureByFigure
{
    public override Figure? Next(Figure figure) => statuses.Any(figure.Statuses.Contains) ? figure : null;
}
