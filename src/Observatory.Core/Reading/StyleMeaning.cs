namespace Observatory.Core.Reading;

/// <summary>What reading has to know of a cell style of a workbook.</summary>
/// <param name="Traits">How its font looks: <see cref="CellTraits.Raised"/>, <see cref="CellTraits.Struck"/>.</param>
internal readonly record struct StyleMeaning(NumberLook Look, CellTraits Traits)
{
    /// <summary>The style of a cell that names none.</summary>
    public static StyleMeaning Usual { get; }
}
