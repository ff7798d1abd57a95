using System.Numerics;

namespace Observatory.Core.Gathering;

/// <summary>
/// A Bloom filter of keys: it tells that a key was certainly never added, or that it may have been, with about one false alarm in a hundred
/// at ten bits per key. It saves reading runs from the scratch stream.
/// </summary>
internal sealed class KeyFilter(long keys)
{
    private const int BitsOfKey = 10;
    private const int BitsOfBlock = 512;
    private const int Probes = 6;

    private readonly ulong[] _bits = new ulong[((keys * BitsOfKey / BitsOfBlock) + 1) * (BitsOfBlock / 64)];

    public long Bytes => _bits.LongLength * sizeof(ulong);

    public void Add(PackedKey key)
    {
        var (block, bits) = Place(key);
        for (var i = 0; i < Probes; i++, bits = BitOperations.RotateRight(bits, 9))
            _bits[block + ((int)(bits & 511) >> 6)] |= 1UL << (int)(bits & 63);
    }

    public bool MayHold(PackedKey key)
    {
        var (block, bits) = Place(key);
        for (var i = 0; i < Probes; i++, bits = BitOperations.RotateRight(bits, 9))
            if ((_bits[block + ((int)(bits & 511) >> 6)] & (1UL << (int)(bits & 63))) == 0)
                return false;
        return true;
    }

    private (int Block, ulong Bits) Place(PackedKey key)
    {
        var hash = key.Hash();
        var blocks = (ulong)_bits.LongLength / (BitsOfBlock / 64);
        var block = (int)Math.BigMul(hash, blocks, out _) * (BitsOfBlock / 64);
        return (block, (hash * 0x9E3779B97F4A7C15) ^ (hash >> 31));
    }
}
