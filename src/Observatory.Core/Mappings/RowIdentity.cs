using System.Security.Cryptography;
using System.Text;
using Observatory.Core.Cells;
using Observatory.Core.Reading;

namespace Observatory.Core.Mappings;

/// <summary>Finds rows of a table that are identical to an earlier one in every cell, by a checksum of each row.</summary>
/// <param name="isRedacted">True if cells were removed from the file: then the row itself says that it was identical.</param>
internal sealed class RowIdentity(bool isRedacted)
{
    private readonly HashSet<UInt128> _seen = [];
    private int _markColumn;

    /// <summary>The number of rows that were identical to an earlier one.</summary>
    public int Repeats { get; private set; }

    /// <summary>The first of them; null if there was none.</summary>
    public CellRef? First { get; private set; }

    public void Bind(TableHeader header, IReadOnlyList<string> neverStored) =>
        _markColumn = neverStored.Select(header.ColumnOf).FirstOrDefault(c => c > 0);

    public bool IsRepeat(GridRow row, TableHeader header, IReadOnlyList<string> neverStored)
    {
        var repeat = isRedacted && neverStored.Count > 0 ? row[_markColumn].Trim() == SentFile.IdenticalMark : !_seen.Add(Checksum(row));
        if (repeat)
        {
            Repeats++;
            First ??= header.Cell(row, 0);
        }
        return repeat;
    }

    /// <summary>The first half of SHA-256 over the cells with their lengths, so that two different rows never share it by chance.</summary>
    public static UInt128 Checksum(GridRow row)
    {
        var text = new StringBuilder();
        for (var at = 1; at <= row.Count; at++)
            text.Append(row[at].Length).Append(':').Append(row[at]);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()), hash);
        return new UInt128(BitConverter.ToUInt64(hash), BitConverter.ToUInt64(hash[8..]));
    }
}
