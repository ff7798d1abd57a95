using Observatory.Core.Series;

namespace Observatory.Core.Figures;

/// <summary>The stored figures from which a sum was made.</summary>
/// <param name="Level">Level of the areas that were summed; if only periods were summed, the level of the area itself.</param>
/// <param name="IsOfArea">True if the parts are figures of the area itself, false if they are figures of areas inside it.</param>
/// <param name="Frequency">Frequency of the periods that were summed.</param>
public readonly record struct FigureOrigin(int Level, bool IsOfArea, Frequency Frequency);
