namespace Observatory.Core.Reading;

/// <summary>Counts bytes as they come out of a compressed container and stops at the limit, whatever its headers promise.</summary>
internal sealed class InflationMeter(long compressedBytes, ReadLimits limits)
{
    // Small workbooks of empty cells compress a thousandfold and harm nobody.
    private const long RatioMattersAbove = 10L << 20;

    private long inflated;

    public void Add(int bytes, string part)
    {
        inflated += bytes;
        if (inflated > limits.MaxInflatedBytes)
            throw Refusals.Bomb(part, "inflated", limits.MaxInflatedBytes);
        if (inflated > RatioMattersAbove && inflated / limits.MaxInflationRatio > compressedBytes)
            throw Refusals.Bomb(part, "ratio", limits.MaxInflationRatio);
    }
}
