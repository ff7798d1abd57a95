using Observatory.Core.Series;

namespace Observatory.Core.Figures;

/// <summary>Which stored figures a sum was made of.</summary>
/// <param name="Level">Level of the areas that were summed: that of the area itself where only periods were.</param>
/// <param name="IsOfArea">True where the parts are figures of the area itself, false where they are of areas that lie in it.</param>
/// <param name="Frequency">Frequency of the periods that were summed.</param>
public readonly record struct FigureOrigin(int Level, bool IsOfArea, Frequency Frequency);
