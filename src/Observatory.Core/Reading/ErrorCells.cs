using System.Buffers.Binary;
using System.Text;

namespace Observatory.Core.Reading;

/// <summary>
/// The error cells of an XLS workbook. The spreadsheet library hands them over as empty cells, and a missing figure must never
/// look like a cell that was left blank, so they are looked up beside it.
/// </summary>
internal sealed class ErrorCells
{
    private const int MaxErrors = 1_000_000;
    private const int ColumnBits = 14;

    private readonly Dictionary<string, Dictionary<long, string>> sheets = new(StringComparer.Ordinal);
    private int count;

    private ErrorCells()
    {
    }

    public static ErrorCells Find(Stream content)
    {
        var errors = new ErrorCells();
        content.Position = 0;
        errors.FindIn(content);
        content.Position = 0;
        return errors;
    }

    /// <summary>Errors of one sheet by <see cref="Key"/>; null when it has none, which is the rule.</summary>
    public IReadOnlyDictionary<long, string>? Of(string sheet) => sheets.GetValueOrDefault(sheet);

    public static long Key(int row, int column) => ((long)row << ColumnBits) | (uint)column;

    private void Add(string sheet, int row, int column, string text)
    {
        if (++count > MaxErrors)
            throw Refusals.Limit(new CellRef(sheet, row, column), "errors", MaxErrors);
        if (!sheets.TryGetValue(sheet, out var cells))
            sheets[sheet] = cells = [];
        cells[Key(row, column)] = text;
    }

    private void FindIn(Stream content)
    {
        const int boundSheet = 0x85, endOfSubstream = 0x0A;
        var file = CompoundFile.Open(content);
        var name = file.Has("Workbook") ? "Workbook" : "Book";
        var isBiff8 = name == "Workbook";
        var stream = file.Has(name) ? file.Head(name, int.MaxValue) : [];
        foreach (var (type, at, length) in Records(stream, 0))
        {
            if (type == endOfSubstream)
                break;
            if (type != boundSheet || length < 8)
                continue;
            var record = stream.AsSpan(at, length);
            FindInSheet(stream, BinaryPrimitives.ReadInt32LittleEndian(record), SheetName(record[6..], isBiff8));
        }
    }

    private void FindInSheet(byte[] stream, int start, string sheet)
    {
        const int boolErr = 0x205, formula = 0x06, startOfSubstream = 0x809, endOfSubstream = 0x0A, errorResult = 2;
        var depth = 0;
        foreach (var (type, at, length) in Records(stream, start))
        {
            var record = stream.AsSpan(at, length);
            switch (type)
            {
                case startOfSubstream:
                    depth++;
                    break;
                case endOfSubstream when --depth <= 0:
                    return;
                case boolErr when length >= 8 && record[7] == 1:
                    AddCode(record, record[6]);
                    break;
                case formula or 0x206 or 0x406 when length >= 14 && record[12] == 0xFF && record[13] == 0xFF && record[6] == errorResult:
                    AddCode(record, record[8]);
                    break;
            }
        }

        void AddCode(ReadOnlySpan<byte> record, byte code) =>
            Add(sheet, BinaryPrimitives.ReadUInt16LittleEndian(record) + 1, BinaryPrimitives.ReadUInt16LittleEndian(record[2..]) + 1, Text(code));
    }

    private static IEnumerable<(int Type, int At, int Length)> Records(byte[] stream, int start)
    {
        for (var at = start; at >= 0 && at <= stream.Length - 4;)
        {
            var type = BinaryPrimitives.ReadUInt16LittleEndian(stream.AsSpan(at));
            var length = BinaryPrimitives.ReadUInt16LittleEndian(stream.AsSpan(at + 2));
            if (length > stream.Length - at - 4)
                yield break;
            yield return (type, at + 4, length);
            at += 4 + length;
        }
    }

    private static string SheetName(ReadOnlySpan<byte> text, bool isBiff8)
    {
        int length = text[0];
        if (!isBiff8)
            return Encoding.Latin1.GetString(text.Slice(1, Math.Min(length, text.Length - 1)));
        var chars = text[2..];
        return (text[1] & 1) == 0
            ? Encoding.Latin1.GetString(chars[..Math.Min(length, chars.Length)])
            : Encoding.Unicode.GetString(chars[..Math.Min(length * 2, chars.Length & ~1)]);
    }

    // [MS-XLS] 2.5.10 Bes
    private static string Text(byte code) => code switch
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
