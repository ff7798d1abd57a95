namespace Observatory.Core.Reading;

/// <summary>Counts bytes as they leave a compressed container and stops at the limit, whatever its headers claim.</summary>
internal sealed class InflationMeter(long compressedBytes, ReadLimits limits)
{
    // Small workbooks of empty cells compress a thousandfold and are harmless.
    private const long RatioMattersAbove = 10L << 20;

    private long _inflated;

    public void Add(int bytes, string part)
    {
        _inflated += bytes;
        if (_inflated > limits.MaxInflatedBytes)
            throw Refusals.Bomb(part, "inflated", limits.MaxInflatedBytes);
        if (_inflated > RatioMattersAbove && _inflated / limits.MaxInflationRatio > compressedBytes)
            throw Refusals.Bomb(part, "ratio", limits.MaxInflationRatio);
    }
}
