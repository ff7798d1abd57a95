using Observatory.Core.Cells;

namespace Observatory.Core.Reading;

/// <summary>The properties of a font of an XLS workbook that change the meaning of text.</summary>
/// <param name="Shift">0 on the line, 1 raised, 2 lowered.</param>
internal readonly record struct XlsFont(bool IsStruck, int Shift)
{
    public bool IsPlain => !IsStruck && Shift == 0;

    public CellTraits Traits => (IsStruck ? CellTraits.Struck : CellTraits.None) | (Shift == 0 ? CellTraits.None : CellTraits.Raised);
}
