using System.Buffers.Binary;
using System.Text;
using Observatory.Core.Cells;

namespace Observatory.Core.Reading;

/// <summary>
/// Reads the texts of an XLS workbook from a record and its continuations ([MS-XLS] 2.5.293, 2.5.294). If letters continue in another
/// record, a byte before them says again whether each takes one byte or two.
/// </summary>
internal sealed class XlsText(byte[] stream, IReadOnlyList<XlsRecord> pieces, bool isBiff8, Encoding letters, IReadOnlyList<XlsFont> fonts)
{
    private readonly StringBuilder _text = new();
    private readonly List<(int From, int Font)> _runs = [];
    private int _piece;
    private int _at = pieces[0].At;

    /// <summary>Bytes left in the piece that is being read.</summary>
    private int Left => pieces[_piece].End - _at;

    public bool IsAtEnd => Left == 0 && _piece == pieces.Count - 1;

    public void Skip(int bytes)
    {
        while (bytes > 0)
        {
            Need();
            var step = Math.Min(bytes, Left);
            _at += step;
            bytes -= step;
        }
    }

    public int Byte()
    {
        Need();
        return stream[_at++];
    }

    public int U16() => Byte() | (Byte() << 8);

    public int I32() => U16() | (U16() << 16);

    /// <summary>A text that begins with the number of its letters, with marks where formatting changes its meaning.</summary>
    /// <param name="wideCount">Whether the number of letters takes two bytes.</param>
    /// <param name="limit">A longer text than a cell may have is refused before it is read.</param>
    public string Counted(bool wideCount, int limit, CellRef? where)
    {
        var count = wideCount ? U16() : Byte();
        if (count > limit)
            throw Refusals.Limit(where, "field", limit);
        _runs.Clear();
        _text.Clear();
        if (!isBiff8)
        {
            Narrow(count);
            return _text.ToString();
        }

        // An empty text has no encoding flag with some writers.
        if (count == 0 && IsAtEnd)
            return "";
        var options = Byte();
        var formatted = (options & 8) != 0 ? U16() : 0;
        var more = (options & 4) != 0 ? I32() : 0;
        Letters(count, (options & 1) != 0);
        for (var i = 0; i < formatted; i++)
            _runs.Add((U16(), U16()));
        if (more > 0)
            Skip(more);
        return _runs.Count == 0 ? _text.ToString() : Marked(_text.ToString());
    }

    /// <summary>Applies the formatting runs that follow a text in a record of their own.</summary>
    public string WithRuns(string plain)
    {
        _runs.Clear();
        if (IsAtEnd)
            return plain;
        var count = isBiff8 ? U16() : Byte();
        for (var i = 0; i < count && !IsAtEnd; i++)
            _runs.Add(isBiff8 ? (U16(), U16()) : (Byte(), Byte()));
        return Marked(plain);
    }

    private string Marked(string plain)
    {
        if (_runs.TrueForAll(r => FontOf(r.Font).IsPlain))
            return plain;
        var marked = new StringBuilder(plain[..Math.Clamp(_runs[0].From, 0, plain.Length)]);
        var isStruck = false;
        for (var i = 0; i < _runs.Count; i++)
        {
            var (from, to) = (
                Math.Clamp(_runs[i].From, 0, plain.Length),
                Math.Clamp(i + 1 < _runs.Count ? _runs[i + 1].From : plain.Length, 0, plain.Length)
            );
            if (from >= to)
                continue;
            var font = FontOf(_runs[i].Font);
            // Struck-out blanks between two words mean nothing.
            if (font.IsStruck != isStruck && (isStruck || !string.IsNullOrWhiteSpace(plain[from..to])))
            {
                marked.Append(MarkedRuns.Struck);
                isStruck = font.IsStruck;
            }

            foreach (var letter in plain.AsSpan(from, to - from))
                marked.Append(font.Shift == 0 ? letter : MarkedRuns.Shifted(letter, font.Shift == 1));
        }

        return (isStruck ? marked.Append(MarkedRuns.Struck) : marked).ToString();
    }

    // The format skips number 4 ([MS-XLS] 2.5.129).
    private XlsFont FontOf(int number) =>
        number > 4 && number - 1 < fonts.Count ? fonts[number - 1]
        : number < 4 && number < fonts.Count ? fonts[number]
        : default;

    private void Narrow(int count)
    {
        while (count > 0)
        {
            Need();
            var step = Math.Min(count, Left);
            _text.Append(letters.GetString(stream, _at, step));
            _at += step;
            count -= step;
        }
    }

    private void Letters(int count, bool wide)
    {
        while (count > 0)
        {
            if (Left == 0)
            {
                Need();
                wide = (stream[_at++] & 1) != 0;
            }

            var step = Math.Min(count, Left / (wide ? 2 : 1));
            if (step == 0)
            {
                if (Left == 0)
                    continue;
                throw Refusals.Unreadable();
            }

            for (var i = 0; i < step; i++)
                _text.Append(wide ? (char)BinaryPrimitives.ReadUInt16LittleEndian(stream.AsSpan(_at + (2 * i))) : (char)stream[_at + i]);
            _at += step * (wide ? 2 : 1);
            count -= step;
        }
    }

    /// <summary>Moves to the next piece if the current one has ended.</summary>
    private void Need()
    {
        while (Left == 0)
        {
            if (_piece == pieces.Count - 1)
                throw Refusals.Unreadable();
            _at = pieces[++_piece].At;
        }
    }
}
