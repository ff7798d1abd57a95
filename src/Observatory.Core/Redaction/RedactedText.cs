using System.Text;
using Observatory.Core.Reading;

namespace Observatory.Core.Redaction;

/// <summary>
/// Copies a delimited text character by character and leaves out the content of some columns. Line breaks inside a quoted cell stay, so
/// that every row keeps its line number.
/// </summary>
internal sealed class RedactedText
{
    private const int BufferSize = 1 << 16;

    private readonly TextReader _from;
    private readonly TextWriter _to;
    private readonly char _delimiter;
    private readonly RedactedSheet _sheet;
    private readonly char[] _ahead = new char[BufferSize];
    private int _at;
    private int _end;
    private int _line = 1;

    private RedactedText(TextReader from, TextWriter to, char delimiter, RedactedSheet sheet)
    {
        _from = from;
        _to = to;
        _delimiter = delimiter;
        _sheet = sheet;
    }

    public static void Write(Stream from, FileDialect dialect, RedactedSheet sheet, Stream to, CancellationToken cancellation)
    {
        var encoding = TextEncodings.Strict(dialect.Encoding);
        var mark = encoding.GetPreamble();
        var head = new byte[mark.Length];
        from.Position = 0;
        var isMarked =
            mark.Length > 0
            && from.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == mark.Length
            && head.AsSpan().SequenceEqual(mark);
        from.Position = 0;
        using var reader = new StreamReader(from, encoding, detectEncodingFromByteOrderMarks: false, BufferSize, leaveOpen: true);
        // A writer emits the byte-order mark by itself; suppress it if the file has none.
        using var writer = new StreamWriter(to, isMarked || mark.Length == 0 ? encoding : Unmarked(encoding), BufferSize, leaveOpen: true);
        new RedactedText(reader, writer, dialect.Delimiter ?? ',', sheet).Copy(cancellation);
    }

    private static Encoding Unmarked(Encoding encoding) =>
        encoding switch
        {
            UTF8Encoding => new UTF8Encoding(false, true),
            _ => new UnicodeEncoding(encoding.WebName.EndsWith("BE", StringComparison.OrdinalIgnoreCase), false, true),
        };

    private void Copy(CancellationToken cancellation)
    {
        while (Peek() >= 0)
        {
            if ((_line & 1023) == 0)
                cancellation.ThrowIfCancellationRequested();
            CopyRecord();
        }
    }

    private void CopyRecord()
    {
        var line = _line;
        var isBelow = line > _sheet.HeaderRow;
        for (var column = 1; ; column++)
        {
            var drop = isBelow && _sheet.Columns.Contains(column);
            if (drop)
                CopyBreaks(column == _sheet.MarkColumn && _sheet.IdenticalRows.Contains(line) ? SentFile.IdenticalMark : "");
            else
                CopyCell();
            if (Peek() != _delimiter)
                break;
            _to.Write((char)Next());
        }
        CopyLineEnd();
    }

    private void CopyCell()
    {
        if (Peek() != '"')
        {
            while (Peek() is >= 0 and var next && next != _delimiter && next is not ('\r' or '\n'))
                _to.Write((char)Next());
            return;
        }
        foreach (var letter in Quoted())
            _to.Write(letter);
    }

    /// <summary>Writes a text in place of a cell, and the line breaks that the cell had.</summary>
    private void CopyBreaks(string text)
    {
        if (Peek() != '"')
        {
            while (Peek() is >= 0 and var next && next != _delimiter && next is not ('\r' or '\n'))
                Next();
            _to.Write(text);
            return;
        }
        var breaks = new StringBuilder();
        foreach (var letter in Quoted())
            if (letter is '\r' or '\n')
                breaks.Append(letter);
        if (breaks.Length > 0)
            _to.Write($"\"{text}{breaks}\"");
        else
            _to.Write(text);
    }

    /// <summary>
    /// The characters of a quoted cell with its quotes. Damaged quoting cannot occur here, because the file was read before.
    /// </summary>
    private IEnumerable<char> Quoted()
    {
        yield return (char)Next();
        while (Next() is >= 0 and var next)
        {
            yield return (char)next;
            if (next == '\n' || (next == '\r' && Peek() != '\n'))
                _line++;
            if (next != '"')
                continue;
            if (Peek() == '"')
            {
                yield return (char)Next();
                continue;
            }
            // The reader treats blanks after a closing quote as part of the cell, so remove them with it.
            while (Peek() is ' ' or '\t' && Peek() != _delimiter)
                yield return (char)Next();
            yield break;
        }
    }

    /// <summary>The next character, without consuming it; -1 at the end.</summary>
    private int Peek()
    {
        if (_at == _end)
            (_at, _end) = (0, _from.ReadBlock(_ahead, 0, _ahead.Length));
        return _at < _end ? _ahead[_at] : -1;
    }

    private int Next()
    {
        var next = Peek();
        _at = Math.Min(_at + 1, _end);
        return next;
    }

    private void CopyLineEnd()
    {
        if (Next() is not (>= 0 and var end))
            return;
        _to.Write((char)end);
        if (end == '\r' && Peek() == '\n')
            _to.Write((char)Next());
        _line++;
    }
}
