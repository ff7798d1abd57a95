using Observatory.Core.Cells;

namespace Observatory.Core.Reading;

/// <summary>What a reader has to know about a cell style of a workbook.</summary>
/// <param name="Traits">How the font looks: <see cref="CellTraits.Raised"/>, <see cref="CellTraits.Struck"/>.</param>
internal readonly record struct StyleMeaning(NumberLook Look, CellTraits Traits)
{
    /// <summary>The style of a cell that refers to none.</summary>
    public static StyleMeaning Usual { get; }
}
