using System.Runtime.CompilerServices;
using Observatory.Core.Series;

namespace Observatory.Core.Gathering;

/// <summary>
/// An <see cref="ObservationKey"/> in sixteen bytes that sorts by indicator, area, provider, breakdown and period: the order in which
/// figures are sorted, written aside and merged. The figures of a series are then adjacent, as in a file that has a row for each series and
/// a column for each period.
/// </summary>
internal readonly record struct PackedKey(ulong High, ulong Low) : IComparable<PackedKey>
{
    // Twenty bits for indicators and sixteen for providers are far more than any taxonomy needs; twenty-eight for areas are more than
    // MaxRows allows in a file.
    public const int AreaBits = 28;
    public const int ProviderBits = 16;

    public static PackedKey Of(ObservationKey key)
    {
        if (
            (uint)key.Indicator >= 1u << (64 - AreaBits - ProviderBits)
            || (uint)key.Area >= 1u << AreaBits
            || (uint)key.Provider >= 1u << ProviderBits
        )
            throw TooMany();
        return Of(SubjectOf(key.Indicator, key.Provider), key.Area, key.Period, key.Breakdown);
    }

    /// <summary>Indicator and provider at their bit positions in <see cref="High"/>.</summary>
    public static ulong SubjectOf(int indicator, int provider) => ((ulong)(uint)indicator << (AreaBits + ProviderBits)) | (uint)provider;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PackedKey Of(ulong subject, int area, int period, int breakdown) =>
        new(subject | ((ulong)(uint)area << ProviderBits), ((ulong)(uint)breakdown << 32) | (uint)period);

    public int Indicator => (int)(High >> (AreaBits + ProviderBits));

    public int Area => (int)((High >> ProviderBits) & ((1u << AreaBits) - 1));

    public int Provider => (int)(High & ((1u << ProviderBits) - 1));

    public int Period => (int)(uint)Low;

    public int Breakdown => (int)(Low >> 32);

    public ObservationKey Unpack() => new(Indicator, Area, Period, Breakdown, Provider);

    /// <summary>
    /// A hash of 64 bits to which the period is only added, so that the months of one series are adjacent in a table, as they are in the
    /// row of a file.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Spread() => Mix(High ^ ((Low >> 32) * 0x9E3779B97F4A7C15)) + (uint)Low;

    /// <summary>A hash of 64 bits of the whole key, including the period.</summary>
    public ulong Hash() => Mix(High ^ Mix(Low));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int CompareTo(PackedKey other) =>
        High != other.High
            ? High < other.High
                ? -1
                : 1
            : Low.CompareTo(other.Low);

    private static ulong Mix(ulong bits)
    {
        bits *= 0xFF51AFD7ED558CCD;
        bits ^= bits >> 32;
        bits *= 0xC4CEB9FE1A85EC53;
        return bits ^ (bits >> 29);
    }

    private static OverflowException TooMany() => new("A file brought more indicators, areas or providers than a key can name.");
}
