using System.Buffers.Binary;
using System.Text;
using Observatory.Core.Cells;
using Observatory.Core.Reading;

namespace Observatory.Core.Marking;

/// <summary>
/// The formatting of an XLS workbook ([MS-XLS] 2.4): number formats, column widths, merged ranges, hidden parts. It reads the records
/// directly, each within its own length; damage only means that less is known, never a failure.
/// </summary>
internal sealed class XlsLayout
{
    private const int MaxMerged = 65_536;

    private readonly byte[] _stream;
    private readonly bool _isBiff8;
    private Encoding _letters = Encoding.GetEncoding(1252);
    private readonly List<int> _cellFormats = [];
    private readonly Dictionary<int, string> _codes = [];
    private readonly Dictionary<string, (int Start, string State)> _sheets = new(StringComparer.Ordinal);

    private XlsLayout(byte[] stream)
    {
        _stream = stream;
        // The first record gives the edition, whatever the stream is called.
        _isBiff8 = stream.Length >= 6 && U16(stream, 4) == XlsWorkbook.Biff8;
        ReadGlobals();
    }

    public static XlsLayout Of(Stream content)
    {
        content.Position = 0;
        try
        {
            var file = CompoundFile.Open(content);
            var name = file.Has("Workbook") ? "Workbook" : "Book";
            return new XlsLayout(file.Has(name) ? file.Head(name, int.MaxValue) : []);
        }
        catch (InvalidDataException)
        {
            return new XlsLayout([]);
        }
    }

    /// <summary>One sheet; null if there is none with that name.</summary>
    public Sheet? Of(string sheet)
    {
        if (!_sheets.TryGetValue(sheet, out var at))
            return null;
        var layout = new Sheet { State = at.State };
        var depth = 0;
        foreach (var (type, from, length) in Records(at.Start))
        {
            var record = _stream.AsSpan(from, length);
            switch (type)
            {
                case 0x809:
                    depth++;
                    break;
                case 0x0A when --depth <= 0:
                    return layout;
                // DefColWidth: characters.
                case 0x55 when length >= 2:
                    layout.DefaultWidth = U16(record, 0);
                    break;
                // ColInfo: first, last, 256ths of a character, format, options.
                case 0x7D when length >= 10:
                    layout.Add(
                        new Column(
                            U16(record, 0) + 1,
                            Math.Min((int)U16(record, 2), WorkbookParts.MaxColumn - 1) + 1,
                            Math.Min(255, U16(record, 4) / 256d),
                            (record[8] & 1) != 0
                        )
                    );
                    break;
                // Row: number, first and last column, height, …; option 0x20 means hidden.
                case 0x208 when length >= 14 && (record[12] & 0x20) != 0:
                    layout.HiddenRows.Add(U16(record, 0) + 1);
                    break;
                case 0xE5 when length >= 2:
                    for (var i = 0; i < U16(record, 0) && 10 + (8 * i) <= length && layout.Merged.Count < MaxMerged; i++)
                    {
                        var range = record.Slice(2 + (8 * i), 8);
                        layout.Merged.Add(
                            $"{new CellRef("", U16(range, 0) + 1, U16(range, 4) + 1).A1}:"
                                + $"{new CellRef("", U16(range, 2) + 1, U16(range, 6) + 1).A1}"
                        );
                    }

                    break;
                // One cell: row, column, format.
                case 0x06 or 0x201 or 0x203 or 0x204 or 0x205 or 0x27E or 0xD6 or 0xFD when length >= 6:
                    Note(U16(record, 0), U16(record, 2), U16(record, 4));
                    break;
                // MulRk: six bytes for each cell, the format first. MulBlank: two.
                case 0xBD or 0xBE when length >= 6:
                    var size = type == 0xBD ? 6 : 2;
                    for (var i = 0; 4 + (size * i) + size <= length - 2; i++)
                        Note(U16(record, 0), U16(record, 2) + i, U16(record, 4 + (size * i)));
                    break;
            }
        }

        return layout;

        void Note(int row, int column, int format)
        {
            if (format < _cellFormats.Count && _cellFormats[format] is not 0 and var id)
                layout.Note(row + 1, column + 1, new CellFormat(id, _codes.GetValueOrDefault(id)));
        }
    }

    private void ReadGlobals()
    {
        foreach (var (type, from, length) in Records(0))
        {
            var record = _stream.AsSpan(from, length);
            switch (type)
            {
                case 0x0A:
                    return;
                case XlsRecords.CodePage when length >= 2:
                    _letters = XlsWorkbook.LettersOf(U16(record, 0));
                    break;
                case 0x85 when length >= 8:
                    _sheets.TryAdd(
                        ShortText(record[6..]),
                        (
                            BinaryPrimitives.ReadInt32LittleEndian(record),
                            (record[4] & 3) switch
                            {
                                1 => "hidden",
                                2 => "veryHidden",
                                _ => "",
                            }
                        )
                    );
                    break;
                case 0x41E when length >= 5:
                    // BIFF8 has the number of letters in two bytes, BIFF5 in one.
                    var code = _isBiff8 ? LongText(record[2..]) : ShortText(record[2..]);
                    if (code.Length > 0)
                        _codes[U16(record, 0)] = code;
                    break;
                case 0xE0 when length >= 4:
                    _cellFormats.Add(U16(record, 2));
                    break;
            }
        }
    }

    private IEnumerable<(int Type, int At, int Length)> Records(int start)
    {
        for (var at = start; at >= 0 && at <= _stream.Length - 4; )
        {
            var length = U16(_stream, at + 2);
            if (length > _stream.Length - at - 4)
                yield break;
            yield return (U16(_stream, at), at + 4, length);
            at += 4 + length;
        }
    }

    private string ShortText(ReadOnlySpan<byte> text)
    {
        if (!_isBiff8)
            return _letters.GetString(text.Slice(1, Math.Min(text[0], text.Length - 1)));
        return text.Length < 2 ? "" : Letters(text[2..], text[0], text[1]);
    }

    private static string LongText(ReadOnlySpan<byte> text) => text.Length < 3 ? "" : Letters(text[3..], U16(text, 0), text[2]);

    private static string Letters(ReadOnlySpan<byte> text, int length, byte options) =>
        (options & 1) == 0
            ? Encoding.Latin1.GetString(text[..Math.Min(length, text.Length)])
            : Encoding.Unicode.GetString(text[..Math.Min(length * 2, text.Length & ~1)]);

    private static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    /// <param name="Width">In characters.</param>
    public sealed record Column(int First, int Last, double Width, bool IsHidden);

    /// <summary>A number format: its code or, if that is null, the number of a built-in one.</summary>
    public sealed record CellFormat(int Id, string? Code);

    public sealed class Sheet
    {
        private readonly Dictionary<long, ushort> _formats = [];
        private readonly List<CellFormat> _known = [];
        private readonly Dictionary<CellFormat, ushort> _numbers = [];
        private readonly List<Column> _columns = [];

        /// <summary><c>hidden</c>, <c>veryHidden</c> or empty.</summary>
        public string State { get; init; } = "";

        /// <summary>In characters; null if the sheet gives none.</summary>
        public double? DefaultWidth { get; set; }

        public IReadOnlyList<Column> Columns => _columns;

        public HashSet<int> HiddenRows { get; } = [];

        public List<string> Merged { get; } = [];

        /// <summary>Null for the general format, or if there is no cell.</summary>
        public CellFormat? FormatAt(int row, int column) =>
            _formats.TryGetValue(MarkedSheet.Key(row, column), out var number) ? _known[number] : null;

        internal void Note(int row, int column, CellFormat format)
        {
            if (!_numbers.TryGetValue(format, out var number))
            {
                if (_known.Count == ushort.MaxValue)
                    return;
                _numbers.Add(format, number = (ushort)_known.Count);
                _known.Add(format);
            }

            _formats[MarkedSheet.Key(row, column)] = number;
        }

        // In order and without overlap, as XLSX requires.
        internal void Add(Column column)
        {
            if (column.Last >= column.First && (_columns.Count == 0 || column.First > _columns[^1].Last))
                _columns.Add(column);
        }
    }
}
