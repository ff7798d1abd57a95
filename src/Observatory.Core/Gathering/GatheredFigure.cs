using System.Runtime.CompilerServices;
using Observatory.Core.Cells;
using Observatory.Core.Series;

namespace Observatory.Core.Gathering;

/// <summary>
/// A figure, or the part of it that some of its cells give, while cells are gathered. Values are whole numbers with a scale: for nearly
/// every figure of an office this is exact and takes half the bytes of a decimal. Any other value is in <see cref="Wide"/>.
/// </summary>
internal struct GatheredFigure
{
    public PackedKey Key;
    public long Units;
    public byte Scale;
    public bool Missing;
    public bool IsWide;
    public int Attributes;
    public int Cells;
    public int Sheet;
    public int Row;
    public int Column;
    public decimal Wide;
    public decimal? Lower;
    public decimal? Upper;

    public decimal Value
    {
        readonly get => IsWide ? Wide : Exact(Units, Scale);
        set
        {
            IsWide = !TryUnits(value, out Units, out Scale);
            Wide = IsWide ? value : 0;
        }
    }

    /// <summary>Adds what later cells gave to the same figure.</summary>
    public void Absorb(in GatheredFigure later, Func<int, int, int> merge)
    {
        // A zero that a rule states holds only if no cell gives the figure; if one does, the cell counts.
        if (later.Cells == 0)
            return;
        if (Cells == 0)
        {
            this = later;
            return;
        }
        if (IsWide || later.IsWide || !TryAdd(ref Units, Scale, later.Units, later.Scale))
            Value += later.Value;
        Missing |= later.Missing;
        // The interval of a sum is not the sum of the intervals, so the sum has no bounds.
        Lower = Upper = null;
        if (Attributes != later.Attributes)
            Attributes = merge(Attributes, later.Attributes);
        Cells += later.Cells;
    }

    public readonly Observation Read(CodeBook<string> sheets) =>
        new()
        {
            Key = Key.Unpack(),
            Value = Missing ? null : Value,
            Lower = Lower,
            Upper = Upper,
            Attributes = Attributes,
            FirstCell = FirstCell(sheets),
            Cells = Cells,
        };

    public readonly CellRef FirstCell(CodeBook<string> sheets) => new(sheets[Sheet], Row, Column);

    public static decimal Exact(long units, byte scale) =>
        scale == 0 ? units : new decimal((int)Magnitude(units), (int)(Magnitude(units) >> 32), 0, units < 0, scale);

    /// <summary>False if the digits of the number do not fit into sixty-three bits.</summary>
    public static bool TryUnits(decimal value, out long units, out byte scale)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        scale = (byte)(bits[3] >> 16);
        units = (long)(((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        if (bits[2] != 0 || units < 0)
        {
            (units, scale) = (0, 0);
            return false;
        }
        if (bits[3] < 0)
            units = -units;
        return true;
    }

    /// <summary>Adds if both numbers have the same scale and the sum fits; otherwise returns false and changes nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryAdd(ref long units, byte scale, long more, byte scaleOfMore)
    {
        var sum = units + more;
        if (scale != scaleOfMore || (((units ^ sum) & (more ^ sum)) < 0) || sum == long.MinValue)
            return false;
        units = sum;
        return true;
    }

    private static ulong Magnitude(long units) => units < 0 ? (ulong)-units : (ulong)units;
}
