namespace Observatory.Core.Reading;

/// <summary>What a font of an XLS workbook says of the letters in it.</summary>
/// <param name="Shift">0 on the line, 1 above it, 2 below it.</param>
internal readonly record struct XlsFont(bool IsStruck, int Shift)
{
    public bool IsPlain => !IsStruck && Shift == 0;

    public CellTraits Traits => (IsStruck ? CellTraits.Struck : CellTraits.None) | (Shift == 0 ? CellTraits.None : CellTraits.Raised);
}
