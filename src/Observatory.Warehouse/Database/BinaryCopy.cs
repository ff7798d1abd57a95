using System.Buffers.Binary;
using Npgsql;

namespace Observatory.Warehouse.Database;

/// <summary>
/// Writes rows in the form of <c>COPY … (FORMAT binary)</c>. It is half as fast again as the library's typed importer, which matters for
/// millions of figures. It supports only the types that a figure needs.
/// </summary>
/// <remarks>PostgreSQL's manual describes the form under COPY; that of numeric is in its source, <c>numeric_recv</c>.</remarks>
internal sealed class BinaryCopy : IAsyncDisposable
{
    private const int BufferBytes = 1 << 16;

    // More than the longest row needs.
    private const int RowBytes = 1024;

    private const int NumericBase = 10_000;
    private const short Negative = 0x4000;

    private static readonly byte[] Signature =
    [
        (byte)'P',
        (byte)'G',
        (byte)'C',
        (byte)'O',
        (byte)'P',
        (byte)'Y',
        (byte)'\n',
        0xFF,
        (byte)'\r',
        (byte)'\n',
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
    ];

    private readonly NpgsqlRawCopyStream _stream;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _at;
    private bool _isComplete;

    private BinaryCopy(NpgsqlRawCopyStream stream)
    {
        _stream = stream;
        Signature.CopyTo(_buffer, 0);
        _at = Signature.Length;
    }

    /// <param name="command">A COPY … FROM STDIN in binary form.</param>
    public static async Task<BinaryCopy> BeginAsync(NpgsqlConnection connection, string command, CancellationToken cancellation) =>
        new(await connection.BeginRawBinaryCopyAsync(command, cancellation));

    /// <summary>Starts a row; sends the buffered rows if the buffer is full.</summary>
    public ValueTask StartRowAsync(short fields, CancellationToken cancellation)
    {
        if (_at > BufferBytes - RowBytes)
            return FlushAndStartAsync(fields, cancellation);
        Put(fields);
        return ValueTask.CompletedTask;
    }

    public void Write(int value)
    {
        Put(4);
        Put(value);
    }

    public void Write(short value)
    {
        Put(2);
        Put(value);
    }

    public void Write(bool value)
    {
        Put(1);
        _buffer[_at++] = value ? (byte)1 : (byte)0;
    }

    /// <summary>As PostgreSQL's type <c>"char"</c>: one byte, so ASCII only.</summary>
    public void Write(char value)
    {
        Put(1);
        _buffer[_at++] = checked((byte)value);
    }

    /// <summary>Writes the exact number with its decimal places; null as NULL.</summary>
    public void Write(decimal? value)
    {
        if (value is { } number)
            Write(number);
        else
            Put(-1);
    }

    /// <summary>Ends the copy. Without this call the server discards all rows.</summary>
    public async Task CompleteAsync(CancellationToken cancellation)
    {
        Put((short)-1);
        await _stream.WriteAsync(_buffer.AsMemory(0, _at), cancellation);
        _isComplete = true;
        await _stream.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isComplete)
            await _stream.CancelAsync();
    }

    private async ValueTask FlushAndStartAsync(short fields, CancellationToken cancellation)
    {
        await _stream.WriteAsync(_buffer.AsMemory(0, _at), cancellation);
        _at = 0;
        Put(fields);
    }

    private void Write(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var scale = (bits[3] >> 16) & 0xFF;
        if (bits[1] == 0 && bits[2] == 0 && scale == 0 && (uint)bits[0] < NumericBase)
        {
            WriteSmall((short)bits[0], bits[3] < 0);
            return;
        }
        var digits = ((UInt128)(uint)bits[2] << 64) | ((UInt128)(uint)bits[1] << 32) | (uint)bits[0];
        // Numeric has groups of four decimal digits on either side of the point; pad the last group with zeros.
        var fill = (4 - (scale % 4)) % 4;
        for (var i = 0; i < fill; i++)
            digits *= 10;
        Span<short> groups = stackalloc short[12];
        var count = 0;
        for (; digits != 0; digits /= NumericBase)
            groups[count++] = (short)(uint)(digits % NumericBase);
        var weight = count - 1 - ((scale + fill) / 4);
        var last = 0;
        while (last < count && groups[last] == 0)
            last++;
        if (last == count)
            weight = 0;
        Put(8 + (2 * (count - last)));
        Put((short)(count - last));
        Put((short)weight);
        Put(bits[3] < 0 && last < count ? Negative : (short)0);
        Put((short)scale);
        for (var i = count - 1; i >= last; i--)
            Put(groups[i]);
    }

    private void WriteSmall(short value, bool isNegative)
    {
        var digits = value == 0 ? 0 : 1;
        Put(8 + (2 * digits));
        Put((short)digits);
        Put((short)0);
        Put(isNegative && digits > 0 ? Negative : (short)0);
        Put((short)0);
        if (digits > 0)
            Put(value);
    }

    private void Put(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(_at), value);
        _at += 4;
    }

    private void Put(short value)
    {
        BinaryPrimitives.WriteInt16BigEndian(_buffer.AsSpan(_at), value);
        _at += 2;
    }
}
