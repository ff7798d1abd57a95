using Observatory.Core.Figures;

namespace Observatory.Warehouse.Questions.Stages;

/// <summary>Records which pairs of indicator and area have figures, and changes nothing.</summary>
internal sealed class WithFigures(AskedPairs pairs) : FigureByFigure
{
    public override bool IsOneToOne => true;

    public override Figure Next(Figure figure)
    {
        pairs.Add(figure);
        return figure;
    }
}
