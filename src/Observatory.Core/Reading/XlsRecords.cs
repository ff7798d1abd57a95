using System.Buffers.Binary;

namespace Observatory.Core.Reading;

/// <summary>A record of an XLS workbook and the position of its content in the workbook's stream.</summary>
internal readonly record struct XlsRecord(int Type, int At, int Length)
{
    public int End => At + Length;
}

/// <summary>The records of an XLS workbook ([MS-XLS] 2.1.4), by their numbers.</summary>
internal static class XlsRecords
{
    public const int Formula = 0x06;
    public const int EndOfSubstream = 0x0A;
    public const int DateMode = 0x22;
    public const int FilePass = 0x2F;
    public const int Font = 0x31;
    public const int Continue = 0x3C;
    public const int CodePage = 0x42;
    public const int Uncalced = 0x5E;
    public const int ColInfo = 0x7D;
    public const int BoundSheet = 0x85;
    public const int MulRk = 0xBD;
    public const int MulBlank = 0xBE;
    public const int RString = 0xD6;
    public const int CellFormat = 0xE0;
    public const int MergedCells = 0xE5;
    public const int SharedStrings = 0xFC;
    public const int LabelSst = 0xFD;
    public const int RecalcId = 0x1C1;
    public const int Blank = 0x201;
    public const int Number = 0x203;
    public const int Label = 0x204;
    public const int BoolErr = 0x205;
    public const int String = 0x207;
    public const int Row = 0x208;
    public const int Rk = 0x27E;
    public const int NumberFormat = 0x41E;
    public const int StartOfSubstream = 0x809;

    /// <summary>The records from a position on, each complete within the stream.</summary>
    /// <param name="toTheEnd">False if whatever follows the last complete record does not matter.</param>
    /// <exception cref="Checking.UnreadableFileException">
    /// A record goes past the end of the stream, so the workbook is truncated.
    /// </exception>
    public static IEnumerable<XlsRecord> From(byte[] stream, int start, bool toTheEnd = true)
    {
        for (var at = start; at >= 0 && at <= stream.Length - 4; )
        {
            var record = new XlsRecord(U16(stream, at), at + 4, U16(stream, at + 2));
            if (record.End > stream.Length && !toTheEnd)
                yield break;
            if (record.End > stream.Length)
                throw Refusals.Of(Checking.FindingCodes.FileTruncated);
            yield return record;
            at = record.End;
        }
    }

    /// <summary>The first record and those that continue it, if its content did not fit into one.</summary>
    public static List<XlsRecord> WithContinuations(byte[] stream, XlsRecord first)
    {
        var pieces = new List<XlsRecord> { first };
        foreach (var next in From(stream, first.End))
        {
            if (next.Type != Continue)
                break;
            pieces.Add(next);
        }

        return pieces;
    }

    public static int U16(byte[] stream, int at) => BinaryPrimitives.ReadUInt16LittleEndian(stream.AsSpan(at));

    public static int I32(byte[] stream, int at) => BinaryPrimitives.ReadInt32LittleEndian(stream.AsSpan(at));

    public static double Double(byte[] stream, int at) => BinaryPrimitives.ReadDoubleLittleEndian(stream.AsSpan(at));

    /// <summary>
    /// A number in the short form ([MS-XLS] 2.5.217): 30 bits of an integer or of a binary number, or of a hundred times it.
    /// </summary>
    public static double RkNumber(int rk)
    {
        var number = (rk & 2) != 0 ? rk >> 2 : BitConverter.Int64BitsToDouble((long)(rk & ~3) << 32);
        return (rk & 1) != 0 ? number / 100 : number;
    }

    /// <summary>An error as a cell shows it ([MS-XLS] 2.5.10).</summary>
    public static string Error(byte code) =>
        code switch
        {
            0x00 => "#NULL!",
            0x07 => "#DIV/0!",
            0x0F => "#VALUE!",
            0x17 => "#REF!",
            0x1D => "#NAME?",
            0x24 => "#NUM!",
            0x2A => "#N/A",
            0x2B => "#GETTING_DATA",
            _ => "#ERROR!",
        };
}
