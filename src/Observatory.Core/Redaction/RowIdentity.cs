using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Observatory.Core.Reading;

namespace Observatory.Core.Redaction;

/// <summary>Tells whether a row was seen before, keeping a fingerprint of each and none of their texts.</summary>
internal sealed class RowIdentity
{
    private readonly HashSet<UInt128> _seen = [];

    /// <summary>True where an earlier row had the same text in every cell. A blank row is like no other.</summary>
    public bool IsRepeated(GridRow row)
    {
        var width = row.Count;
        while (width > 0 && row[width].Length == 0)
            width--;
        if (row.IsBlank)
            return false;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var at = 1; at <= width; at++)
        {
            var text = row[at];
            hash.AppendData(BitConverter.GetBytes(text.Length));
            hash.AppendData(MemoryMarshal.AsBytes(text.AsSpan()));
        }
        Span<byte> whole = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(whole);
        return !_seen.Add(MemoryMarshal.Read<UInt128>(whole));
    }
}
