using System.Buffers.Binary;
using System.Text;
using Observatory.Core.Cells;
using Observatory.Core.Checking;

namespace Observatory.App.Reading;

/// <summary>The kind of a message on the pipe between a reading process and its parent.</summary>
internal enum FrameKind : byte
{
    Sheet = (byte)'S',
    Rows = (byte)'R',
    Merged = (byte)'M',
    Finding = (byte)'F',
    End = (byte)'E',
}

/// <summary>
/// The messages of a reading process: a kind, a length, and that many bytes. The parent accepts no more than <see cref="MaxLength"/> bytes
/// and validates everything: a compromised child can do no more than a malicious file.
/// </summary>
internal static class RowFrames
{
    public const int HeaderLength = 5;

    /// <summary>The longest message in bytes: one row of the longest record, two bytes per character, and some room.</summary>
    public const int MaxLength = 4 << 20;

    /// <summary>Rows are collected until a message has about this many bytes.</summary>
    public const int UsualLength = 1 << 16;

    public static void WriteHeader(Span<byte> header, FrameKind kind, int length)
    {
        header[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(header[1..], length);
    }

    /// <exception cref="InvalidDataException">Unknown kind, or too long.</exception>
    public static (FrameKind Kind, int Length) ReadHeader(ReadOnlySpan<byte> header)
    {
        var kind = (FrameKind)header[0];
        var length = BinaryPrimitives.ReadInt32LittleEndian(header[1..]);
        return Enum.IsDefined(kind) && length is >= 0 and <= MaxLength ? (kind, length) : throw new InvalidDataException();
    }

    /// <summary>Writes characters unchanged, including half a surrogate pair: one byte each if all fit, otherwise two.</summary>
    public static void WriteText(this BinaryWriter writer, string text)
    {
        var wide = text.AsSpan().ContainsAnyExceptInRange('\0', '\u00FF');
        writer.Write7BitEncodedInt((text.Length << 1) | (wide ? 1 : 0));
        if (wide)
        {
            foreach (var c in text)
                writer.Write((ushort)c);
        }
        else
        {
            Span<byte> narrow = stackalloc byte[256];
            for (var at = 0; at < text.Length; at += narrow.Length)
            {
                var piece = text.AsSpan(at, Math.Min(narrow.Length, text.Length - at));
                writer.Write(narrow[..Encoding.Latin1.GetBytes(piece, narrow)]);
            }
        }
    }

    /// <exception cref="InvalidDataException">The text is longer than allowed.</exception>
    public static string ReadText(this BinaryReader reader, int maxLength)
    {
        var head = reader.Read7BitEncodedInt();
        var (length, wide) = (head >> 1, (head & 1) == 1);
        if (length < 0 || length > maxLength)
            throw new InvalidDataException();
        if (length == 0)
            return "";
        var bytes = reader.ReadBytes(wide ? length * 2 : length);
        if (bytes.Length < (wide ? length * 2 : length))
            throw new EndOfStreamException();
        return wide ? string.Create(length, bytes, static (text, from) =>
            {
                for (var i = 0; i < text.Length; i++)
                    text[i] = (char)BinaryPrimitives.ReadUInt16LittleEndian(from.AsSpan(2 * i));
            }) : Encoding.Latin1.GetString(bytes);
    }

    public static void WriteFinding(this BinaryWriter writer, Finding finding)
    {
        writer.WriteText(finding.Code);
        writer.Write(finding.Where is not null);
        if (finding.Where is { } where)
        {
            writer.WriteText(where.Sheet);
            writer.Write(where.Row);
            writer.Write(where.Column);
        }

        writer.Write7BitEncodedInt(finding.Arguments.Count);
        foreach (var (name, value) in finding.Arguments)
        {
            writer.WriteText(name);
            writer.WriteText(value);
        }
    }

    /// <exception cref="InvalidDataException">An unknown finding code, or too many arguments.</exception>
    public static Finding ReadFinding(this BinaryReader reader, int maxLength)
    {
        var code = reader.ReadText(100);
        CellRef? where = reader.ReadBoolean() ? new CellRef(reader.ReadText(maxLength), reader.ReadInt32(), reader.ReadInt32()) : null;
        var count = reader.Read7BitEncodedInt();
        if (!FindingCodes.All.Contains(code) || count is < 0 or > 20 || where is { Row: < 0 } or { Column: < 0 })
            throw new InvalidDataException();
        var arguments = new (string, string)[count];
        for (var i = 0; i < count; i++)
            arguments[i] = (reader.ReadText(100), reader.ReadText(maxLength));
        return Finding.Blocking(code, where, arguments);
    }
}
